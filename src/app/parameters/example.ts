/**
 * What a parameter takes, in words, and an example of it as one would type it. An example is shown only after it was read
 * and checked like an answer, so that it works when it is pasted.
 */
import type { Parameter, ParameterType } from "../../format/manifest.ts";
import { countText, type Limit } from "../../format/parameter-size.ts";
import { isSecret } from "../../format/secrets.ts";
import { toText } from "../../value/text.ts";
import { isString, type Value } from "../../value/value.ts";
import { choiceText, readFlags } from "./arguments.ts";
import { listOf, settleChoice, valueFault } from "./check-value.ts";

/** Texts that many patterns accept; after them one is made from the pattern itself. */
const TEXTS = [
  "text",
  "name",
  "Name",
  "example",
  "a",
  "A",
  "1",
  "1.0.0",
  "example.com",
  "ada@example.com",
  "2026-01-31",
];

/**
 * `name: string of at least 2 characters, for example NAME  (Name of the component)`.
 * @param variable the variable of the environment that it may be read from
 */
export function describeMissing(
  parameter: Parameter,
  choices: readonly Value[] | undefined,
  variable: string | undefined,
): string {
  const { name, help, prompt } = parameter;
  const example = exampleArgument(parameter, choices);
  const text = prompt ?? help;
  return [
    `${name}: ${describeKind(parameter, choices)}`,
    ...(isSecret(parameter) ? [`, from ${secretSources(variable)}`] : []),
    ...(example === undefined ? [] : [`, for example ${example}`]),
    ...(text === undefined ? [] : [`  (${text.trim().split("\n")[0]})`]),
  ].join("");
}

function describeKind(parameter: Parameter, choices: readonly Value[] | undefined): string {
  const { type, items, pattern } = parameter;
  const list = choices === undefined ? undefined : listOf(choices, " | ");
  const kind =
    list === undefined
      ? items === undefined
        ? type
        : `${type} of ${items}`
      : type === "array"
        ? `some of ${list}`
        : list;
  const range = limitText(parameter);
  return `${kind}${range === undefined ? "" : ` ${range}`}${pattern === undefined ? "" : ` that matches ${pattern}`}`;
}

/** The limits of a parameter: `from 1 to 9`, `of at least 2 items`; undefined when there are none. */
export function limitText({ type, min, max }: Parameter): string | undefined {
  const noun = type === "array" ? "item" : type === "integer" || type === "number" ? undefined : "character";
  const text = (limit: Limit): string => (noun === undefined ? String(limit) : countText(limit, noun));
  if (min !== undefined && max !== undefined) return `${noun === undefined ? "from" : "of"} ${min} to ${text(max)}`;
  if (min !== undefined) return `of at least ${text(min)}`;
  return max === undefined ? undefined : `of at most ${text(max)}`;
}

/** Where a secret is given: arguments can be seen by everybody on a machine. */
function secretSources(variable: string | undefined): string {
  const files = "--params FILE or --params - (arguments can be seen by everybody)";
  return variable === undefined ? files : `the variable ${variable}, ${files}`;
}

/**
 * `NAME`, `-p key=value` or the like, quoted for a shell; undefined when none is found that is right, and for a secret,
 * which does not belong there.
 */
export function exampleArgument(parameter: Parameter, choices: readonly Value[] | undefined): string | undefined {
  const { name, positional } = parameter;
  if (isSecret(parameter)) return undefined;
  if (positional && isRight(parameter, choices, "NAME")) return "NAME";
  const text = candidates(parameter, choices).find((one) => isRight(parameter, choices, one));
  if (text === undefined) return undefined;
  return positional && text !== "" && !text.startsWith("-") ? quoted(text) : `-p ${name}=${quoted(text)}`;
}

/** Whether `-p name=text` gives a value that the parameter takes. */
function isRight(parameter: Parameter, choices: readonly Value[] | undefined, text: string): boolean {
  const { values, faults } = readFlags([`${parameter.name}=${text}`], [parameter]);
  const value = values.get(parameter.name);
  if (value === undefined || faults.length > 0) return false;
  return valueFault(parameter, settleChoice(value, choices), choices) === undefined;
}

function candidates(parameter: Parameter, choices: readonly Value[] | undefined): readonly string[] {
  const { type, items } = parameter;
  const { least: min, most: max } = lengths(parameter);
  if (type !== "array") return choices === undefined ? scalars(type, parameter) : choices.slice(0, 1).map(choiceText);
  const count = Math.ceil(Math.min(max, Math.max(min, choices?.length === 1 ? 1 : 2)));
  if (choices !== undefined) {
    return [
      choices
        .slice(0, count)
        .map((one) => escapeItem(choiceText(one)))
        .join(","),
    ];
  }
  if (items === "object") return [JSON.stringify(Array.from({ length: count }, () => ({ key: "value" })))];
  if (items === "array") return [JSON.stringify(Array.from({ length: count }, () => ["item"]))];
  const own = { ...parameter, min: undefined, max: undefined };
  const texts = scalars(items ?? "string", own);
  const named =
    texts[0] === "text" ? [["one", "two", "three"], ...texts.map((one) => [one])] : texts.map((one) => [one]);
  return named.map((words) =>
    Array.from({ length: count }, (_, index) => escapeItem(words[index % words.length] ?? "")).join(","),
  );
}

interface Limits {
  readonly min?: Limit | undefined;
  readonly max?: Limit | undefined;
}

/** The limits of a length. */
function lengths({ min, max }: Limits): { readonly least: number; readonly most: number } {
  return { least: Math.max(0, Number(min ?? 0)), most: Number(max ?? Number.POSITIVE_INFINITY) };
}

/** The limit that a number is beyond, else the number. */
function within(number: number, { min, max }: Limits): Limit {
  if (min !== undefined && min > number) return min;
  return max !== undefined && max < number ? max : number;
}

function wholeNumber(limits: Limits): Limit {
  const number = within(3, limits);
  if (typeof number === "bigint") return number;
  return limits.min === number ? Math.ceil(number) : Math.floor(number);
}

function scalars(type: ParameterType, parameter: Limits & { readonly pattern?: string }): readonly string[] {
  const { pattern } = parameter;
  switch (type) {
    case "integer":
      return [String(wholeNumber(parameter))];
    case "number":
      return [String(within(1.5, parameter))];
    case "boolean":
      return ["true"];
    case "object":
      return ['{"key": "value"}'];
    default: {
      const { least, most } = lengths(parameter);
      const sized = TEXTS.map((text) => sizedText(text, least, most));
      return pattern === undefined ? sized : [...TEXTS, ...sized, ...patternExamples(pattern, least)];
    }
  }
}

/** A text of a length between two limits. */
function sizedText(text: string, least: number, most: number): string {
  const long = least <= text.length || least > 1000 ? text : text.repeat(Math.ceil(least / text.length));
  const length = long.length > text.length ? Math.ceil(least) : text.length;
  return long.slice(0, Math.min(length, most));
}

function escapeItem(text: string): string {
  return text.replace(/\\(?=[\\,]|$)/g, "\\\\").replaceAll(",", "\\,");
}

/** A word for a POSIX shell. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./:=,@%+^-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Texts that a pattern may match, made from its parts. Whether they do is checked by who asks. */
function patternExamples(pattern: string, least: number): readonly string[] {
  const short = sample(pattern, 0);
  return short.length >= least ? [short, sample(pattern, 1)] : [sample(pattern, least), sample(pattern, 1), short];
}

const CLASSES: Readonly<Record<string, string>> = { d: "1", w: "a", s: " ", D: "a", W: "-", S: "a" };

/**
 * A text for the common parts of RE2's syntax: of alternatives the first, of a class its first character, of a repetition
 * the least number, or `many` where it may be more.
 */
function sample(pattern: string, many: number): string {
  let at = 0;
  const alternatives = (): string => {
    let text = "";
    let first: string | undefined;
    while (at < pattern.length && pattern[at] !== ")") {
      if (pattern[at] === "|") {
        at += 1;
        first ??= text;
        text = "";
      } else text += repeated();
    }
    return first ?? text;
  };
  const repeated = (): string => {
    const atom = one();
    const sign = pattern[at] ?? "";
    if (sign === "*" || sign === "+" || sign === "?") {
      at += pattern[at + 1] === "?" ? 2 : 1;
      return atom.repeat(sign === "?" ? Math.min(1, many) : Math.max(sign === "+" ? 1 : 0, many));
    }
    const [counted, from, comma, to] = /^\{(\d+)(?:(,)(\d*))?\}\??/.exec(pattern.slice(at)) ?? [];
    if (counted === undefined) return atom;
    at += counted.length;
    const least = Math.min(1000, Number(from));
    const most = comma === undefined ? least : to === "" ? Number.POSITIVE_INFINITY : Number(to);
    return atom.repeat(Math.max(least, Math.min(most, many)));
  };
  const one = (): string => {
    const char = pattern[at] ?? "";
    at += 1;
    if (char === "(") {
      at += /^\?(?:P?<\w+>|[a-zA-Z]*:)/.exec(pattern.slice(at))?.[0].length ?? 0;
      const inner = alternatives();
      at += 1;
      return inner;
    }
    if (char === "[") return bracket();
    if (char === "^" || char === "$") return "";
    if (char === ".") return "a";
    return char === "\\" ? escaped() : char;
  };
  const escaped = (): string => {
    const letter = pattern[at] ?? "";
    at += 1;
    if ("AzZbB".includes(letter)) return "";
    return CLASSES[letter] ?? letter;
  };
  const bracket = (): string => {
    const negated = pattern[at] === "^";
    if (negated) at += 1;
    const start = at;
    const posix = /^\[:(\w+):\]/.exec(pattern.slice(at))?.[1];
    const first =
      pattern[at] === "\\" ? (CLASSES[pattern[at + 1] ?? ""] ?? pattern[at + 1] ?? "") : (pattern[at] ?? "");
    at += 1;
    while (at < pattern.length && (pattern[at] !== "]" || at === start)) at += pattern[at] === "\\" ? 2 : 1;
    at += 1;
    if (posix !== undefined) return posix === "digit" ? "1" : posix === "upper" ? "A" : "a";
    return negated ? (["a", "1", "-"].find((char) => !pattern.slice(start, at - 1).includes(char)) ?? "_") : first;
  };
  return alternatives();
}

/** What takes away what a parameter is set to. */
export function unsetArgument({ name, type }: Parameter): string {
  if (type === "boolean") return `-p no-${name}`;
  if (type === "integer" || type === "number") return `-p ${name}=0`;
  return type === "object" ? `-p ${name}='{}'` : `-p ${name}=`;
}

/** The text of a value that was given, for finding it again. */
export function textsOf(value: Value): readonly string[] {
  if (isString(value)) return [toText(value)];
  return Array.isArray(value) ? value.flatMap(textsOf) : [];
}
