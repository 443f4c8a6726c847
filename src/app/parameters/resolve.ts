/**
 * The parameters of a run: flags over the file over defaults, checked against the manifest. Whatever is missing or wrong
 * is told at once. Values of secrets never get into a message.
 */
import { DxgError } from "../../base/error.ts";
import type { Parameter, ParameterType } from "../../format/manifest.ts";
import { equals } from "../../value/compare.ts";
import { lengthOf } from "../../value/iterate.ts";
import { repr } from "../../value/text.ts";
import { undefinedError } from "../../value/undefined.ts";
import { Dict, isFloat, isInteger, isMapping, isNumber, isString, Undefined, type Value } from "../../value/value.ts";
import { choiceText, describeType, readFlags, unknownName } from "./arguments.ts";

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
 * The value of every parameter, in the order of the manifest. Defaults are computed only when everything that was given
 * is in order, so that an answer that is wrong is never reported as a fault of a default.
 * @throws {DxgError} params/unknown, params/type, params/missing: the first that applies, with all faults in its notes;
 *   cli/bad-argument for a NAME that the template does not take, render/undefined for a default that comes to nothing
 */
export function resolveParameters(
  params: readonly Parameter[],
  given: GivenParameters,
  evaluate: EvaluateDefault,
): Dict {
  const answers = collect(params, given);
  checkGiven(params, answers);
  const missing: string[] = [];
  for (const parameter of params) {
    const { name, required } = parameter;
    if (required && !answers.values.has(name) && !answers.faulty.has(name)) missing.push(describeMissing(parameter));
  }
  refuse(params, answers, missing);
  const resolved = new Dict();
  for (const parameter of params) {
    resolved.set(parameter.name, answers.values.get(parameter.name) ?? defaultOf(parameter, resolved, evaluate));
  }
  return resolved;
}

/**
 * The answers that are given, without those that are missing; for a file of them.
 * @throws {DxgError} params/unknown, params/type with all faults
 */
export function checkAnswers(params: readonly Parameter[], file: Dict, flags: readonly string[]): Dict {
  const answers = collect(params, { name: undefined, flags, file });
  checkGiven(params, answers);
  refuse(params, answers, []);
  return Dict.of([...answers.values]);
}

function defaultOf(parameter: Parameter, resolved: Dict, evaluate: EvaluateDefault): Value {
  const { name, default: given } = parameter;
  if (given === undefined) return null;
  const value = given.kind === "value" ? given.value : evaluate(given.program, resolved);
  if (value instanceof Undefined) throw undefinedError(value).with({ notes: [`in the default of ${name}`] });
  const fault = value === null ? undefined : check(parameter, value);
  if (fault === undefined) return value;
  throw new DxgError("params/type", `${name}: ${fault}`, {
    notes: ["it is the default that the template gives"],
    hint: parameter.private ? "Correct the template" : `Give a value with -p ${name}=${exampleOf(parameter)}`,
  });
}

/** All that was given, by parameter, and what is wrong with how it was given. */
interface Answers {
  readonly values: ReadonlyMap<string, Value>;
  readonly faults: string[];
  /** Parameters that were given, but so that no value came of it. */
  readonly faulty: ReadonlySet<string>;
  readonly unknown: readonly string[];
}

function collect(params: readonly Parameter[], { name, flags, file }: GivenParameters): Answers {
  const values = new Map<string, Value>();
  const unknown: string[] = [];
  const known = file === undefined ? [] : publicNames(params);
  for (const [key, value] of file?.entries.values() ?? []) {
    const text = typeof key === "string" ? key : repr(key);
    if (typeof key === "string" && known.includes(key)) values.set(key, value);
    else unknown.push(unknownName(text, known));
  }
  const read = readFlags(flags, params);
  for (const [key, value] of read.values) values.set(key, value);
  const faults = [...read.faults];
  unknown.push(...read.unknown);
  if (name !== undefined) {
    let positional: Parameter | undefined;
    for (const one of params) if (one.positional) positional = one;
    if (positional === undefined) throw new DxgError("cli/bad-argument", `the template takes no NAME ("${name}")`);
    if (read.values.has(positional.name)) faults.push(`${positional.name}: given both as NAME and with -p`);
    values.set(positional.name, name);
  }
  return { values, faults, faulty: read.faulty, unknown };
}

/** Adds to the faults what is wrong with the values. */
function checkGiven(params: readonly Parameter[], { values, faults }: Answers): void {
  for (const parameter of params) {
    const value = values.get(parameter.name);
    if (value === undefined || (value === null && !parameter.required)) continue;
    const fault = check(parameter, value);
    if (fault !== undefined) faults.push(`${parameter.name}: ${fault}`);
  }
}

function publicNames(params: readonly Parameter[]): readonly string[] {
  return params.filter((one) => !one.private).map((one) => one.name);
}

/** Throws when anything is wrong: the code and detail are those of the gravest kind, the other kinds are notes. */
function refuse(params: readonly Parameter[], { faults, unknown }: Answers, missing: readonly string[]): void {
  if (unknown.length === 0 && faults.length === 0 && missing.length === 0) return;
  const missingNotes = missing.map((one) => `missing ${one}`);
  if (unknown.length > 0) {
    const names = publicNames(params);
    throw new DxgError("params/unknown", unknown.join(", "), {
      notes: [...faults, ...missingNotes],
      hint: names.length === 0 ? "The template has no parameters" : `The parameters are: ${names.join(", ")}`,
    });
  }
  if (faults.length > 0) {
    throw new DxgError("params/type", faults.length === 1 ? (faults[0] ?? "") : `${faults.length} parameters`, {
      notes: [...(faults.length === 1 ? [] : faults), ...missingNotes],
    });
  }
  if (missing.length > 0) {
    throw new DxgError("params/missing", missing.map((one) => one.split(":")[0]).join(", "), {
      notes: missing,
      hint: "Give them with -p key=value or --params FILE",
    });
  }
}

/** What is wrong with a value, undefined when nothing is. */
function check(parameter: Parameter, value: Value): string | undefined {
  const { type, items, choices, min, max } = parameter;
  const shown = (): string => (type === "secret" ? "" : `, got ${clip(repr(value))}`);
  if (!fits(type, value)) return `expected ${describeType(type)}${shown()}`;
  if (choices !== undefined && type !== "array" && !isAmong(choices, value)) {
    return `expected one of ${choices.map(repr).join(", ")}${shown()}`;
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      if (items === undefined || fits(items, item)) continue;
      return `expected a list of ${items}${items === "secret" ? "" : `, got the item ${clip(repr(item))}`}`;
    }
    for (const item of value) {
      if (choices === undefined || isAmong(choices, item)) continue;
      return `expected items of ${choices.map(repr).join(", ")}, got ${clip(repr(item))}`;
    }
  }
  if (min === undefined && max === undefined) return undefined;
  const size = isNumber(value)
    ? Number(isFloat(value) && typeof value === "object" ? value.number : value)
    : lengthOf(value);
  const what = isNumber(value) ? "" : type === "array" ? " items" : " characters";
  if (size !== undefined && min !== undefined && size < min) return `expected at least ${min}${what}${shown()}`;
  if (size !== undefined && max !== undefined && size > max) return `expected at most ${max}${what}${shown()}`;
  return undefined;
}

function isAmong(choices: readonly Value[], value: Value): boolean {
  for (const choice of choices) if (equals(choice, value)) return true;
  return false;
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

function describeMissing(parameter: Parameter): string {
  const { name, type, items, choices, help, prompt, positional } = parameter;
  const kind =
    choices === undefined ? (items === undefined ? type : `${type} of ${items}`) : choices.map(repr).join(" | ");
  const example = positional ? "NAME" : `-p ${name}=${exampleOf(parameter)}`;
  const text = prompt ?? help;
  return `${name}: ${kind}, for example ${example}${text === undefined ? "" : `  (${text.trim().split("\n")[0]})`}`;
}

/** A value as one would write it after `-p name=`. */
function exampleOf({ type, choices }: Parameter): string {
  const first = choices?.[0];
  if (first !== undefined) return choiceText(first);
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
