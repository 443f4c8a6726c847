/**
 * Micro rendering: the layout and its slots are prepared once as a list of spans; a render copies nothing but puts each
 * value's length in its place and lets one native gather clone the layout and fill the slots.
 */

import { Op } from "../format/opcode.ts";
import type { Program } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { escapeHtml } from "../value/escape.ts";
import { Context, type Parameters } from "./context.ts";
import { Machine } from "./machine.ts";
import { encodeValues, gather, Output, VALUE_BIT } from "./output.ts";

export class Layout {
  readonly #set: LoadedSet;
  readonly #program: Program;
  /** Pairs as `dxg_gather` takes them: span, value, span, value, …, span. */
  readonly #ops: Uint32Array;
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
    const { bytes, length, ascii } = encodeValues(values);
    const out = new Uint8Array(this.#textBytes + length);
    const count = this.#ops.length / 2;
    const written = gather(this.#set.strings.blob, this.#ops, count, bytes, length, ascii, out, 0, values);
    return written === out.length ? out : out.subarray(0, written);
  }

  /** Writes into the caller's buffer; -1 when it is too small. @throws {DxgError} render/* */
  renderInto(parameters: Parameters, out: Uint8Array, offset: number): number {
    const values = this.#fill(parameters);
    const { bytes, length, ascii } = encodeValues(values);
    if (this.#textBytes + length > out.length - offset) return -1;
    const count = this.#ops.length / 2;
    return gather(this.#set.strings.blob, this.#ops, count, bytes, length, ascii, out, offset, values);
  }

  /** All values in one string; their lengths go into the list of spans. */
  #fill(parameters: Parameters): string {
    const names = this.#names;
    const ops = this.#ops;
    let values = "";
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      let text: string | undefined;
      if (name !== undefined && Object.hasOwn(parameters, name)) {
        const value = (parameters as { readonly [name: string]: unknown })[name];
        if (typeof value === "string") text = this.#set.autoescape ? escapeHtml(value) : value;
      }
      text ??= this.#compute(index, parameters);
      ops[4 * index + 3] = (VALUE_BIT | text.length) >>> 0;
      values += text;
    }
    return values;
  }

  /** The text of a slot by the machine: filters, values that are not strings, missing ones. */
  #compute(index: number, parameters: Parameters): string {
    const output = new Output(0);
    const machine = new Machine(this.#set, output);
    output.startCapture();
    machine.emitSlot(this.#program, this.#program.slots[index]!, new Context(parameters));
    return output.endCapture();
  }
}
