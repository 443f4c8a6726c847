/** The corpus of real parameter sets round-trips, and its records are as small as the design asks. */
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import {
  decodePlainRecord,
  decodeValue,
  encodeRecord,
  encodeValue,
  openRecord,
  type RecordSchema,
} from "../../src/format/infinity.ts";
import type { PlainObject, Value } from "../../src/value/value.ts";

const CORPUS = new URL("../../bench/corpus/", import.meta.url);
const SIZE_RATIO_MAX = 0.45;
const NAMES = readdirSync(new URL("params/", CORPUS)).sort();

async function load(name: string): Promise<{ params: PlainObject; schema: RecordSchema }> {
  const params = await Bun.file(new URL(`params/${name}`, CORPUS)).json();
  const schema = await Bun.file(new URL(`schemas/${name}`, CORPUS)).json();
  return { params, schema };
}

test("the corpus has 12 sets", () => {
  expect(NAMES.length).toBe(12);
});

test.each(NAMES)("%s round-trips and takes at most 0.45 of its JSON", async (name) => {
  const { params, schema } = await load(name);
  const bytes = encodeRecord(params, schema);
  expect(decodePlainRecord(bytes, schema)).toEqual(params as Record<string, Value>);
  expect(decodeValue(encodeValue(params), "plain")).toEqual(params);
  const view = openRecord(bytes, schema, "plain");
  for (const [key, value] of Object.entries(params)) expect(view.get(key)).toEqual(value);
  expect(bytes.length / new TextEncoder().encode(JSON.stringify(params)).length).toBeLessThanOrEqual(SIZE_RATIO_MAX);
});
