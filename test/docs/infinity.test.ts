/** The annotated hex of "DX Infinity values" and ".dxp" in docs/formats.md is what the code writes and reads. */
import { expect, test } from "bun:test";
import { decodeDxp, encodeDxp } from "../../src/format/dxp.ts";
import { decodePlainRecord, encodeRecord, type RecordSchema } from "../../src/format/infinity.ts";
import { shown } from "../format/value-arbitrary.ts";

const SCHEMA: RecordSchema = {
  name: "component",
  fields: [
    { id: 0, name: "name", type: "string" },
    { id: 1, name: "with_state", type: "boolean" },
    { id: 2, name: "state_vars", type: "array", items: "string" },
  ],
};
const VALUE = { name: "Counter", with_state: true, state_vars: ["count", "loading"] };

/** The bytes of the block that begins with "```hex NAME", comments left out. */
async function block(name: string): Promise<Uint8Array> {
  const document = await Bun.file(new URL("../../docs/formats.md", import.meta.url)).text();
  const body = new RegExp(`^\`\`\`hex ${name}\n([^\`]*)\`\`\`$`, "m").exec(document)?.[1];
  if (body === undefined) throw new Error(`docs/formats.md has no block ${name}`);
  return Uint8Array.fromHex(body.replace(/#.*/g, "").replace(/\s+/g, ""));
}

test("the record of docs/formats.md has 26 bytes and decodes to the example", async () => {
  const bytes = await block("infinity");
  expect(bytes.length).toBe(26);
  expect(decodePlainRecord(bytes, SCHEMA)).toEqual(VALUE);
  expect(encodeRecord(VALUE, SCHEMA).toHex()).toBe(bytes.toHex());
});

test("the .dxp of docs/formats.md decodes to the example", async () => {
  const bytes = await block("dxp");
  expect(shown(decodeDxp(bytes, SCHEMA))).toEqual(shown(VALUE));
  expect(encodeDxp(VALUE, SCHEMA).toHex()).toBe(bytes.toHex());
});
