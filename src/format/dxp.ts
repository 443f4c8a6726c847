/**
 * `.dxp` files: one DX Infinity value, or one record with the fingerprint of its schema, behind a 32-byte header.
 * Layout: docs/formats.md. It reads and writes bytes only; files are the business of app/parameters.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { native } from "../native/native.ts";
import { Dict, type Value } from "../value/value.ts";
import { decodeRecord, decodeValue, encodeRecord, encodeValue, openRecord, type RecordView } from "./infinity.ts";
import type { DictForm } from "./infinity-decode.ts";
import { recordFieldIds } from "./infinity-record.ts";
import type { FieldSchema, RecordSchema } from "./schema.ts";

/** `DXI` and a zero byte. */
const MAGIC: readonly number[] = [0x44, 0x58, 0x49, 0x00];
const VERSION = 1;
/** Flag bits that later versions give a meaning; version 1 refuses them. */
const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [1, "signed"],
  [2, "compressed"],
];
const HEADER_BYTES = 32;
const HASH_START = 8;
const HASH_BYTES = 24;
/** First payload byte: what follows. */
const PAYLOAD_VALUE = 0;
const PAYLOAD_RECORD = 1;
const FINGERPRINT_START: number = HEADER_BYTES + 1;
const FINGERPRINT_BYTES = 8;
/** Where the record begins. */
const BODY_START: number = FINGERPRINT_START + FINGERPRINT_BYTES;

/** True when the bytes begin like a `.dxp` file. */
export function isDxp(bytes: Uint8Array): boolean {
  for (let index = 0; index < MAGIC.length; index++) if (bytes[index] !== MAGIC[index]) return false;
  return true;
}

/**
 * The `.dxp` file of a value; with a schema, of a record.
 * @throws {DxgError} format/bad-value, format/too-large, format/schema-mismatch
 */
export function encodeDxp(value: Value, schema?: RecordSchema): Uint8Array {
  const body = schema === undefined ? encodeValue(value) : encodeRecord(value, schema);
  const start = schema === undefined ? HEADER_BYTES + 1 : BODY_START;
  const file = new Uint8Array(start + body.length);
  file.set(MAGIC);
  file[4] = VERSION;
  if (schema !== undefined) {
    file[HEADER_BYTES] = PAYLOAD_RECORD;
    file.set(fingerprint(schema, recordFieldIds(body)), FINGERPRINT_START);
  }
  file.set(body, start);
  file.set(native().blake3(file.subarray(HEADER_BYTES), HASH_BYTES), HASH_START);
  return file;
}

/**
 * The value of a `.dxp` file. A record needs the schema that it was written with; a self-describing value needs none and
 * is not checked against the one given.
 * @throws {DxgError} format/not-dxt, format/truncated, format/version, format/bad-header, format/checksum,
 *   format/bad-value, format/too-large, format/schema-mismatch
 */
export function decodeDxp(bytes: Uint8Array, schema?: RecordSchema): Value {
  const kind = verifiedKind(bytes);
  if (kind === PAYLOAD_VALUE) return decodeValue(bytes.subarray(HEADER_BYTES + 1));
  const body = recordBody(bytes, kind);
  if (schema === undefined) {
    throw new DxgError("format/schema-mismatch", "the file can only be read with the schema it was written with", {
      hint: "Name the template whose parameters the file holds: --template NAME",
    });
  }
  checkFingerprint(bytes, schema, recordFieldIds(body));
  return decodeRecord(body, schema);
}

/**
 * Opens a record file for reading single fields; the whole file is verified against its hash first.
 * @param form what dicts in its fields are read as
 * @throws {DxgError} as `decodeDxp`; format/schema-mismatch for a file that holds no record
 */
export function openDxp(bytes: Uint8Array, schema: RecordSchema, form: DictForm = "dict"): RecordView {
  const kind = verifiedKind(bytes);
  if (kind === PAYLOAD_VALUE) throw new DxgError("format/schema-mismatch", "the file holds a value, not a record");
  const view = openRecord(recordBody(bytes, kind), schema, form);
  checkFingerprint(bytes, schema, view.ids);
  return view;
}

/** What a file says of itself without its schema. */
export interface DxpFacts {
  readonly kind: "value" | "record";
  /** The hash in hexadecimal: equal parameters of the same kind and schema have the same one, and no others do. */
  readonly identity: string;
  /** A record's values by their field numbers; enums are numbers of choices. Empty for a value. */
  readonly fields: Dict;
}

/** @throws {DxgError} as `decodeDxp` */
export function describeDxp(bytes: Uint8Array): DxpFacts {
  const kind = verifiedKind(bytes);
  const identity = bytes.subarray(HASH_START, HASH_START + HASH_BYTES).toHex();
  if (kind === PAYLOAD_VALUE) return { kind: "value", identity, fields: new Dict() };
  const body = recordBody(bytes, kind);
  const fields = recordFieldIds(body).map((id): FieldSchema => ({ id, name: String(id), type: "any" }));
  return { kind: "record", identity, fields: decodeRecord(body, { name: "", fields }) };
}

/** What follows the fingerprint of a record file. */
function recordBody(bytes: Uint8Array, kind: number): Uint8Array {
  if (kind !== PAYLOAD_RECORD) throw new DxgError("format/bad-value", `${kind} is no kind of payload`);
  if (bytes.length < BODY_START) throw new DxgError("format/truncated", "the schema's fingerprint is cut");
  return bytes.subarray(BODY_START);
}

function checkFingerprint(bytes: Uint8Array, schema: RecordSchema, ids: readonly number[]): void {
  const expected = fingerprint(schema, ids);
  for (let index = 0; index < FINGERPRINT_BYTES; index++) {
    if (bytes[FINGERPRINT_START + index] !== expected[index]) {
      throw new DxgError("format/schema-mismatch", `the file was written with another schema than ${schema.name}`);
    }
  }
}

/** Checks header and hash. @returns the first byte after the header: what follows */
function verifiedKind(bytes: Uint8Array): number {
  if (!isDxp(bytes)) throw new DxgError("format/not-dxt", "it does not begin with DXI and a zero byte");
  if (bytes.length > BINARY_BYTES_MAX) throw new DxgError("format/too-large", `${bytes.length} bytes`);
  if (bytes.length <= HEADER_BYTES) throw new DxgError("format/truncated", `${bytes.length} bytes are no whole file`);
  if (bytes[4] !== VERSION) throw new DxgError("format/version", `version ${bytes[4]}, this program reads ${VERSION}`);
  if (bytes[5] !== 0) refuseFlags(bytes[5]!);
  if (bytes[6] !== 0 || bytes[7] !== 0) throw new DxgError("format/bad-header", "reserved bits are set");
  if (!native().isBlake3(bytes.subarray(HEADER_BYTES), bytes, HASH_START, HASH_BYTES)) {
    throw new DxgError("format/checksum", "its hash does not match its content");
  }
  return bytes[HEADER_BYTES]!;
}

function refuseFlags(flags: number): never {
  for (const [bit, name] of FLAG_NAMES) {
    if ((flags & bit) !== 0) throw new DxgError("format/version", `${name} files are not supported in this version`);
  }
  throw new DxgError("format/bad-header", "flags are set that have no meaning");
}

interface Fingerprint {
  readonly ids: readonly number[];
  readonly bytes: Uint8Array;
}

/** Files choose which fields they hold, so what is kept for a schema is bounded. */
const FINGERPRINTS_KEPT = 16;
/** Fingerprints by schema, for each choice of fields. */
const fingerprints = new WeakMap<RecordSchema, Fingerprint[]>();

/**
 * What a record depends on: BLAKE3 of the DX Infinity value (name, (id, name, type, items, choices)...) of exactly the
 * fields it holds, so that a schema may gain fields without making old files unreadable. An unknown field counts as its
 * number alone and so never matches.
 */
function fingerprint(schema: RecordSchema, ids: readonly number[]): Uint8Array {
  let kept = fingerprints.get(schema);
  if (kept === undefined) {
    kept = [];
    fingerprints.set(schema, kept);
  }
  for (const each of kept) if (sameIds(each.ids, ids)) return each.bytes;
  const fields = new Map(schema.fields.map((field) => [field.id, field]));
  const described = ids.map((id) => describe(id, fields.get(id)));
  const bytes = native().blake3(encodeValue([schema.name, described]), FINGERPRINT_BYTES);
  if (kept.length === FINGERPRINTS_KEPT) kept.length = 0;
  kept.push({ ids, bytes });
  return bytes;
}

function sameIds(left: readonly number[], right: readonly number[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

function describe(id: number, field: FieldSchema | undefined): Value {
  if (field === undefined) return id;
  return [id, field.name, field.type, field.items ?? null, [...(field.choices ?? [])]];
}
