/**
 * Reads the numbers of DX Infinity values that are more than a small integer: integers beyond 2^53 and floats, each in
 * its only form.
 */
import { DxgError } from "../base/error.ts";
import { INTEGER_BITS_MAX } from "../base/limits.ts";
import { float, integer, type Value } from "../value/value.ts";
import { bad, truncated } from "./infinity-errors.ts";
import * as tags from "./infinity-tags.ts";

/** The part of the reader that numbers need. */
export interface NumberSource {
  readonly bytes: Uint8Array;
  /** Next byte to read. */
  at: number;
  readonly end: number;
  varint(): number;
  /** A varint plus `base` that is a number of bytes still to come. */
  count(base: number): number;
}

/** @throws {DxgError} format/bad-value, format/truncated, format/too-large */
export function readBig(source: NumberSource, negative: boolean): Value {
  const size = source.count(0);
  if (size * 8 > INTEGER_BITS_MAX) throw new DxgError("format/too-large", "an integer has too many digits");
  if (size === 0 || source.bytes[source.at + size - 1] === 0) throw bad("an integer has leading zeros");
  const digits: string[] = [];
  for (let place = size - 1; place >= 0; place--) {
    digits.push(source.bytes[source.at + place]!.toString(16).padStart(2, "0"));
  }
  source.at += size;
  const magnitude = BigInt(`0x${digits.join("")}`);
  const value = integer(negative ? -magnitude : magnitude);
  if (typeof value === "number") throw bad("a small integer is stored as a large one");
  return value;
}

/** @throws {DxgError} format/bad-value, format/truncated */
export function readFloat(source: NumberSource): Value {
  if (source.end - source.at < 8) throw truncated();
  const view = new DataView(source.bytes.buffer, source.bytes.byteOffset + source.at, 8);
  const number = view.getFloat64(0, true);
  if (Number.isNaN(number) && (view.getUint32(4, true) !== 0x7ff8_0000 || view.getUint32(0, true) !== 0)) {
    throw bad("a float is not the one NaN");
  }
  if (tags.decimalForm(number) !== undefined) throw bad("a float is stored longer than needed");
  source.at += 8;
  return float(number);
}

/** @throws {DxgError} format/bad-value, format/truncated */
export function readDecimal(source: NumberSource, exponent: number): Value {
  const zigzag = source.varint();
  const mantissa = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  if (Math.abs(mantissa) > tags.DECIMAL_LIMIT) throw bad("a decimal number is too large");
  if (exponent > 0 && mantissa % 10 === 0) throw bad("a decimal number has trailing zeros");
  return float(mantissa / tags.POWERS_OF_TEN[exponent]!);
}
