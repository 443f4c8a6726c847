/** TOML 1.0 parameters: integers exact, dates as their text. */
import { parse, TomlDate, TomlError } from "smol-toml";
import { DxgError } from "../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../base/limits.ts";
import { keyFault } from "../../value/refused-keys.ts";
import { Dict, float, integer, type Value } from "../../value/value.ts";

/** @throws {DxgError} params/bad-file with the place */
export function parseToml(text: string, name: string): Value {
  try {
    return convert(parse(text, { integersAsBigInt: true }), 0, (key, fault) => keyError(text, name, key, fault));
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

/** A key that is not allowed, at the first place where it stands: the package gives no places. */
function keyError(text: string, source: string, key: string, detail: string): DxgError {
  const lines = text.split(/\r\n|\n/);
  const index = Math.max(
    0,
    lines.findIndex((line) => line.includes(key)),
  );
  const shown = lines[index] ?? "";
  const column = [...shown.slice(0, Math.max(0, shown.indexOf(key)))].length + 1;
  const span = { source, line: index + 1, column, length: key.length, text: shown };
  return new DxgError("params/bad-file", detail, { span });
}

/** @param refuse gives the error for a key that is not allowed */
function convert(value: unknown, depth: number, refuse: (key: string, fault: string) => DxgError): Value {
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number") return float(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof TomlDate) return value.toISOString();
  if (depth === VALUE_DEPTH_MAX) throw new DxgError("params/bad-file", `nested more than ${VALUE_DEPTH_MAX} deep`);
  if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1, refuse));
  return Dict.of(
    Object.entries(value as object).map(([key, item]) => {
      const fault = keyFault(key);
      if (fault !== undefined) throw refuse(key, fault);
      return [key, convert(item, depth + 1, refuse)] as const;
    }),
  );
}
