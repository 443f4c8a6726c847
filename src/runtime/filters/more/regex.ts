/**
 * Regular expressions as Python writes them, run by RE2 (the package `re2js`), which needs time in proportion to the text
 * for every expression. What RE2 has not (looking around, backreferences) is refused. Loaded at the first use.
 */
import type { Matcher, RE2JS } from "re2js";
import { DxgError } from "../../../base/error.ts";
import { REGEX_LENGTH_MAX, REGEX_WORK_MAX, VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { patternFault } from "../../../value/pattern.ts";
import { isAscii } from "../../../value/string.ts";
import type { FilterContext } from "../filter.ts";

type Package = typeof import("re2js");

let loaded: Package | undefined;

function library(): Package {
  loaded ??= require("re2js") as Package;
  return loaded;
}

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
}

/** A match: where it is, and its groups; those that took no part are undefined. The whole match is group 0. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

const KEPT_EXPRESSIONS = 64;
const kept: Map<string, RE2JS> = new Map();

/** What one visit of a character by one instruction costs, as a share of a step. */
const STEPS_PER_VISIT = 1 / 8;
/** The same for a character that the engine reads: it reads each about twice and visits few of its instructions. */
const STEPS_PER_READ = 1 / 4;
/** What a match costs that reads next to nothing. */
const STEPS_PER_MATCH = 64;
/** Characters that a search for a literal passes in the time of one read. */
const PASSED_PER_READ = 16;

/** A text that counts what the engine reads of it: how far a match looks ahead is not to be had otherwise. */
class ReadText extends String {
  readonly #text: string;
  #reads = 0;

  constructor(text: string) {
    super(text);
    this.#text = text;
  }

  override charCodeAt(index: number): number {
    this.#reads++;
    return this.#text.charCodeAt(index);
  }

  override indexOf(literal: string, from = 0): number {
    const found = this.#text.indexOf(literal, from);
    this.#reads += ((found < 0 ? this.#text.length : found) - from) / PASSED_PER_READ;
    return found;
  }

  /** The reads since this was last asked. */
  takeReads(): number {
    const reads = this.#reads;
    this.#reads = 0;
    return reads;
  }
}

/** An expression bound to the render that pays for it. */
export class Regex {
  readonly #context: FilterContext;
  readonly #compiled: RE2JS;
  readonly #text: string;

  /**
   * @throws {DxgError} render/value for an expression that is wrong or that RE2 cannot run; render/limit when expression
   * and text are too large together.
   */
  constructor(context: FilterContext, pattern: string, flags: RegexFlags, text: string) {
    this.#context = context;
    this.#text = text;
    this.#compiled = compile(pattern, flags, !isAscii(text));
    const work = text.length * this.#compiled.programSize();
    if (work > REGEX_WORK_MAX)
      throw limitError(`a regular expression has too much to do for ${text.length} characters`);
    context.spend(1 + Math.ceil(work * STEPS_PER_VISIT));
  }

  get groupCount(): number {
    return this.#compiled.groupCount();
  }

  /** The number of a named group; undefined when there is none. */
  groupNamed(name: string): number | undefined {
    const groups = this.#compiled.namedGroups() as Readonly<Record<string, number>>;
    return Object.hasOwn(groups, name) ? groups[name] : undefined;
  }

  /** The first match, anywhere, at the start, or of the whole text. */
  first(where: "search" | "match" | "fullmatch"): RegexMatch | undefined {
    const matcher = this.#compiled.matcher(this.#text);
    const found = where === "search" ? matcher.find() : where === "match" ? matcher.lookingAt() : matcher.matches();
    return found ? this.#read(matcher) : undefined;
  }

  /** Every match, from left to right. Those that look far ahead and take little make the whole quadratic, and pay for it. */
  *all(): Generator<RegexMatch> {
    const text = new ReadText(this.#text);
    const matcher = this.#compiled.matcher(library().MatcherInput.utf16(text));
    const perRead = this.#compiled.programSize() * STEPS_PER_READ;
    for (;;) {
      const match = matcher.find() ? this.#read(matcher) : undefined;
      this.#context.spend(STEPS_PER_MATCH + Math.ceil(text.takeReads() * perRead));
      if (match === undefined) return;
      yield match;
    }
  }

  #read(matcher: Matcher): RegexMatch {
    const groups: (string | undefined)[] = [];
    for (let group = 0; group <= this.groupCount; group++) groups.push(matcher.group(group) ?? undefined);
    return { start: matcher.start(), end: matcher.end(), groups };
  }
}

function compile(pattern: string, { ignoreCase, multiline }: RegexFlags, unicode: boolean): RE2JS {
  if (pattern.length > REGEX_LENGTH_MAX) throw limitError(`a regular expression is longer than ${REGEX_LENGTH_MAX}`);
  const key = `${ignoreCase ? "i" : ""}${multiline ? "m" : ""}${unicode ? "u" : ""}:${pattern}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const { RE2JS: Engine } = library();
  const flags = (ignoreCase ? Engine.CASE_INSENSITIVE : 0) | (multiline ? Engine.MULTILINE : 0);
  let compiled: RE2JS;
  try {
    compiled = Engine.compile(fromPython(pattern, unicode), flags);
  } catch (thrown) {
    throw regexFault(pattern, thrown);
  }
  if (kept.size >= KEPT_EXPRESSIONS) kept.clear();
  kept.set(key, compiled);
  return compiled;
}

function regexFault(pattern: string, thrown: unknown): DxgError {
  const { reason, beyond } = patternFault(pattern, thrown);
  const hint =
    "Looking ahead or behind and backreferences have no engine here that always ends in time; match and cut.";
  return new DxgError(
    "render/value",
    `the regular expression ${JSON.stringify(pattern)}: ${reason}`,
    beyond ? { hint } : {},
  );
}

const UNICODE_CLASSES: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  d: ["\\p{Nd}", "\\p{Nd}"],
  D: ["\\P{Nd}", "\\P{Nd}"],
  w: ["[\\p{L}\\p{N}_]", "\\p{L}\\p{N}_"],
  W: ["[^\\p{L}\\p{N}_]", "\\W"],
  s: ["[\\s\\x0b\\x1c-\\x1f\\x85\\p{Z}]", "\\s\\x0b\\x1c-\\x1f\\x85\\p{Z}"],
  S: ["[^\\s\\x0b\\x1c-\\x1f\\x85\\p{Z}]", "\\S"],
};

/** Python's spelling as RE2's: `\Z`, white space, and the classes of letters and digits where the text is not ASCII. */
function fromPython(pattern: string, unicode: boolean): string {
  let out = "";
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === "\\") {
      const next = pattern.charAt(++index);
      const classes = unicode && Object.hasOwn(UNICODE_CLASSES, next) ? UNICODE_CLASSES[next] : undefined;
      if (classes !== undefined) out += classes[inClass ? 1 : 0];
      else if (next === "s") out += inClass ? "\\s\\x0b\\x1c-\\x1f" : "[\\s\\x0b\\x1c-\\x1f]";
      else if (next === "S") out += inClass ? "\\S" : "[^\\s\\x0b\\x1c-\\x1f]";
      else out += next === "Z" && !inClass ? "\\z" : `\\${next}`;
    } else if (inClass) {
      if (character === "]") inClass = false;
      out += character === "[" ? "\\[" : character;
    } else if (character === "[") {
      inClass = true;
      out += character;
      if (pattern.charAt(index + 1) === "^") out += pattern.charAt(++index);
      // A bracket that closes nothing yet is a character.
      if (pattern.charAt(index + 1) === "]") {
        out += "\\]";
        index++;
      }
    } else out += character;
  }
  return out;
}

/** How Python's `re.sub` writes a replacement: texts and groups in turn. */
export type Replacement = readonly (string | number)[];

const ESCAPED: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  f: "\f",
  v: "\v",
  b: "\b",
  "\\": "\\",
};

/** @throws {DxgError} render/value for an unknown group or escape. */
export function parseReplacement(text: string, regex: Regex): Replacement {
  const parts: (string | number)[] = [];
  const group = (name: string): number => {
    const index = /^[0-9]+$/.test(name) ? Number(name) : regex.groupNamed(name);
    if (index === undefined || index > regex.groupCount)
      throw valueError(`the replacement names an unknown group '${name}'`);
    return index;
  };
  const pattern = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9][0-9]?)|([\s\S])|$)/g;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, name, octal, number, letter] = match;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (name !== undefined) parts.push(group(name));
    else if (octal !== undefined) parts.push(String.fromCharCode(Number.parseInt(octal, 8)));
    else if (number !== undefined) parts.push(group(number));
    else if (letter === undefined || (/[A-Za-z]/.test(letter) && !Object.hasOwn(ESCAPED, letter))) {
      throw valueError(`the replacement has a bad escape ${whole}`);
    } else parts.push(ESCAPED[letter] ?? whole);
  }
  parts.push(text.slice(from));
  return parts;
}

/** `re.sub`. @throws {DxgError} render/limit */
export function substitute(text: string, regex: Regex, replacement: Replacement): string {
  let out = "";
  let from = 0;
  for (const { start, end, groups } of regex.all()) {
    out += text.slice(from, start);
    for (const part of replacement) out += typeof part === "string" ? part : (groups[part] ?? "");
    from = end;
    if (out.length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  return out + text.slice(from);
}
