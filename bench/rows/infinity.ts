/** DX Infinity: size of the corpus against JSON, MessagePack and CBOR; reading one field and all of a record. */
import { readdirSync, readFileSync } from "node:fs";
import { Encoder as CborEncoder } from "cbor-x";
import { Packr } from "msgpackr";
import { decodeDxp, encodeDxp, openDxp } from "../../src/format/dxp.ts";
import {
  decodePlainRecord,
  decodeRecord,
  encodeRecord,
  encodeValue,
  openRecord,
  type RecordSchema,
} from "../../src/format/infinity.ts";
import { equals } from "../../src/value/compare.ts";
import type { Value } from "../../src/value/value.ts";
import { ROOT } from "../core/environment.ts";
import { flat, Random } from "../core/inputs.ts";
import { against, fixed, interleave, summarize } from "../core/measure.ts";
import type { Check, Family, Row } from "../core/result.ts";

const SIZE_BAR = 0.45;
const FIELD_BAR = 0.25;
const FULL_BAR = 1.0;
/** Records as large as this have the bar for one field. */
const LARGE_BYTES = 4096;
/** Choices are left as they are, so shorter strings of letters may be one; longer ones get a new end. */
const SHORT = 3;

interface Entry {
  readonly name: string;
  readonly schema: RecordSchema;
  readonly value: { readonly [field: string]: Value };
}

function corpus(): Entry[] {
  const folder = `${ROOT}/bench/corpus`;
  const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
  return readdirSync(`${folder}/params`)
    .sort()
    .map((file) => ({
      name: file.slice(0, -".json".length),
      schema: read(`${folder}/schemas/${file}`) as RecordSchema,
      value: read(`${folder}/params/${file}`) as Entry["value"],
    }));
}

/** Without extensions of their own: what any reader of these formats understands. */
const PLAIN_MESSAGEPACK = new Packr({ useRecords: false });
const RECORD_MESSAGEPACK = new Packr({ useRecords: true });
const PLAIN_CBOR = new CborEncoder({ useRecords: false });

function sizeRow(entries: readonly Entry[]): Row {
  const encoder = new TextEncoder();
  const total = (bytes: (entry: Entry) => number): number => entries.reduce((sum, each) => sum + bytes(each), 0);
  const record = total(({ value, schema }) => encodeRecord(value, schema).length);
  const json = total(({ value }) => encoder.encode(JSON.stringify(value)).length);
  const messagePack = total(({ value }) => PLAIN_MESSAGEPACK.pack(value).length);
  const cbor = total(({ value }) => PLAIN_CBOR.encode(value).length);
  const ratio = (what: string, other: number, atMost: number): Check => ({
    what: `record against ${what}`,
    value: record / other,
    kind: "ratio",
    atMost,
  });
  return {
    title: `Size of ${entries.length} parameter sets`,
    unit: "bytes",
    contenders: [
      fixed("dxg, record with its schema", record),
      fixed(
        "dxg, .dxp file with its schema",
        total(({ value, schema }) => encodeDxp(value, schema).length),
      ),
      fixed(
        "dxg, value without a schema",
        total(({ value }) => encodeValue(value).length),
      ),
      fixed("JSON, no spaces", json),
      fixed("MessagePack", messagePack),
      fixed(
        "MessagePack, msgpackr's records",
        total(({ value }) => RECORD_MESSAGEPACK.pack(value).length),
      ),
      fixed("CBOR", cbor),
    ],
    checks: [ratio("JSON", json, SIZE_BAR), ratio("MessagePack", messagePack, 1), ratio("CBOR", cbor, 1)],
  };
}

/** The value with other strings, about as long: no record comes twice. Fields with choices are kept. */
function vary({ value, schema }: Entry, random: Random): Entry["value"] {
  const other = (item: Value): Value => {
    if (typeof item === "string")
      return item.length <= SHORT ? item : flat(item.slice(0, -SHORT) + random.name(SHORT, SHORT));
    if (Array.isArray(item)) return item.map(other);
    if (item === null || typeof item !== "object") return item;
    return Object.fromEntries(Object.entries(item as Entry["value"]).map(([key, each]) => [key, other(each)]));
  };
  const fields = new Map(schema.fields.map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, fields.get(name)?.choices === undefined ? other(each) : each]),
  );
}

interface Input {
  readonly schema: RecordSchema;
  readonly field: string;
  readonly record: Uint8Array;
  readonly file: Uint8Array;
  readonly json: string;
  readonly jsonBytes: Uint8Array;
  readonly messagePack: Uint8Array;
  readonly cbor: Uint8Array;
}

function makeInput(entry: Entry, random: Random): Input {
  const value = vary(entry, random);
  const fields = Object.keys(value);
  const json = JSON.stringify(value);
  return {
    schema: entry.schema,
    field: fields[random.below(fields.length)]!,
    record: encodeRecord(value, entry.schema),
    file: encodeDxp(value, entry.schema),
    // Of one piece, as it is after reading a file.
    json: new TextDecoder().decode(new TextEncoder().encode(json)),
    jsonBytes: new TextEncoder().encode(json),
    messagePack: PLAIN_MESSAGEPACK.pack(value),
    cbor: PLAIN_CBOR.encode(value),
  };
}

/** A number that depends on the value having been made. */
function weigh(value: unknown): number {
  return typeof value === "string" ? value.length : value === null || value === undefined ? 0 : 1;
}

const TEXT = new TextDecoder();

function fieldRow(entries: readonly Entry[], random: Random): Row {
  const make = (count: number): Input[] =>
    Array.from({ length: count }, (_, index) => makeInput(entries[index % entries.length]!, random));
  const read = (name: string, one: (input: Input) => unknown) => ({
    name,
    all: (inputs: readonly Input[]) => inputs.reduce((sum, each) => sum + weigh(one(each)), 0),
  });
  for (const { record, file, field, schema, json } of make(entries.length * 4)) {
    const expected = (JSON.parse(json) as Entry["value"])[field]!;
    for (const view of [openRecord(record, schema), openDxp(file, schema)]) {
      if (!equals(view.get(field)!, expected)) throw new Error(`${schema.name}.${field} reads differently`);
    }
  }
  const [record, file, dicts, json, jsonBytes, messagePack, cbor] = interleave(
    [
      read("dxg, record, plain objects", ({ record: bytes, schema, field }) =>
        openRecord(bytes, schema, "plain").get(field),
      ),
      read("dxg, .dxp file with its hash checked, plain objects", ({ file: bytes, schema, field }) =>
        openDxp(bytes, schema, "plain").get(field),
      ),
      read("dxg, .dxp file with its hash checked, dicts", ({ file: bytes, schema, field }) =>
        openDxp(bytes, schema).get(field),
      ),
      read("JSON.parse of a string", ({ json: text, field }) => (JSON.parse(text) as Entry["value"])[field]),
      read(
        "JSON.parse of bytes",
        ({ jsonBytes: bytes, field }) => (JSON.parse(TEXT.decode(bytes)) as Entry["value"])[field],
      ),
      read(
        "MessagePack, msgpackr",
        ({ messagePack: bytes, field }) => (PLAIN_MESSAGEPACK.unpack(bytes) as Entry["value"])[field],
      ),
      read("CBOR, cbor-x", ({ cbor: bytes, field }) => (PLAIN_CBOR.decode(bytes) as Entry["value"])[field]),
    ],
    { make, batch: entries.length * 60, rounds: 31, warmUp: 30 },
  );
  return {
    title: `One field of a record of at least ${LARGE_BYTES} bytes of JSON`,
    unit: "ns",
    contenders: [record!, file!, dicts!, json!, jsonBytes!, messagePack!, cbor!].map(summarize),
    checks: [
      against(record!, json!, FIELD_BAR, "JSON.parse of a string, record"),
      against(file!, json!, FIELD_BAR, "JSON.parse of a string, .dxp file"),
      against(dicts!, json!, undefined, "JSON.parse of a string, .dxp file as dicts"),
      against(record!, messagePack!, undefined, "MessagePack, record"),
      against(record!, cbor!, undefined, "CBOR, record"),
    ],
    notes: [`records: ${entries.map(({ name }) => name).join(", ")}; any field, in turn`],
  };
}

function fullRow(entries: readonly Entry[], random: Random): Row {
  const make = (count: number): Input[] =>
    Array.from({ length: count }, (_, index) => makeInput(entries[index % entries.length]!, random));
  for (const { record, schema, json } of make(entries.length)) {
    if (!equals(decodeRecord(record, schema), JSON.parse(json) as Value))
      throw new Error(`${schema.name} reads differently`);
  }
  const read = (name: string, one: (input: Input) => unknown) => ({
    name,
    all: (inputs: readonly Input[]) => inputs.reduce((sum, each) => sum + weigh(one(each)), 0),
  });
  const [plain, dicts, file, json, jsonBytes, messagePack, cbor] = interleave(
    [
      read("dxg, record, plain objects", ({ record, schema }) => decodePlainRecord(record, schema)),
      read("dxg, record, dicts", ({ record, schema }) => decodeRecord(record, schema)),
      read("dxg, .dxp file with its hash checked, dicts", ({ file: bytes, schema }) => decodeDxp(bytes, schema)),
      read("JSON.parse of a string", ({ json: text }) => JSON.parse(text)),
      read("JSON.parse of bytes", ({ jsonBytes: bytes }) => JSON.parse(TEXT.decode(bytes))),
      read("MessagePack, msgpackr", ({ messagePack: bytes }) => PLAIN_MESSAGEPACK.unpack(bytes)),
      read("CBOR, cbor-x", ({ cbor: bytes }) => PLAIN_CBOR.decode(bytes)),
    ],
    { make, batch: entries.length * 12, rounds: 31, warmUp: 40 },
  );
  return {
    title: "Full read of the corpus, one set",
    unit: "ns",
    contenders: [plain!, dicts!, file!, json!, jsonBytes!, messagePack!, cbor!].map(summarize),
    checks: [
      against(plain!, json!, FULL_BAR, "JSON.parse of a string, plain objects"),
      against(dicts!, json!, undefined, "JSON.parse of a string, dicts"),
      against(plain!, messagePack!, undefined, "MessagePack, plain objects"),
      against(plain!, cbor!, undefined, "CBOR, plain objects"),
    ],
  };
}

export const family: Family = {
  name: "infinity",
  title: "DX Infinity",
  contract: [
    "Sizes are of the corpus in bench/corpus as it is. Reads are of records whose strings were never seen before;",
    "everything is checked while it is read.",
  ],
  run: () => {
    const random = new Random(0x5eed09);
    const entries = corpus();
    const large = entries.filter(({ value }) => Buffer.byteLength(JSON.stringify(value)) >= LARGE_BYTES);
    return [sizeRow(entries), fieldRow(large, random), fullRow(entries, random)];
  },
};
