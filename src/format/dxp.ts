/**
 * `.dxp` files: one DX Infinity value, or one record with the fingerprint of its schema, behind a 32-byte header.
 * Layout: docs/formats.md. It reads and writes bytes only; files are the business of app/parameters.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { native } from "../native/native.ts";
import type { Value } from "../value/value.ts";
import { decodeRecord, decodeValue, encodeRecord, encodeValue, openRecord, type RecordView } from "./infinity.ts";
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
const FINGERPRINT_BYTES = 8;

/** True when the bytes begin like a `.dxp` file. */
export function isDxp(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * The `.dxp` file of a value; with a schema, of a record.
 * @throws {DxgError} format/bad-value, format/too-large, format/schema-mismatch
 */
export function encodeDxp(value: Value, schema?: RecordSchema): Uint8Array {
  const body = schema === undefined ? encodeValue(value) : encodeRecord(value, schema);
  const prefix = schema === undefined ? 1 : 1 + FINGERPRINT_BYTES;
  const file = new Uint8Array(HEADER_BYTES + prefix + body.length);
  file.set(MAGIC);
  file[4] = VERSION;
  if (schema !== undefined) {
    file[HEADER_BYTES] = PAYLOAD_RECORD;
    file.set(fingerprint(schema, recordFieldIds(body)), HEADER_BYTES + 1);
  }
  file.set(body, HEADER_BYTES + prefix);
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
  const payload = verifiedPayload(bytes);
  if (payload[0] === PAYLOAD_VALUE) return decodeValue(payload.subarray(1));
  const [body, known] = recordBody(payload, schema);
  return decodeRecord(body, known);
}

/**
 * Opens a record file for reading single fields; the whole file is verified against its hash first.
 * @throws {DxgError} as `decodeDxp`; format/schema-mismatch for a file that holds no record
 */
export function openDxp(bytes: Uint8Array, schema: RecordSchema): RecordView {
  const payload = verifiedPayload(bytes);
  if (payload[0] === PAYLOAD_VALUE)
    throw new DxgError("format/schema-mismatch", "the file holds a value, not a record");
  const [body] = recordBody(payload, schema);
  return openRecord(body, schema);
}

function recordBody(payload: Uint8Array, schema: RecordSchema | undefined): readonly [Uint8Array, RecordSchema] {
  if (payload[0] !== PAYLOAD_RECORD) {
    throw new DxgError("format/bad-value", `${payload[0]} is no kind of payload`);
  }
  if (schema === undefined) {
    throw new DxgError("format/schema-mismatch", "the file can only be read with the schema it was written with", {
      hint: "Name the template whose parameters the file holds.",
    });
  }
  if (payload.length < 1 + FINGERPRINT_BYTES) throw new DxgError("format/truncated", "the schema's fingerprint is cut");
  const body = payload.subarray(1 + FINGERPRINT_BYTES);
  const expected = fingerprint(schema, recordFieldIds(body));
  for (let index = 0; index < FINGERPRINT_BYTES; index++) {
    if (payload[1 + index] !== expected[index]) {
      throw new DxgError("format/schema-mismatch", `the file was written with another schema than ${schema.name}`);
    }
  }
  return [body, schema];
}

/** Checks header and hash and returns what follows the header. */
function verifiedPayload(bytes: Uint8Array): Uint8Array {
  if (!isDxp(bytes)) throw new DxgError("format/not-dxt", "it does not begin with DXI and a zero byte");
  if (bytes.length > BINARY_BYTES_MAX) throw new DxgError("format/too-large", `${bytes.length} bytes`);
  if (bytes.length <= HEADER_BYTES) throw new DxgError("format/truncated", `${bytes.length} bytes are no whole file`);
  if (bytes[4] !== VERSION) throw new DxgError("format/version", `version ${bytes[4]}, this program reads ${VERSION}`);
  for (const [bit, name] of FLAG_NAMES) {
    if ((bytes[5]! & bit) !== 0)
      throw new DxgError("format/version", `${name} files are not supported in this version`);
  }
  if (bytes[5] !== 0 || bytes[6] !== 0 || bytes[7] !== 0) {
    throw new DxgError("format/bad-header", "flag or reserved bits are set that have no meaning");
  }
  const payload = bytes.subarray(HEADER_BYTES);
  if (!native().isBlake3(payload, bytes, HASH_START, HASH_BYTES)) {
    throw new DxgError("format/checksum", "its hash does not match its content");
  }
  return payload;
}

/** Files choose which fields they hold, so the cache of a schema is bounded. */
const FINGERPRINTS_KEPT = 64;
/** Fingerprints by schema, then by the fields they cover. */
const fingerprints = new WeakMap<RecordSchema, Map<string, Uint8Array>>();

/**
 * What a record depends on: BLAKE3 of the DX Infinity value (name, (id, name, type, items, choices)...) of exactly the
 * fields it holds, so that a schema may gain fields without making old files unreadable. An unknown field counts as its
 * number alone and so never matches.
 */
function fingerprint(schema: RecordSchema, ids: readonly number[]): Uint8Array {
  let known = fingerprints.get(schema);
  if (known === undefined) {
    known = new Map();
    fingerprints.set(schema, known);
  }
  const key = ids.join(",");
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const fields = new Map(schema.fields.map((field) => [field.id, field]));
  const described = ids.map((id) => describe(id, fields.get(id)));
  const made = native().blake3(encodeValue([schema.name, described]), FINGERPRINT_BYTES);
  if (known.size >= FINGERPRINTS_KEPT) known.clear();
  known.set(key, made);
  return made;
}

function describe(id: number, field: FieldSchema | undefined): Value {
  if (field === undefined) return id;
  return [id, field.name, field.type, field.items ?? null, [...(field.choices ?? [])]];
}
