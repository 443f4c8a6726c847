/**
 * Builds the C library, and the C tests with sanitizers. It knows the compilers and their flags; what is done with the
 * result is build.ts's and the tests' business. Build time only: nothing under src/ imports it.
 */
import { chmodSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const SOURCES = import.meta.dir;
const OUTPUT = join(import.meta.dir, "..", "dist", "native");

/** Only kernel files may use more than the processor's base instructions. */
const KERNEL_FLAGS: Readonly<Record<string, readonly string[]>> = {
  avx2: ["-mavx2", "-mbmi", "-mbmi2", "-mpopcnt"],
  avx512: ["-mavx2", "-mbmi", "-mbmi2", "-mpopcnt", "-mavx512f", "-mavx512vl", "-mavx512bw"],
};
const LANGUAGE_FLAGS: readonly string[] = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fPIC"];
/** Each start of the program copies and maps the library, so what it does not need is left out: unwind tables, gaps. */
const LIBRARY_FLAGS: readonly string[] = [
  "-O3",
  "-fvisibility=hidden",
  "-fno-asynchronous-unwind-tables",
  "-ffunction-sections",
  "-fdata-sections",
];
/** What mostly waits for the kernel, or runs once in a process, is better small. */
const SMALL_FILES = /^(?:fast\/|dxg_(?:at|os|process))/;
const SMALL_FLAGS: readonly string[] = ["-Os"];
const FOLDERS: readonly string[] = ["", "fast/"];
/** The library of the fast path: its two functions, and what they need. */
const FAST_LINK_FLAGS: readonly string[] = [
  `-Wl,--version-script=${join(SOURCES, "fast/exports.map")}`,
  "-Wl,--gc-sections",
];
const LINK_FLAGS: readonly string[] =
  process.platform === "linux" ? ["-shared", "-s", "-Wl,-z,noseparate-code", "-Wl,--build-id=none"] : ["-shared", "-s"];
const SANITIZE = "-fsanitize=address,undefined";
const SANITIZED_FLAGS: readonly string[] = ["-O1", "-g", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all"];

export interface CompiledLibrary {
  readonly path: string;
  /** The part of it that a generation on the fast path loads; undefined where there is no such path (native/fast.ts). */
  readonly fastPath: string | undefined;
  /** What it can run, given the right processor. */
  readonly implementations: readonly string[];
}

/**
 * Builds dist/native/libdxg.so and libdxg-fast.so. Without a C compiler it says so in one line on standard error and returns undefined.
 * @throws {Error} with the compiler's words when a file does not compile
 */
export function compileLibrary(): CompiledLibrary | undefined {
  const compiler = findCompiler(["cc", "gcc", "clang"]);
  if (compiler === undefined) {
    console.error("No C compiler (CC, cc, gcc, clang): the executable will use its TypeScript kernels.");
    return undefined;
  }
  const objects = compileSources(compiler, "release", LIBRARY_FLAGS);
  const link = (name: string, flags: readonly string[]): string => {
    const path = join(OUTPUT, name);
    const fresh = `${path}.new`;
    run([compiler, ...LINK_FLAGS, ...flags, "-o", fresh, ...objects]);
    chmodSync(fresh, 0o644);
    renameSync(fresh, path);
    return path;
  };
  return {
    path: link("libdxg.so", []),
    fastPath: process.platform === "linux" ? link("libdxg-fast.so", FAST_LINK_FLAGS) : undefined,
    implementations: process.arch === "x64" ? ["portable", "avx2", "avx512"] : ["portable"],
  };
}

/**
 * Builds one file of ffi/test/ together with the library under the address and undefined behaviour sanitizers.
 * @param name without the `.c`; one that begins with `fuzz_` becomes a libFuzzer program, which needs clang
 * @returns the executable's path, or undefined when there is no compiler for it
 */
export function compileSanitized(name: string): string | undefined {
  const isFuzzer = name.startsWith("fuzz_");
  const compiler = isFuzzer ? findCompiler(["clang"]) : findCompiler(["clang", "cc", "gcc"]);
  if (compiler === undefined) return undefined;
  const sanitize = isFuzzer ? `${SANITIZE},fuzzer` : SANITIZE;
  const objectSanitize = isFuzzer ? `${SANITIZE},fuzzer-no-link` : SANITIZE;
  const objects = compileSources(compiler, isFuzzer ? "fuzz" : "sanitized", [...SANITIZED_FLAGS, objectSanitize]);
  const path = join(OUTPUT, name);
  const source = join(SOURCES, "test", `${name}.c`);
  run([compiler, ...LANGUAGE_FLAGS, ...SANITIZED_FLAGS, sanitize, `-I${SOURCES}`, source, ...objects, "-o", path]);
  return path;
}

function findCompiler(names: readonly string[]): string | undefined {
  const { CC: asked } = process.env;
  for (const name of asked === undefined || asked === "" ? names : [asked, ...names]) {
    const isClang = name.includes("clang");
    if (names.length === 1 && !isClang) continue;
    const path = Bun.which(name);
    if (path !== null) return path;
  }
  return undefined;
}

/** Compiles what is older than its source, a header or this file; returns all the object files. */
function compileSources(compiler: string, folder: string, flags: readonly string[]): readonly string[] {
  const directory = join(OUTPUT, `${folder}-${basename(compiler)}`);
  mkdirSync(directory, { recursive: true });
  const files = FOLDERS.flatMap((part) => readdirSync(join(SOURCES, part)).map((name) => part + name)).sort();
  const shared = Math.max(...files.filter((file) => /\.(?:h|ts)$/.test(file)).map((file) => changed(SOURCES, file)));
  const objects: string[] = [];
  for (const file of files) {
    const suffix = /_(avx\w+)\.c$/.exec(file)?.[1];
    if (!file.endsWith(".c") || (suffix !== undefined && process.arch !== "x64")) continue;
    const kernelFlags = suffix === undefined ? [] : (KERNEL_FLAGS[suffix] ?? []);
    const ownFlags = SMALL_FILES.test(file) ? SMALL_FLAGS : kernelFlags;
    const name = file.replace("/", "_").replace(/c$/, "o");
    const object = join(directory, name);
    objects.push(object);
    if (changed(directory, name) > Math.max(shared, changed(SOURCES, file))) continue;
    run([compiler, ...LANGUAGE_FLAGS, ...flags, ...ownFlags, "-c", join(SOURCES, file), "-o", `${object}.new`]);
    renameSync(`${object}.new`, object);
  }
  return objects;
}

/** When a file was last changed, in milliseconds; 0 when it is not there. */
function changed(directory: string, file: string): number {
  return statSync(join(directory, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run(command: readonly string[]): void {
  const { exitCode, stderr } = Bun.spawnSync([...command], { stdout: "ignore", stderr: "pipe" });
  if (exitCode !== 0) throw new Error(`${command.join(" ")}\n${stderr.toString()}`);
}

if (import.meta.main) compileLibrary();
