/**
 * A Cargo workspace to generate crates into, so that all are built by few runs of Cargo. It must not judge by itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const dxg = join(import.meta.dir, "../../dist/dxg");

export type Answers = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly output: string;
}

function run(command: readonly string[], cwd: string, env?: Readonly<Record<string, string>>): Ended {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], {
    cwd,
    env: { ...Bun.env, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  return { code: exitCode, output: `${stdout.toString()}${stderr.toString()}` };
}

/** The first Cargo that knows edition 2024. */
const EDITION_2024 = "1.85.0";

/** Whether there is a `cargo` that knows every edition of the template, and `cargo ARGUMENTS` works: says so when not. */
export function cargoHas(...args: readonly string[]): boolean {
  const found = cargoRuns() && Bun.semver.order(cargoVersion(), EDITION_2024) >= 0;
  const works = found && run(["cargo", ...args, "--version"], tmpdir()).code === 0;
  if (!works) console.log(`not run: ${["cargo", ...args].join(" ")} (from ${EDITION_2024} on)`);
  return works;
}

/** Whether there is any `cargo`. */
export function cargoRuns(): boolean {
  return Bun.which("cargo") !== null && run(["cargo", "--version"], tmpdir()).code === 0;
}

function cargoVersion(): string {
  return /\d+\.\d+\.\d+/.exec(run(["cargo", "--version"], tmpdir()).output)?.[0] ?? "0.0.0";
}

/** The folder `all/` is a Cargo workspace; crates elsewhere below `root` are none of its members. */
export class CargoWorkspace {
  readonly root: string = mkdtempSync(join(tmpdir(), "dxg-crate-"));
  #answers = 0;

  constructor() {
    mkdirSync(join(this.root, "all"));
    writeFileSync(join(this.root, "all/Cargo.toml"), '[workspace]\nresolver = "2"\nmembers = ["*/"]\n');
  }

  /** Runs `dxg generate` so that the crate's folder is `all/FOLDER`. */
  generate(folder: string, answers: Answers): Ended {
    const file = join(this.root, `answers-${this.#answers++}.json`);
    writeFileSync(file, JSON.stringify({ folder, ...answers }));
    return this.command("generate", "crate-complete", "-o", join(this.root, "all"), "--params", file);
  }

  /** Runs `dxg` with `args` in the root. */
  command(...args: readonly string[]): Ended {
    return run([dxg, ...args], this.root);
  }

  /** Runs Cargo in `folder`, relative to the root; everything is built without debug information into one folder. */
  cargo(folder: string, ...args: readonly string[]): Ended {
    return run(["cargo", ...args], join(this.root, folder), {
      CARGO_TARGET_DIR: join(this.root, "target"),
      CARGO_PROFILE_DEV_DEBUG: "0",
      CARGO_PROFILE_TEST_DEBUG: "0",
      CARGO_INCREMENTAL: "0",
      CARGO_TERM_COLOR: "never",
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
