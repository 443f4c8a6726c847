/**
 * The errors for a token that does not belong where it stands: what was expected, what is there, and, where the mistake
 * is a known one, what to write instead. It only looks at the lexer, it never moves it.
 */
import type { DxgError } from "../base/error.ts";
import type { Lexer } from "./lexer.ts";
import { swallowedEnd } from "./lexer-brackets.ts";
import { lastToken } from "./lexer-last.ts";
import {
  T_ADD,
  T_ASSIGN,
  T_BLOCK_END,
  T_COMMA,
  T_DOT,
  T_END,
  T_EQ,
  T_FLOAT,
  T_GT,
  T_GTEQ,
  T_IF,
  T_IN,
  T_INTEGER,
  T_LBRACE,
  T_LT,
  T_MOD,
  T_NAME,
  T_PIPE,
  T_SEMICOLON,
  T_STRING,
  T_VARIABLE_END,
  type TokenKind,
} from "./token.ts";
import { openedElsewhere } from "./unclosed-error.ts";

const AN_EXPRESSION = "an expression";

/** Longest piece of source that a message repeats. */
const SHOWN_LENGTH_MAX = 40;

/** The error for the current token where an expression should begin. */
export function expectedExpression(lexer: Lexer): DxgError {
  return expectedError(lexer, AN_EXPRESSION);
}

/** The error for the current token where `what` should be; without a `hint` one is looked for. */
export function expectedError(lexer: Lexer, what: string, hint?: string): DxgError {
  const { kind, source, start, end } = lexer;
  if (kind === T_END) return unfinished(lexer, what);
  const swallowed = source.usual ? undefined : swallowedEnd(lexer, start);
  if (swallowed !== undefined) return swallowed;
  const number = brokenNumber(lexer);
  if (number !== undefined) return number;
  const found = hint ?? hintFor(lexer, what);
  const wanted = lexer.inLine ? what.replace("`%}`", END_OF_LINE) : source.spell(what);
  return source.error("parse/unexpected-token", start, end, `expected ${wanted}, got ${shown(lexer)}`, {
    hint: lexer.inLine ? found?.replace("`%}`", END_OF_LINE) : found,
    notes: openedNote(lexer),
  });
}

const END_OF_LINE = "the end of the line";

/** How a message names the current token. */
export function shown(lexer: Lexer): string {
  const { kind, start, end, source } = lexer;
  if (kind === T_END) return lexer.mode === "expression" ? "the end of the expression" : "the end of the template";
  if (kind === T_BLOCK_END && lexer.inLine) return END_OF_LINE;
  const text = source.text.slice(start, Math.min(end, start + SHOWN_LENGTH_MAX)).split("\n", 1)[0]!;
  return end - start > text.length ? `\`${text}…\`` : `\`${text}\``;
}

function unfinished(lexer: Lexer, what: string): DxgError {
  const { source, tagStart, tagOpen, start, end, mode } = lexer;
  if (mode === "expression") {
    return source.error("parse/unexpected-token", start, end, `expected ${what}, got the end of the expression`);
  }
  return unclosedTag(lexer, source.text.slice(tagStart, tagOpen));
}

/** The error for a tag that goes on to the end of the template. */
export function unclosedTag(lexer: Lexer, opening: string): DxgError {
  const { source, tagStart, tagOpen, mode } = lexer;
  // A line statement goes on beyond its line only inside brackets.
  const hint = lexer.inLine ? "Close its brackets." : `Close it with \`${mode === "variable" ? "}}" : "%}"}\`.`;
  const piece = { start: tagStart, end: tagOpen };
  const detail = `the tag \`${opening}\` is never closed`;
  return openedElsewhere(source, "lex/unterminated", detail, piece, lastToken(source), { hint });
}

/** Numbers such as `1a`, `10_` and `012`, which the lexer reads as two tokens. */
function brokenNumber(lexer: Lexer): DxgError | undefined {
  const { kind, previousKind, previousEnd, start, end, source } = lexer;
  if ((previousKind !== T_INTEGER && previousKind !== T_FLOAT) || previousEnd !== start) return undefined;
  if (kind < T_NAME && kind !== T_INTEGER && kind !== T_FLOAT) return undefined;
  let begin = start;
  while (begin > 0 && /[\w.]/.test(source.text[begin - 1]!) && start - begin < SHOWN_LENGTH_MAX) begin--;
  const hint =
    kind >= T_NAME
      ? "Put a space after the number, or write digits only; a name cannot begin with a digit."
      : "Whole numbers have no leading zeros; octal ones begin with `0o`.";
  return source.error("lex/bad-number", begin, end, `\`${source.text.slice(begin, end)}\` is not a number`, { hint });
}

function openedNote(lexer: Lexer): readonly string[] | undefined {
  const { source, tagStart, start, mode } = lexer;
  if (mode !== "variable" && mode !== "block" && mode !== "line") return undefined;
  const line = source.line(tagStart);
  if (line === source.line(start)) return undefined;
  return [`The tag was opened at line ${line}, column ${source.column(tagStart)}.`];
}

/** Words that only statements begin with, found where an expression is. */
const STATEMENT_WORDS: ReadonlySet<string> = new Set(["if", "elif", "else", "for", "set", "include", "block", "macro"]);
const OPERATOR_WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "if", "else"]);

/** Hints that hang on what was expected alone. */
const HINTS: Readonly<Record<string, string>> = {
  "`in`": "Write `{% for item in list %}`.",
  "`:`": "A dict pairs keys with values: `{'key': value}`.",
  "a name to assign to": "Write `{% set name = value %}`.",
  "`=`": "Write `{% set name = value %}`.",
  "`=` or `%}`": "Write `{% set name = value %}`.",
  "a filter's name": "Write a filter after `|`, such as `upper`.",
  "a test's name": "Write a test after `is`, such as `defined`.",
  "the end of the test": "Join two tests with `and`.",
  "`,` or `)`": "Separate the values with commas.",
  "`,` or `]`": "Separate the values with commas.",
  "`,` or `}`": "Separate the pairs with commas.",
};

function hintFor(lexer: Lexer, what: string): string | undefined {
  const { kind, previousKind, start, end, source } = lexer;
  const input = source.text;
  if (kind === T_SEMICOLON) return "Remove the `;`; one tag holds one statement.";
  if (kind === T_PIPE && previousKind === T_PIPE) return "Write `or` for alternatives.";
  if (kind === T_ASSIGN) return hintForAssign(lexer);
  if (isOperator(kind) && input[end] === "=") return "Write the operation out: `{% set x = x + 1 %}`.";
  if (previousKind === T_LBRACE && kind === T_MOD && input[start - 1] === "{") return NO_TAGS_IN_TAGS;
  if (what === AN_EXPRESSION) return hintForExpression(lexer);
  if (what === "`}}`" || what === "`%}`") return hintForTag(lexer) ?? hintForEnd(lexer);
  if (previousKind === T_DOT) return hintAfterDot(lexer);
  if (what === "`in`" && previousKind === T_IN) return "Write a name before `in`: `{% for item in list %}`.";
  return Object.hasOwn(HINTS, what) ? HINTS[what] : undefined;
}

const NO_TAGS_IN_TAGS = "Tags do not nest: inside a tag write the bare name.";

/** The error for the current token where the colon of a pair should be, in the dict whose brace is at `brace`. */
export function pairError(lexer: Lexer, brace: number): DxgError {
  const { source, tagStart, mode } = lexer;
  if (lexer.kind === T_END || source.text[brace - 1] !== "{" || !source.usual) return expectedError(lexer, "`:`");
  const bare = mode === "expression";
  if (!bare && brace - 1 < tagStart + 2)
    return expectedError(lexer, "`:`", "Write values with two braces: `{{ name }}`.");
  const braces = { start: brace - 1, end: brace + 1 };
  return openedElsewhere(source, "parse/unexpected-token", "expected an expression, got `{{`", braces, lexer, {
    hint: bare ? "An expression stands without `{{` and `}}`." : NO_TAGS_IN_TAGS,
  });
}

/** Kinds between two operands that are written with signs. */
function isOperator(kind: TokenKind): boolean {
  return kind >= T_ADD && kind <= T_GTEQ;
}

function hintForAssign(lexer: Lexer): string {
  if (lexer.previousKind === T_EQ) return "Write `==`; there is no `===`.";
  return lexer.mode === "variable"
    ? "Compare with `==`; assign with `{% set name = value %}`."
    : "Compare with `==`; `=` stands only in `set` and between an argument's name and value.";
}

function hintAfterDot(lexer: Lexer): string {
  const { previousEnd, source } = lexer;
  if (/[0-9]/.test(source.text[previousEnd - 2] ?? "")) return "Write a digit after the point: `1.0`.";
  return "Write `name.attribute`, or `name[expression]` for anything but a plain name.";
}

function hintForExpression(lexer: Lexer): string | undefined {
  const { kind, previousKind, previousEnd, start } = lexer;
  if (kind === T_GT && previousKind === T_LT) return "Write `!=` for inequality.";
  if (kind === T_VARIABLE_END && previousKind === T_ADD && previousEnd === start) {
    return "Write a value after `+`; as whitespace control it stands in `{%` tags only.";
  }
  if (isOperator(previousKind)) return "Write a value after the operator.";
  if (kind === T_COMMA) return "Write a value before the comma.";
  if (kind === T_DOT) return "Write a digit before the point: `0.5`.";
  if (kind === T_VARIABLE_END) return "Write a name or value between `{{` and `}}`.";
  if (kind === T_BLOCK_END) return "Write a name or value before `%}`.";
  return undefined;
}

/** What cannot stand in a tag of this name. */
function hintForTag({ text, kind, source, tagOpen, mode }: Lexer): string | undefined {
  if (mode === "variable") return undefined;
  const tag = /^[-+]?\s*(\w+)/.exec(source.text.slice(tagOpen, tagOpen + SHOWN_LENGTH_MAX))?.[1];
  const isScope = text === "with" || text === "without";
  if (tag === "include") {
    if (text === "missing") return "Write the template's name before `ignore missing`.";
    if (text === "ignore") return "Write `ignore missing`.";
    if (isScope) return `Write \`${text} context\`, or \`with name = value\` for arguments.`;
  }
  if (tag === "extends" && isScope) return "Write nothing behind the template's name: a parent sees the whole context.";
  if (tag === "for" && kind === T_IF) return "Write the condition before `recursive`.";
  return undefined;
}

/** The tag should have ended: most often two values stand side by side, or the tag was never meant to go on. */
function hintForEnd(lexer: Lexer): string | undefined {
  const { kind, start, source, text, mode, tagStart, tagOpen } = lexer;
  const isVariable = mode === "variable";
  const opening = source.text.slice(tagOpen, tagOpen + SHOWN_LENGTH_MAX);
  if (isVariable) {
    const first = /^[-+]?\s*(\w+)/.exec(opening)?.[1];
    if (first !== undefined && STATEMENT_WORDS.has(first)) return `Write statements as \`{% ${first} … %}\`.`;
  } else if (kind === T_IF && /^[-+]?\s*else\b/.test(opening)) return "Write `elif` for a further condition.";
  if (source.line(tagStart) !== source.line(start)) return `Close the tag with \`${isVariable ? "}}" : "%}"}\`.`;
  if (kind >= T_NAME) {
    const lower = text.toLowerCase();
    if (lower !== text && OPERATOR_WORDS.has(lower)) return `Write \`${lower}\` in small letters.`;
    if (text === "then") return "Write no `then`: the tag ends after the condition.";
  } else if (kind !== T_STRING && kind !== T_INTEGER && kind !== T_FLOAT) return undefined;
  if (isVariable) return "Join values with `~`; a name has no spaces in it.";
  return "Put an operator between the two, such as `and`, `==` or `in`.";
}
