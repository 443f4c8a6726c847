/**
 * Micro rendering: the layout and its slots are prepared once as a list of spans; a render copies nothing but the values
 * and lets one native gather clone the layout and fill the slots.
 */

import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { Op } from "../format/opcode.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { VALUE_UNITS } from "../native/abi.ts";
import { escapeHtml } from "../value/escape.ts";
import { Context, type Parameters } from "./context.ts";
import { gatherBytes, gatherInto, tooLarge } from "./gather.ts";
import { Machine } from "./machine.ts";
import { Output } from "./output.ts";
import { locate } from "./trace.ts";
import { ValueBuffer } from "./value-buffer.ts";

/** Objects with more keys are read name by name: going through keys that the layout does not have would cost more. */
const KEYS_MAX = 64;
/** How often the order of keys is learned anew, before callers are taken to have objects of many shapes. */
const ORDERS_MAX = 16;

/** The keys of the last parameters in their order: a render of an object that has the same goes through it once. */
interface KeyOrder {
  readonly keys: readonly string[];
  /** Word of the operation of the first slot that has the key's value; -1 for a key that no slot reads. */
  readonly targets: Int32Array;
}

export class Layout {
  readonly #set: LoadedSet;
  readonly #program: LoadedProgram;
  /** Pairs as `dxg_gather` takes them: span, value, span, value, …, span. */
  readonly #words: Int32Array;
  /** The variable's name where the slot has no filters. */
  readonly #names: readonly (string | undefined)[];
  /** Pairs of words, from and to: slots that repeat the value of an earlier one. */
  readonly #repeats: Int32Array;
  readonly #textBytes: number;
  #order: KeyOrder | undefined;
  #ordersLeft: number;

  constructor(set: LoadedSet, program: LoadedProgram) {
    this.#set = set;
    this.#program = program;
    const { strings } = set;
    const start = strings.start(program.layout);
    const end = strings.start(program.layout + 1);
    this.#textBytes = end - start;
    const words = new Int32Array(4 * program.slots.length + 2);
    let from = start;
    program.slots.forEach((slot, index) => {
      words[4 * index] = from;
      words[4 * index + 1] = start + slot.offset - from;
      from = start + slot.offset;
    });
    words[4 * program.slots.length] = from;
    words[4 * program.slots.length + 1] = end - from;
    this.#words = words;
    const names = program.slots.map(({ code, variable }) => {
      const plain = program.code[code] === (Op.LoadVariable | (variable << 8)) >>> 0;
      const ends = (program.code[code + 1]! & 0xff) === Op.ReturnValue;
      return plain && ends ? strings.get(program.variables[variable]!) : undefined;
    });
    this.#names = names;
    const repeats: number[] = [];
    names.forEach((name, index) => {
      const first = names.indexOf(name);
      if (name !== undefined && first < index) repeats.push(valueWord(first), valueWord(index));
    });
    this.#repeats = Int32Array.from(repeats);
    this.#ordersLeft = names.includes(undefined) || set.autoescape ? 0 : ORDERS_MAX;
  }

  /** The output's bytes, in a buffer of their own. @throws {DxgError} render/* */
  render(parameters: Parameters): Uint8Array {
    const values = this.#fill(parameters);
    const bytes = gatherBytes(this.#set.strings.blob, this.#words, this.#words.length / 2, values, this.#textBytes);
    ValueBuffer.give(values);
    return bytes;
  }

  /**
   * Writes into the caller's buffer; the result is the number of bytes.
   * @throws {DxgError} render/*, render/output-too-small
   */
  renderInto(parameters: Parameters, out: Uint8Array, offset: number): number {
    const values = this.#fill(parameters);
    const words = this.#words;
    const written = gatherInto(this.#set.strings.blob, words, words.length / 2, values, out, offset);
    ValueBuffer.give(values);
    return written;
  }

  /** Takes all values in, and puts the operations that write them into the slots. */
  #fill(parameters: Parameters): ValueBuffer {
    const values = ValueBuffer.take();
    const words = this.#words;
    const order = this.#order;
    if (order === undefined || !takeInOrder(order, parameters, values, words)) this.#takeByName(parameters, values);
    else {
      const repeats = this.#repeats;
      for (let index = 0; index < repeats.length; index += 2) {
        values.repeat(words, repeats[index]!, repeats[index + 1]!);
      }
    }
    if (this.#textBytes + values.leastBytes > OUTPUT_BYTES_MAX) throw this.#tooLarge();
    return values;
  }

  /** Takes the values in slot by slot. */
  #takeByName(parameters: Parameters, values: ValueBuffer): void {
    const names = this.#names;
    const escapes = this.#set.autoescape;
    let evaluator: SlotEvaluator | undefined;
    values.clear();
    // What was read before it turned out that it is not all.
    values.pending.fill("");
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      let text: string | undefined;
      if (name !== undefined && Object.hasOwn(parameters, name)) {
        const value = (parameters as { readonly [name: string]: unknown })[name];
        if (typeof value === "string") text = escapes ? escapeHtml(value) : value;
      }
      if (text === undefined) {
        evaluator ??= new SlotEvaluator(this.#set, this.#program, parameters);
        text = evaluator.text(index);
      }
      values.put(text, this.#words, valueWord(index));
    }
    this.#learnOrder(parameters);
  }

  #learnOrder(parameters: Parameters): void {
    if (this.#ordersLeft === 0) return;
    this.#ordersLeft -= 1;
    const names = this.#names;
    const keys = Object.keys(parameters);
    if (keys.length > KEYS_MAX || names.some((name) => !Object.hasOwn(parameters, name!))) return;
    const targets = keys.map((key) => {
      const first = names.indexOf(key);
      return first < 0 ? -1 : valueWord(first);
    });
    this.#order = { keys, targets: Int32Array.from(targets) };
  }

  #tooLarge(): unknown {
    const last = this.#program.slots[this.#program.slots.length - 1]!;
    return locate(tooLarge(), this.#set, this.#program, last.code);
  }
}

/** One render's machine, for slots that need it: filters, values that are not strings, missing ones. */
class SlotEvaluator {
  readonly #output: Output = new Output();
  readonly #machine: Machine;
  readonly #program: LoadedProgram;
  readonly #context: Context;

  constructor(set: LoadedSet, program: LoadedProgram, parameters: Parameters) {
    this.#machine = new Machine(set, this.#output);
    this.#program = program;
    this.#context = new Context(parameters);
  }

  /** @throws {DxgError} render/* with the place in the template */
  text(index: number): string {
    this.#output.startCapture();
    this.#machine.emitSlot(this.#program, this.#program.slots[index]!, this.#context);
    return this.#output.endCapture();
  }
}

/** Where the operation of a slot's value begins. */
function valueWord(slot: number): number {
  return 4 * slot + 2;
}

/**
 * Takes the values in if the parameters have just the keys of the order, and those that slots read are strings or safe
 * integers; false otherwise.
 */
function takeInOrder(order: KeyOrder, parameters: Parameters, values: ValueBuffer, words: Int32Array): boolean {
  const { keys, targets } = order;
  const fields = parameters as { readonly [name: string]: unknown };
  const { pending } = values;
  let index = 0;
  let texts = 0;
  let units = 0;
  let longest = 0;
  for (const key in fields) {
    if (key !== keys[index]) return false;
    const target = targets[index]!;
    index += 1;
    if (target < 0) continue;
    const value = fields[key];
    let text: string;
    if (typeof value === "string") text = value;
    else if (typeof value === "number" && Number.isSafeInteger(value)) text = String(value);
    else return false;
    const { length } = text;
    pending[texts] = text;
    texts += 1;
    words[target] = units;
    words[target + 1] = length | VALUE_UNITS;
    units += length;
    longest |= length;
  }
  values.appendPending(texts, longest);
  values.leastBytes = units;
  // A prototype's keys come last: if the last one is the object's own, all are.
  return index === keys.length && (index === 0 || Object.hasOwn(fields, keys[index - 1]!));
}
