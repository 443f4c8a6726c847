/**
 * Front matter: YAML in a comment at the very start of a `.j2` file, from a line `{#---` to a line `---#}`, cut off with
 * its line end before the template is read. What only looks like it is refused.
 */

import { isMap, isScalar, type Node, type Pair, parseDocument } from "yaml";
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import { suggest } from "../base/suggest.ts";
import { findLookalike } from "./front-matter-lookalike.ts";
import { atLine, later, type SourceInfo, spanOf } from "./origin.ts";
import { unquotedHint, yamlProblem } from "./yaml-problem.ts";
import { scalarOrigin } from "./yaml-scalar.ts";

export interface FrontMatter {
  /** Output path instead of the file's own, a template. */
  readonly to?: SourceInfo;
  /** Expression: the file is made only when it is true. */
  readonly when?: SourceInfo;
  readonly each?: Each;
  /** Permission bits. */
  readonly mode?: number;
  /** Write only if absent. */
  readonly once: boolean;
}

/** `rows as row`: one file for each item of an expression. */
export interface Each {
  readonly sequence: SourceInfo;
  /** Of the item. */
  readonly name: string;
  /** The key and its value. */
  readonly span: Span;
}

export interface SplitSource {
  readonly matter: FrontMatter;
  readonly body: string;
  /** Lines cut off: what is added to the body's line numbers. */
  readonly lines: number;
}

const OPEN = "{#---";
const CLOSE = "---#}";
const FORM = `The first line of the file must be exactly ${OPEN} and a later one exactly ${CLOSE}`;
/** Where the YAML begins: on the second line. */
const YAML_START = OPEN.length + 1;
const EMPTY_TO =
  'Write a path, or leave "to" out for that of the file itself; a part that comes out empty leaves the file out: to: "{{ name if wanted }}"';
const EMPTY_VALUE = "Write an expression, or leave the key out";
const KEYS = ["to", "when", "each", "mode", "once"];
const LATER = ["inject", "append", "prepend"];
/** All that every system and version control keeps: whether a file can be executed. */
const MODES: ReadonlyMap<string, number> = new Map([
  ["0644", 0o644],
  ["644", 0o644],
  ["0755", 0o755],
  ["755", 0o755],
]);
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * Splits a source into its front matter and the rest.
 * @param name of the file in errors
 * @throws {DxgError} template/bad-front-matter with the place
 */
export function splitFrontMatter(source: string, name: string): SplitSource {
  const text = source.replace(/\r\n?/g, "\n");
  const file: SourceInfo = { name, text, origin: atLine(0) };
  if (!text.startsWith(`${OPEN}\n`)) {
    const found = findLookalike(text);
    if (found !== undefined)
      throw bad(`${found.why}, so it is not read`, file, found.start, found.end - found.start, FORM);
    return { matter: { once: false }, body: source, lines: 0 };
  }
  const lines = text.split("\n");
  const end = lines.indexOf(CLOSE, 1);
  if (end < 0) throw notClosed(file, lines);
  const yaml = lines.slice(1, end).join("\n");
  const ending = yaml.indexOf("#}");
  if (ending >= 0) throw bad('"#}" would end the comment', file, YAML_START + ending, "#}".length);
  return {
    matter: new MatterReader(file, yaml).read(),
    body: lines.slice(end + 1).join("\n"),
    lines: end + 1,
  };
}

/**
 * A partial is written wherever it is included, so it has no front matter.
 * @throws {DxgError} template/bad-front-matter
 */
export function refuseFrontMatter(source: string, name: string): void {
  const text = source.replace(/\r\n?/g, "\n");
  const found = findLookalike(text);
  if (found === undefined) return;
  const file: SourceInfo = { name, text, origin: atLine(0) };
  throw bad("a partial has none", file, found.start, found.end - found.start, "Move it to the file below files/");
}

/** The end may be there, but not in its form. */
function notClosed(file: SourceInfo, lines: readonly string[]): DxgError {
  const near = lines.findIndex((line, index) => index > 0 && line.includes("#}"));
  if (near < 0 || !/^\s*-+\s*#\}/.test(lines[near]!)) {
    return bad("it is not closed", file, 0, OPEN.length, `Add a line that is exactly ${CLOSE}`);
  }
  const offset = lines.slice(0, near).join("\n").length + 1;
  return bad(`its last line is not exactly ${CLOSE}`, file, offset, lines[near]!.length, FORM);
}

/** An error at some characters of the file; of several lines it shows the first. */
function bad(detail: string, file: SourceInfo, offset: number, length: number, hint?: string): DxgError {
  const span = spanAt(file, offset, length);
  return new DxgError("template/bad-front-matter", detail, { span, ...(hint === undefined ? {} : { hint }) });
}

function spanAt(file: SourceInfo, offset: number, length: number): Span {
  const before = file.text.slice(0, offset).split("\n");
  const marked = file.text.slice(offset, offset + length).split("\n", 1)[0] ?? "";
  const column = [...(before.at(-1) ?? "")].length + 1;
  return spanOf(file, { line: before.length, column, length: Math.max(1, [...marked].length) });
}

class MatterReader {
  readonly #file: SourceInfo;
  readonly #yaml: string;

  constructor(file: SourceInfo, yaml: string) {
    this.#file = file;
    this.#yaml = yaml;
  }

  read(): FrontMatter {
    const document = parseDocument(this.#yaml, { uniqueKeys: true, version: "1.2" });
    const problem = yamlProblem(document, this.#yaml);
    if (problem !== undefined) {
      throw this.#bad(problem.detail, problem.start, problem.end - problem.start, problem.hint);
    }
    const root = document.contents;
    if (root === null) return { once: false };
    if (!isMap(root)) {
      const [start, end] = root.range ?? [0, 0];
      throw this.#bad("it must be a mapping of keys", start, end - start, `The keys are: ${KEYS.join(", ")}`);
    }
    let matter: FrontMatter = { once: false };
    for (const pair of root.items as Pair<Node, Node | null>[]) matter = { ...matter, ...this.#key(pair) };
    return matter;
  }

  #key(pair: Pair<Node, Node | null>): Partial<FrontMatter> {
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    switch (name) {
      case "to":
        return { to: this.#text(pair, name) };
      case "when":
        return { when: this.#text(pair, name) };
      case "each":
        return { each: this.#each(pair) };
      case "mode":
        return { mode: this.#mode(pair) };
      case "once": {
        const once = isScalar(pair.value) ? pair.value.value : undefined;
        if (typeof once !== "boolean") throw this.#atValue(pair, '"once" must be true or false');
        return { once };
      }
    }
    if (LATER.includes(name)) throw this.#atKey(pair, `"${name}" is not supported in this version`);
    const close = suggest(name, KEYS);
    const hint = close === undefined ? `The keys are: ${KEYS.join(", ")}` : `Did you mean "${close}"?`;
    throw this.#atKey(pair, name === "" ? "a key must be a word" : `unknown key "${name}"`, hint);
  }

  #each(pair: Pair<Node, Node | null>): Each {
    const whole = this.#text(pair, "each");
    const [, space = "", sequence, name] = /^(\s*)([\s\S]*\S)\s+as\s+(\S+)\s*$/.exec(whole.text) ?? [];
    if (sequence === undefined || name === undefined || !NAME.test(name)) {
      throw this.#atValue(pair, '"each" must read `sequence as name`', "For example: each: rows as row");
    }
    const [start, end] = [pair.key.range?.[0] ?? 0, pair.value?.range?.[1] ?? 0];
    const span = spanAt(this.#file, YAML_START + start, end - start);
    return { sequence: { ...whole, text: sequence, origin: later(whole.origin, space.length) }, name, span };
  }

  #mode(pair: Pair<Node, Node | null>): number {
    const given = isScalar(pair.value) ? pair.value.value : undefined;
    const mode = MODES.get(String(given));
    if (mode !== undefined && typeof given === "string") return mode;
    const hint = 'Write mode: "0755" for a file that can be executed, mode: "0644" for any other';
    throw this.#atValue(pair, '"mode" must be "0644" or "0755", in quotes', hint);
  }

  /** The text of a value, to be compiled. */
  #text(pair: Pair<Node, Node | null>, name: string): SourceInfo {
    const { value } = pair;
    const given = isScalar(value) ? value.value : undefined;
    const text = typeof given === "boolean" ? String(given) : given;
    if (!isScalar(value) || typeof text !== "string") {
      throw this.#atValue(pair, `"${name}" must be text`, unquotedHint(value) ?? "Put it in quotes");
    }
    if (text.trim() === "") throw this.#atValue(pair, `"${name}" is empty`, name === "to" ? EMPTY_TO : EMPTY_VALUE);
    const origin = scalarOrigin(value, this.#yaml, 1);
    return { name: this.#file.name, text, origin, file: this.#file.text };
  }

  #atKey(pair: Pair<Node, Node | null>, detail: string, hint?: string): DxgError {
    const [start, end] = pair.key?.range ?? [0, 0];
    return this.#bad(detail, start, end - start, hint);
  }

  /** At the value, or at its key where there is none. */
  #atValue(pair: Pair<Node, Node | null>, detail: string, hint?: string): DxgError {
    const [start, end] = pair.value?.range ?? [0, 0];
    return end > start ? this.#bad(detail, start, end - start, hint) : this.#atKey(pair, detail, hint);
  }

  /** At some characters of the YAML, which begins on the second line of the file. */
  #bad(detail: string, offset: number, length: number, hint?: string): DxgError {
    return bad(detail, this.#file, YAML_START + offset, length, hint);
  }
}
