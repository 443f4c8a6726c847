/**
 * Micro rendering: the layout and its slots are prepared once as a list of spans; a render copies nothing but the values
 * and lets one native gather clone the layout and fill the slots.
 */
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { Op } from "../format/opcode.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { VALUE_INTEGER, VALUE_UNITS } from "../native/abi.ts";
import { escapeHtml } from "../value/escape.ts";
import { isRecord } from "../value/value.ts";
import { Context, type Parameters } from "./context.ts";
import { FieldPlaces, type Placed } from "./field-places.ts";
import { gatherBytes, gatherInto, tooLarge } from "./gather.ts";
import { Machine } from "./machine.ts";
import { Output } from "./output.ts";
import { locate } from "./trace.ts";
import { digitsOf, ValueBuffer, WRITTEN_INTEGER_MAX } from "./value-buffer.ts";

const EMPTY: object = {};

/** The first slot that has the value of a name. */
interface NamedSlot {
  /** Where the operation of its value begins. */
  readonly word: number;
}

const fieldPlaces: FieldPlaces = new FieldPlaces();
const NO_TARGETS: Int32Array = new Int32Array();

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
  /** What is read from plain objects; null when slots need more than that, undefined before the second render. */
  #fields: Placed<NamedSlot> | null | undefined;
  /** The words of the operations of these, in their order; -1 for a place that nothing stands at. */
  #targets: Int32Array = NO_TARGETS;
  #isRendered = false;

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
    // Most templates of a process that ends soon are rendered once.
    if (this.#isRendered && this.#fields === undefined) this.#fields = this.#placeFields();
    this.#isRendered = true;
    const fields = this.#fields ?? null;
    if (fields === null || !takeFields(fields, this.#targets, parameters, values, words)) {
      this.#takeByName(parameters, values);
    } else {
      const repeats = this.#repeats;
      for (let index = 0; index < repeats.length; index += 2) {
        values.repeat(words, repeats[index]!, repeats[index + 1]!);
      }
    }
    if (this.#textBytes + values.leastBytes > OUTPUT_BYTES_MAX) throw this.#tooLarge();
    return values;
  }

  /** Null when a slot has filters or is escaped. */
  #placeFields(): Placed<NamedSlot> | null {
    const names = this.#names;
    if (this.#set.autoescape || names.some((name) => name === undefined)) return null;
    const slots = [...new Set(names)].map((field) => ({ field, word: valueWord(names.indexOf(field)) }));
    const fields = fieldPlaces.place<NamedSlot>(slots);
    this.#targets = Int32Array.from([...fields.places, ...fields.others], (slot) => slot?.word ?? -1);
    return fields;
  }

  /** Takes the values in slot by slot. */
  #takeByName(parameters: Parameters, values: ValueBuffer): void {
    const names = this.#names;
    const escapes = this.#set.autoescape;
    let evaluator: SlotEvaluator | undefined;
    // A value may render this template meanwhile, so that words are written when there are all.
    const texts: string[] = [];
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
      texts.push(text);
    }
    for (let index = 0; index < texts.length; index += 1) values.put(texts[index]!, this.#words, valueWord(index));
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

/** Takes the values in if the parameters are a plain object that has a string or safe integer for each. */
function takeFields(
  { places, others, othersCount }: Placed<NamedSlot>,
  targets: Int32Array,
  parameters: Parameters,
  values: ValueBuffer,
  words: Int32Array,
): boolean {
  if (!isRecord(parameters)) return false;
  // What every object has is no text, unless somebody gave them all one: then own keys must be told from others.
  for (const _ in EMPTY) return false;
  const count = targets.length;
  const texts = values.pendingTexts(count);
  const operations = values.pendingOperations(count);
  // Written out, since the engine compiles each place for the name that it met there.
  const { 0: p0, 1: p1, 2: p2, 3: p3, 4: p4, 5: p5, 6: p6, 7: p7 } = places;
  let longest = 0;
  if (p0 !== undefined) longest |= keep(parameters[p0.field], texts, operations, 0);
  if (p1 !== undefined) longest |= keep(parameters[p1.field], texts, operations, 1);
  if (p2 !== undefined) longest |= keep(parameters[p2.field], texts, operations, 2);
  if (p3 !== undefined) longest |= keep(parameters[p3.field], texts, operations, 3);
  if (p4 !== undefined) longest |= keep(parameters[p4.field], texts, operations, 4);
  if (p5 !== undefined) longest |= keep(parameters[p5.field], texts, operations, 5);
  if (p6 !== undefined) longest |= keep(parameters[p6.field], texts, operations, 6);
  if (p7 !== undefined) longest |= keep(parameters[p7.field], texts, operations, 7);
  for (let index = 0; index < othersCount; index += 1) {
    longest |= keep(parameters[others[index]!.field!], texts, operations, places.length + index);
  }
  if (longest < 0) return false;
  let units = 0;
  let digits = 0;
  for (let index = 0; index < count; index += 1) {
    const word = targets[index]!;
    if (word < 0) continue;
    const first = operations[2 * index]!;
    const form = operations[2 * index + 1]!;
    words[word + 1] = form;
    if (form === VALUE_INTEGER) {
      words[word] = first;
      digits += digitsOf(first);
    } else {
      words[word] = units;
      units += form & ~VALUE_UNITS;
    }
  }
  values.appendPending(count, longest);
  values.leastBytes = units + digits;
  return true;
}

/**
 * Keeps the text of a value and the operation that writes it, which has its place when all are there; the result is how
 * many units the text has, or -1 for a value that takes the machine.
 */
function keep(value: unknown, texts: string[], operations: Int32Array, at: number): number {
  let text: string;
  if (typeof value === "string") text = value;
  else if (typeof value !== "number" || !Number.isSafeInteger(value)) return -1;
  else if (value >= 0 && value <= WRITTEN_INTEGER_MAX) {
    operations[2 * at] = value;
    operations[2 * at + 1] = VALUE_INTEGER;
    return 0;
  } else text = String(value);
  operations[2 * at + 1] = text.length | VALUE_UNITS;
  texts[at] = text;
  return text.length;
}
