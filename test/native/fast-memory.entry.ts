/**
 * A program that fast-memory.test.ts starts with a standard output that takes nothing: the same generation with more and
 * more memory, each into a folder of its own. What came of each goes to standard error.
 */
import { dlopen } from "bun:ffi";
import { readdirSync } from "node:fs";
import { FAST_RESULT, FAST_SYMBOLS } from "../../src/native/fast-abi.ts";

const SIZES = Array.from({ length: 200 }, (_, index) => (index + 4) * 2048);

/** @param texts as the layout in dxg.h has them after the flags, but for the output folder */
function generate(library: string, bundle: Uint8Array, folder: string): readonly unknown[] {
  const { symbols } = dlopen(library, FAST_SYMBOLS);
  return SIZES.map((size) => {
    const output = `${size}/${folder}`;
    const request = new TextEncoder().encode(`\0sample\0sample\0\0${output}\0`);
    const memory = new Uint8Array(size);
    const result = symbols.dxg_fast_generate(request, request, bundle, bundle, memory, memory);
    const [report = 0, note = 0] = new Uint32Array(memory.buffer, 0, 2);
    const text = (from: number, length: number): string =>
      new TextDecoder().decode(memory.subarray(8 + from, 8 + from + length));
    const told =
      result === FAST_RESULT.untold ? { report: text(0, report).split("\n").sort(), note: text(report, note) } : {};
    return { result, files: written(output), ...told };
  });
}

function written(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .map((name) => `created ${folder}/${name}`)
      .sort();
  } catch {
    return [];
  }
}

const [library = "", bundle = "", folder = ""] = process.argv.slice(2);
const bytes = new Uint8Array(await Bun.file(bundle).arrayBuffer());
process.stderr.write(JSON.stringify(generate(library, bytes, folder)));
