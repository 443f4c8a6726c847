/**
 * The schema of conformance files: templates with what Jinja2 gives for them. Reads a file into cases; it does not run
 * them. Numbers keep what they are in the file: `1.0` is a float, big integers stay exact.
 */
import { readFileSync } from "node:fs";
import { parseJson } from "../../src/app/parameters/json.ts";
import { Dict, SafeString, type Value } from "../../src/value/value.ts";

export interface ExpectedError {
  /** Name of the exception's class in Python. */
  readonly type: string;
  /** Line in the template, where Jinja2 tells one. */
  readonly line: number | undefined;
}

export type Expected =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "error"; readonly error: ExpectedError };

export interface Case {
  readonly id: string;
  readonly group: string;
  readonly kind: "render" | "expression";
  readonly template: string;
  readonly name: string | undefined;
  readonly templates: ReadonlyMap<string, string>;
  readonly context: Dict;
  /** Names that every template sees, imported ones too. */
  readonly globals: ReadonlyMap<string, Value>;
  /** Messages by language, for cases that ask for them. */
  readonly translations: Dict;
  /** Options by their names in Jinja2. */
  readonly options: ReadonlyMap<string, Value>;
  readonly expected: Expected;
}

/** @throws {Error} when the file is not of the schema */
export function readCases(path: string): readonly Case[] {
  const file = restored(parseJson(withoutHalves(readFileSync(path, "utf8")), path, "any"));
  const cases = file instanceof Dict ? file.get("cases") : undefined;
  if (!Array.isArray(cases)) throw new Error(`${path} has no list "cases"`);
  const catalog = file instanceof Dict ? file.get("i18n_catalog") : undefined;
  const translations = catalog instanceof Dict ? catalog : new Dict();
  return cases.map((value, index) => readCase(value, index, translations));
}

/** Stands before the digits of half a surrogate pair; no text of Unicode has this character. */
const HALF = "\ufdd0";
const ESCAPED = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u([dD][89a-fA-F]..)|.)/g;

/** Halves of surrogate pairs, which no file of parameters may hold, written otherwise: only their own case may fail. */
function withoutHalves(json: string): string {
  return json.replace(ESCAPED, (whole, digits: string | undefined) =>
    digits === undefined ? whole : `${HALF}${digits}`,
  );
}

/** The same with those halves in their places. */
function restored(value: Value): Value {
  if (typeof value === "string" && value.includes(HALF)) {
    const [first = "", ...rest] = value.split(HALF);
    return (
      first + rest.map((part) => String.fromCharCode(Number.parseInt(part.slice(0, 4), 16)) + part.slice(4)).join("")
    );
  }
  if (Array.isArray(value)) return value.map(restored);
  if (!(value instanceof Dict)) return value;
  return Dict.of([...value.entries.values()].map(([key, inner]) => [restored(key), restored(inner)]));
}

function readCase(value: Value, index: number, translations: Dict): Case {
  if (!(value instanceof Dict)) throw new Error(`case ${index} is no object`);
  const id = text(value, "id") ?? `#${index}`;
  const template = text(value, "template");
  if (template === undefined) throw new Error(`case ${id} has no template`);
  const context = new Dict();
  for (const [name, given] of entries(value, "context")) context.set(name, unwrap(given));
  return {
    id,
    group: text(value, "group") ?? "core",
    kind: text(value, "kind") === "expression" ? "expression" : "render",
    template,
    name: text(value, "name"),
    templates: new Map(entries(value, "templates").filter((entry): entry is [string, string] => isText(entry[1]))),
    context,
    globals: new Map([...entries(value, "globals")].map(([name, given]) => [name, unwrap(given)])),
    translations,
    options: new Map(entries(value, "options")),
    expected: readExpected(value, id),
  };
}

function readExpected(value: Dict, id: string): Expected {
  const error = value.get("error");
  if (error instanceof Dict) {
    const line = error.get("lineno");
    const type = text(error, "type") ?? "Exception";
    return { kind: "error", error: { type, line: typeof line === "number" ? line : undefined } };
  }
  const expected = value.get("expected");
  if (typeof expected === "string") return { kind: "text", text: expected };
  if (expected instanceof Dict) return { kind: "value", value: expected.get("native") ?? null };
  throw new Error(`case ${id} expects nothing`);
}

function entries(value: Dict, key: string): readonly (readonly [string, Value])[] {
  const inner = value.get(key);
  if (!(inner instanceof Dict)) return [];
  return [...inner.entries.values()].map(([name, one]) => [String(name), one]);
}

function text(value: Dict, key: string): string | undefined {
  const found = value.get(key);
  return typeof found === "string" ? found : undefined;
}

function isText(value: Value): value is string {
  return typeof value === "string";
}

/** `{"$safe": s}` is a string marked safe, at any depth. */
function unwrap(value: Value): Value {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!(value instanceof Dict)) return value;
  const safe = value.get("$safe");
  if (value.size === 1 && typeof safe === "string") return new SafeString(safe);
  return Dict.of([...value.entries.values()].map(([key, inner]) => [key, unwrap(inner)]));
}
