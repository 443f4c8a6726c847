/**
 * The errors for a token that does not belong where it stands: what was expected, what is there, and, where the mistake
 * is a known one, what to write instead. It only looks at the lexer, it never moves it.
 */
import type { DxgError } from "../base/error.ts";
import type { Lexer } from "./lexer.ts";
import {
  T_ASSIGN,
  T_BLOCK_END,
  T_DOT,
  T_END,
  T_FLOAT,
  T_GT,
  T_IF,
  T_INTEGER,
  T_LBRACE,
  T_LT,
  T_NAME,
  T_PIPE,
  T_SEMICOLON,
  T_STRING,
  T_VARIABLE_END,
} from "./token.ts";

/** Longest piece of source that a message repeats. */
const SHOWN_LENGTH_MAX = 40;

/** The error for the current token where an expression should begin. */
export function expectedExpression(lexer: Lexer): DxgError {
  return expectedError(lexer, "an expression");
}

/** The error for the current token where `what` should be. */
export function expectedError(lexer: Lexer, what: string): DxgError {
  const { kind, source, start, end } = lexer;
  if (kind === T_END) return unfinished(lexer, what);
  const number = brokenNumber(lexer);
  if (number !== undefined) return number;
  return source.error("parse/unexpected-token", start, end, `expected ${what}, got ${shown(lexer)}`, {
    hint: hintFor(lexer, what),
    notes: openedNote(lexer),
  });
}

/** How a message names the current token. */
export function shown(lexer: Lexer): string {
  const { kind, start, end, source } = lexer;
  if (kind === T_END) return lexer.mode === "expression" ? "the end of the expression" : "the end of the template";
  const text = source.text.slice(start, Math.min(end, start + SHOWN_LENGTH_MAX)).split("\n", 1)[0]!;
  return end - start > text.length ? `\`${text}…\`` : `\`${text}\``;
}

function unfinished(lexer: Lexer, what: string): DxgError {
  const { source, tagStart, start, end, mode } = lexer;
  if (mode === "expression") {
    return source.error("parse/unexpected-token", start, end, `expected ${what}, got the end of the expression`);
  }
  const opening = mode === "variable" ? "{{" : "{%";
  const closing = mode === "variable" ? "}}" : "%}";
  return source.error("lex/unterminated", tagStart, tagStart + 2, `the tag \`${opening}\` is never closed`, {
    hint: `Close it with \`${closing}\`.`,
  });
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
  if (mode !== "variable" && mode !== "block") return undefined;
  const line = source.line(tagStart);
  if (line === source.line(start)) return undefined;
  return [`The tag was opened at line ${line}, column ${source.column(tagStart)}.`];
}

/** Words that only statements begin with, found where an expression is. */
const STATEMENT_WORDS: ReadonlySet<string> = new Set(["if", "elif", "else", "for", "set", "include", "block", "macro"]);
const OPERATOR_WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "if", "else"]);

function hintFor(lexer: Lexer, what: string): string | undefined {
  const { kind, previousKind, previousEnd, start, end, source, text, mode } = lexer;
  const input = source.text;
  if (kind === T_ASSIGN) {
    if (/[-+*/%~|]/.test(input[start - 1] ?? "")) return "Write the operation out: `{% set x = x + 1 %}`.";
    return mode === "variable"
      ? "Compare with `==`; assign with `{% set name = value %}`."
      : "Compare with `==`; `=` stands only in `set` and between an argument's name and value.";
  }
  if (kind === T_PIPE && previousKind === T_PIPE) return "Write `or` for alternatives.";
  if (kind === T_SEMICOLON) return "Remove the `;`; one tag holds one statement.";
  if (kind === T_GT && previousKind === T_LT) return "Write `!=` for inequality.";
  if (kind === T_LBRACE || input.startsWith("{{", start - 1)) {
    if (input.startsWith("{{", start) || input.startsWith("{%", start)) return NO_TAGS_IN_TAGS;
  }
  if (input[start - 1] === "{" && (kind < T_NAME || input[start] === "{" || input[start] === "%"))
    return NO_TAGS_IN_TAGS;
  if (previousKind === T_DOT && input[previousEnd - 1] === ".") {
    if (/[0-9]/.test(input[previousEnd - 2] ?? "")) return "Write a digit after the point: `1.0`.";
    return "Write `name.attribute`, or `name[expression]` for anything but a plain name.";
  }
  if (kind === T_DOT && what === "an expression") return "Write a digit before the point: `0.5`.";
  if (kind === T_VARIABLE_END && what === "an expression") return "Write a name or value between `{{` and `}}`.";
  if (kind === T_BLOCK_END && what === "an expression") return "Write a name or value before `%}`.";
  const isEnd = what.includes("}`");
  if (isEnd && mode === "variable") {
    const first = /^\{\{[-+]?\s*(\w+)/.exec(input.slice(lexer.tagStart, lexer.tagStart + SHOWN_LENGTH_MAX))?.[1];
    if (first !== undefined && STATEMENT_WORDS.has(first)) return `Write statements as \`{% ${first} … %}\`.`;
  }
  if (kind >= T_NAME) {
    const lower = text.toLowerCase();
    if (lower !== text && OPERATOR_WORDS.has(lower)) return `Write \`${lower}\` in small letters.`;
    if (isEnd && text === "then") return "Write no `then`: the tag ends after the condition.";
    if (isEnd && kind === T_IF && previousKind !== T_END && input.slice(previousEnd - 4, previousEnd) === "else") {
      return "Write `elif` for a further condition.";
    }
  }
  if (what === "`in`" && (text === "of" || text === "on" || kind === T_ASSIGN))
    return "Write `{% for item in list %}`.";
  if (isEnd && (kind >= T_NAME || kind === T_STRING || kind === T_INTEGER || kind === T_FLOAT) && end > start) {
    return mode === "variable" ? "Join values with `~`; a name has no spaces in it." : undefined;
  }
  return undefined;
}

const NO_TAGS_IN_TAGS = "Tags do not nest: inside a tag write the bare name.";
