/**
 * `-p` arguments: `key=value` typed by the template's parameters, `key` alone is true, `no-key` false; a list by commas
 * (`key=a,b`) or by repeating the flag. In a list item a comma is written `\,` and a backslash before a comma or another
 * one `\\`; a list of anything but strings can be JSON, and so can each object. `a.b=c` sets a key of an object.
 */
import { DxgError } from "../../base/error.ts";
import { suggest } from "../../base/suggest.ts";
import type { Parameter, ParameterType } from "../../format/manifest.ts";
import { isKeyFault, keyFault } from "../../value/refused-keys.ts";
import { repr, toText } from "../../value/text.ts";
import { Dict, float, integer, isString, type Value } from "../../value/value.ts";
import { given } from "./given-value.ts";
import { parseJson } from "./json.ts";

export interface ReadFlags {
  readonly values: ReadonlyMap<string, Value>;
  /** What is wrong with them, one sentence each; `tell` finishes it. */
  readonly faults: readonly string[];
  /** The parameters that the faults are about. */
  readonly faulty: ReadonlySet<string>;
  /** Names that are no parameter, with the nearest one. */
  readonly unknown: readonly string[];
}

/** Reads flags against parameters; faults are collected so that all can be told at once. */
export function readFlags(flags: readonly string[], params: readonly Parameter[]): ReadFlags {
  const values = new Map<string, Value>();
  const faults: string[] = [];
  const faulty = new Set<string>();
  const unknown: string[] = [];
  const fail = (name: string, fault: string): void => {
    faults.push(`${name}: ${fault}`);
    faulty.add(name);
  };
  const byName = new Map<string, Parameter>();
  for (const one of params) if (!one.private) byName.set(one.name, one);
  for (const flag of flags) {
    const { name, text, path } = splitFlag(flag, byName);
    const parameter = byName.get(name);
    if (parameter === undefined) {
      unknown.push(name === "" ? '"" (a name is missing: write -p key=value)' : unknownName(name, params));
      continue;
    }
    const value = text === undefined ? bareValue(parameter, flag) : readText(parameter, text, path);
    const fault = "fault" in value ? value.fault : give(values, parameter, value.value, path);
    if (fault !== undefined) fail(name, fault);
  }
  return { values, faults, faulty, unknown };
}

/** `"nam" (did you mean "name"?)`, once it is told. */
export function unknownName(name: string, params: readonly Parameter[]): string {
  if (params.some((one) => one.private && one.name === name)) {
    return `"${name}" (it is private: only the template sets it)`;
  }
  const close = suggest(
    name,
    params.filter((one) => !one.private).map((one) => one.name),
  );
  return close === undefined ? `"${given(name)}"` : `"${given(name)}" (did you mean "${close}"?)`;
}

/** The flags of `dxg render`, where no schema types them: JSON where it parses as such, else text. */
export function freeParameters(flags: readonly string[]): Dict {
  const dict = new Dict();
  for (const flag of flags) {
    const equals = flag.indexOf("=");
    const name = equals < 0 ? flag : flag.slice(0, equals);
    if (name === "") throw new DxgError("cli/bad-argument", `-p ${flag} has no name`);
    const fault = keyFault(name);
    if (fault !== undefined) throw new DxgError("cli/bad-argument", fault);
    if (dict.has(name)) throw new DxgError("cli/bad-argument", `-p ${name} is given twice`);
    dict.set(name, equals < 0 ? true : jsonOrText(flag.slice(equals + 1)));
  }
  return dict;
}

/** @throws {DxgError} cli/bad-argument for JSON with a key that is not allowed, or that stands twice */
function jsonOrText(text: string): Value {
  try {
    return parseJson(text, "-p");
  } catch (error) {
    if (error instanceof DxgError && isKeyFault(error.detail)) throw new DxgError("cli/bad-argument", error.detail);
    return text;
  }
}

/** As `jsonOrText`, for a report. */
function readJson(text: string): Read {
  try {
    return { value: jsonOrText(text) };
  } catch (error) {
    if (error instanceof DxgError) return { fault: keyMarked(error.detail) };
    throw error;
  }
}

/** A sentence about a key, in which that is marked as a value. */
function keyMarked(sentence: string): string {
  return sentence.replace(/(?<=").*(?=")/s, given);
}

type Read = { readonly value: Value } | { readonly fault: string };

function splitFlag(
  flag: string,
  byName: ReadonlyMap<string, Parameter>,
): { name: string; text: string | undefined; path: readonly string[] } {
  const equals = flag.indexOf("=");
  const left = equals < 0 ? flag : flag.slice(0, equals);
  const text = equals < 0 ? undefined : flag.slice(equals + 1);
  const [first = "", ...path] = left.split(".");
  if (path.length > 0 && byName.get(first)?.type === "object") return { name: first, text, path };
  if (text === undefined && left.startsWith("no-") && !byName.has(left) && byName.has(left.slice(3))) {
    return { name: left.slice(3), text, path: [] };
  }
  return { name: left, text, path: [] };
}

function bareValue({ type }: Parameter, flag: string): Read {
  if (type !== "boolean") return { fault: `expected ${describeType(type)} after "="` };
  return { value: !flag.startsWith("no-") };
}

function readText(parameter: Parameter, text: string, path: readonly string[]): Read {
  if (parameter.type === "array") {
    if (text === "") return { value: [] };
    if (parameter.items !== "string" && /^[[{]/.test(text)) {
      const read = readJson(text);
      if ("fault" in read) return read;
      if (Array.isArray(read.value)) return { value: read.value };
      if (read.value instanceof Dict) return { value: [read.value] };
    }
    const items: Value[] = [];
    for (const part of splitList(text)) {
      const item = readOne(parameter.items ?? "string", parameter.choices, part);
      if ("fault" in item) return item;
      items.push(item.value);
    }
    return { value: items };
  }
  if (parameter.type === "object") return path.length > 0 ? readJson(text) : readScalar("object", text);
  return readOne(parameter.type, parameter.choices, text);
}

/** A scalar: the choice that is written so, where there are choices, else what the type makes of it. */
function readOne(type: ParameterType, choices: readonly Value[] | undefined, text: string): Read {
  const choice = choices?.find((one) => choiceText(one) === text);
  return choice === undefined ? readScalar(type, text) : { value: choice };
}

/** A choice as it is written on the command line: text as it is, anything else as in JSON. */
export function choiceText(choice: Value): string {
  if (isString(choice)) return toText(choice);
  return typeof choice === "boolean" || choice === null ? String(choice) : repr(choice);
}

/** Items between commas; `\,` is a comma and `\\` a backslash. */
function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let item = "";
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    const next = text[index + 1];
    if (char === "\\" && (next === "," || next === "\\")) {
      item += next;
      index += 1;
    } else if (char === ",") {
      items.push(item);
      item = "";
    } else item += char;
  }
  items.push(item);
  return items;
}

function readScalar(type: ParameterType, text: string): Read {
  const fault = { fault: `expected ${describeType(type)}, got "${given(text)}"` };
  switch (type) {
    case "integer":
      return /^[+-]?\d+$/.test(text) ? { value: integer(BigInt(text.replace(/^\+/, ""))) } : fault;
    case "number": {
      if (/^[+-]?\d+$/.test(text)) return { value: integer(BigInt(text.replace(/^\+/, ""))) };
      const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(number) ? { value: float(number) } : fault;
    }
    case "boolean":
      if (/^(?:true|yes|on|1)$/i.test(text)) return { value: true };
      return /^(?:false|no|off|0)$/i.test(text) ? { value: false } : fault;
    case "array":
    case "object": {
      const read = readJson(text);
      if ("fault" in read) return read;
      return (type === "array" ? Array.isArray(read.value) : read.value instanceof Dict) ? read : fault;
    }
    default:
      return { value: text };
  }
}

/** Repeated arrays grow, keys of an object join; anything else may be given once. */
function give(
  values: Map<string, Value>,
  parameter: Parameter,
  value: Value,
  path: readonly string[],
): string | undefined {
  const before = values.get(parameter.name);
  if (path.includes("")) return `the name ${given([parameter.name, ...path].join("."))} has an empty part`;
  for (const key of path) {
    const fault = keyFault(key);
    if (fault !== undefined) return keyMarked(fault);
  }
  if (path.length > 0) {
    let target = before instanceof Dict ? before : new Dict();
    values.set(parameter.name, target);
    for (const key of path.slice(0, -1)) {
      const inner = target.get(key);
      if (inner !== undefined && !(inner instanceof Dict))
        return `${given(path.join("."))}: ${given(key)} is given twice`;
      const next = inner ?? new Dict();
      target.set(key, next);
      target = next;
    }
    const last = path.at(-1) ?? "";
    if (target.has(last)) return `${given(path.join("."))} is given twice`;
    target.set(last, value);
    return undefined;
  }
  if (before !== undefined && !Array.isArray(before)) return "given twice";
  values.set(parameter.name, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value);
  return undefined;
}

/** `an integer`, `true or false`, … */
export function describeType(type: ParameterType): string {
  switch (type) {
    case "integer":
      return "an integer";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
      return "an object";
    case "enum":
      return "one of its choices";
    default:
      return "text";
  }
}
