/**
 * Names in Rust sources that are not written out: attributes and macros that a metavariable names, and names that are put
 * together from pieces. What they are is told elsewhere, maybe in another file, so that it counts as if it was the worst.
 */
import type { RustCode } from "./rust-code.ts";

const ATTRIBUTE = "attribute that a macro puts together";

/** What is not written out at a place, as a person would name it; undefined when all is. */
export function splicedAt(code: RustCode, index: number): string | undefined {
  const sign = code.sign(index);
  if (sign === "#") return isSplicedAttribute(code, index) ? ATTRIBUTE : undefined;
  if (sign === "[") {
    if (code.sign(index + 1) === "<") return isPasted(code, index) ? "name that a macro puts together" : undefined;
    const isOfMacro = code.sign(index - 1) === "!" && code.name(index - 2) !== "";
    return !isOfMacro && beginsAttribute(code, index + 1) ? ATTRIBUTE : undefined;
  }
  if (sign === "$") return metavariableAt(code, index);
  const isBare = code.name(index) === "cfg_attr" && code.sign(index + 1) !== "(";
  return isBare && code.inMacro(index) ? ATTRIBUTE : undefined;
}

/** `#[$name…]`, `#![$($name)*…]`, `#$list`. */
function isSplicedAttribute(code: RustCode, index: number): boolean {
  const next = code.sign(index + 1) === "!" ? index + 2 : index + 1;
  return code.sign(next) === "$" || (code.sign(next) === "[" && code.sign(next + 1) === "$");
}

function metavariableAt(code: RustCode, index: number): string | undefined {
  if (code.sign(index + 1) === "{" && code.name(index + 2) === "concat") return "name that a macro puts together";
  if (isMacroName(code, index)) return "macro that a metavariable names";
  const isMeta = code.name(index + 1) !== "" && code.sign(index + 2) === ":" && code.name(index + 3) === "meta";
  if (isMeta) return ATTRIBUTE;
  // The value of an attribute is none.
  const isValue = code.isSet(index - 1) && code.sign(index + 1) !== "(";
  return code.inConditional(index) && !isValue ? ATTRIBUTE : undefined;
}

/** `$name!(…)`, `$(…)*!(…)`, `$($name)::+!(…)`. */
function isMacroName(code: RustCode, index: number): boolean {
  if (code.name(index + 1) !== "") return code.isBang(index + 2);
  if (code.sign(index + 1) !== "(") return false;
  const end = code.closing(index + 1);
  return [end + 2, end + 3, end + 4].some((bang) => code.isBang(bang) && isRepeat(code, bang - 1));
}

function isRepeat(code: RustCode, index: number): boolean {
  return ["*", "+", "?"].includes(code.sign(index));
}

/**
 * Whether a list whose `#` may be elsewhere begins as that of an attribute with a name by metavariable: by more than a
 * value with a comma, an operator or nothing behind it.
 */
function beginsAttribute(code: RustCode, from: number): boolean {
  let at = from;
  while (code.sign(at) === "$" && code.sign(at + 1) === "(") {
    const end = code.closing(at + 1);
    const isList = [",", ";"].includes(code.sign(end - 1));
    if (isRepeat(code, end + 1) && !isList) return true;
    at += 2;
  }
  if (code.sign(at) !== "$" || code.name(at + 1) === "") return false;
  const next = at + 2;
  if (code.isSet(next) || code.sign(next) === "$" || code.tokens[next]?.kind === "string") return true;
  return code.sign(next) === "(" ? sets(code, next) : code.name(next) !== "" && code.name(next) !== "as";
}

/** Whether something is set in a bracket itself, as in `(name = "a")`. */
function sets(code: RustCode, open: number): boolean {
  const end = code.closing(open);
  for (let index = open + 1; index < end; index += 1) {
    if (code.isOpen(index)) index = code.closing(index);
    else if (code.isSet(index)) return true;
  }
  return false;
}

/** What must not be put together, as nobody would see it. */
const WORDS: readonly string[] = [
  ..."unsafe include global_asm naked_asm asm path cfg_attr no_mangle export_name link_section link".split(" "),
];
const MOST_PIECES = 32;

/** Whether `[<…>]`, as the crate paste reads it, may become one of the words. */
function isPasted(code: RustCode, open: number): boolean {
  if (!code.inMacro(open)) return false;
  const end = code.closing(open) - 1;
  if (code.sign(end) !== ">") return false;
  if (end > open + MOST_PIECES) return true;
  const pieces: string[] = [];
  for (let index = open + 2; index < end; index += 1) {
    const sign = code.sign(index);
    const { text } = code.tokens[index]!;
    if (sign === "") pieces.push(/^\w*$/.test(text) ? text : ANY);
    else if (sign === "$") {
      pieces.push(ANY);
      index += 1;
    } else if (sign === "!") {
      // That of `env!("NAME")`.
      pieces.splice(-1, 1, ANY);
      index = code.closing(index + 1);
    } else if (sign === ":" && code.name(index + 1) !== "") {
      index += 1;
      pieces.push(changed(pieces.pop() ?? ANY, code.name(index)));
    } else return false;
  }
  return WORDS.some((word) => mayBe(word, pieces));
}

/** A piece that may be anything. */
const ANY = "*";
/** A piece without letters: the words have small ones only. */
const NO_LETTERS = "_*";

/** A piece that is in none of the words. */
const CAPITAL = "A";

/** Whether a word can be put together from pieces, by all places that each of them may end at: bit N for N characters. */
function mayBe(word: string, pieces: readonly string[]): boolean {
  let places = 1;
  for (const piece of pieces) {
    // From the first place on, any.
    places = piece === ANY ? -(places & -places) : endsOf(word, places, piece);
    if (places === 0) return false;
  }
  return ((places >> word.length) & 1) === 1;
}

function endsOf(word: string, places: number, piece: string): number {
  let ends = 0;
  for (let place = 0; place <= word.length; place += 1) {
    if (((places >> place) & 1) === 0) continue;
    if (piece !== NO_LETTERS) {
      if (word.startsWith(piece, place)) ends |= 1 << (place + piece.length);
      continue;
    }
    let end = place;
    while (word[end] === "_") end += 1;
    ends |= (2 << end) - (1 << place);
  }
  return ends;
}

/** A piece after a change of its case. */
function changed(piece: string, change: string): string {
  if (change !== "upper" && change !== "camel") return ANY;
  return /[a-zA-Z]/.test(piece) ? CAPITAL : NO_LETTERS;
}
