/**
 * Loads the native library, on first use and once: from a sealed memory file, else from a verified private cache file,
 * else not at all (the TypeScript twins take over). It never loads a file whose bytes it has not compared, and nothing
 * happens when this module is imported.
 */
import { dlopen, type Library } from "bun:ffi";
import { environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { ABI_SYMBOLS } from "./abi.ts";
import { embeddedLibrary } from "./embedded.ts";
import { ABI_VERSION } from "./fast-abi.ts";
import { storeInCache } from "./load-cache.ts";
import { storeInMemory } from "./load-memory.ts";

export type LibrarySymbols = Library<typeof ABI_SYMBOLS>["symbols"];

export interface LoadedLibrary {
  readonly symbols: LibrarySymbols;
  readonly how: LoadWay;
}

export type LoadWay = "memfd" | "cache-file";

/** `why` has one sentence for each thing tried or decided, in order. */
export interface LoadReport {
  readonly library: LoadedLibrary | undefined;
  readonly why: readonly string[];
}

/** The names that DXG_IMPL takes. */
export const IMPLEMENTATIONS = ["ts", "portable", "avx2", "avx512"] as const;
export type Implementation = (typeof IMPLEMENTATIONS)[number];

const STORES: Readonly<Record<LoadWay, (bytes: Uint8Array) => string>> = {
  memfd: storeInMemory,
  "cache-file": storeInCache,
};

let report: LoadReport | undefined;

/** The library, or undefined when it cannot be loaded or DXG_IMPL is `ts`. */
export function library(): LoadedLibrary | undefined {
  return loadReport().library;
}

/** As `library`, with the reasons. */
export function loadReport(): LoadReport {
  if (report === undefined) report = load();
  return report;
}

function load(): LoadReport {
  if (environment("implementation") === "ts") return { library: undefined, why: ["DXG_IMPL=ts asks for it."] };
  const bytes = embeddedLibrary();
  if (bytes === undefined) {
    return { library: undefined, why: ["This build has no native library, as when there is no C compiler."] };
  }
  return loadBytes(bytes, process.platform === "linux" ? ["memfd", "cache-file"] : ["cache-file"]);
}

/** Tries the ways in their order. Exported so that a test can take one way alone. */
export function loadBytes(bytes: Uint8Array, ways: readonly LoadWay[]): LoadReport {
  const why: string[] = [];
  for (const how of ways) {
    try {
      const { symbols } = dlopen(STORES[how](bytes), ABI_SYMBOLS);
      const version = symbols.dxg_abi_version();
      if (version !== ABI_VERSION) throw new Error(`the library has ABI ${version}, not ${ABI_VERSION}`);
      return { library: { symbols, how }, why: [...why, SUCCESS[how]] };
    } catch (error) {
      why.push(`${how}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return { library: undefined, why };
}

const SUCCESS: Readonly<Record<LoadWay, string>> = {
  memfd: "Loaded from a sealed file in memory.",
  "cache-file": "Loaded from a private cache file whose content was compared.",
};

/**
 * What DXG_IMPL asks for, or undefined when it is not set.
 * @throws {DxgError} native/unknown-implementation
 */
export function requestedImplementation(): Implementation | undefined {
  const name = environment("implementation");
  if (name === undefined) return undefined;
  for (const known of IMPLEMENTATIONS) if (known === name) return known;
  throw new DxgError("native/unknown-implementation", `${JSON.stringify(name)} in DXG_IMPL`, {
    hint: `Use one of: ${IMPLEMENTATIONS.join(", ")}.`,
  });
}
