/**
 * DX Infinity records: the fields of a dict under the numbers that a schema gives them. A record says which fields it
 * holds in presence bits, so that neither names nor numbers are stored; fields that a schema does not know are skipped.
 */
import { DxgError } from "../base/error.ts";
import {
  Dict,
  Float,
  type HashKey,
  hashKey,
  isInteger,
  isPlainObject,
  type PlainObject,
  Tuple,
  type Value,
} from "../value/value.ts";
import { type DictForm, InfinityReader } from "./infinity-decode.ts";
import { InfinityWriter } from "./infinity-encode.ts";
import { type Scan, scanValues } from "./infinity-scan.ts";
import { FIELD_ID_MAX, type FieldSchema, fitsField, type RecordSchema } from "./schema.ts";

/** A schema with its lookups made. */
interface Lookup {
  readonly byId: ReadonlyMap<number, FieldSchema>;
  readonly byName: ReadonlyMap<string, FieldSchema>;
  /** What `Dict` looks each field's name up by: joined once for the schema, not for every record. */
  readonly hashes: ReadonlyMap<number, HashKey>;
}

const lookups = new WeakMap<RecordSchema, Lookup>();

function lookup(schema: RecordSchema): Lookup {
  const known = lookups.get(schema);
  if (known !== undefined) return known;
  const byId = new Map<number, FieldSchema>();
  const byName = new Map<string, FieldSchema>();
  const hashes = new Map<number, HashKey>();
  for (const field of schema.fields) {
    if (!Number.isInteger(field.id) || field.id < 0 || field.id > FIELD_ID_MAX) {
      throw new DxgError("format/schema-mismatch", `field "${field.name}" has the number ${field.id}`);
    }
    if (byId.has(field.id) || byName.has(field.name)) {
      throw new DxgError("format/schema-mismatch", `field "${field.name}" (${field.id}) is in the schema twice`);
    }
    byId.set(field.id, field);
    byName.set(field.name, field);
    hashes.set(field.id, hashKey(field.name));
  }
  const made = { byId, byName, hashes };
  lookups.set(schema, made);
  return made;
}

/**
 * The encoding of a dict against a schema. Keys must be field names; the order of the dict is not kept.
 * @throws {DxgError} format/schema-mismatch for a name or value that does not fit, format/bad-value for what is no data
 */
export function encodeRecord(value: Value, schema: RecordSchema): Uint8Array {
  const { byName } = lookup(schema);
  const present: [FieldSchema, Value][] = [];
  for (const [name, field] of entriesOf(value)) {
    const known = typeof name === "string" ? byName.get(name) : undefined;
    if (known === undefined) throw new DxgError("format/schema-mismatch", `${schema.name} has no field "${name}"`);
    if (!fitsField(field, known)) throw mismatch(known);
    present.push([known, toStored(field, known)]);
  }
  present.sort((left, right) => left[0].id - right[0].id);
  const writer = new InfinityWriter();
  writePresence(
    writer,
    present.map(([field]) => field.id),
  );
  for (const [, field] of present) writer.value(field);
  return writer.finish();
}

/**
 * The dict that a record holds, fields in the order of their numbers; fields that the schema does not know are left out.
 * @throws {DxgError} format/schema-mismatch, format/bad-value, format/truncated, format/too-large
 */
export function decodeRecord(bytes: Uint8Array, schema: RecordSchema): Dict {
  const dict = new Dict();
  const { hashes } = lookup(schema);
  readFields(bytes, schema, "dict", (field, value) => {
    dict.entries.set(hashes.get(field.id)!, [field.name, value]);
  });
  return dict;
}

/**
 * The same with plain objects in place of dicts, wherever these keep the keys and their order: the fast way into JavaScript.
 * @throws {DxgError} as `decodeRecord`
 */
export function decodePlainRecord(bytes: Uint8Array, schema: RecordSchema): PlainObject {
  const object: { [name: string]: Value } = {};
  readFields(bytes, schema, "plain", (field, value) => {
    if (field.name === "__proto__") throw new DxgError("format/schema-mismatch", "an object cannot hold `__proto__`");
    object[field.name] = value;
  });
  return object;
}

function readFields(
  bytes: Uint8Array,
  schema: RecordSchema,
  form: DictForm,
  take: (field: FieldSchema, value: Value) => void,
): void {
  const { byId } = lookup(schema);
  const reader = new InfinityReader(bytes, form);
  for (const id of readPresence(reader)) {
    const stored = reader.value();
    const field = byId.get(id);
    if (field !== undefined) take(field, fromStored(stored, field));
  }
  reader.finish();
}

/** A record whose fields are read one at a time. */
export class RecordView {
  readonly #schema: Lookup;
  readonly #reader: InfinityReader;
  readonly #ids: readonly number[];
  readonly #scan: Scan;

  /** Use `openRecord`. */
  constructor(bytes: Uint8Array, schema: RecordSchema, form: DictForm) {
    this.#schema = lookup(schema);
    // Fields are read in any order, so nothing is looked for that is stored twice.
    this.#reader = new InfinityReader(bytes, form, "verified");
    this.#ids = readPresence(this.#reader);
    const { at, end, text } = this.#reader;
    this.#scan = scanValues(bytes, at, end, text.length, this.#ids.length);
  }

  /** The numbers of the fields that the record holds, with no regard to the schema. */
  get ids(): readonly number[] {
    return this.#ids;
  }

  /** True when the record holds the field. */
  has(name: string): boolean {
    const field = this.#schema.byName.get(name);
    return field !== undefined && this.#ids.includes(field.id);
  }

  /** The field's value, or undefined when the record does not hold it. @throws {DxgError} as `decodeRecord` does, for this field only */
  get(name: string): Value | undefined {
    const field = this.#schema.byName.get(name);
    const place = field === undefined ? undefined : this.#scan.places[this.#ids.indexOf(field.id)];
    if (field === undefined || place === undefined) return undefined;
    this.#reader.seek(place, this.#scan);
    return fromStored(this.#reader.value(), field);
  }
}

/**
 * Opens a record for reading single fields. Its tags are scanned once, values are made and checked when asked for.
 * @throws {DxgError} format/bad-value, format/truncated, format/too-large
 */
export function openRecord(bytes: Uint8Array, schema: RecordSchema, form: DictForm = "dict"): RecordView {
  return new RecordView(bytes, schema, form);
}

/** The numbers of the fields that a record holds, with no regard to a schema. @throws {DxgError} format/bad-value, format/truncated */
export function recordFieldIds(bytes: Uint8Array): readonly number[] {
  let at = 0;
  while ((bytes[at++] ?? 0) >= 0x80) if (at === bytes.length) break;
  return readPresence({
    byte: () => {
      const byte = bytes[at++];
      if (byte === undefined) throw new DxgError("format/truncated", "the presence bits are cut");
      return byte;
    },
  });
}

function entriesOf(value: Value): Iterable<readonly [Value, Value]> {
  if (value instanceof Dict) return value.entries.values();
  if (isPlainObject(value)) return Object.entries(value);
  throw new DxgError("format/schema-mismatch", "a record must be a dict");
}

/** Seven presence bits a byte, lowest number first, the high bit set on all bytes but the last. */
function writePresence(writer: InfinityWriter, ids: readonly number[]): void {
  const last = ids.at(-1) ?? 0;
  for (let base = 0; base <= last; base += 7) {
    let bits = base + 7 <= last ? 0x80 : 0;
    for (const id of ids) if (id >= base && id < base + 7) bits |= 1 << (id - base);
    writer.byte(bits);
  }
}

function readPresence(reader: { byte(): number }): readonly number[] {
  const ids: number[] = [];
  for (let base = 0; ; base += 7) {
    if (base > FIELD_ID_MAX) throw new DxgError("format/bad-value", "a record has a field number that is too large");
    const bits = reader.byte();
    for (let bit = 0; bit < 7; bit++) if ((bits & (1 << bit)) !== 0) ids.push(base + bit);
    if ((bits & 0x80) !== 0) continue;
    if (bits === 0 && base > 0) throw new DxgError("format/bad-value", "presence bits are longer than needed");
    if ((ids.at(-1) ?? 0) > FIELD_ID_MAX) {
      throw new DxgError("format/bad-value", "a record has a field number that is too large");
    }
    return ids;
  }
}

/** What is stored for a field's value: an index for an enum, else the value itself. */
function toStored(value: Value, field: FieldSchema): Value {
  if (value === null) return null;
  if (field.type === "enum") return choiceIndex(value, field);
  if (field.type === "array" && field.items === "enum") {
    const items = value instanceof Tuple ? value.items : (value as readonly Value[]);
    const indexes = items.map((item) => choiceIndex(item, field));
    return value instanceof Tuple ? new Tuple(indexes) : indexes;
  }
  return value;
}

function fromStored(stored: Value, field: FieldSchema): Value {
  if (stored === null) return null;
  if (field.type === "enum") return choice(stored, field);
  if (!fitsField(stored, field)) throw mismatch(field);
  if (field.type === "array" && field.items === "enum") {
    if (stored instanceof Tuple) return new Tuple(stored.items.map((item) => choice(item, field)));
    return (stored as readonly Value[]).map((item) => choice(item, field));
  }
  return stored;
}

function choiceIndex(value: Value, field: FieldSchema): Value {
  const index = (field.choices ?? []).findIndex((candidate) => sameScalar(candidate, value));
  if (index < 0) throw new DxgError("format/schema-mismatch", `field "${field.name}" is none of its choices`);
  return index;
}

function choice(stored: Value, field: FieldSchema): Value {
  const value = isInteger(stored) ? field.choices?.[Number(stored)] : undefined;
  if (value === undefined) throw new DxgError("format/schema-mismatch", `field "${field.name}" is none of its choices`);
  return value;
}

/** Equal in kind and value: `1`, `1.0` and `true` are three. */
export function sameScalar(left: Value, right: Value): boolean {
  if (left instanceof Float) return right instanceof Float && Object.is(left.number, right.number);
  return left === right;
}

function mismatch(field: FieldSchema): DxgError {
  const items = field.type === "array" && field.items !== undefined ? ` of ${field.items}` : "";
  return new DxgError("format/schema-mismatch", `field "${field.name}" is not of type ${field.type}${items}`);
}
