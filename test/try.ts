/**
 * `npm run try`, after installing and building: generates `component-full` into ./try-out, shows what came out, and runs
 * its tests and its benchmark. It writes nothing but the files of that template, and removes nothing.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
const OUT = join(ROOT, "try-out");
const DXG = join(ROOT, "dist/dxg");
const GENERATE = ["generate", "component-full", "Counter", "-p", "state_vars=count,loading"] as const;
const SHOWN_LINES = 18;

const { NO_COLOR: noColor = "" } = process.env;
const coloured = process.stdout.isTTY && noColor === "";
const paint = (code: number, text: string): string => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);
const dim = (text: string): string => paint(2, text);

function heading(text: string): void {
  console.log(`\n${paint(1, text)}`);
}

/** Runs a command in the folder and shows it with what it says; false when it fails. */
function show(shown: string, command: readonly string[]): boolean {
  heading(`$ ${shown}`);
  const startedAt = performance.now();
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], { cwd: OUT, stdout: "pipe", stderr: "pipe" });
  const milliseconds = performance.now() - startedAt;
  for (const text of [stdout.toString(), stderr.toString()]) if (text.trim() !== "") console.log(text.trimEnd());
  if (exitCode === 0) {
    console.log(dim(`${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`));
    return true;
  }
  console.log(paint(31, `failed with exit code ${exitCode}`));
  return false;
}

function showFile(path: string): void {
  heading(path);
  const lines = readFileSync(join(OUT, path), "utf8").trimEnd().split("\n");
  lines.slice(0, SHOWN_LINES).forEach((line, index) => {
    console.log(`${dim(String(index + 1).padStart(4))}  ${line}`);
  });
  if (lines.length > SHOWN_LINES) console.log(dim(`      … ${lines.length - SHOWN_LINES} more lines`));
}

function main(): number {
  mkdirSync(OUT, { recursive: true });
  const steps: readonly (() => boolean)[] = [
    () => show(`dxg ${GENERATE.join(" ")} --dry-run`, [DXG, ...GENERATE, "--on-conflict", "overwrite", "--dry-run"]),
    () => show(`dxg ${GENERATE.join(" ")}`, [DXG, ...GENERATE, "--on-conflict", "overwrite"]),
    () => {
      showFile("Counter/component.tsx");
      return true;
    },
    () => show("bun test Counter", [process.execPath, "test", "./Counter"]),
    () => show("bun Counter/component.bench.tsx", [process.execPath, "Counter/component.bench.tsx"]),
  ];
  for (const step of steps) if (!step()) return 1;
  heading("It is all in ./try-out. Next:");
  console.log("  dist/dxg template list\n  dist/dxg generate --help");
  return 0;
}

process.exitCode = main();
