/**
 * DX Infinity values: the binary form of data (parameters, metadata, sessions). This is the door to the files beside it;
 * the layout is in docs/formats.md.
 */
import type { Value } from "../value/value.ts";
import { InfinityWriter } from "./infinity-encode.ts";

export { decodeValue } from "./infinity-decode.ts";
export { decodePlainRecord, decodeRecord, encodeRecord, openRecord, type RecordView } from "./infinity-record.ts";
export type { FieldSchema, RecordSchema } from "./schema.ts";

/**
 * The one encoding of a value: equal values (same kinds, same order of keys) give equal bytes.
 * @throws {DxgError} format/bad-value for what is no data (undefined values, functions, ranges), format/too-large above the limits
 */
export function encodeValue(value: Value): Uint8Array {
  const writer = new InfinityWriter();
  writer.value(value);
  return writer.finish();
}
