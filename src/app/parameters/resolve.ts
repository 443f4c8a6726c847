/**
 * The parameters of a run: flags over the file over defaults, checked against the manifest. Whatever is missing or wrong
 * is told at once. Values of secrets never get into a message.
 */
import { DxgError } from "../../base/error.ts";
import type { Parameter, ParameterType } from "../../format/manifest.ts";
import { equals } from "../../value/compare.ts";
import { lengthOf } from "../../value/iterate.ts";
import { repr } from "../../value/text.ts";
import { Dict, isFloat, isInteger, isMapping, isNumber, isString, type Value } from "../../value/value.ts";
import { describeType, readFlags, unknownName } from "./arguments.ts";

export interface GivenParameters {
  /** NAME on the command line. */
  readonly name: string | undefined;
  /** Each `-p` as written. */
  readonly flags: readonly string[];
  /** What a parameters file holds. */
  readonly file: Dict | undefined;
}

/** Gives the value of a default's program, from the answers so far. */
export type EvaluateDefault = (program: number, known: Dict) => Value;

/**
 * @throws {DxgError} params/unknown, params/type, params/missing
 */
export function resolveParameters(
  params: readonly Parameter[],
  given: GivenParameters,
  evaluate: EvaluateDefault,
): Dict {
  const { values, faults, unknown } = collect(params, given);
  if (unknown.length > 0) {
    const names = params.filter((one) => !one.private).map((one) => one.name);
    throw new DxgError("params/unknown", unknown.join(", "), {
      hint: names.length === 0 ? "The template has no parameters" : `The parameters are: ${names.join(", ")}`,
    });
  }
  const resolved = new Dict();
  const missing: string[] = [];
  for (const parameter of params) {
    const value = valueFor(parameter, values, resolved, missing.length === 0 ? evaluate : undefined);
    if (value === undefined) {
      if (parameter.required) missing.push(describeMissing(parameter));
      else if (parameter.default === undefined) resolved.set(parameter.name, null);
      continue;
    }
    const fault = value === null && !parameter.required ? undefined : check(parameter, value);
    if (fault !== undefined) faults.push(`${parameter.name}: ${fault}`);
    resolved.set(parameter.name, value);
  }
  if (faults.length > 0) {
    throw new DxgError("params/type", faults.length === 1 ? (faults[0] ?? "") : `${faults.length} parameters`, {
      notes: [...(faults.length === 1 ? [] : faults), ...missing.map((one) => `missing ${one}`)],
    });
  }
  if (missing.length > 0) {
    const names = missing.map((one) => one.split(":")[0]).join(", ");
    throw new DxgError("params/missing", names, {
      notes: missing,
      hint: "Give them with -p key=value or --params FILE",
    });
  }
  return resolved;
}

function collect(
  params: readonly Parameter[],
  { name, flags, file }: GivenParameters,
): { values: Map<string, Value>; faults: string[]; unknown: string[] } {
  const values = new Map<string, Value>();
  const known = params.filter((one) => !one.private).map((one) => one.name);
  const unknown: string[] = [];
  for (const [key, value] of file?.entries.values() ?? []) {
    const text = isString(key) ? String(key) : repr(key);
    if (known.includes(text)) values.set(text, value);
    else unknown.push(unknownName(text, known));
  }
  const read = readFlags(flags, params);
  for (const [key, value] of read.values) values.set(key, value);
  const faults = [...read.faults];
  unknown.push(...read.unknown);
  if (name !== undefined) {
    const positional = params.find((one) => one.positional);
    if (positional === undefined) throw new DxgError("cli/bad-argument", `the template takes no NAME ("${name}")`);
    if (read.values.has(positional.name)) faults.push(`${positional.name}: given both as NAME and with -p`);
    values.set(positional.name, name);
  }
  return { values, faults, unknown };
}

function valueFor(
  parameter: Parameter,
  values: ReadonlyMap<string, Value>,
  resolved: Dict,
  evaluate: EvaluateDefault | undefined,
): Value | undefined {
  const given = parameter.private ? undefined : values.get(parameter.name);
  if (given !== undefined) return given;
  if (parameter.default === undefined) return undefined;
  if (parameter.default.kind === "value") return parameter.default.value;
  return evaluate?.(parameter.default.program, resolved);
}

/** What is wrong with a value, undefined when nothing is. */
function check(parameter: Parameter, value: Value): string | undefined {
  const { type, items, choices, min, max } = parameter;
  const shown = type === "secret" ? "" : `, got ${clip(repr(value))}`;
  if (!fits(type, value)) return `expected ${describeType(type)}${shown}`;
  if (choices !== undefined && type !== "array" && !choices.some((one) => equals(one, value))) {
    return `expected one of ${choices.map(repr).join(", ")}${shown}`;
  }
  if (Array.isArray(value)) {
    const wrong = value.find((item) => items !== undefined && !fits(items, item));
    if (wrong !== undefined) return `expected a list of ${items}, got the item ${clip(repr(wrong))}`;
    const other = choices === undefined ? undefined : value.find((item) => !choices.some((one) => equals(one, item)));
    if (other !== undefined) return `expected items of ${choices?.map(repr).join(", ")}, got ${clip(repr(other))}`;
  }
  const size = isNumber(value)
    ? Number(isFloat(value) && typeof value === "object" ? value.number : value)
    : lengthOf(value);
  const what = isNumber(value) ? "" : type === "array" ? " items" : " characters";
  if (size !== undefined && min !== undefined && size < min) return `expected at least ${min}${what}${shown}`;
  if (size !== undefined && max !== undefined && size > max) return `expected at most ${max}${what}${shown}`;
  return undefined;
}

function fits(type: ParameterType, value: Value): boolean {
  switch (type) {
    case "integer":
      return isInteger(value);
    case "number":
      return isNumber(value);
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
      return isMapping(value);
    case "enum":
      return true;
    default:
      return isString(value);
  }
}

function clip(text: string): string {
  const length = 60;
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function describeMissing({ name, type, items, choices, help, prompt, positional }: Parameter): string {
  const kind =
    choices === undefined ? (items === undefined ? type : `${type} of ${items}`) : choices.map(repr).join(" | ");
  const example = positional ? "NAME" : `-p ${name}=${exampleOf(type, choices)}`;
  const text = prompt ?? help;
  return `${name}: ${kind}, for example ${example}${text === undefined ? "" : `  (${text.trim().split("\n")[0]})`}`;
}

function exampleOf(type: ParameterType, choices: readonly Value[] | undefined): string {
  const first = choices?.[0];
  if (first !== undefined) return isString(first) ? String(first) : repr(first);
  switch (type) {
    case "integer":
      return "3";
    case "number":
      return "1.5";
    case "boolean":
      return "true";
    case "array":
      return "one,two";
    case "object":
      return '\'{"key": "value"}\'';
    default:
      return "text";
  }
}
