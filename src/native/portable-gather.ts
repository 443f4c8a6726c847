/** `gather` in TypeScript: the oracle of tests, and what runs without a native library. Plain loops without tricks. */
import {
  GATHER_ROW_PROGRAM,
  GATHER_ROWS,
  ROW,
  ROW_COLUMNS_MAX,
  ROW_OP_BITS,
  ROW_STEPS_MAX,
  ROW_TRUE,
  STATUS,
  VALUE_INTEGER,
  VALUE_UNITS,
} from "./abi.ts";

/** The upper bits of a word, which say what it is; all of them for rows. */
const FORM: number = 0xc0000000 | 0;
/** The upper bits of the first byte of a character, by its length in bytes. */
const LEAD_BITS: readonly number[] = [0, 0, 0xc0, 0xe0, 0xf0];
const LITERALS: readonly string[] = ["False", "True", "None"];

/** A value of a row, and the unit where its text begins. */
interface Cell {
  readonly word: number;
  readonly start: number;
}

/** An instruction of a row program, and where the one behind it is. */
interface Step {
  readonly op: number;
  readonly operand: number;
  readonly second: number;
  readonly next: number;
}

/** As `Kernels.gather`. */
export function gather(
  text: Uint8Array,
  ops: Int32Array,
  opsCount: number,
  values: Uint16Array,
  valuesCount: number,
  out: Uint8Array,
): number {
  return new Gather(text, ops.subarray(0, 2 * opsCount), values.subarray(0, valuesCount), out).run();
}

class Gather {
  readonly #text: Uint8Array;
  readonly #ops: Int32Array;
  readonly #units: Uint16Array;
  readonly #out: Uint8Array;
  #end = 0;

  constructor(text: Uint8Array, ops: Int32Array, units: Uint16Array, out: Uint8Array) {
    this.#text = text;
    this.#ops = ops;
    this.#units = units;
    this.#out = out;
  }

  /** The bytes written, or a status below zero. */
  run(): number {
    const ops = this.#ops;
    for (let at = 0; at < ops.length; ) {
      const offset = ops[at]! >>> 0;
      const word = ops[at + 1]!;
      const form = word & FORM;
      const isRows = form === FORM;
      const taken = isRows ? this.#rows(at, word) : this.#put(form, offset, word & ~FORM);
      if (taken < 0) return taken;
      // What follows begins at a pair.
      at += isRows ? taken + (taken & 1) : 2;
    }
    return this.#end;
  }

  /** Writes a span, a value or an integer. */
  #put(form: number, offset: number, length: number): number {
    if (form === VALUE_INTEGER) return this.#copy(new TextEncoder().encode(String(offset | 0)));
    if (form === VALUE_UNITS) return this.#putUnits(offset, length);
    if (offset > this.#text.length || length > this.#text.length - offset) return STATUS.range;
    return this.#copy(this.#text.subarray(offset, offset + length));
  }

  #copy(bytes: Uint8Array): number {
    if (bytes.length > this.#out.length - this.#end) return STATUS.capacity;
    this.#out.set(bytes, this.#end);
    this.#end += bytes.length;
    return 0;
  }

  /** Writes UTF-16 units as UTF-8 (RFC 3629), half a surrogate pair as U+FFFD. */
  #putUnits(from: number, count: number): number {
    const units = this.#units;
    if (from > units.length || count > units.length - from) return STATUS.range;
    for (let at = from; at < from + count; at++) {
      let code = units[at]!;
      if (code >= 0xd800 && code < 0xe000) {
        const next = at + 1 < from + count ? units[at + 1]! : 0;
        const isPair = code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
        code = isPair ? 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff) : 0xfffd;
        if (isPair) at++;
      }
      const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (length > this.#out.length - this.#end) return STATUS.capacity;
      if (length === 1) this.#out[this.#end] = code;
      else {
        this.#out[this.#end] = LEAD_BITS[length]! | (code >> (6 * (length - 1)));
        for (let i = 1; i < length; i++) this.#out[this.#end + i] = 0x80 | ((code >> (6 * (length - 1 - i))) & 0x3f);
      }
      this.#end += length;
    }
    return 0;
  }

  /** Writes rows, or passes over a row program; the result is the number of words, or a status below zero. */
  #rows(at: number, what: number): number {
    const ops = this.#ops;
    const following = ops.length - at - 2;
    const first = ops[at]! >>> 0;
    if (what === GATHER_ROW_PROGRAM) return first > following ? STATUS.range : 2 + first;
    if (what !== GATHER_ROWS || following < 2) return STATUS.range;
    if (first > ops.length - 4 || ops[first + 1] !== GATHER_ROW_PROGRAM) return STATUS.range;
    const programLength = ops[first]! >>> 0;
    if (programLength < 2 || programLength > ops.length - first - 2) return STATUS.range;
    const columns = ops[first + 2]! >>> 0;
    const shared = ops[first + 3]! >>> 0;
    if (columns === 0 || columns > ROW_COLUMNS_MAX || shared > ROW_COLUMNS_MAX) return STATUS.range;
    const rows = ops[at + 2]! >>> 0;
    const length = shared + rows * columns;
    if (length > following - 2) return STATUS.range;
    const steps = stepsOf(ops.subarray(first + 4, first + 2 + programLength), columns + shared, this.#text.length);
    if (steps === undefined) return STATUS.range;
    let unit = ops[at + 3]! >>> 0;
    let next = at + 4;
    const cells = (count: number): Cell[] => {
      const words = ops.subarray(next, next + count);
      next += count;
      return Array.from(words, (word) => {
        const start = unit;
        if ((word & FORM) === VALUE_UNITS) unit += word & ~FORM;
        return { word, start };
      });
    };
    const sharedCells = cells(shared);
    for (let row = 0; row < rows; row++) {
      const status = this.#row(steps, [...cells(columns), ...sharedCells]);
      if (status < 0) return status;
    }
    return 4 + length;
  }

  /** Runs a row program over the cells of one row. */
  #row(steps: ReadonlyMap<number, Step>, cells: readonly Cell[]): number {
    for (let at = 0; ; ) {
      const step = steps.get(at);
      if (step === undefined) return 0;
      const { op, operand, second } = step;
      at = step.next;
      let status = 0;
      if (op === ROW.text) status = this.#put(0, second, operand);
      else if (op === ROW.value) status = this.#cell(cells[operand]!);
      else if (op === ROW.jump || isTrue(cells[operand]!.word) === (op === ROW.jumpIfTrue)) at = second;
      if (status < 0) return status;
    }
  }

  #cell({ word, start }: Cell): number {
    const form = word & FORM;
    const length = word & ~FORM;
    if (form === VALUE_UNITS) return this.#put(form, start, length);
    if (form === VALUE_INTEGER) return this.#put(form, length, 0);
    const literal = LITERALS[word];
    return literal === undefined ? STATUS.range : this.#copy(new TextEncoder().encode(literal));
  }
}

/** The instructions of a row program by where they begin; undefined when one of them is wrong. */
function stepsOf(code: Int32Array, cells: number, textLength: number): ReadonlyMap<number, Step> | undefined {
  const steps = new Map<number, Step>();
  if (code.length > 2 * ROW_STEPS_MAX) return undefined;
  for (let at = 0; at < code.length; ) {
    if (steps.size === ROW_STEPS_MAX) return undefined;
    const op = code[at]! & ((1 << ROW_OP_BITS) - 1);
    const operand = code[at]! >>> ROW_OP_BITS;
    const next = at + (op === ROW.value ? 1 : 2);
    const second = op === ROW.value ? 0 : code[at + 1]! >>> 0;
    if (op > ROW.jumpIfTrue || next > code.length) return undefined;
    if (op !== ROW.text && op !== ROW.jump && operand >= cells) return undefined;
    if (op === ROW.text && (second > textLength || operand > textLength - second)) return undefined;
    if (op >= ROW.jump && (second <= at || second > code.length)) return undefined;
    steps.set(at, { op, operand, second, next });
    at = next;
  }
  const isBegin = (at: number): boolean => steps.has(at) || at === code.length;
  return [...steps.values()].every(({ op, second }) => op < ROW.jump || isBegin(second)) ? steps : undefined;
}

function isTrue(word: number): boolean {
  return (word & FORM) === 0 ? word === ROW_TRUE : (word & ~FORM) !== 0;
}
