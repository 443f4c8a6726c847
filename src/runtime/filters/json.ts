/** `tojson`: JSON that is safe inside HTML, written as Python's `json.dumps(sort_keys=True)` writes it. */
import { SafeString } from "../../value/value.ts";
import type { Filter } from "./filter.ts";
import { escapeUnit, jsonIndent, MARKUP, writeJson } from "./json-writer.ts";

export const tojson: Filter = (_context, value, [indent]) => {
  const unit = indent === undefined || indent === null ? undefined : jsonIndent(indent).replace(MARKUP, escapeUnit);
  const separators = [unit === undefined ? ", " : ",", ": "] as const;
  return new SafeString(writeJson(value, { indent: unit, sortKeys: true, separators, escapes: "html" }));
};
