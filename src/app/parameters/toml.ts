/** TOML 1.0 parameters: integers exact, dates as their text. */
import { parse, TomlDate, TomlError } from "smol-toml";
import { DxgError } from "../../base/error.ts";
import { Dict, float, integer, type Value } from "../../value/value.ts";

/** @throws {DxgError} params/bad-file with the place */
export function parseToml(text: string, name: string): Value {
  try {
    return convert(parse(text, { integersAsBigInt: true }));
  } catch (cause) {
    if (cause instanceof RangeError) throw new DxgError("params/bad-file", "nested too deeply", { cause });
    if (!(cause instanceof TomlError)) throw cause;
    const shown = text.split(/\r\n|\n/)[cause.line - 1] ?? "";
    const detail = cause.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "bad TOML";
    throw new DxgError("params/bad-file", detail, {
      span: { source: name, line: cause.line, column: cause.column, length: 1, text: shown },
    });
  }
}

function convert(value: unknown): Value {
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number") return float(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(convert);
  return Dict.of(Object.entries(value as object).map(([key, item]) => [key, convert(item)] as const));
}
