/**
 * The reader of DX Infinity values. It accepts exactly what infinity-encode.ts writes: any other bytes are a DxgError,
 * never another exception, and no allocation is larger than the input justifies. It knows no schema.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX, VALUE_DEPTH_MAX } from "../base/limits.ts";
import { Dict, type HashKey, hashKey, type PlainObject, SafeString, Tuple, type Value } from "../value/value.ts";
import { bad, decodeText, truncated } from "./infinity-errors.ts";
import { readBig, readDecimal, readFloat } from "./infinity-numbers.ts";
import type { Place, PlaceIndex } from "./infinity-place.ts";
import { isPlainKey, repeats, sameKeys, shapeName } from "./infinity-shapes.ts";
import { internKey, KnownStrings } from "./infinity-strings.ts";
import * as tags from "./infinity-tags.ts";
import type { Trust } from "./trust.ts";

/** The keys of a dict, stored once for all dicts that share them. */
interface Shape {
  readonly keys: readonly string[];
  /** What `Dict` looks the keys up by, or undefined when these dicts become plain objects. */
  readonly hashes: readonly HashKey[] | undefined;
}

/**
 * What dicts are read as. `plain`: as plain objects where these keep the keys and their order (all plain strings, none of
 * digits only, none `__proto__`), which is several times faster; as `Dict` otherwise.
 */
export type DictForm = "dict" | "plain";

/**
 * A cursor over one encoding. Not for reuse after an error. Fields are `private`, not `#private`: the engine reads
 * those twice as fast, which a full read shows.
 */
export class InfinityReader {
  readonly bytes: Uint8Array;
  /** Next tag byte. */
  at = 0;
  /** End of the tag bytes, where the text area starts. */
  readonly end: number;
  readonly text: string;
  private textAt = 0;
  private depth = 0;
  /** Strings and shapes before the cursor; with holes where an index stands in for what was never read. */
  private readonly strings: string[] = [];
  private stringCount = 0;
  private readonly shapes: Shape[] = [];
  private shapeCount = 0;
  private shapeNames: Set<string> | undefined;
  /** Shape of the dict that was read last. */
  private lastShape: Shape | undefined;
  private index: PlaceIndex | undefined;
  /** Undefined when the bytes are trusted: nothing is looked for that is stored twice. */
  private readonly known: KnownStrings | undefined;
  private readonly form: DictForm;

  /** @throws {DxgError} format/truncated, format/too-large, format/bad-value */
  constructor(bytes: Uint8Array, form: DictForm, trust: Trust = "verify") {
    this.form = form;
    if (bytes.length > BINARY_BYTES_MAX) throw new DxgError("format/too-large", `${bytes.length} bytes`);
    this.bytes = bytes;
    this.end = bytes.length;
    const size = this.varint();
    if (size > bytes.length - this.at) throw truncated();
    this.end = this.at + size;
    this.text = decodeText(bytes.subarray(this.end));
    this.known = trust === "verify" ? new KnownStrings(this.text) : undefined;
  }

  /** @throws {DxgError} format/bad-value when something is left over */
  finish(): void {
    if (this.at !== this.end) throw bad(`${this.end - this.at} bytes are left over after the value`);
    if (this.textAt !== this.text.length) throw bad("the text area has text that no string uses");
  }

  /** Moves the cursor to a place that a scan of these bytes found. From then on duplicates are not looked for. */
  seek(place: Place, index: PlaceIndex): void {
    this.index = index;
    this.at = place.at;
    this.textAt = place.textAt;
    this.stringCount = place.strings;
    this.shapeCount = place.shapes;
    this.depth = 0;
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
  count(base: number): number {
    const count = this.varint() + base;
    if (count > this.end - this.at) throw truncated();
    return count;
  }

  value(): Value {
    if (this.at >= this.end) throw truncated();
    const tag = this.bytes[this.at++]!;
    if (tag < tags.TAG_STRING) return tag;
    if (tag < tags.TAG_REFERENCE) return this.newString(tag - tags.TAG_STRING + 1);
    if (tag < tags.TAG_LIST) return this.reference(tag - tags.TAG_REFERENCE);
    if (tag < tags.TAG_SHAPED) return this.list(tag - tags.TAG_LIST);
    if (tag < tags.TAG_NONE) return this.dict(this.shape(tag));
    switch (tag) {
      case tags.TAG_NONE:
        return null;
      case tags.TAG_FALSE:
        return false;
      case tags.TAG_TRUE:
        return true;
      case tags.TAG_INTEGER:
        return safe(this.varint() + tags.SMALL_INTEGERS);
    }
    return this.wide(tag);
  }

  /** A value whose tag is none of the common ones. */
  private wide(tag: number): Value {
    switch (tag) {
      case tags.TAG_NEGATIVE:
        return -safe(this.varint() + 1);
      case tags.TAG_BIG:
      case tags.TAG_BIG_NEGATIVE:
        return readBig(this, tag === tags.TAG_BIG_NEGATIVE);
      case tags.TAG_FLOAT:
        return readFloat(this);
      case tags.TAG_LONG_LIST:
        return this.list(this.count(tags.SMALL_LISTS));
      case tags.TAG_LONG_SHAPED:
      case tags.TAG_LONG_SHAPE:
        return this.dict(this.shape(tag));
      case tags.TAG_TUPLE:
        return this.tuple(this.count(0));
      case tags.TAG_DICT:
        return this.mixedDict();
      case tags.TAG_SAFE_STRING:
        return new SafeString(this.string());
      case tags.TAG_TABLE:
        return this.table();
    }
    if (tag >= tags.TAG_DECIMAL && tag < tags.TAG_DECIMAL + tags.DECIMAL_EXPONENTS) {
      return readDecimal(this, tag - tags.TAG_DECIMAL);
    }
    return this.stringOf(tag);
  }

  /** A value that must be a plain string. */
  string(): string {
    return this.stringOf(this.byte());
  }

  private stringOf(tag: number): string {
    if (tag >= tags.TAG_STRING && tag < tags.TAG_REFERENCE) return this.newString(tag - tags.TAG_STRING + 1);
    if (tag >= tags.TAG_REFERENCE && tag < tags.TAG_LIST) return this.reference(tag - tags.TAG_REFERENCE);
    if (tag === tags.TAG_EMPTY_STRING) return "";
    if (tag === tags.TAG_LONG_STRING) return this.newString(this.varint() + tags.SMALL_STRINGS + 1);
    if (tag === tags.TAG_LONG_REFERENCE) return this.reference(this.varint() + tags.SMALL_REFERENCES);
    throw bad(`0x${tag.toString(16)} is not a tag that may stand here`);
  }

  private newString(length: number): string {
    const start = this.textAt;
    const stop = start + length;
    const text = this.text;
    if (stop > text.length) throw truncated();
    this.textAt = stop;
    if (this.index === undefined && this.known?.add(start, length) === false) throw bad("a string is stored twice");
    // The next string starts at `stop`, so looking at one end of each finds every cut within a surrogate pair.
    if ((text.charCodeAt(stop) & 0xfc00) === 0xdc00) throw bad("a string ends within a character");
    const string = text.substring(start, stop);
    this.strings[this.stringCount++] = string;
    return string;
  }

  private reference(index: number): string {
    if (index >= this.stringCount) throw bad(`there is no earlier string ${index}`);
    return this.strings[index] ?? this.lateString(index);
  }

  private lateString(index: number): string {
    const { stringStarts } = this.index!;
    const string = this.text.substring(stringStarts[index]!, stringStarts[index + 1] ?? this.text.length);
    this.strings[index] = string;
    return string;
  }

  private enter(): void {
    if (++this.depth > VALUE_DEPTH_MAX) {
      throw new DxgError("format/too-large", `the value is nested more than ${VALUE_DEPTH_MAX} deep`);
    }
  }

  private list(length: number): Value[] {
    this.enter();
    if (length > this.end - this.at) throw truncated();
    const items: Value[] = [];
    let table = length > 1;
    let shape: Shape | undefined;
    for (let index = 0; index < length; index++) {
      const shaped = table && tags.isShaped(this.bytes[this.at]!);
      items.push(this.value());
      if (!table) continue;
      if (!shaped || this.lastShape!.keys.length === 0 || (shape !== undefined && shape !== this.lastShape))
        table = false;
      shape = this.lastShape;
    }
    if (table) throw bad("a list of like dicts is not stored as a table");
    this.depth--;
    return items;
  }

  private tuple(length: number): Value {
    this.enter();
    const items: Value[] = [];
    for (let index = 0; index < length; index++) items.push(this.value());
    this.depth--;
    return new Tuple(items);
  }

  private shape(tag: number): Shape {
    if (tag >= tags.TAG_SHAPED && tag < tags.TAG_SHAPE) return this.knownShape(tag - tags.TAG_SHAPED);
    if (tag >= tags.TAG_SHAPE && tag < tags.TAG_NONE) return this.newShape(tag - tags.TAG_SHAPE);
    if (tag === tags.TAG_LONG_SHAPED) return this.knownShape(this.varint() + tags.SMALL_SHAPES);
    if (tag === tags.TAG_LONG_SHAPE) return this.newShape(this.count(tags.SMALL_KEYS));
    throw bad(`0x${tag.toString(16)} is not a tag that may stand here`);
  }

  private knownShape(index: number): Shape {
    if (index >= this.shapeCount) throw bad(`there is no earlier dict shape ${index}`);
    return this.shapes[index] ?? this.lateShape(index);
  }

  private lateShape(index: number): Shape {
    const here = { at: this.at, textAt: this.textAt, strings: this.stringCount, shapes: this.shapeCount };
    const depth = this.depth;
    const places = this.index!;
    this.seek(places.shapePlaces[index]!, places);
    const shape = this.shape(this.byte());
    this.seek(here, places);
    this.depth = depth;
    return shape;
  }

  private newShape(size: number): Shape {
    if (size === 0) return this.form === "plain" ? EMPTY_OBJECT : EMPTY_DICT;
    if (size > this.end - this.at) throw truncated();
    const keys: string[] = [];
    let plain = this.form === "plain";
    for (let index = 0; index < size; index++) {
      const key = this.key();
      if (plain && !isPlainKey(key)) plain = false;
      keys.push(key);
    }
    if (repeats(keys)) throw bad("a dict has a key twice");
    if (this.index === undefined && this.isKnownShape(keys)) throw bad("a dict shape is stored twice");
    const shape = { keys, hashes: plain ? undefined : keys.map(hashKey) };
    this.shapes[this.shapeCount++] = shape;
    return shape;
  }

  /** A string that will be a key: the one object that earlier reads made of it, which the engine knows as a property name. */
  private key(): string {
    const start = this.textAt;
    const string = this.string();
    if (this.textAt === start) return string;
    const interned = internKey(string, this.text, start);
    this.strings[this.stringCount - 1] = interned;
    return interned;
  }

  private isKnownShape(keys: readonly string[]): boolean {
    if (this.shapeCount < SHAPES_COMPARED) {
      for (let index = 0; index < this.shapeCount; index++) if (sameKeys(this.shapes[index]!.keys, keys)) return true;
      return false;
    }
    this.shapeNames ??= new Set(this.shapes.map((shape) => shapeName(shape.keys)));
    const { size } = this.shapeNames;
    return this.shapeNames.add(shapeName(keys)).size === size;
  }

  private dict(shape: Shape): Value {
    this.enter();
    const value = shape.hashes === undefined ? this.object(shape.keys) : this.keyedDict(shape.keys, shape.hashes);
    this.lastShape = shape;
    this.depth--;
    return value;
  }

  /** The hot loop of a full read: the values that are one byte are made here, without a call. */
  private object(keys: readonly string[]): PlainObject {
    const object: { [key: string]: Value } = {};
    const { bytes, end } = this;
    for (let index = 0; index < keys.length; index++) {
      const tag = this.at < end ? bytes[this.at]! : tags.TAG_INTEGER;
      let value: Value;
      if (tag < tags.TAG_STRING) {
        this.at++;
        value = tag;
      } else if (tag >= tags.TAG_NONE && tag <= tags.TAG_TRUE) {
        this.at++;
        value = tag === tags.TAG_NONE ? null : tag === tags.TAG_TRUE;
      } else if (tag >= tags.TAG_REFERENCE && tag < tags.TAG_LIST) {
        this.at++;
        value = this.reference(tag - tags.TAG_REFERENCE);
      } else value = this.value();
      object[keys[index]!] = value;
    }
    return object;
  }

  private keyedDict(keys: readonly string[], hashes: readonly HashKey[]): Dict {
    const dict = new Dict();
    const { entries } = dict;
    for (let index = 0; index < keys.length; index++) entries.set(hashes[index]!, [keys[index]!, this.value()]);
    return dict;
  }

  private table(): Value[] {
    this.enter();
    const length = this.count(2);
    const shape = this.shape(this.byte());
    if (shape.keys.length === 0) throw bad("a table has no columns");
    if (length > (this.end - this.at) / shape.keys.length) throw truncated();
    const items: Value[] = [];
    for (let index = 0; index < length; index++) items.push(this.dict(shape));
    this.depth--;
    return items;
  }

  private mixedDict(): Value {
    this.enter();
    const size = this.count(0);
    const dict = new Dict();
    let plain = true;
    for (let index = 0; index < size; index++) {
      const key = this.value();
      if (typeof key !== "string") plain = false;
      if (hasKey(dict, key)) throw bad("a dict has a key twice");
      dict.set(key, this.value());
    }
    if (plain) throw bad("a dict with plain keys is stored as one with mixed keys");
    this.depth--;
    return dict;
  }
}

/**
 * The value that an encoding holds.
 * @throws {DxgError} format/bad-value for any byte string that is not the encoding of a value; also format/truncated, format/too-large
 */
export function decodeValue(bytes: Uint8Array, form: DictForm = "dict", trust: Trust = "verify"): Value {
  const reader = new InfinityReader(bytes, form, trust);
  const value = reader.value();
  reader.finish();
  return value;
}

const EMPTY_OBJECT: Shape = { keys: [], hashes: undefined };
const EMPTY_DICT: Shape = { keys: [], hashes: [] };
/** Above so many shapes, duplicates are looked for by name, in a Set. */
const SHAPES_COMPARED = 32;

function safe(number: number): number {
  if (number > Number.MAX_SAFE_INTEGER) throw bad("a small integer is too large");
  return number;
}

function hasKey(dict: Dict, key: Value): boolean {
  try {
    return dict.has(key);
  } catch (cause) {
    throw new DxgError("format/bad-value", "a list or dict is used as a key", { cause });
  }
}
