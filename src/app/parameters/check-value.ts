/** Whether a value is what a parameter takes, in the words of a report. Values of secrets never get into a sentence. */
import { DxgError } from "../../base/error.ts";
import type { Parameter, ParameterType } from "../../format/manifest.ts";
import { isFiniteNumber, sizeFault } from "../../format/parameter-size.ts";
import { isSecret } from "../../format/secrets.ts";
import { more } from "../../runtime/more.ts";
import { equals } from "../../value/compare.ts";
import type { Pattern } from "../../value/pattern.ts";
import { repr, toText } from "../../value/text.ts";
import { isInteger, isMapping, isNumber, isString, type Value } from "../../value/value.ts";
import { choiceText, describeType } from "./arguments.ts";
import { given } from "./given-value.ts";

/** Choices that a sentence lists. */
const CHOICES_SHOWN_MAX = 40;

/**
 * What is wrong with a value, undefined when nothing is; `tell` finishes the sentence.
 * @param choices those of the manifest, or as they were worked out; undefined when there are none, or they are not known
 * @param secret whether the value is not told
 * @throws {DxgError} format/bad-metadata for a pattern that is none, render/limit for a text too long for its pattern
 */
export function valueFault(
  parameter: Parameter,
  value: Value,
  choices: readonly Value[] | undefined = parameter.choices,
  secret: boolean = isSecret(parameter),
): string | undefined {
  const { type, items, min, max } = parameter;
  const shown = (one: Value, what = ""): string => (secret ? "" : `, got ${what}${given(repr(one))}`);
  if (!fits(type, value)) return `expected ${describeType(type)}${shown(value)}`;
  if (choices !== undefined && type !== "array" && !isAmong(choices, value)) {
    return `expected ${oneOfText("one of", choices)}${shown(value)}`;
  }
  const list: readonly Value[] = Array.isArray(value) ? value : [value];
  if (type === "array") {
    for (const [index, item] of list.entries()) {
      if (items !== undefined && !fits(items, item)) {
        return `expected a list of ${items}${shown(item, "the item ")} (item ${index + 1})`;
      }
    }
    for (const [index, item] of list.entries()) {
      if (choices !== undefined && !isAmong(choices, item)) {
        return `expected ${oneOfText("items of", choices)}${shown(item)} (item ${index + 1})`;
      }
    }
  }
  const twice = choices === undefined ? undefined : repeated(list);
  if (twice !== undefined) return `a choice stands twice${secret ? "" : `: ${given(repr(twice))}`}`;
  const pattern = patternOf(parameter);
  for (const item of list) {
    if (pattern !== undefined && isString(item) && !pattern.matches(toText(item))) {
      return `expected text that matches ${parameter.pattern}${shown(item)}`;
    }
  }
  const size = sizeFault(value, min, max);
  return size === undefined ? undefined : `expected ${size}${shown(value)}`;
}

/** A choice that is written as a text is, where the text itself is none: `2` for the number. */
export function settleChoice(value: Value, choices: readonly Value[] | undefined): Value {
  if (choices === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => settleChoice(item, choices));
  if (!isString(value) || isAmong(choices, value)) return value;
  const text = toText(value);
  return choices.find((choice) => choiceText(choice) === text) ?? value;
}

function oneOfText(lead: string, choices: readonly Value[]): string {
  if (choices.length === 0) return "one of its choices, of which there are none";
  return `${lead} ${listOf(choices)}`;
}

/** Choices as they are told, of very many the first. */
export function listOf(choices: readonly Value[], separator = ", "): string {
  const shown = choices.slice(0, CHOICES_SHOWN_MAX).map((choice) => repr(choice));
  const rest = choices.length - shown.length;
  return `${shown.join(separator)}${rest > 0 ? `${separator}… (${choices.length} in all)` : ""}`;
}

function patternOf({ name, pattern }: Parameter): Pattern | undefined {
  if (pattern === undefined) return undefined;
  const result = more().Pattern.compile(pattern);
  if ("pattern" in result) return result.pattern;
  throw new DxgError("format/bad-metadata", `the pattern of ${name}: ${result.fault}`);
}

/** A choice that is chosen more than once: several of the choices are a set. */
function repeated(list: readonly Value[]): Value | undefined {
  for (const [index, item] of list.entries()) if (isAmong(list.slice(0, index), item)) return item;
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
      return isNumber(value) && isFiniteNumber(value);
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
