/**
 * The files of a bundle in one native call (ffi/fast/), which knows what ordinary templates have and refuses the rest: then the
 * machine renders them. It spares a process the first calls of the machine, and templates with many includes nearly all of
 * their time.
 */
import { DxgError } from "../base/error.ts";
import { encodeValue } from "../format/infinity.ts";
import { FAST_OUTPUT_WORDS } from "../native/abi.ts";
import { native } from "../native/native.ts";
import type { Dict } from "../value/value.ts";

/** One output, by the number of its file in the bundle. */
export interface NativeOutput {
  readonly file: number;
  readonly path: string;
  /** In a buffer of its own. */
  readonly bytes: Uint8Array;
}

const MEMORY_BYTES = 4 * 1024 * 1024;

/** What the call works in; one at a time. */
let memory: Uint8Array<ArrayBuffer> | undefined;

/**
 * @param bundle bytes of a verified bundle
 * @param parameters every parameter of the template with its value, and nothing else that a file could read
 * @returns undefined where something is not plain
 */
export function renderNatively(bundle: Uint8Array, parameters: Dict): readonly NativeOutput[] | undefined {
  const answers = encoded(parameters);
  if (answers === undefined) return undefined;
  memory ??= new Uint8Array(MEMORY_BYTES);
  const count = native().renderBundle(bundle, answers, memory);
  if (count < 0) return undefined;
  const words = new Uint32Array(memory.buffer, 0, count * FAST_OUTPUT_WORDS);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const outputs: NativeOutput[] = [];
  for (let at = 0; at < words.length; at += FAST_OUTPUT_WORDS) {
    const path = words[at + 1]!;
    const bytes = words[at + 3]!;
    outputs.push({
      file: words[at]!,
      path: decoder.decode(memory.subarray(path, path + words[at + 2]!)),
      bytes: memory.slice(bytes, bytes + words[at + 4]!),
    });
  }
  return outputs;
}

/** Undefined for values that are no data, as a range that a default has made. */
function encoded(parameters: Dict): Uint8Array | undefined {
  try {
    return encodeValue(parameters);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return undefined;
  }
}
