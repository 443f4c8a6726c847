/**
 * The fast path: `dxg generate` as one call of a native library of its own, a third of the other's size. It does the whole run
 * or nothing (ffi/fast/), so that whoever calls it needs no other code of this program when it did.
 */
import { dlopen } from "bun:ffi";
import { embeddedFastLibrary } from "./embedded.ts";
import { ABI_VERSION, FAST_RESULT, FAST_SYMBOLS } from "./fast-abi.ts";
import { storeInMemory } from "./load-memory.ts";

/** What it works in; only what it touches becomes memory of the process. */
const MEMORY_BYTES = 1024 * 1024;

export type FastResult =
  /** Nothing has happened. */
  | "refused"
  | "done"
  /** Done, but standard output did not take the report; the note belongs on standard error. */
  | { readonly report: string; readonly note: string };

/**
 * Generates as `request` says (its layout: `dxg_fast_generate` in dxg.h).
 * @param bundle bytes of a verified bundle, 8-byte aligned
 */
export function generateFast(request: Uint8Array, bundle: Uint8Array): FastResult {
  const library = process.platform === "linux" ? embeddedFastLibrary() : undefined;
  if (library === undefined) return "refused";
  const memory = new Uint8Array(MEMORY_BYTES);
  let result: number;
  try {
    const { symbols } = dlopen(storeInMemory(library), FAST_SYMBOLS);
    if (symbols.dxg_abi_version() !== ABI_VERSION) return "refused";
    result = symbols.dxg_fast_generate(request, request, bundle, bundle, memory, memory);
  } catch {
    // Where this library cannot be loaded the other cannot either: `dxg doctor` tells why.
    return "refused";
  }
  if (result === FAST_RESULT.done) return "done";
  return result === FAST_RESULT.untold ? untold(memory) : "refused";
}

function untold(memory: Uint8Array): FastResult {
  const [report = 0, note = 0] = new Uint32Array(memory.buffer, 0, 2);
  const decoder = new TextDecoder();
  const text = (from: number, length: number): string => decoder.decode(memory.subarray(from, from + length));
  return { report: text(8, report), note: text(8 + report, note) };
}
