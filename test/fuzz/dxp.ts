/** `.dxp` values and records for the fuzzer: good ones, mutations with the hash repaired, and what decoding must give. */
import fc from "fast-check";
import { decodeDxp, describeDxp, encodeDxp, openDxp } from "../../src/format/dxp.ts";
import type { RecordSchema } from "../../src/format/schema.ts";
import { native } from "../../src/native/native.ts";
import { Dict, float, Tuple, type Value } from "../../src/value/value.ts";
import type { Decoder, Uses } from "./decoder.ts";
import type { Random } from "./random.ts";

const HEADER_BYTES = 32;
const GENERATED = 60;

const SCHEMA: RecordSchema = {
  name: "component",
  fields: [
    { id: 0, name: "name", type: "string" },
    { id: 1, name: "with_state", type: "boolean" },
    { id: 2, name: "state_vars", type: "array", items: "string" },
    { id: 3, name: "size", type: "integer" },
    { id: 4, name: "kind", type: "enum", choices: ["one", "two", 3] },
    { id: 5, name: "ratio", type: "number" },
    { id: 6, name: "more", type: "object" },
    { id: 9, name: "targets", type: "array", items: "enum", choices: ["web", "node"] },
    { id: 200, name: "where", type: "path" },
    { id: 1023, name: "rest", type: "any" },
  ],
};

const json: fc.Arbitrary<Value> = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Value>;
const values: fc.Arbitrary<Value> = fc.oneof(
  json,
  fc.bigInt(),
  fc.array(fc.oneof(json, fc.double({ noNaN: true }).map(float), fc.string({ unit: "grapheme" })), { maxLength: 6 }),
  fc.array(json, { maxLength: 4 }).map((items) => new Tuple(items)),
  fc.array(fc.tuple(fc.string(), json), { maxLength: 5 }).map((pairs) => Dict.of(pairs)),
);
const records: fc.Arbitrary<Value> = fc.record(
  {
    name: fc.string(),
    with_state: fc.boolean(),
    state_vars: fc.array(fc.string(), { maxLength: 4 }),
    size: fc.oneof(fc.nat(), fc.bigInt()),
    kind: fc.constantFrom<Value>("one", "two", 3),
    ratio: fc.double({ noNaN: true }).map(float),
    more: fc.dictionary(fc.string({ minLength: 1 }), json, { maxKeys: 3 }) as fc.Arbitrary<Value>,
    targets: fc.array(fc.constantFrom<Value>("web", "node"), { maxLength: 3 }),
    where: fc.string(),
    rest: json,
  },
  { requiredKeys: [] },
);

/** A mutated copy: a few bytes changed, inserted, removed or repeated; mostly with the right hash. */
function mutate(good: Uint8Array, random: Random): Uint8Array {
  const bytes = [...good];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at =
      random.below(20) === 0 ? random.below(bytes.length) : HEADER_BYTES + random.below(bytes.length - HEADER_BYTES);
    switch (random.below(7)) {
      case 0:
        bytes.splice(at, 1 + random.below(4));
        break;
      case 1:
        bytes.splice(at, 0, random.below(256));
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(HEADER_BYTES, HEADER_BYTES + random.below(12)));
        break;
      case 3:
        bytes[at] = (bytes[at] ?? 0) + 1;
        break;
      case 4:
        // The same byte many times: lists in lists, long lengths.
        bytes.splice(at, 0, ...new Array<number>(random.below(300)).fill(random.below(256)));
        break;
      default:
        bytes[at] = random.below(256);
    }
  }
  const mutated = Uint8Array.from(bytes, (byte) => byte & 0xff);
  if (mutated.length > HEADER_BYTES && random.below(20) !== 0) {
    mutated.set(native().blake3(mutated.subarray(HEADER_BYTES), 24), 8);
  }
  return mutated;
}

/** What is accepted must be the one encoding of its value. */
function checkCanonical(bytes: Uint8Array, value: Value, schema: RecordSchema | undefined): void {
  const again = encodeDxp(value, schema);
  if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at])) {
    throw new Error("an accepted .dxp is not the encoding of its value");
  }
}

export const DXP_VALUE: Decoder = {
  name: ".dxp value",
  rules: undefined,
  bases: (seed) => fc.sample(values, { seed, numRuns: GENERATED }).map((value) => encodeDxp(value)),
  mutate,
  read(bytes, uses) {
    const value = decodeDxp(bytes);
    uses.sound("canonical", () => checkCanonical(bytes, value, undefined));
    uses.sound("described", () => describeDxp(bytes));
  },
};

export const DXP_RECORD: Decoder = {
  name: ".dxp record",
  rules: undefined,
  bases: (seed) => fc.sample(records, { seed, numRuns: GENERATED }).map((value) => encodeDxp(value, SCHEMA)),
  mutate,
  read(bytes, uses) {
    const isRecord = bytes[HEADER_BYTES] === 1;
    uses.attempt("described", () => describeDxp(bytes));
    const fields = readSingly(bytes, uses);
    const value = decodeDxp(bytes, SCHEMA);
    uses.sound("canonical", () => checkCanonical(bytes, value, isRecord ? SCHEMA : undefined));
    if (isRecord) uses.sound("the same when read field by field", () => checkFields(fields, value));
  },
};

/** Fields read one by one, each as a value or an error. */
function readSingly(bytes: Uint8Array, uses: Uses): ReadonlyMap<string, Value> | undefined {
  const view = uses.attempt("opened", () => openDxp(bytes, SCHEMA));
  if (view === undefined) return undefined;
  const found = new Map<string, Value>();
  for (const { name } of SCHEMA.fields) {
    const value = uses.attempt("read singly", () => view.get(name));
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

function checkFields(fields: ReadonlyMap<string, Value> | undefined, value: Value): void {
  if (!(value instanceof Dict)) throw new Error("a record is no dict");
  if (fields === undefined) throw new Error("a record that is decoded cannot be opened");
  const whole = [...value.entries.values()].map(([key, item]) => [String(key), item] as const);
  if (!Bun.deepEquals(new Map(whole), new Map(fields))) throw new Error("fields differ from those of the whole record");
}
