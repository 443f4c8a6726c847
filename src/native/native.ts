/**
 * The kernels as the rest of the program uses them: typed, allocating their results, throwing DxgErrors; on the C
 * library or on its TypeScript twins, with equal results. Nothing is loaded before the first call of `native`.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { firstWords } from "../base/words.ts";
import { IMPLEMENTATION_NUMBERS, STATUS } from "./abi.ts";
import type { Blake3Hasher, Blake3Mode, Kernels } from "./kernels.ts";
import { libraryKernels } from "./kernels-c.ts";
import {
  IMPLEMENTATIONS,
  type Implementation,
  type LoadedLibrary,
  loadReport,
  requestedImplementation,
} from "./load.ts";
import { PORTABLE_KERNELS } from "./portable.ts";

export type { Blake3Hasher, Blake3Mode } from "./kernels.ts";
export type { Implementation } from "./load.ts";

/** Offsets in bytes, ascending. */
export interface ScanResult {
  /** The first byte of each `{{`, `{%`, `{#`; pairs do not overlap. */
  readonly marks: Uint32Array;
  /** The byte after each line feed: where each line but the first begins. */
  readonly lines: Uint32Array;
}

export interface Native {
  readonly implementation: Implementation;
  scan(bytes: Uint8Array): ScanResult;
  /**
   * As `scan`, into the caller's arrays; `counts` gets the numbers of marks and lines.
   * @returns 0, or STATUS.capacity when an array is too small: `counts` then holds the numbers needed
   */
  scanInto(bytes: Uint8Array, marks: Uint32Array, lines: Uint32Array, counts: Uint32Array): number;
  /** BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs) of `bytes`; any output length, 32 bytes unless told. */
  blake3(bytes: Uint8Array, outLength?: number): Uint8Array;
  /** Whether the hash of `bytes` begins with the `length` bytes of `stored` from `from` on, at most 32. Nothing is allocated. */
  isBlake3(bytes: Uint8Array, stored: Uint8Array, from: number, length: number): boolean;
  /** @param key 32 bytes */
  blake3Keyed(key: Uint8Array, bytes: Uint8Array, outLength?: number): Uint8Array;
  /** @param context names the purpose of the derived key; `bytes` are the key material */
  blake3DeriveKey(context: string, bytes: Uint8Array, outLength?: number): Uint8Array;
  /** For input in pieces; the plain hash unless told. */
  createBlake3(mode?: Blake3Mode): Blake3Hasher;
  /** The patch between two contents (layout: dxg.h). @throws {DxgError} format/too-large above 2 GiB */
  xorDiff(before: Uint8Array, after: Uint8Array): Uint8Array;
  /**
   * The content after the patch, or before it when `reverse`.
   * @throws {DxgError} format/bad-patch, format/patch-mismatch when it was made for another content, format/too-large
   */
  xorApply(patch: Uint8Array, input: Uint8Array, reverse?: boolean): Uint8Array;
  /**
   * The files of a bundle for answers that are worked out, in one call, into `memory` (see dxg_fast_render in dxg.h).
   * @param bundle verified; 8-byte aligned, as is `memory`
   * @param answers a dict of all parameters as a DX Infinity value
   * @returns the number of outputs; STATUS.unsupported for what is not plain, and always where there is no library
   */
  renderBundle(bundle: Uint8Array, answers: Uint8Array, memory: Uint8Array): number;
  /**
   * Fills `out` from `outOffset` on with static spans of `text` and values (see dxg_gather in dxg.h); bytes after the
   * result may change too.
   * @param opsCount pairs of words in `ops`
   * @param valuesCount units in `values`
   * @returns bytes written, or a negative `STATUS`
   */
  gather(
    text: Uint8Array,
    ops: Int32Array,
    opsCount: number,
    values: Uint16Array,
    valuesCount: number,
    out: Uint8Array,
    outOffset: number,
  ): number;
}

/** For `dxg doctor`. */
export interface NativeStatus {
  readonly implementation: Implementation;
  /** `development`: from the last build, in the repository or the npm package; the others as `load.ts` describes them. */
  readonly how: "memfd" | "cache-file" | "development" | "typescript";
  /** One sentence for each thing tried or decided. */
  readonly why: readonly string[];
}

let chosen: Native | undefined;

/**
 * The kernels in use: the best that the processor has, or what DXG_IMPL names.
 * @throws {DxgError} native/unknown-implementation, native/unavailable for a forced one that cannot be used
 */
export function native(): Native {
  if (chosen === undefined) chosen = choose();
  return chosen;
}

/** Which implementation is in use, how it was loaded and why. @throws {DxgError} as `native` */
export function nativeStatus(): NativeStatus {
  const { implementation } = native();
  const { library, why } = loadReport();
  const how =
    implementation === "ts" || library === undefined
      ? "typescript"
      : Bun.isStandaloneExecutable
        ? library.how
        : "development";
  return { implementation, how, why };
}

function choose(): Native {
  const requested = requestedImplementation();
  if (requested === "ts") return makeNative(() => "ts", PORTABLE_KERNELS);
  const { library, why } = loadReport();
  if (library !== undefined) {
    if (requested !== undefined) return selectImplementation(library, requested);
    // The library uses the best one anyway; it asks the processor, which takes long in a virtual machine, when it must know.
    return makeNative(() => bestImplementation(library), libraryKernels(library.symbols));
  }
  if (requested === undefined) return makeNative(() => "ts", PORTABLE_KERNELS);
  throw new DxgError("native/unavailable", `DXG_IMPL asks for ${requested}`, {
    notes: why,
    hint: "Unset DXG_IMPL to use what is there.",
  });
}

/**
 * The library's kernels with one implementation forced, or the best one when undefined.
 * @throws {DxgError} native/unavailable when the processor lacks it
 */
export function selectImplementation(
  library: LoadedLibrary,
  requested: Exclude<Implementation, "ts"> | undefined,
): Native {
  const { symbols } = library;
  const number = symbols.dxg_impl_select(requested === undefined ? -1 : IMPLEMENTATION_NUMBERS[requested]);
  const used = implementationOf(number);
  if (used === undefined || (requested !== undefined && used !== requested)) {
    throw new DxgError("native/unavailable", `This processor cannot run ${requested}`, {
      hint: "Unset DXG_IMPL to use the best that it can.",
    });
  }
  return makeNative(() => used, libraryKernels(symbols));
}

function bestImplementation({ symbols }: LoadedLibrary): Implementation {
  return implementationOf(symbols.dxg_impl_select(-1)) ?? "portable";
}

/** A loop, because the first use of an array method that takes a function costs some 60 microseconds. */
function implementationOf(number: number): Exclude<Implementation, "ts"> | undefined {
  for (const name of IMPLEMENTATIONS) if (name !== "ts" && IMPLEMENTATION_NUMBERS[name] === number) return name;
  return undefined;
}

/** Length of the arrays that `scan` begins with. */
const SCAN_WORDS = 1024;
const EMPTY: Uint32Array<ArrayBuffer> = new Uint32Array(0);
const BLAKE3_BYTES = 32;

/** The wrappers around a set of kernels; `implementation` is called when somebody asks for it. */
export function makeNative(implementation: () => Implementation, kernels: Kernels): Native {
  const digest = new Uint8Array(BLAKE3_BYTES);
  const counts = new Uint32Array(2);
  let marks = EMPTY;
  let lines = EMPTY;
  return {
    get implementation() {
      return implementation();
    },
    blake3: (bytes, outLength = BLAKE3_BYTES) => kernels.blake3(bytes, outLength),
    isBlake3(bytes, stored, from, length) {
      kernels.blake3Into(bytes, digest);
      for (let index = 0; index < length; index++) if (digest[index] !== stored[from + index]) return false;
      return true;
    },
    blake3Keyed: (key, bytes, outLength) =>
      kernels.createBlake3({ kind: "keyed", key }).update(bytes).finalize(outLength),
    blake3DeriveKey: (context, bytes, outLength) =>
      kernels.createBlake3({ kind: "derive", context }).update(bytes).finalize(outLength),
    createBlake3: (mode = { kind: "hash" }) => kernels.createBlake3(mode),
    scanInto: (bytes, marksOut, linesOut, countsOut) =>
      countsOut.length < 2 ? STATUS.argument : kernels.scan(bytes, marksOut, linesOut, countsOut),
    scan(bytes) {
      if (kernels.scan(bytes, marks, lines, counts) < 0) {
        marks = new Uint32Array(Math.max(counts[0]!, SCAN_WORDS));
        lines = new Uint32Array(Math.max(counts[1]!, SCAN_WORDS));
        kernels.scan(bytes, marks, lines, counts);
      }
      return { marks: firstWords(marks, counts[0]!), lines: firstWords(lines, counts[1]!) };
    },
    renderBundle: (bundle, answers, memory) => kernels.renderBundle(bundle, answers, memory),
    xorDiff(before, after) {
      const patch = new Uint8Array(kernels.xorBound(before.length, after.length));
      const length = kernels.xorDiff(before, after, patch);
      if (length < 0) throw tooLarge();
      return patch.slice(0, length);
    },
    xorApply(patch, input, reverse = false) {
      const out = new Uint8Array(patchedLength(patch, reverse));
      const length = kernels.xorApply(patch, input, out, reverse);
      if (length >= 0) return out;
      if (length === STATUS.mismatch) {
        throw new DxgError("format/patch-mismatch", "The content is not the one that the patch was made for");
      }
      throw new DxgError("format/bad-patch", "Its blocks do not follow one another or are cut short");
    },
    gather(text, ops, opsCount, values, valuesCount, out, outOffset) {
      if (opsCount * 2 > ops.length || valuesCount > values.length || outOffset > out.length) return STATUS.argument;
      const target = outOffset === 0 ? out : out.subarray(outOffset);
      return kernels.gather(text, ops, opsCount, values, valuesCount, target);
    },
  };
}

function patchedLength(patch: Uint8Array, reverse: boolean): number {
  if (patch.length < 8) throw new DxgError("format/bad-patch", "It is shorter than its header");
  const length = new DataView(patch.buffer, patch.byteOffset).getUint32(reverse ? 0 : 4, true);
  if (length > BINARY_BYTES_MAX) throw tooLarge();
  return length;
}

function tooLarge(): DxgError {
  return new DxgError("format/too-large", "A patch cannot be made for contents of this size");
}
