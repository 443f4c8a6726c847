/**
 * A folder of its own with a home of its own, in which a test runs the compiled `dxg` as a user would. Everything that the
 * process can see is here; nothing of the tester's environment gets in.
 */
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const ROOT: string = join(import.meta.dir, "../..");
export const DXG: string = join(ROOT, "dist/dxg");

export interface Ended {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Below the world's folder. */
  readonly cwd?: string;
  /** Words before `dxg`, e.g. a program that starts it as another user. */
  readonly before?: readonly string[];
}

/** Path to a short description of what is there: a file's mode and content, a link's target. */
export type Tree = Readonly<Record<string, string>>;

export class World {
  /** The folder that commands run in. */
  readonly folder: string;
  readonly home: string;
  readonly #root: string;

  constructor() {
    this.#root = mkdtempSync(join(tmpdir(), "dxg-e2e-"));
    this.folder = join(this.#root, "work");
    this.home = join(this.#root, "home");
    mkdirSync(this.folder);
    mkdirSync(this.home);
  }

  get environment(): Record<string, string> {
    return { HOME: this.home, PATH: "/usr/local/bin:/usr/bin:/bin" };
  }

  /** Runs `dxg` to its end. */
  dxg(args: readonly string[], { env = {}, input, cwd = ".", before = [] }: RunOptions = {}): Ended {
    const { exitCode, stdout, stderr } = Bun.spawnSync([...before, DXG, ...args], {
      cwd: this.path(cwd),
      env: { ...this.environment, ...env },
      stdin: input === undefined ? "ignore" : typeof input === "string" ? new TextEncoder().encode(input) : input,
      stdout: "pipe",
      stderr: "pipe",
      timeout: 50_000,
    });
    return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
  }

  /** As `dxg`, by a shell: `$DXG` is the program. */
  shell(script: string, env: Readonly<Record<string, string>> = {}): Ended {
    const { exitCode, stdout, stderr } = Bun.spawnSync(["bash", "-c", script], {
      cwd: this.folder,
      env: { ...this.environment, DXG, ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: 50_000,
    });
    return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
  }

  /** The flags that let a template run which is from outside, or asks for more than ordinary files; none for a broken one. */
  trusting(template: string, options: RunOptions = {}): readonly string[] {
    const { out, code } = this.dxg(["template", "show", template, "--json"], options);
    if (code !== 0) return [];
    return ["--trust", (JSON.parse(out) as { permissions: { hash: string } }).permissions.hash];
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), content);
    }
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  /** All that is below a folder, hidden files too. */
  tree(name = "."): Tree {
    const found: Record<string, string> = {};
    walk(this.path(name), "", found);
    return found;
  }

  /** All that is in the home folder. */
  homeTree(): Tree {
    const found: Record<string, string> = {};
    walk(this.home, "", found);
    return found;
  }

  /** Names of the files and links below a folder. */
  files(name = "."): readonly string[] {
    return Object.entries(this.tree(name))
      .filter(([, what]) => !what.startsWith("folder"))
      .map(([path]) => path);
  }

  [Symbol.dispose](): void {
    // A test may have taken away what removing needs.
    Bun.spawnSync(["chmod", "-R", "u+rwX", this.#root]);
    rmSync(this.#root, { recursive: true, force: true });
  }
}

function walk(folder: string, prefix: string, found: Record<string, string>): void {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const what = describe(path);
    found[prefix + name] = what;
    if (what.startsWith("folder") && isOpen(path, constants.R_OK | constants.X_OK)) {
      walk(path, `${prefix}${name}/`, found);
    }
  }
}

function isOpen(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function describe(path: string): string {
  const stats = lstatSync(path);
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, "0");
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (stats.isDirectory()) return `folder ${mode}`;
  if (!stats.isFile()) return "other";
  // Files of gigabytes are holes: their size tells enough.
  const content =
    stats.size > 1 << 24 ? "" : createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
  return `file ${mode} ${stats.size} ${content}`;
}
