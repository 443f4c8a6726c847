/**
 * The writer of DX Infinity values: one value in, its only encoding out. It knows no schema (infinity-record.ts does)
 * and no file header (dxp.ts does).
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX, INTEGER_BITS_MAX, VALUE_DEPTH_MAX } from "../base/limits.ts";
import { Dict, Float, hashKey, isPlainObject, SafeString, Tuple, type Value } from "../value/value.ts";
import { shapeName } from "./infinity-shapes.ts";
import * as tags from "./infinity-tags.ts";

const textEncoder = new TextEncoder();

/** Collects tags in one buffer and texts in one list, then joins them: `varint(tag bytes)`, tags, text. */
export class InfinityWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  #depth = 0;
  readonly #texts: string[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #shapes = new Map<string, number>();

  /** @throws {DxgError} format/bad-value for what is no data, format/too-large above the limits */
  value(value: Value): void {
    switch (typeof value) {
      case "string":
        this.string(value);
        return;
      case "boolean":
        this.byte(value ? tags.TAG_TRUE : tags.TAG_FALSE);
        return;
      case "number":
        if (Number.isSafeInteger(value)) this.#integer(value);
        else this.#float(value);
        return;
      case "bigint":
        this.#big(value);
        return;
    }
    if (value === null) this.byte(tags.TAG_NONE);
    else if (value instanceof Float) this.#float(value.number);
    else if (value instanceof SafeString) {
      this.byte(tags.TAG_SAFE_STRING);
      this.string(value.text);
    } else this.#composite(value);
  }

  #composite(value: Value): void {
    if (++this.#depth > VALUE_DEPTH_MAX) {
      throw new DxgError("format/too-large", `the value is nested more than ${VALUE_DEPTH_MAX} deep`);
    }
    if (Array.isArray(value)) this.#list(value);
    else if (value instanceof Tuple) {
      this.byte(tags.TAG_TUPLE);
      this.varint(value.items.length);
      for (const item of value.items) this.value(item);
    } else if (value instanceof Dict) this.#dict([...value.entries.values()]);
    else if (isPlainObject(value)) this.#dict(Object.entries(value));
    else throw new DxgError("format/bad-value", "only data can be encoded, not a range, function or undefined value");
    this.#depth--;
  }

  byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = byte;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** Seven bits a byte, low bits first, the high bit set on all bytes but the last; `number` is a safe integer from 0. */
  varint(number: number): void {
    let rest = number;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  #short(small: number, limit: number, short: number, long: number): void {
    if (small < limit) this.byte(short + small);
    else {
      this.byte(long);
      this.varint(small - limit);
    }
  }

  string(text: string): void {
    if (text === "") {
      this.byte(tags.TAG_EMPTY_STRING);
      return;
    }
    const known = this.#indexes.get(text);
    if (known !== undefined) {
      this.#short(known, tags.SMALL_REFERENCES, tags.TAG_REFERENCE, tags.TAG_LONG_REFERENCE);
      return;
    }
    if (!text.isWellFormed()) throw new DxgError("format/bad-value", "a string holds half of a surrogate pair");
    this.#indexes.set(text, this.#texts.length);
    this.#texts.push(text);
    this.#short(text.length - 1, tags.SMALL_STRINGS, tags.TAG_STRING, tags.TAG_LONG_STRING);
  }

  #integer(number: number): void {
    if (number < 0) {
      this.byte(tags.TAG_NEGATIVE);
      this.varint(-1 - number);
    } else if (number < tags.SMALL_INTEGERS) this.byte(number + 0);
    else {
      this.byte(tags.TAG_INTEGER);
      this.varint(number - tags.SMALL_INTEGERS);
    }
  }

  #big(big: bigint): void {
    if (big >= BigInt(Number.MIN_SAFE_INTEGER) && big <= BigInt(Number.MAX_SAFE_INTEGER)) {
      this.#integer(Number(big));
      return;
    }
    const negative = big < 0n;
    const digits = (negative ? -big : big).toString(16);
    if (digits.length * 4 > INTEGER_BITS_MAX) throw new DxgError("format/too-large", "an integer has too many digits");
    const hex = digits.length % 2 === 1 ? `0${digits}` : digits;
    this.byte(negative ? tags.TAG_BIG_NEGATIVE : tags.TAG_BIG);
    this.varint(hex.length / 2);
    for (let at = hex.length - 2; at >= 0; at -= 2) this.byte(Number.parseInt(hex.slice(at, at + 2), 16));
  }

  #float(number: number): void {
    const decimal = tags.decimalForm(number);
    if (decimal !== undefined) {
      const [mantissa, exponent] = decimal;
      this.byte(tags.TAG_DECIMAL + exponent);
      this.varint(mantissa < 0 ? -2 * mantissa - 1 : 2 * mantissa);
      return;
    }
    this.byte(tags.TAG_FLOAT);
    const view = new DataView(new ArrayBuffer(8));
    if (Number.isNaN(number)) view.setUint32(4, 0x7ff8_0000, true);
    else view.setFloat64(0, number, true);
    for (let at = 0; at < 8; at++) this.byte(view.getUint8(at));
  }

  #list(items: readonly Value[]): void {
    const keys = tableKeys(items);
    if (keys === undefined) {
      this.#short(items.length, tags.SMALL_LISTS, tags.TAG_LIST, tags.TAG_LONG_LIST);
      for (const item of items) this.value(item);
      return;
    }
    this.byte(tags.TAG_TABLE);
    this.varint(items.length - 2);
    if (++this.#depth > VALUE_DEPTH_MAX) {
      throw new DxgError("format/too-large", `the value is nested more than ${VALUE_DEPTH_MAX} deep`);
    }
    this.#shape(keys);
    for (const item of items) {
      for (const entry of pairs(item)!) this.value(entry[1]);
    }
    this.#depth--;
  }

  #dict(entries: readonly (readonly [Value, Value])[]): void {
    const keys = entries.map(([key]) => key);
    if (keys.every((key) => typeof key === "string")) {
      this.#shape(keys);
      for (const entry of entries) this.value(entry[1]);
      return;
    }
    this.byte(tags.TAG_DICT);
    this.varint(entries.length);
    for (const [key, value] of entries) {
      this.value(hashable(key));
      this.value(value);
    }
  }

  #shape(keys: readonly string[]): void {
    const known = keys.length === 0 ? undefined : this.#shapes.get(shapeName(keys));
    if (known !== undefined) {
      this.#short(known, tags.SMALL_SHAPES, tags.TAG_SHAPED, tags.TAG_LONG_SHAPED);
      return;
    }
    this.#short(keys.length, tags.SMALL_KEYS, tags.TAG_SHAPE, tags.TAG_LONG_SHAPE);
    for (const key of keys) this.string(key);
    if (keys.length > 0) this.#shapes.set(shapeName(keys), this.#shapes.size);
  }

  /** The whole encoding. @throws {DxgError} format/too-large */
  finish(): Uint8Array {
    const text = textEncoder.encode(this.#texts.join(""));
    const tagBytes = this.#length;
    if (tagBytes + text.length > BINARY_BYTES_MAX) throw new DxgError("format/too-large", "the value is too large");
    this.varint(tagBytes);
    const size = this.#length - tagBytes;
    const out = new Uint8Array(this.#length + text.length);
    const bytes = this.#bytes;
    for (let index = 0; index < size; index += 1) out[index] = bytes[tagBytes + index]!;
    for (let index = 0; index < tagBytes; index += 1) out[size + index] = bytes[index]!;
    out.set(text, size + tagBytes);
    return out;
  }
}

function pairs(value: Value): Iterable<readonly [Value, Value]> | undefined {
  if (value instanceof Dict) return value.entries.values();
  return isPlainObject(value) ? Object.entries(value) : undefined;
}

/** The keys that all items share, in one order, when the list is a table: two dicts or more, keys plain strings. */
function tableKeys(items: readonly Value[]): readonly string[] | undefined {
  if (items.length < 2) return undefined;
  let keys: string[] | undefined;
  for (const item of items) {
    const entries = pairs(item);
    if (entries === undefined) return undefined;
    const own: string[] = [];
    for (const [key] of entries) {
      if (typeof key !== "string") return undefined;
      if (keys !== undefined && keys[own.length] !== key) return undefined;
      own.push(key);
    }
    if (own.length === 0 || (keys !== undefined && keys.length !== own.length)) return undefined;
    keys ??= own;
  }
  return keys;
}

function hashable(key: Value): Value {
  try {
    hashKey(key);
  } catch (cause) {
    throw new DxgError("format/bad-value", "a list or dict cannot be a key", { cause });
  }
  return key;
}
