/** Holds each native implementation against the TypeScript twins: results, status codes, every alignment and length. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GATHER_ROW_PROGRAM, GATHER_ROWS, STATUS, VALUE_INTEGER, VALUE_UNITS } from "../../src/native/abi.ts";
import type { Blake3Mode, Kernels } from "../../src/native/kernels.ts";
import { libraryKernels } from "../../src/native/kernels-c.ts";
import { library } from "../../src/native/load.ts";
import { selectImplementation } from "../../src/native/native.ts";
import { PORTABLE_KERNELS } from "../../src/native/portable.ts";
import { rowsOf } from "./row-operations.ts";

const SEED = 20260711;
const ALIGNMENTS = 64;
const LENGTHS = 300;
const GUARD = 0xa5;

const encoder = new TextEncoder();
const twin = PORTABLE_KERNELS;

/** What this machine can run; a forced name that it cannot is left out, and said. */
function implementations(): readonly ("portable" | "avx2" | "avx512")[] {
  const loaded = library();
  if (loaded === undefined) {
    console.log("not run: native kernels (no library; DXG_IMPL=ts or no C compiler)");
    return [];
  }
  return (["portable", "avx2", "avx512"] as const).filter((name) => {
    try {
      return selectImplementation(loaded, name).implementation === name;
    } catch {
      console.log(`not run: ${name} kernels (this processor lacks it)`);
      return false;
    }
  });
}

/** A pseudo-random sequence with a fixed seed (xorshift32, Marsaglia 2003). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** `length` bytes that start `alignment` bytes behind a 64-byte boundary as far as the allocator keeps one. */
function at(alignment: number, bytes: Uint8Array): Uint8Array {
  const view = new Uint8Array(bytes.length + 2 * ALIGNMENTS).subarray(alignment, alignment + bytes.length);
  view.set(bytes);
  return view;
}

function scanWith(kernels: Kernels, input: Uint8Array, cap: number): readonly unknown[] {
  const marks = new Uint32Array(cap);
  const lines = new Uint32Array(cap);
  const counts = new Uint32Array(2);
  const status = kernels.scan(input, marks, lines, counts);
  const [markCount = 0, lineCount = 0] = counts;
  return [status, markCount, lineCount, [...marks.subarray(0, markCount)], [...lines.subarray(0, lineCount)]];
}

const SPECIAL = encoder.encode("{{{{%#\n\n a{");

function specialBytes(next: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => SPECIAL[next() % SPECIAL.length]!);
}

describe("scan() of the TypeScript twin", () => {
  const cases: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ["", [], []],
    ["{", [], []],
    ["{{", [0], []],
    ["{{{", [0], []],
    ["{{{{", [0, 2], []],
    ["{{%", [0], []],
    ["{{{%", [0, 2], []],
    ["{%{#{{", [0, 2, 4], []],
    ["{\n{", [], [2]],
    ["a\n\nb\n", [], [2, 3, 5]],
    ["\r\n{%", [2], [2]],
  ];
  test.each(cases)("finds the marks and lines of %j", (text, marks, lines) => {
    expect(scanWith(twin, encoder.encode(text), 10)).toEqual([0, marks.length, lines.length, [...marks], [...lines]]);
  });

  test("says capacity and the numbers needed when the arrays are too small", () => {
    expect(scanWith(twin, encoder.encode("{{}}\n{{}}\n"), 1)).toEqual([STATUS.capacity, 2, 2, [0], [5]]);
  });
});

for (const name of implementations()) {
  describe(`${name} kernels`, () => {
    const loaded = library()!;
    const use = (): Kernels => {
      selectImplementation(loaded, name);
      return libraryKernels(loaded.symbols);
    };

    test("scan() equals the twin at every alignment and length", () => {
      const kernels = use();
      const next = generator(SEED);
      for (let length = 0; length <= LENGTHS; length++) {
        const bytes = specialBytes(next, length);
        const expected = scanWith(twin, bytes, length);
        for (let alignment = 0; alignment < ALIGNMENTS; alignment++) {
          expect(Bun.deepEquals(scanWith(kernels, at(alignment, bytes), length), expected)).toBe(true);
        }
      }
    });

    test("scan() finds a pair at every position, also across the edges of steps", () => {
      const kernels = use();
      for (let position = 0; position < LENGTHS; position++) {
        for (const pair of ["{{", "{%", "{#", "{{{", "{{%}", "{{{{", "\n{", "{a"]) {
          const bytes = new Uint8Array(LENGTHS + 5).fill(0x61);
          bytes.set(encoder.encode(pair), position);
          const whole = bytes.subarray(0, position + pair.length);
          for (const input of [bytes, whole]) {
            expect(Bun.deepEquals(scanWith(kernels, input, 8), scanWith(twin, input, 8))).toBe(true);
          }
        }
      }
    });

    test("scan() equals the twin for any bytes and any capacity", () => {
      const kernels = use();
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 2000, size: "max" }),
        fc.array(fc.constantFrom(...SPECIAL), { maxLength: 2000, size: "max" }).map((list) => Uint8Array.from(list)),
      );
      fc.assert(
        fc.property(bytes, fc.nat(200), (input, cap) => {
          expect(scanWith(kernels, input, cap)).toEqual([...scanWith(twin, input, cap)]);
        }),
        { seed: SEED, numRuns: 300 },
      );
    });

    test("xorDiff() and xorApply() equal the twin at every alignment and length", () => {
      const kernels = use();
      const next = generator(SEED);
      for (let length = 0; length <= LENGTHS; length++) {
        const before = Uint8Array.from({ length }, () => next());
        const after = Uint8Array.from({ length: Math.max(0, length + (next() % 140) - 70) }, (_, i) =>
          next() % 50 === 0 ? next() : (before[i] ?? 0),
        );
        const expected = diffWith(twin, before, after);
        for (let alignment = 0; alignment < ALIGNMENTS; alignment++) {
          const patch = diffWith(kernels, at(alignment, before), at(63 - alignment, after));
          expect(Buffer.compare(patch, expected)).toBe(0);
          const applied = applyWith(kernels, at(alignment, patch), at(alignment, before), after.length, false);
          expect(applied).toEqual([after.length, after]);
          const reverted = applyWith(kernels, patch, at(alignment, after), before.length, true);
          expect(reverted).toEqual([before.length, before]);
        }
      }
    }, 60_000);

    test("xorDiff() needs no more than xorBound() and says capacity below what it needs, as the twin does", () => {
      const kernels = use();
      fc.assert(
        fc.property(contents(), fc.nat(1200), ([before, after], capacity) => {
          expect(kernels.xorBound(before.length, after.length)).toBe(twin.xorBound(before.length, after.length));
          const [mine, theirs] = [new Uint8Array(capacity), new Uint8Array(capacity)];
          const status = kernels.xorDiff(before, after, mine);
          expect(status).toBe(twin.xorDiff(before, after, theirs));
          if (status >= 0) expect(Buffer.compare(mine.subarray(0, status), theirs.subarray(0, status))).toBe(0);
        }),
        { seed: SEED, numRuns: 500 },
      );
    });

    test("xorApply() treats a damaged patch and a wrong input as the twin does", () => {
      const kernels = use();
      const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3, size: "max" });
      const seen = new Set<number>();
      fc.assert(
        fc.property(contents(), damage, fc.boolean(), fc.nat(600), ([before, after], changes, reverse, cut) => {
          const patch = diffWith(twin, before, after);
          const header = 24;
          for (const [where, value] of changes) patch[where % Math.min(header, patch.length)] = value;
          const given = cut < 300 ? patch.subarray(0, cut) : patch;
          const mine = applyWith(kernels, given, reverse ? after : before, 1000, reverse);
          expect(mine).toEqual(applyWith(twin, given, reverse ? after : before, 1000, reverse));
          seen.add(Math.min(0, mine[0]));
        }),
        { seed: SEED, numRuns: 2000 },
      );
      expect([...seen].sort()).toEqual([0, STATUS.capacity, STATUS.format, STATUS.mismatch].sort());
    });

    test("BLAKE3 equals the twin in every mode, split anywhere, for any output length", () => {
      const kernels = use();
      const mode: fc.Arbitrary<Blake3Mode> = fc.oneof(
        fc.constant({ kind: "hash" as const }),
        fc.record({ kind: fc.constant("keyed" as const), key: fc.uint8Array({ minLength: 32, maxLength: 32 }) }),
        fc.record({ kind: fc.constant("derive" as const), context: fc.string({ maxLength: 80, size: "max" }) }),
      );
      const input = fc.uint8Array({ maxLength: 20_000, size: "max" });
      fc.assert(
        fc.property(
          input,
          mode,
          fc.array(fc.nat(20_000), { maxLength: 4, size: "max" }),
          fc.nat(200),
          (bytes, how, cuts, length) => {
            const [mine, theirs] = [kernels.createBlake3(how), twin.createBlake3(how)];
            let from = 0;
            for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
              mine.update(bytes.subarray(from, cut));
              theirs.update(bytes.subarray(from, cut));
              from = Math.max(from, Math.min(cut, bytes.length));
              expect(Buffer.compare(mine.finalize(length), theirs.finalize(length))).toBe(0);
            }
            expect(Buffer.compare(kernels.blake3(bytes, length), twin.blake3(bytes, length))).toBe(0);
            const digest = new Uint8Array(32);
            kernels.blake3Into(bytes, digest);
            expect(Buffer.compare(digest, twin.blake3(bytes, 32))).toBe(0);
          },
        ),
        { seed: SEED, numRuns: 200 },
      );
    });

    test("gather() equals the twin for any spans, texts and integers", () => {
      const kernels = use();
      const text = encoder.encode("The quick brown fox. ".repeat(30)).subarray(0, 600);
      const piece = fc.oneof(
        fc.string({ unit: "binary", maxLength: 40, size: "max" }),
        fc.string({ unit: "binary-ascii", maxLength: 70, size: "max" }),
        fc.string({ unit: "grapheme", maxLength: 12, size: "max" }),
        fc
          .array(
            fc.constantFrom(0x61, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff),
            {
              maxLength: 20,
            },
          )
          .map((units) => String.fromCharCode(...units)),
        fc.constantFrom("", "é", "😀", "a".repeat(15), "a".repeat(16), "a".repeat(17), `${"a".repeat(16)}é`),
      );
      const span = fc.tuple(fc.nat(400), fc.nat(200));
      const integer = fc.oneof(fc.nat(1000), fc.integer(), fc.constantFrom(-0x80000000, 0x7fffffff, -1, 0));
      fc.assert(
        fc.property(
          fc.array(fc.oneof(piece, span, integer), { maxLength: 30, size: "max" }),
          fc.nat(200),
          (parts, slack) => {
            const { ops, values } = operationsOf(parts);
            const expected = expectedText(text, parts);
            const capacities = [expected.length, expected.length + slack, Math.max(0, expected.length - 1)];
            for (const capacity of new Set(capacities)) {
              const mine = gatherWith(kernels, text, ops, values, capacity);
              if (capacity < expected.length) expect(mine).toBe(STATUS.capacity);
              else expect(Buffer.compare(mine as Uint8Array, expected)).toBe(0);
              expect(gatherWith(twin, text, ops, values, capacity)).toEqual(mine);
            }
          },
        ),
        { seed: SEED, numRuns: 500 },
      );
    });

    test("gather() treats any words and any units as the twin does", () => {
      const kernels = use();
      const offset = fc.oneof(fc.nat(120), fc.constantFrom(0x7fffffff, -0x80000000, -1));
      const form = fc.constantFrom(0, VALUE_INTEGER, VALUE_UNITS, GATHER_ROWS & GATHER_ROW_PROGRAM);
      const length = fc.oneof(
        fc.tuple(fc.nat(60), form).map(([size, bits]) => size | bits),
        fc.constantFrom(0x3fffffff, 0x7fffffff, -1, -16),
      );
      const seen = new Set<number>();
      fc.assert(
        fc.property(
          fc.uint8Array({ maxLength: 100, size: "max" }),
          fc.array(fc.tuple(offset, length), { maxLength: 6, size: "max" }),
          fc.uint16Array({ maxLength: 150, size: "max" }),
          fc.nat(300),
          (text, pairs, units, capacity) => {
            const ops = Int32Array.from(pairs.flat());
            const values = Uint16Array.from(units);
            const mine = gatherWith(kernels, text, ops, values, capacity);
            expect(mine).toEqual(gatherWith(twin, text, ops, values, capacity));
            seen.add(typeof mine === "number" ? mine : 0);
          },
        ),
        { seed: SEED, numRuns: 3000 },
      );
      expect([...seen].sort()).toEqual([0, STATUS.capacity, STATUS.range].sort());
    });

    test("gather() lays rows out as the twin does, in any room and with any fault", () => {
      const kernels = use();
      const text = encoder.encode("The quick brown fox. ".repeat(30));
      const seen = new Set<number>();
      fc.assert(
        fc.property(rowsOf(), fc.nat(800), fc.option(fc.tuple(fc.nat(), fc.nat(31))), ({ ops, units }, slack, flip) => {
          if (flip !== null) ops[flip[0] % ops.length]! ^= 1 << flip[1];
          const whole = gatherWith(twin, text, ops, units, 20_000);
          const length = typeof whole === "number" ? 500 : whole.length;
          for (const capacity of [length, length + slack, Math.max(0, length - 1 - (slack % 50))]) {
            const mine = gatherWith(kernels, text, ops, units, capacity);
            expect(mine).toEqual(gatherWith(twin, text, ops, units, capacity));
            seen.add(typeof mine === "number" ? mine : 0);
          }
        }),
        { seed: SEED, numRuns: 1500 },
      );
      expect([...seen].sort()).toEqual([0, STATUS.capacity, STATUS.range].sort());
    });
  });
}

function contents(): fc.Arbitrary<readonly [Uint8Array, Uint8Array]> {
  return fc
    .tuple(
      fc.uint8Array({ maxLength: 500, size: "max" }),
      fc.nat(500),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6, size: "max" }),
    )
    .map(([before, length, changes]) => {
      const after = Uint8Array.from({ length }, (_, i) => before[i] ?? 0);
      for (const [where, value] of changes) if (length > 0) after[where % length] = value;
      return [before, after] as const;
    });
}

function diffWith(kernels: Kernels, before: Uint8Array, after: Uint8Array): Uint8Array {
  const patch = new Uint8Array(kernels.xorBound(before.length, after.length));
  const length = kernels.xorDiff(before, after, patch);
  expect(length).toBeGreaterThanOrEqual(0);
  return patch.slice(0, length);
}

/** The status, and the output when it is a length; bytes behind the capacity must stay as they were. */
function applyWith(
  kernels: Kernels,
  patch: Uint8Array,
  input: Uint8Array,
  capacity: number,
  reverse: boolean,
): readonly [number, Uint8Array | undefined] {
  const area = new Uint8Array(capacity + ALIGNMENTS).fill(GUARD);
  const status = kernels.xorApply(patch, input, area.subarray(0, capacity), reverse);
  expect(area.subarray(capacity).every((byte) => byte === GUARD)).toBe(true);
  return [status, status < 0 ? undefined : area.slice(0, status)];
}

type Part = string | number | readonly [number, number];

/** Texts as units, one after the other. */
function operationsOf(parts: readonly Part[]): { ops: Int32Array; values: Uint16Array } {
  const values: number[] = [];
  const ops = parts.flatMap((part) => {
    if (typeof part === "number") return [part, VALUE_INTEGER];
    if (typeof part !== "string") return part;
    const at = values.length;
    for (let unit = 0; unit < part.length; unit++) values.push(part.charCodeAt(unit));
    return [at, part.length | VALUE_UNITS];
  });
  return { ops: Int32Array.from(ops), values: Uint16Array.from(values) };
}

function expectedText(text: Uint8Array, parts: readonly Part[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === "number") return encoder.encode(String(part));
      return typeof part === "string" ? encoder.encode(part) : text.subarray(part[0], part[0] + part[1]);
    }),
  );
}

/** The bytes written, or the status; bytes behind the capacity must stay as they were. */
function gatherWith(
  kernels: Kernels,
  text: Uint8Array,
  ops: Int32Array,
  values: Uint16Array,
  capacity: number,
): number | Uint8Array {
  const area = new Uint8Array(capacity + ALIGNMENTS).fill(GUARD);
  const status = kernels.gather(text, ops, ops.length / 2, values, values.length, area.subarray(0, capacity));
  expect(area.subarray(capacity).every((byte) => byte === GUARD)).toBe(true);
  return status < 0 ? status : area.slice(0, status);
}
