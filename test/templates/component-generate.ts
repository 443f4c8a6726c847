/**
 * A folder to generate React components into, with the tools that judge them. It knows nothing of single templates; it must
 * not judge by itself.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dir, "../..");
const dxg = join(repository, "dist/dxg");
const tool = (name: string): string => join(repository, "node_modules/.bin", name);

export type Answers = Readonly<Record<string, string | boolean | readonly string[]>>;

export interface Ended {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly output: string;
}

/** One `<testsuite>` of a JUnit report. */
export interface Suite {
  /** Relative to the workspace. */
  readonly file: string;
  readonly tests: number;
  readonly failures: number;
}

/** Strict settings, more of them than any user is likely to have. */
const TYPESCRIPT = {
  compilerOptions: {
    target: "ESNext",
    lib: ["ESNext", "DOM", "DOM.Iterable"],
    module: "Preserve",
    moduleResolution: "Bundler",
    jsx: "react-jsx",
    types: ["bun-types"],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
  },
  include: ["out"],
};

/** The defaults of Biome and Prettier but for tabs, which Prettier does not use. */
const BIOME = {
  root: true,
  files: { includes: ["**/*.ts", "**/*.tsx"] },
  formatter: { indentStyle: "space" },
  assist: { enabled: false },
};

function run(command: readonly string[], cwd: string): Ended {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { cwd, stdout: "pipe", stderr: "pipe" });
  return { code: exitCode, output: `${stdout.toString()}${stderr.toString()}` };
}

/** A temporary project in which React, Testing Library and the types resolve. Output goes to folders below `out/`. */
export class Workspace {
  readonly root: string = mkdtempSync(join(tmpdir(), "dxg-component-"));
  #answers = 0;

  constructor() {
    mkdirSync(join(this.root, "out"));
    symlinkSync(join(repository, "node_modules"), join(this.root, "node_modules"));
    writeFileSync(join(this.root, "tsconfig.json"), JSON.stringify(TYPESCRIPT));
    writeFileSync(join(this.root, "biome.json"), JSON.stringify(BIOME));
  }

  /** Runs `dxg generate` into `out/FOLDER`. */
  generate(template: string, folder: string, answers: Answers): Ended {
    const file = join(this.root, `answers-${this.#answers++}.json`);
    writeFileSync(file, JSON.stringify(answers));
    return run([dxg, "generate", template, "-o", join(this.root, "out", folder), "--params", file], this.root);
  }

  /** Runs `dxg` with `args` in `out/`. */
  command(...args: readonly string[]): Ended {
    return run([dxg, ...args], join(this.root, "out"));
  }

  typeCheck(): Ended {
    return run([tool("tsc"), "-p", "."], this.root);
  }

  formatCheck(folder: string): Ended {
    return run([tool("biome"), "check", "--max-diagnostics=200", `out/${folder}`], this.root);
  }

  /** Runs the generated tests below `out/FOLDER` in one process; a file that does not load has no suite. */
  tests(folder: string): readonly Suite[] {
    const report = join(this.root, "report.xml");
    run([tool("bun"), "test", `./out/${folder}`, "--reporter=junit", `--reporter-outfile=${report}`], this.root);
    const suites: Suite[] = [];
    const text = readFileSync(report, "utf8");
    for (const [, attributes = ""] of text.matchAll(/<testsuite ([^>]*)>/g)) {
      const read = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
      suites.push({ file: read("file"), tests: Number(read("tests")), failures: Number(read("failures")) });
    }
    return suites;
  }

  /** Runs a file below `out/` with plain Bun. */
  script(path: string): Ended {
    return run([tool("bun"), join("out", path)], this.root);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
