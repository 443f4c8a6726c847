/** `.dxp` files for the fuzzer: good ones, mutations with the hash repaired, and what decoding must give. */
import fc from "fast-check";
import { decodeDxp, encodeDxp } from "../../src/format/dxp.ts";
import type { RecordSchema } from "../../src/format/schema.ts";
import { native } from "../../src/native/native.ts";
import { float, type Value } from "../../src/value/value.ts";
import type { Random } from "./random.ts";

const HEADER_BYTES = 32;

const SCHEMA: RecordSchema = {
  name: "component",
  fields: [
    { id: 0, name: "name", type: "string" },
    { id: 1, name: "with_state", type: "boolean" },
    { id: 2, name: "state_vars", type: "array", items: "string" },
    { id: 3, name: "size", type: "integer" },
  ],
};

const json: fc.Arbitrary<Value> = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Value>;
const values: fc.Arbitrary<Value> = fc.oneof(
  json,
  fc.array(fc.oneof(json, fc.double({ noNaN: true }).map(float), fc.string({ unit: "grapheme" })), { maxLength: 6 }),
);
const records: fc.Arbitrary<Value> = fc.record({
  name: fc.string(),
  with_state: fc.boolean(),
  state_vars: fc.array(fc.string(), { maxLength: 4 }),
  size: fc.nat(),
});

export function goodDxp(seed: number): Uint8Array[] {
  return [
    ...fc.sample(values, { seed, numRuns: 60 }).map((value) => encodeDxp(value)),
    ...fc.sample(records, { seed, numRuns: 60 }).map((value) => encodeDxp(value, SCHEMA)),
  ];
}

/** A mutated copy: a few bytes changed, inserted, removed or repeated; mostly with the right hash. */
export function mutateDxp(good: Uint8Array, random: Random): Uint8Array {
  const bytes = [...good];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at =
      random.below(20) === 0 ? random.below(bytes.length) : HEADER_BYTES + random.below(bytes.length - HEADER_BYTES);
    switch (random.below(6)) {
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

/** Decodes; what is accepted must be the one encoding of its value. @throws {DxgError} for a file that is refused */
export function decodeFuzzedDxp(bytes: Uint8Array): void {
  const isRecord = bytes[HEADER_BYTES] === 1;
  const value = decodeDxp(bytes, SCHEMA);
  const again = isRecord ? encodeDxp(value, SCHEMA) : encodeDxp(value);
  if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at])) {
    throw new Error("an accepted .dxp is not the encoding of its value");
  }
}
