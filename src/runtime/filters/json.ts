/** `tojson`: JSON that is safe inside HTML, written as Python's `json.dumps` writes it, with sorted keys unless told. */
import { typeError } from "../../value/errors.ts";
import { iterate } from "../../value/iterate.ts";
import { toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { isString, SafeString, type Value } from "../../value/value.ts";
import type { Filter } from "./filter.ts";
import { escapeUnit, jsonIndent, MARKUP, writeJson } from "./json-writer.ts";

export const tojson: Filter = (_context, value, [indent, sortKeys = true, ascii = true, separators]) => {
  // A string alone is written before anything is indented.
  const plain = indent === undefined || indent === null || isString(value);
  const unit = plain ? undefined : jsonIndent(indent).replace(MARKUP, escapeUnit);
  const style = {
    indent: unit,
    sortKeys: truth(sortKeys),
    separators: pair(separators) ?? ([unit === undefined ? ", " : ",", ": "] as const),
  };
  if (truth(ascii)) return new SafeString(writeJson(value, { ...style, escapes: "html" }));
  return new SafeString(writeJson(value, { ...style, escapes: "least" }).replace(MARKUP, escapeUnit));
};

/** The text between items and the one between a key and its value. @throws {DxgError} render/type */
function pair(separators: Value | undefined): readonly [string, string] | undefined {
  if (separators === undefined || separators === null) return undefined;
  const [items = null, key = null, ...others] = iterate(separators);
  if (!isString(items) || !isString(key) || others.length > 0) {
    throw typeError("separators of tojson are two texts, such as (', ', ': ')");
  }
  return [toText(items), toText(key)];
}
