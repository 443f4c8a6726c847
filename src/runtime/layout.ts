/**
 * Micro rendering: the layout and its slots are prepared once as a list of spans; a render copies nothing but puts each
 * value's length in its place and lets one native gather clone the layout and fill the slots.
 */

import { DxgError } from "../base/error.ts";
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { Op } from "../format/opcode.ts";
import type { Program } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { native } from "../native/native.ts";
import { escapeHtml } from "../value/escape.ts";
import { Context, type Parameters } from "./context.ts";
import { Machine } from "./machine.ts";
import { Output, VALUE_SIGN } from "./output.ts";
import { locate } from "./trace.ts";

/** `dxg_status` of a value boundary inside a code point. */
const SPLIT_CODE_POINT = -3;
/** Largest scratch that is sized for the worst case of three bytes a code unit. */
const WORST_CASE_UNITS_MAX = 1 << 16;

const ENCODER = new TextEncoder();
let scratch: Uint8Array = new Uint8Array(4096);

export class Layout {
  readonly #set: LoadedSet;
  readonly #program: Program;
  /** Pairs as `dxg_gather` takes them: span, value, span, value, …, span. */
  readonly #ops: Uint32Array;
  /** The same words as signed ones: the engine writes them without a detour over floating point. */
  readonly #lengths: Int32Array;
  readonly #count: number;
  readonly #blob: Uint8Array;
  /** The variable's name where the slot has no filters. */
  readonly #names: readonly (string | undefined)[];
  readonly #textBytes: number;

  constructor(set: LoadedSet, program: Program) {
    this.#set = set;
    this.#program = program;
    const { strings } = set;
    const start = strings.start(program.layout);
    const end = strings.start(program.layout + 1);
    this.#textBytes = end - start;
    this.#ops = new Uint32Array(4 * program.slots.length + 2);
    this.#lengths = new Int32Array(this.#ops.buffer);
    this.#count = this.#ops.length / 2;
    this.#blob = strings.blob;
    let from = start;
    program.slots.forEach((slot, index) => {
      this.#ops[4 * index] = from;
      this.#ops[4 * index + 1] = start + slot.offset - from;
      from = start + slot.offset;
    });
    this.#ops[4 * program.slots.length] = from;
    this.#ops[4 * program.slots.length + 1] = end - from;
    this.#names = program.slots.map(({ code, variable }) => {
      const plain = program.code[code] === (Op.LoadVariable | (variable << 8)) >>> 0;
      const ends = (program.code[code + 1]! & 0xff) === Op.ReturnValue;
      return plain && ends ? strings.get(program.variables[variable]!) : undefined;
    });
  }

  /** The output's bytes, in a buffer of their own. @throws {DxgError} render/* */
  render(parameters: Parameters): Uint8Array {
    const values = this.#fill(parameters);
    return this.#gather(values) ?? this.#gather(this.#mended(values))!;
  }

  /** Writes into the caller's buffer; -1 when it is too small. @throws {DxgError} render/* */
  renderInto(parameters: Parameters, out: Uint8Array, offset: number): number {
    const values = this.#fill(parameters);
    const written = this.#gatherInto(values, out, offset);
    return written === SPLIT_CODE_POINT ? this.#gatherInto(this.#mended(values), out, offset) : written;
  }

  /** Undefined when two values share a surrogate pair across their border. */
  #gather(values: string): Uint8Array | undefined {
    const encoded = encodeValues(values);
    const out = new Uint8Array(this.#textBytes + encoded);
    return gather(this.#blob, this.#ops, this.#count, values, encoded, out, 0) < 0 ? undefined : out;
  }

  #gatherInto(values: string, out: Uint8Array, offset: number): number {
    const encoded = encodeValues(values);
    if (this.#textBytes + encoded > out.length - offset) return -1;
    return gather(this.#blob, this.#ops, this.#count, values, encoded, out, offset);
  }

  /** The values with U+FFFD for each half of a surrogate pair that is alone in its value. */
  #mended(values: string): string {
    let mended = "";
    let start = 0;
    for (let index = 0; index < this.#names.length; index += 1) {
      const end = start + (this.#lengths[4 * index + 3]! & ~VALUE_SIGN);
      mended += values.slice(start, end).toWellFormed();
      start = end;
    }
    return mended;
  }

  /** All values in one string; their lengths go into the list of spans. */
  #fill(parameters: Parameters): string {
    const names = this.#names;
    const lengths = this.#lengths;
    const escapes = this.#set.autoescape;
    let values = "";
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      let text: string | undefined;
      if (name !== undefined && Object.hasOwn(parameters, name)) {
        const value = (parameters as { readonly [name: string]: unknown })[name];
        if (typeof value === "string") text = escapes ? escapeHtml(value) : value;
        else if (typeof value === "number" && Number.isSafeInteger(value)) text = String(value);
      }
      if (text === undefined) text = this.#compute(index, parameters);
      lengths[4 * index + 3] = text.length | VALUE_SIGN;
      values += text;
    }
    if (this.#textBytes + values.length > OUTPUT_BYTES_MAX) throw this.#tooLarge();
    return values;
  }

  #tooLarge(): unknown {
    const error = new DxgError("render/limit", `the output is larger than ${OUTPUT_BYTES_MAX} bytes`);
    const last = this.#program.slots[this.#program.slots.length - 1]!;
    return locate(error, this.#set, this.#program, last.code);
  }

  /** The text of a slot by the machine: filters, values that are not strings, missing ones. */
  #compute(index: number, parameters: Parameters): string {
    const output = new Output();
    const machine = new Machine(this.#set, output);
    output.startCapture();
    machine.emitSlot(this.#program, this.#program.slots[index]!, new Context(parameters));
    return output.endCapture();
  }
}

/** Encodes into a scratch that is kept between renders; the result is the number of bytes. */
function encodeValues(values: string): number {
  const units = values.length;
  if (units > WORST_CASE_UNITS_MAX) {
    if (scratch.length < units) scratch = new Uint8Array(units + (units >> 3));
    const { read, written } = ENCODER.encodeInto(values, scratch);
    if (read === units) return written;
  }
  if (scratch.length < units * 3) scratch = new Uint8Array(units * 3);
  return ENCODER.encodeInto(values, scratch).written;
}

/**
 * One native gather of a blob's spans and the values that were encoded last; the bytes written, or `SPLIT_CODE_POINT`.
 * @param encoded what `encodeValues(values)` gave
 */
function gather(
  blob: Uint8Array,
  ops: Uint32Array,
  count: number,
  values: string,
  encoded: number,
  target: Uint8Array,
  offset: number,
): number {
  const ascii = encoded === values.length;
  const written = native().gather(blob, ops, count, scratch, encoded, ascii, target, offset);
  if (written < 0 && written !== SPLIT_CODE_POINT) throw new Error(`Internal error: gather gave status ${written}`);
  return written;
}
