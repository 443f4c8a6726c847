/**
 * The reader of DX Infinity values. It accepts exactly what infinity-encode.ts writes: any other bytes are a DxgError,
 * never another exception, and no allocation is larger than the input justifies. It knows no schema.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX, INTEGER_BITS_MAX, VALUE_DEPTH_MAX } from "../base/limits.ts";
import { Dict, float, type HashKey, hashKey, integer, SafeString, Tuple, type Value } from "../value/value.ts";
import * as tags from "./infinity-tags.ts";

const textDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The keys of a dict, once; `hashes` are what `Dict` looks them up by. */
interface Shape {
  readonly keys: readonly string[];
  readonly hashes: readonly string[];
}

/** A place in an encoding: the next tag byte, the next unit of text, and how many strings and shapes came before. */
export interface Place {
  readonly at: number;
  readonly textAt: number;
  readonly strings: number;
  readonly shapes: number;
}

/** What a scan found in an encoding, so that a reader can start at any place of it. */
export interface PlaceIndex {
  /** Where in the text each string starts; the next one's start is its end. */
  readonly stringStarts: readonly number[];
  /** Where each new shape's tag is. */
  readonly shapePlaces: readonly Place[];
}

/** A cursor over one encoding. Not for reuse after an error. */
export class InfinityReader {
  readonly bytes: Uint8Array;
  /** Next tag byte. */
  at: number;
  /** End of the tag bytes, where the text area starts. */
  readonly end: number;
  readonly text: string;
  #textAt = 0;
  #depth = 0;
  /** Strings and shapes before the cursor; with holes where an index stands in for what was never read. */
  readonly #strings: string[] = [];
  #stringCount = 0;
  readonly #shapes: Shape[] = [];
  #shapeCount = 0;
  #index: PlaceIndex | undefined;
  readonly #known = new Set<string>();
  readonly #shapeNames = new Set<string>();

  /** @throws {DxgError} format/truncated, format/too-large, format/bad-value */
  constructor(bytes: Uint8Array) {
    if (bytes.length > BINARY_BYTES_MAX) throw new DxgError("format/too-large", `${bytes.length} bytes`);
    this.bytes = bytes;
    this.at = 0;
    this.end = bytes.length;
    const size = this.varint();
    if (size > bytes.length - this.at) throw truncated();
    this.end = this.at + size;
    this.text = decodeText(bytes.subarray(this.end));
  }

  /** @throws {DxgError} format/bad-value when something is left over */
  finish(): void {
    if (this.at !== this.end) throw bad(`${this.end - this.at} bytes are left over after the value`);
    if (this.#textAt !== this.text.length) throw bad("the text area has text that no string uses");
  }

  /** Moves the cursor to a place that a scan of these bytes found. From then on duplicates are not looked for. */
  seek(place: Place, index: PlaceIndex): void {
    this.#index = index;
    this.at = place.at;
    this.#textAt = place.textAt;
    this.#stringCount = place.strings;
    this.#shapeCount = place.shapes;
    this.#depth = 0;
  }

  byte(): number {
    if (this.at >= this.end) throw truncated();
    return this.bytes[this.at++]!;
  }

  /** A variable-length integer, at most 2^53 - 1. */
  varint(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    let value = byte - 0x80;
    let scale = 0x80;
    for (;;) {
      byte = this.byte();
      if (byte === 0) throw bad("a number has more bytes than it needs");
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw bad("a number is too large");
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  /** A count of things that take at least one byte each. */
  #count(base: number): number {
    const count = this.varint() + base;
    if (count > this.end - this.at) throw truncated();
    return count;
  }

  value(): Value {
    const tag = this.byte();
    if (tag < tags.TAG_STRING) return tag;
    if (tag < tags.TAG_REFERENCE) return this.#newString(tag - tags.TAG_STRING + 1);
    if (tag < tags.TAG_LIST) return this.#reference(tag - tags.TAG_REFERENCE);
    if (tag < tags.TAG_SHAPED) return this.#list(tag - tags.TAG_LIST);
    if (tag < tags.TAG_NONE) return this.#dict(this.#shape(tag));
    switch (tag) {
      case tags.TAG_NONE:
        return null;
      case tags.TAG_FALSE:
        return false;
      case tags.TAG_TRUE:
        return true;
      case tags.TAG_INTEGER:
        return this.#safe(this.varint() + tags.SMALL_INTEGERS);
      case tags.TAG_NEGATIVE:
        return -this.#safe(this.varint() + 1);
      case tags.TAG_BIG:
      case tags.TAG_BIG_NEGATIVE:
        return this.#big(tag === tags.TAG_BIG_NEGATIVE);
      case tags.TAG_FLOAT:
        return this.#float();
      case tags.TAG_LONG_LIST:
        return this.#list(this.#count(tags.SMALL_LISTS));
      case tags.TAG_LONG_SHAPED:
      case tags.TAG_LONG_SHAPE:
        return this.#dict(this.#shape(tag));
      case tags.TAG_TUPLE:
        return this.#tuple(this.#count(0));
      case tags.TAG_DICT:
        return this.#mixedDict();
      case tags.TAG_SAFE_STRING:
        return new SafeString(this.string());
      case tags.TAG_TABLE:
        return this.#table();
    }
    if (tag >= tags.TAG_DECIMAL && tag < tags.TAG_DECIMAL + tags.DECIMAL_EXPONENTS) {
      return this.#decimal(tag - tags.TAG_DECIMAL);
    }
    return this.#stringOf(tag);
  }

  /** A value that must be a plain string. */
  string(): string {
    return this.#stringOf(this.byte());
  }

  #stringOf(tag: number): string {
    if (tag >= tags.TAG_STRING && tag < tags.TAG_REFERENCE) return this.#newString(tag - tags.TAG_STRING + 1);
    if (tag >= tags.TAG_REFERENCE && tag < tags.TAG_LIST) return this.#reference(tag - tags.TAG_REFERENCE);
    if (tag === tags.TAG_EMPTY_STRING) return "";
    if (tag === tags.TAG_LONG_STRING) return this.#newString(this.varint() + tags.SMALL_STRINGS + 1);
    if (tag === tags.TAG_LONG_REFERENCE) return this.#reference(this.varint() + tags.SMALL_REFERENCES);
    throw bad(`0x${tag.toString(16)} is not a tag that may stand here`);
  }

  #newString(length: number): string {
    const start = this.#textAt;
    const stop = start + length;
    if (stop > this.text.length) throw truncated();
    this.#textAt = stop;
    const string = this.text.substring(start, stop);
    if (splitsPair(this.text, start) || splitsPair(this.text, stop)) throw bad("a string ends within a character");
    if (this.#index === undefined) {
      if (this.#known.has(string)) throw bad("a string is stored twice");
      this.#known.add(string);
    }
    this.#strings[this.#stringCount++] = string;
    return string;
  }

  #reference(index: number): string {
    if (index >= this.#stringCount) throw bad(`there is no earlier string ${index}`);
    return this.#strings[index] ?? this.#lateString(index);
  }

  #lateString(index: number): string {
    const { stringStarts } = this.#index!;
    const string = this.text.substring(stringStarts[index]!, stringStarts[index + 1] ?? this.text.length);
    this.#strings[index] = string;
    return string;
  }

  #safe(number: number): number {
    if (number > Number.MAX_SAFE_INTEGER) throw bad("a small integer is too large");
    return number;
  }

  #big(negative: boolean): Value {
    const size = this.#count(0);
    if (size * 8 > INTEGER_BITS_MAX) throw new DxgError("format/too-large", "an integer has too many digits");
    if (size === 0 || this.bytes[this.at + size - 1] === 0) throw bad("an integer has leading zeros");
    const digits: string[] = [];
    for (let place = size - 1; place >= 0; place--) {
      digits.push(this.bytes[this.at + place]!.toString(16).padStart(2, "0"));
    }
    this.at += size;
    const magnitude = BigInt(`0x${digits.join("")}`);
    const value = integer(negative ? -magnitude : magnitude);
    if (typeof value === "number") throw bad("a small integer is stored as a large one");
    return value;
  }

  #float(): Value {
    if (this.end - this.at < 8) throw truncated();
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, 8);
    const number = view.getFloat64(0, true);
    if (Number.isNaN(number) && (view.getUint32(4, true) !== 0x7ff8_0000 || view.getUint32(0, true) !== 0)) {
      throw bad("a float is not the one NaN");
    }
    if (tags.decimalForm(number) !== undefined) throw bad("a float is stored longer than needed");
    this.at += 8;
    return float(number);
  }

  #decimal(exponent: number): Value {
    const zigzag = this.varint();
    const mantissa = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    if (Math.abs(mantissa) > tags.DECIMAL_LIMIT) throw bad("a decimal number is too large");
    if (exponent > 0 && mantissa % 10 === 0) throw bad("a decimal number has trailing zeros");
    return float(mantissa / tags.POWERS_OF_TEN[exponent]!);
  }

  #enter(): void {
    if (++this.#depth > VALUE_DEPTH_MAX) {
      throw new DxgError("format/too-large", `the value is nested more than ${VALUE_DEPTH_MAX} deep`);
    }
  }

  #list(length: number): Value {
    this.#enter();
    if (length > this.end - this.at) throw truncated();
    const items: Value[] = [];
    for (let index = 0; index < length; index++) items.push(this.value());
    this.#depth--;
    if (length > 1 && isTable(items)) throw bad("a list of like dicts is not stored as a table");
    return items;
  }

  #tuple(length: number): Value {
    this.#enter();
    const items: Value[] = [];
    for (let index = 0; index < length; index++) items.push(this.value());
    this.#depth--;
    return new Tuple(items);
  }

  #shape(tag: number): Shape {
    if (tag < tags.TAG_SHAPE) return this.#knownShape(tag - tags.TAG_SHAPED);
    if (tag < tags.TAG_NONE) return this.#newShape(tag - tags.TAG_SHAPE);
    if (tag === tags.TAG_LONG_SHAPED) return this.#knownShape(this.varint() + tags.SMALL_SHAPES);
    if (tag === tags.TAG_LONG_SHAPE) return this.#newShape(this.#count(tags.SMALL_KEYS));
    throw bad(`0x${tag.toString(16)} is not a tag that may stand here`);
  }

  #knownShape(index: number): Shape {
    if (index >= this.#shapeCount) throw bad(`there is no earlier dict shape ${index}`);
    return this.#shapes[index] ?? this.#lateShape(index);
  }

  #lateShape(index: number): Shape {
    const here = { at: this.at, textAt: this.#textAt, strings: this.#stringCount, shapes: this.#shapeCount };
    const depth = this.#depth;
    this.seek(this.#index!.shapePlaces[index]!, this.#index!);
    const shape = this.#shape(this.byte());
    this.seek(here, this.#index!);
    this.#depth = depth;
    return shape;
  }

  #newShape(size: number): Shape {
    if (size > this.end - this.at) throw truncated();
    const keys: string[] = [];
    const hashes: string[] = [];
    const unique = new Set<string>();
    let name = "";
    for (let index = 0; index < size; index++) {
      const key = this.string();
      if (unique.has(key)) throw bad("a dict has a key twice");
      unique.add(key);
      keys.push(key);
      hashes.push(hashKey(key) as string);
      name += `${key.length}:${key}`;
    }
    const shape = { keys, hashes };
    if (size === 0) return shape;
    if (this.#index === undefined) {
      if (this.#shapeNames.has(name)) throw bad("a dict shape is stored twice");
      this.#shapeNames.add(name);
    }
    this.#shapes[this.#shapeCount++] = shape;
    return shape;
  }

  #dict(shape: Shape): Dict {
    this.#enter();
    const dict = new Dict();
    const entries: Map<HashKey, [Value, Value]> = dict.entries;
    const { keys, hashes } = shape;
    const size = keys.length;
    for (let index = 0; index < size; index++) entries.set(hashes[index]!, [keys[index]!, this.value()]);
    this.#depth--;
    return dict;
  }

  #table(): Value {
    this.#enter();
    const length = this.#count(2);
    const shape = this.#shape(this.byte());
    if (shape.keys.length === 0) throw bad("a table has no columns");
    if (length > (this.end - this.at) / shape.keys.length) throw truncated();
    const items: Value[] = [];
    for (let index = 0; index < length; index++) items.push(this.#dict(shape));
    this.#depth--;
    return items;
  }

  #mixedDict(): Value {
    this.#enter();
    const size = this.#count(0);
    const dict = new Dict();
    let plain = true;
    for (let index = 0; index < size; index++) {
      const key = this.value();
      if (typeof key !== "string") plain = false;
      if (hasKey(dict, key)) throw bad("a dict has a key twice");
      dict.set(key, this.value());
    }
    if (plain) throw bad("a dict with plain keys is stored as one with mixed keys");
    this.#depth--;
    return dict;
  }
}

/** @throws {DxgError} format/bad-value for any byte string that is not the encoding of a value; also format/truncated, format/too-large */
export function decodeValue(bytes: Uint8Array): Value {
  const reader = new InfinityReader(bytes);
  const value = reader.value();
  reader.finish();
  return value;
}

function decodeText(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  try {
    return textDecoder.decode(bytes);
  } catch (cause) {
    throw new DxgError("format/bad-value", "the text area is not valid UTF-8", { cause });
  }
}

function hasKey(dict: Dict, key: Value): boolean {
  try {
    return dict.has(key);
  } catch (cause) {
    throw new DxgError("format/bad-value", "a list or dict is used as a key", { cause });
  }
}

/** True where a cut before the UTF-16 unit `at` would part a surrogate pair. */
function splitsPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** True when every item is a dict and all have the same plain keys in the same order. */
function isTable(items: readonly Value[]): boolean {
  const first = items[0]!;
  if (!(first instanceof Dict) || first.size === 0) return false;
  const keys = [...first.keys()];
  for (const item of items) {
    if (!(item instanceof Dict) || item.size !== keys.length) return false;
    let index = 0;
    for (const key of item.keys()) if (typeof key !== "string" || key !== keys[index++]) return false;
  }
  return true;
}

function bad(detail: string): DxgError {
  return new DxgError("format/bad-value", detail);
}

function truncated(): DxgError {
  return new DxgError("format/truncated", "the value goes on after the end");
}
