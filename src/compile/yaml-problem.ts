/**
 * What is wrong with a YAML text, in the words of somebody who writes templates, at the place where it begins to be wrong
 * and with what to do. The package's own sentences are about its tokens and name the place where it noticed.
 */
import { type Document, isCollection, isMap, isScalar, type Node, Scalar, visit, type YAMLError } from "yaml";

export interface YamlProblem {
  readonly detail: string;
  /** UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  readonly hint?: string;
}

const BRACES_HINT = "Put a value that begins with {{ or {% in quotes";
const QUOTES_HINT = "Put the whole value in quotes";

/** The first problem of a document, if there is one. `text` is what it was parsed from. */
export function yamlProblem(document: Document<Node, boolean>, text: string): YamlProblem | undefined {
  const error = document.errors[0] ?? document.warnings[0];
  if (error === undefined) return undefined;
  const [start, end] = error.pos;
  const problem = describe(error, document, text);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const line = text.slice(lineStart, endOfLine(text, start));
  const braces = /(?:^|[:\-,[{])\s*(?:\{\{|\{%)/.test(line);
  const whole = { start, end, ...problem, ...(braces ? { hint: BRACES_HINT } : {}) };
  return { ...whole, end: Math.min(whole.end, endOfLine(text, whole.start)) };
}

/** For a value that is a mapping with a mapping as its key, as `{{ name }}` without quotes is. */
export function unquotedHint(node: unknown): string | undefined {
  return isMap(node) && isMap(node.items[0]?.key) ? BRACES_HINT : undefined;
}

function describe(
  error: YAMLError,
  document: Document<Node, boolean>,
  text: string,
): Partial<YamlProblem> & { detail: string } {
  const { code, message } = error;
  const [start] = error.pos;
  switch (code) {
    case "MULTIPLE_DOCS":
      return { detail: "there is more than one document", hint: "Remove the line ---" };
    case "TAB_AS_INDENT":
      return { detail: "a tab stands where the line is indented", hint: "Indent with spaces" };
    case "BAD_SCALAR_START":
      return { detail: `a value cannot begin with ${text[start]}`, hint: QUOTES_HINT };
    case "BAD_DQ_ESCAPE":
      return {
        detail: `${text.slice(start, start + 2)} means nothing in double quotes`,
        end: start + 2,
        hint: "Use single quotes, in which a backslash is only a backslash",
      };
    case "TAG_RESOLVE_FAILED":
      return {
        detail: `${text.slice(...error.pos)} is an unknown tag`,
        hint: "Put a value that begins with ! in quotes",
      };
    case "BLOCK_AS_IMPLICIT_KEY":
      return text.slice(start, endOfLine(text, start)).includes(": ")
        ? { detail: "a colon and a blank inside a value", hint: QUOTES_HINT, end: endOfLine(text, start) }
        : {
            detail: "the next line is indented as if it belonged to this value",
            hint: "Indent every key of a mapping alike",
          };
    case "MULTILINE_IMPLICIT_KEY":
      return {
        detail: "a key, its colon and the beginning of its value must be in one line",
        hint: "Write key: value",
        end: endOfLine(text, start),
      };
    case "UNEXPECTED_TOKEN":
      if (!message.startsWith("Unexpected scalar at node end")) break;
      return {
        detail: "more follows where the value has ended",
        hint: `${QUOTES_HINT}; inside single quotes a quote is written twice`,
        end: endOfLine(text, start),
      };
    case "BAD_INDENT": {
      const open = lastOpen(document, start);
      if (open === undefined) break;
      const sign = text[open] === "[" ? "]" : "}";
      return { detail: `${text[open]} is never closed`, start: open, end: open + 1, hint: `Add the ${sign}` };
    }
    case "MISSING_CHAR": {
      if (message.startsWith("Implicit map keys")) {
        return { detail: "a key without a colon", hint: "Write key: value", end: endOfLine(text, start) };
      }
      const open = message.startsWith("Missing closing") ? lastQuoted(document, start) : undefined;
      if (open === undefined) break;
      return {
        detail: `the quote ${text[open]} is never closed`,
        start: open,
        end: open + 1,
        hint: `Add the ${text[open]}`,
      };
    }
  }
  if (message.startsWith("Maximum call stack")) return { detail: "nested too deeply" };
  const sentence = (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
  return { detail: sentence.charAt(0).toLowerCase() + sentence.slice(1) };
}

/** Where the innermost `[` or `{` before a place begins. */
function lastOpen(document: Document<Node, boolean>, before: number): number | undefined {
  return lastStart(document, before, (node) => isCollection(node) && node.flow === true);
}

/** Where the last text in quotes before a place begins. */
function lastQuoted(document: Document<Node, boolean>, before: number): number | undefined {
  return lastStart(
    document,
    before,
    (node) => isScalar(node) && (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE),
  );
}

function lastStart(
  document: Document<Node, boolean>,
  before: number,
  wanted: (node: Node) => boolean,
): number | undefined {
  let found: number | undefined;
  visit(document, {
    Node: (_, node) => {
      const start = node.range?.[0];
      if (start !== undefined && start < before && wanted(node)) found = Math.max(found ?? 0, start);
    },
  });
  return found;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
