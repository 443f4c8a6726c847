/** The filters `to_json`, `to_nice_json`, `jsonify` and `from_json`. */
import { valueError } from "../../../value/errors.ts";
import { iterate } from "../../../value/iterate.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import type { Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";
import { jsonIndent, writeJson } from "../json-writer.ts";
import { readJson } from "./json-read.ts";

const NICE_INDENT = 4;

const unitOf = (indent: Value | undefined): string | undefined =>
  indent === undefined || indent === null ? undefined : jsonIndent(indent);

const escapesOf = (ensureAscii: Value): "ascii" | "least" => (truth(ensureAscii) ? "ascii" : "least");

export const toJson: Filter = (_context, value, [indent, sortKeys = false, ensureAscii = true, separators]) => {
  const unit = unitOf(indent);
  return writeJson(value, {
    indent: unit,
    sortKeys: truth(sortKeys),
    separators: separatorsOf(separators) ?? [unit === undefined ? ", " : ",", ": "],
    escapes: escapesOf(ensureAscii),
    refusesUndefined: true,
  });
};

function separatorsOf(separators: Value | undefined): readonly [string, string] | undefined {
  if (separators === undefined || separators === null) return undefined;
  const [item, key, ...rest] = iterate(separators);
  if (item === undefined || key === undefined || rest.length > 0) throw valueError("to_json takes two separators");
  return [stringArgument("to_json", "a separator", item), stringArgument("to_json", "a separator", key)];
}

export const toNiceJson: Filter = (_context, value, [indent = NICE_INDENT, sortKeys = true, ensureAscii = true]) =>
  writeJson(value, {
    indent: unitOf(indent),
    sortKeys: truth(sortKeys),
    separators: [",", ": "],
    escapes: escapesOf(ensureAscii),
    refusesUndefined: true,
  });

/** Cookiecutter's. */
export const jsonify: Filter = (_context, value, [indent = NICE_INDENT]) => {
  const unit = unitOf(indent);
  const separators = [unit === undefined ? ", " : ",", ": "] as const;
  return writeJson(value, { indent: unit, sortKeys: true, separators, escapes: "ascii" });
};

/** What reading a character of JSON costs, in steps. */
const READ_STEPS = 8;

export const fromJson: Filter = (context, value) => {
  const text = stringArgument("from_json", "its value", value);
  context.spend(READ_STEPS * text.length);
  return readJson(toText(value));
};
