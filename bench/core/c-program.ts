/** Compiles a C file of bench/native when there is a compiler. It runs nothing. */
import { existsSync, mkdirSync } from "node:fs";
import { ROOT } from "./environment.ts";

const OUTPUT = `${ROOT}/dist/bench`;
const LIBRARY = `${ROOT}/dist/native/libdxg.so`;

/**
 * The program's path, or undefined without a compiler, or without the library when it needs that.
 * @throws {Error} with the compiler's words when it does not compile
 */
export function compileProgram(name: string, linksLibrary: boolean): string | undefined {
  const compiler = Bun.which("cc") ?? Bun.which("gcc") ?? Bun.which("clang");
  if (compiler === null || (linksLibrary && !existsSync(LIBRARY))) return undefined;
  mkdirSync(OUTPUT, { recursive: true });
  const program = `${OUTPUT}/${name}`;
  const source = `${ROOT}/bench/native/${name}.c`;
  const library = linksLibrary ? [LIBRARY] : [];
  const command = [compiler, "-std=c11", "-O3", "-Wall", "-Wextra", `-I${ROOT}/ffi`, source, ...library, "-o", program];
  const { exitCode, stderr } = Bun.spawnSync(command, { stdout: "ignore", stderr: "pipe" });
  if (exitCode !== 0) throw new Error(stderr.toString());
  return program;
}
