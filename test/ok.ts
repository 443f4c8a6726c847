/**
 * `bun run ok`: everything that has to hold before a change goes out, cheapest first: format and lint, types, dead code,
 * C format, build, the whole test suite. One line a step; the first that fails shows its output and ends it.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "./harness/bun-test.ts";

const ROOT = join(import.meta.dir, "..");
const BUN = process.execPath;

interface Step {
  readonly name: string;
  /** Undefined when a tool is missing. */
  readonly command: readonly string[] | undefined;
  /** Shows the output as it comes: for what takes minutes. */
  readonly streams?: true;
}

function tool(name: string): string {
  return join(ROOT, "node_modules/.bin", name);
}

function clangFormat(): readonly string[] | undefined {
  const program = Bun.which("clang-format");
  if (program === null) return undefined;
  const files = readdirSync(join(ROOT, "ffi"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => join("ffi", name));
  return [program, "--dry-run", "-Werror", ...files.sort()];
}

const STEPS: readonly Step[] = [
  { name: "biome", command: [tool("biome"), "check"] },
  { name: "types", command: [tool("tsc"), "-p", "."] },
  { name: "knip", command: [tool("knip"), "--no-config-hints"] },
  { name: "clang-format", command: clangFormat() },
  { name: "build", command: [BUN, "run", "build.ts"] },
  { name: "tests", command: [BUN, "run", "test/run.ts"], streams: true },
];

async function passes({ name, command, streams }: Step): Promise<boolean> {
  if (command === undefined) {
    console.log(`--    ${name} (not run: ${name} is not installed)`);
    return true;
  }
  const startedAt = performance.now();
  if (streams)
    return Bun.spawnSync([...command], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] }).exitCode === 0;
  const { output, exitCode } = await run(command, ROOT);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${exitCode === 0 ? "ok  " : "FAIL"}  ${name.padEnd(14)} ${seconds.padStart(6)} s`);
  if (exitCode !== 0) console.log(output.trimEnd());
  return exitCode === 0;
}

async function main(): Promise<number> {
  for (const step of STEPS) if (!(await passes(step))) return 1;
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
