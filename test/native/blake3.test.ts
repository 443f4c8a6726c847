/**
 * The TypeScript BLAKE3 against vector files and against itself in pieces; the C library under sanitizers against the
 * same files. It must not need any other part of the project.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { compileSanitized } from "../../ffi/compile.ts";
import { Blake3, blake3 } from "../../src/native/portable-blake3.ts";

interface VectorCase {
  readonly input_len: number;
  readonly hash: string;
  readonly keyed_hash: string;
  readonly derive_key: string;
}

interface Vectors {
  readonly key: string;
  readonly context_string: string;
  readonly cases: readonly VectorCase[];
}

const OWN = join(import.meta.dir, "../vectors/blake3.json");
const SHARED = join(import.meta.dir, "../../../shared/vectors/blake3.json");
const files = [OWN, SHARED].filter((path) => existsSync(path));
if (!files.includes(SHARED)) console.log("not run: shared material");

function inputOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

describe.each(files)("vectors of %s", (file) => {
  const vectors: Vectors = JSON.parse(readFileSync(file, "utf8"));
  const key = Buffer.from(vectors.key);
  const context = Buffer.from(vectors.context_string);

  test.each(vectors.cases)("Blake3 gives the known output of $input_len bytes in each mode", (known) => {
    const input = inputOf(known.input_len);
    const outLength = known.hash.length / 2;
    const hexOf = (state: Blake3): string => Buffer.from(state.update(input).finalize(outLength)).toString("hex");
    expect(hexOf(Blake3.hash())).toBe(known.hash);
    expect(hexOf(Blake3.keyed(key))).toBe(known.keyed_hash);
    expect(hexOf(Blake3.deriveKey(context))).toBe(known.derive_key);
    expect(Buffer.from(blake3(input)).toString("hex")).toBe(known.hash.slice(0, 64));
  });
});

describe("Blake3", () => {
  test("update() gives the same hash when the input comes in pieces", () => {
    const pieces = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 63 }), (lengths, offset) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const input = inputOf(offset + total).subarray(offset);
        const state = Blake3.hash();
        let at = 0;
        for (const length of lengths) {
          state.update(input.subarray(at, at + length));
          at += length;
        }
        expect(state.finalize()).toEqual(blake3(input));
      }),
    );
  });

  test("finalize() leaves the state as it was when more input follows", () => {
    const input = inputOf(7000);
    const state = Blake3.hash();
    for (let at = 0; at < input.length; at += 700) {
      state.update(input.subarray(at, at + 700));
      expect(state.finalize()).toEqual(blake3(input.subarray(0, at + 700)));
    }
  });

  test("finalize() gives a prefix of the longer output when a shorter one is asked for", () => {
    const long = blake3(inputOf(100), 300);
    for (const length of [0, 1, 31, 32, 63, 64, 65, 128, 299]) {
      expect(blake3(inputOf(100), length)).toEqual(long.subarray(0, length));
    }
  });

  test("update() does not change or keep the input", () => {
    const input = inputOf(1100);
    const state = Blake3.hash().update(input);
    expect(input).toEqual(inputOf(1100));
    input.fill(9);
    expect(state.finalize()).toEqual(blake3(inputOf(1100)));
  });

  test("keyed() throws when the key has not 32 bytes", () => {
    expect(() => Blake3.keyed(new Uint8Array(31))).toThrow("Internal error");
  });

  test("keyed() does not keep the caller's key", () => {
    const key = new Uint8Array(32).fill(1);
    const state = Blake3.keyed(key);
    key.fill(2);
    expect(state.finalize()).toEqual(Blake3.keyed(new Uint8Array(32).fill(1)).finalize());
  });
});

test("every C implementation of BLAKE3 passes test_blake3.c when it runs under sanitizers", () => {
  const program = compileSanitized("test_blake3");
  if (program === undefined) {
    console.log("not run: C compiler");
    return;
  }
  const run = Bun.spawnSync([program, ...files]);
  expect(run.stdout.toString() + run.stderr.toString()).toEndWith("0 failed\n");
  expect(run.exitCode).toBe(0);
}, 120_000);
