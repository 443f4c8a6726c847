/**
 * Front matter: YAML in a comment at the very start of a `.j2` file, from a line `{#---` to a line `---#}`, cut off with
 * its line end before the template is read.
 */

import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import { suggest } from "../base/suggest.ts";

/** An expression of front matter with the line it stands on, for messages. */
export interface Located {
  readonly text: string;
  readonly line: number;
}

export interface FrontMatter {
  /** Output path instead of the file's own, a template. */
  readonly to?: Located;
  /** Expression: the file is made only when it is true. */
  readonly when?: Located;
  /** `rows as row`: one file for each item of an expression. */
  readonly each?: { readonly sequence: Located; readonly name: string };
  /** Permission bits. */
  readonly mode?: number;
  /** Write only if absent. */
  readonly once: boolean;
}

export interface SplitSource {
  readonly matter: FrontMatter;
  readonly body: string;
  /** Lines cut off: what is added to the body's line numbers. */
  readonly lines: number;
}

const OPEN = "{#---";
const CLOSE = "---#}";
const KEYS = ["to", "when", "each", "mode", "once"];
const LATER = ["inject", "append", "prepend"];
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * Splits a source into its front matter and the rest.
 * @throws {DxgError} template/bad-front-matter with the place
 */
export function splitFrontMatter(source: string, name: string): SplitSource {
  const text = source.replace(/\r\n?/g, "\n");
  if (!text.startsWith(`${OPEN}\n`)) return { matter: { once: false }, body: source, lines: 0 };
  const lines = text.split("\n");
  const end = lines.indexOf(CLOSE, 1);
  const fault = (detail: string, line: number, hint?: string, column = 1, length = 1): DxgError => {
    const shown = lines[line - 1];
    const span: Span = { source: name, line, column, length, ...(shown === undefined ? {} : { text: shown }) };
    return new DxgError("template/bad-front-matter", detail, { span, ...(hint === undefined ? {} : { hint }) });
  };
  if (end < 0) throw fault("it is not closed", 1, `Add a line that is exactly ${CLOSE}`, 1, OPEN.length);
  const inner = lines.slice(1, end);
  inner.forEach((line, index) => {
    const column = line.indexOf("#}");
    if (column >= 0) throw fault('"#}" would end the comment', index + 2, undefined, column + 1, 2);
  });
  return {
    matter: readMatter(inner.join("\n"), fault),
    body: lines.slice(end + 1).join("\n"),
    lines: end + 1,
  };
}

type Fault = (detail: string, line: number, hint?: string, column?: number, length?: number) => DxgError;

function readMatter(yaml: string, fault: Fault): FrontMatter {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, uniqueKeys: true, version: "1.2" });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const { line, col } = counter.linePos(problem.pos[0]);
    throw fault(problem.message.split("\n")[0] ?? "bad YAML", line + 1, undefined, col);
  }
  if (document.contents === null) return { once: false };
  if (!isMap(document.contents)) throw fault("it must be a mapping of keys", 2);
  let matter: FrontMatter = { once: false };
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : "";
    const offset = isScalar(key) && key.range ? key.range[0] : 0;
    const line = counter.linePos(offset).line + 1;
    const bad = (detail: string, hint?: string): DxgError => fault(detail, line, hint, 1, name.length || 1);
    if (LATER.includes(name)) throw bad(`"${name}" is not supported in this version`);
    if (!KEYS.includes(name)) {
      const close = suggest(name, KEYS);
      throw bad(
        `unknown key "${name}"`,
        close === undefined ? `The keys are: ${KEYS.join(", ")}` : `Did you mean "${close}"?`,
      );
    }
    const given: unknown = isScalar(value) ? value.value : undefined;
    matter = { ...matter, ...readKey(name, given, line, bad) };
  }
  return matter;
}

function readKey(
  name: string,
  given: unknown,
  line: number,
  bad: (detail: string, hint?: string) => DxgError,
): Partial<FrontMatter> {
  const located = (): Located => {
    if (typeof given === "boolean") return { text: String(given), line };
    if (typeof given !== "string" || given.trim() === "") throw bad(`"${name}" must be text`);
    return { text: given, line };
  };
  switch (name) {
    case "to":
      return { to: located() };
    case "when":
      return { when: located() };
    case "each": {
      const { text } = located();
      const match = /^([\s\S]+)\sas\s+(\S+)\s*$/.exec(text);
      const [, sequence, item] = match ?? [];
      if (sequence === undefined || item === undefined || !NAME.test(item)) {
        throw bad('"each" must read `sequence as name`', "For example: each: rows as row");
      }
      return { each: { sequence: { text: sequence.trim(), line }, name: item } };
    }
    case "mode":
      if (typeof given !== "string" || !/^0?[0-7]{3}$/.test(given)) {
        throw bad('"mode" must be an octal string', 'For example: mode: "0755"');
      }
      return { mode: Number.parseInt(given, 8) & 0o100 ? 0o755 : 0o644 };
    default:
      if (typeof given !== "boolean") throw bad('"once" must be true or false');
      return { once: given };
  }
}
