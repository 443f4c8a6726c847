/** Every rule of the readers of `.dxt` and `.dxf` refuses its file, by its code. */
import { expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { FILTERS, TESTS } from "../../src/format/builtins.ts";
import { decodeContainer } from "../../src/format/container.ts";
import { disassemble } from "../../src/format/disassemble.ts";
import { decodeDxf, encodeDxf } from "../../src/format/dxf.ts";
import { decodeDxt, encodeDxt } from "../../src/format/dxt.ts";
import { INSTRUCTION_SHAPES, SHAPE_SLOW, shapeOf } from "../../src/format/instruction-shapes.ts";
import { NONE, Op } from "../../src/format/opcode.ts";
import { INSTRUCTIONS } from "../../src/format/opcode-table.ts";
import type { ProgramSet } from "../../src/format/program.ts";
import { RULES, ruleOf } from "../../src/format/rules.ts";
import { Tuple } from "../../src/value/value.ts";
import { BAD_CONTAINERS } from "./bad-containers.ts";
import { BAD_PROGRAMS } from "./bad-programs.ts";
import { CodeBuilder } from "./code-builder.ts";
import { withByte } from "./edit.ts";
import { macroSet, microSet, sampleBundle } from "./sample-sets.ts";

const BAD_FILES = [...BAD_CONTAINERS, ...BAD_PROGRAMS];

/** The error of a function that must fail. */
function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("it was accepted");
}

for (const { rule, edit, kind, bytes } of BAD_FILES) {
  test(`decode of .${kind} refuses by ${rule}: ${edit}`, () => {
    const file = bytes();
    const error = failure(() => (kind === "dxt" ? decodeDxt(file) : decodeDxf(file)));
    expect(error).toBeInstanceOf(DxgError);
    expect(ruleOf(error as DxgError)).toBe(rule);
    expect((error as DxgError).code).toBe(RULES[rule]);
  });
}

test("every rule has a bad file", () => {
  const covered = new Set<string>(BAD_FILES.map(({ rule }) => rule));
  // A file over the limit is too large for a fixture: the next test claims one without making it.
  covered.add("size");
  expect(Object.keys(RULES).filter((rule) => !covered.has(rule))).toEqual([]);
});

test("decodeContainer() refuses a file over the limit by size", () => {
  const file = { 0: 0x89, 1: 0x44, 2: 0x58, 3: 0x54, length: 257 * 1024 * 1024 } as unknown as Uint8Array;
  expect(ruleOf(failure(() => decodeContainer("dxt", file)) as DxgError)).toBe("size");
});

test("decode refuses or keeps a file when any single byte changes", () => {
  const good = { dxt: [encodeDxt(macroSet()), encodeDxt(microSet())], dxf: [encodeDxf(sampleBundle())] };
  for (const kind of ["dxt", "dxf"] as const) {
    for (const file of good[kind]) {
      for (let at = 0; at < file.length; at++) {
        const plain = file.slice();
        plain[at]! ^= 0x41;
        expect(failure(() => (kind === "dxt" ? decodeDxt(plain) : decodeDxf(plain)))).toBeInstanceOf(DxgError);
        const changed = withByte(file, at, file[at]! ^ 0x41);
        try {
          if (kind === "dxt") decodeDxt(changed);
          else decodeDxf(changed);
          expect(typeof disassemble(changed)).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(DxgError);
        }
      }
    }
  }
});

test("the verifier accepts code that is never reached", () => {
  const code = new CodeBuilder();
  const end = code.label();
  code.op(Op.Jump, 0, end).op(Op.Add).op(Op.Jump, 0, end).place(end).op(Op.End);
  const set: ProgramSet = { ...macroSet(), constants: [], programs: [{ ...code.program("macro", 0), stack: 0 }] };
  expect(decodeDxt(encodeDxt(set)).programs).toHaveLength(1);
});

test("the verifier takes time linear in the code", () => {
  const ROUNDS = 5;
  const names = { ...macroSet(), constants: [new Tuple(Array.from({ length: 20_000 }, () => "n"))] };
  const time = (instructions: number): number => {
    const code = new CodeBuilder();
    // Jumps over each other, a shared target and a shared constant: what a careless verifier looks at again and again.
    const end = code.label();
    for (let index = 0; index < instructions; index++) {
      code.op(Op.PushInteger, 1).op(Op.JumpIfFalse, 0, end).op(Op.PushInteger, 1).op(Op.Call, 0, 0, NONE).op(Op.Pop);
    }
    code.place(end).op(Op.End);
    const bytes = encodeDxt({ ...names, programs: [code.program("macro", 0)] });
    // Time of the processor: others on the machine do not count. Of several rounds together, since its clock is coarse; the
    // least of three times, since it counts the collector and compiler of this process, which other tests have set to work.
    let least = Number.POSITIVE_INFINITY;
    for (let times = 0; times < 3; times++) {
      const start = process.cpuUsage();
      for (let round = 0; round < ROUNDS; round++) decodeDxt(bytes);
      const { user, system } = process.cpuUsage(start);
      least = Math.min(least, user + system);
    }
    return least;
  };
  // Ten times the code: linear is 10, quadratic is 100.
  expect(time(200_000)).toBeLessThan(40 * Math.max(ROUNDS * 1000, time(20_000)));
});

test("the numbers of filters and tests are their places in the tables", () => {
  for (const table of [FILTERS, TESTS]) expect(table.map(({ id }) => id)).toEqual(table.map((_, index) => index));
});

test("INSTRUCTION_SHAPES is made from the instruction table", () => {
  const made = new Array<number>(256).fill(SHAPE_SLOW);
  for (const instruction of INSTRUCTIONS) made[instruction.code] = shapeOf(instruction);
  const text = (shapes: readonly number[]): string => shapes.map((shape) => `0x${shape.toString(16)}`).join(", ");
  expect(text(INSTRUCTION_SHAPES)).toBe(text(made));
});
