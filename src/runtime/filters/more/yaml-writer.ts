/**
 * Writes YAML as PyYAML's emitter does (`yaml.dump` with `allow_unicode`): the same quotes, indentation and line folding.
 * It knows nodes, not values.
 */
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError } from "../../../value/errors.ts";
import { codePoints } from "../../../value/iterate.ts";
import type { YamlNode } from "./yaml-node.ts";
import { plainKind } from "./yaml-plain.ts";
import { type Analysis, analyze, escapeInQuotes, isYamlBreak } from "./yaml-scalar.ts";

export interface YamlStyle {
  /** True and false decide for all collections; undefined lets those of scalars only stand on one line. */
  readonly flow: boolean | undefined;
  readonly indent: number;
  readonly width: number;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
}

/** The longest key, with its tag, that stands before its colon without a question mark. */
const SIMPLE_KEY_LENGTH = 128;
const STRING_TAG_LENGTH = 5;

type Place = "root" | "item" | "key" | "simple-key" | "value";

/** A document. @throws {DxgError} render/limit for one that is too long. */
export function writeYaml(root: YamlNode, style: YamlStyle): string {
  const writer = new YamlWriter(style);
  return writer.document(root);
}

class YamlWriter {
  readonly #flow: boolean | undefined;
  readonly #step: number;
  readonly #width: number;
  readonly #explicitStart: boolean;
  readonly #explicitEnd: boolean;
  readonly #parts: string[] = [];
  #length = 0;
  #column = 0;
  #indent = -1;
  #flowLevel = 0;
  /** The last character was a blank or a line end. */
  #blank = true;
  /** Only indentation and indicators are on the line so far. */
  #leading = true;
  #openEnded = false;

  constructor(style: YamlStyle) {
    this.#flow = style.flow;
    this.#step = style.indent > 1 && style.indent < 10 ? style.indent : 2;
    this.#width = style.width > this.#step * 2 ? style.width : 80;
    this.#explicitStart = style.explicitStart;
    this.#explicitEnd = style.explicitEnd;
  }

  document(root: YamlNode): string {
    if (this.#explicitStart) this.#indicator("---", true);
    this.#node(root, "root");
    this.#newLine();
    if (this.#explicitEnd || this.#openEnded) {
      this.#indicator("...", true);
      this.#newLine();
    }
    return this.#parts.join("");
  }

  #push(text: string): void {
    this.#length += text.length;
    if (this.#length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
    this.#parts.push(text);
  }

  #text(characters: readonly string[], from: number, to: number): void {
    this.#column += to - from;
    this.#push(characters.slice(from, to).join(""));
  }

  #break(mark = "\n"): void {
    this.#blank = true;
    this.#leading = true;
    this.#column = 0;
    this.#push(mark);
  }

  /** Goes to the indentation, on a new line where this one is past it. */
  #newLine(): void {
    const indent = Math.max(0, this.#indent);
    if (!this.#leading || this.#column > indent || (this.#column === indent && !this.#blank)) this.#break();
    if (this.#column < indent) {
      this.#blank = true;
      this.#push(" ".repeat(indent - this.#column));
      this.#column = indent;
    }
  }

  #indicator(mark: string, spaced: boolean, blank = false, leading = false): void {
    const text = this.#blank || !spaced ? mark : ` ${mark}`;
    this.#blank = blank;
    this.#leading = this.#leading && leading;
    this.#column += text.length;
    this.#openEnded = false;
    this.#push(text);
  }

  /** Runs `body` one level further to the right. */
  #indented(flow: boolean, indentless: boolean, body: () => void): void {
    const outer = this.#indent;
    if (outer < 0) this.#indent = flow ? this.#step : 0;
    else if (!indentless) this.#indent = outer + this.#step;
    body();
    this.#indent = outer;
  }

  #node(node: YamlNode, place: Place): void {
    switch (node.kind) {
      case "alias":
        return this.#indicator(`*${node.of.anchor}`, true);
      case "text":
      case "plain":
        return this.#indented(true, false, () => this.#scalar(node, place));
      case "sequence":
        this.#anchor(node.anchor);
        if (this.#isFlow(node.flat) || node.items.length === 0) return this.#flowSequence(node.items);
        return this.#blockSequence(node.items, place);
      case "mapping":
        this.#anchor(node.anchor);
        if (this.#isFlow(node.flat) || node.pairs.length === 0) return this.#flowMapping(node.pairs);
        return this.#blockMapping(node.pairs);
    }
  }

  #anchor(name: string): void {
    if (name !== "") this.#indicator(`&${name}`, true);
  }

  #isFlow(flat: boolean): boolean {
    return this.#flowLevel > 0 || (this.#flow ?? flat);
  }

  #blockSequence(items: readonly YamlNode[], place: Place): void {
    const inMapping = place === "key" || place === "simple-key" || place === "value";
    this.#indented(false, inMapping && !this.#leading, () => {
      for (const item of items) {
        this.#newLine();
        this.#indicator("-", true, false, true);
        this.#node(item, "item");
      }
    });
  }

  #blockMapping(pairs: readonly (readonly [YamlNode, YamlNode])[]): void {
    this.#indented(false, false, () => {
      for (const [key, value] of pairs) {
        this.#newLine();
        if (isSimpleKey(key)) {
          this.#node(key, "simple-key");
          this.#indicator(":", false);
        } else {
          this.#indicator("?", true, false, true);
          this.#node(key, "key");
          this.#newLine();
          this.#indicator(":", true, false, true);
        }
        this.#node(value, "value");
      }
    });
  }

  #flowSequence(items: readonly YamlNode[]): void {
    this.#indicator("[", true, true);
    this.#flowLevel++;
    this.#indented(true, false, () => {
      items.forEach((item, index) => {
        if (index > 0) this.#indicator(",", false);
        if (this.#column > this.#width) this.#newLine();
        this.#node(item, "item");
      });
    });
    this.#flowLevel--;
    this.#indicator("]", false);
  }

  #flowMapping(pairs: readonly (readonly [YamlNode, YamlNode])[]): void {
    this.#indicator("{", true, true);
    this.#flowLevel++;
    this.#indented(true, false, () => {
      pairs.forEach(([key, value], index) => {
        if (index > 0) this.#indicator(",", false);
        if (this.#column > this.#width) this.#newLine();
        if (isSimpleKey(key)) {
          this.#node(key, "simple-key");
          this.#indicator(":", false);
        } else {
          this.#indicator("?", true);
          this.#node(key, "key");
          if (this.#column > this.#width) this.#newLine();
          this.#indicator(":", true);
        }
        this.#node(value, "value");
      });
    });
    this.#flowLevel--;
    this.#indicator("}", false);
  }

  #scalar(node: Extract<YamlNode, { readonly text: string }>, place: Place): void {
    const characters = codePoints(node.text);
    const analysis = analyze(characters);
    const split = place !== "simple-key";
    if (this.#standsPlain(node, analysis, split)) this.#plain(characters, split, place === "root");
    else if (analysis.singleQuoted && (split || !analysis.multiline)) this.#singleQuoted(characters, split);
    else this.#doubleQuoted(characters, split);
  }

  #standsPlain(node: Extract<YamlNode, { readonly text: string }>, analysis: Analysis, split: boolean): boolean {
    if (node.kind === "text" && plainKind(node.text) !== "str") return false;
    if (!split && (analysis.empty || analysis.multiline)) return false;
    return this.#flowLevel > 0 ? analysis.flowPlain : analysis.blockPlain;
  }

  #plain(characters: readonly string[], split: boolean, root: boolean): void {
    if (root) this.#openEnded = true;
    if (characters.length === 0) return;
    if (!this.#blank) {
      this.#column++;
      this.#push(" ");
    }
    this.#blank = false;
    this.#leading = false;
    let start = 0;
    let spaces = false;
    for (let end = 0; end <= characters.length; end++) {
      const character = characters[end];
      if (spaces && character !== " ") {
        if (start + 1 === end && this.#column > this.#width && split) {
          this.#newLine();
          this.#blank = false;
          this.#leading = false;
        } else this.#text(characters, start, end);
        start = end;
      } else if (!spaces && (character === undefined || character === " ")) {
        this.#text(characters, start, end);
        start = end;
      }
      spaces = character === " ";
    }
  }

  #singleQuoted(characters: readonly string[], split: boolean): void {
    this.#indicator("'", true);
    const last = characters.length;
    let start = 0;
    let run: "spaces" | "breaks" | "text" = "text";
    for (let end = 0; end <= last; end++) {
      const character = characters[end];
      if (run === "spaces") {
        if (character !== " ") {
          const folds = start + 1 === end && this.#column > this.#width && split && start !== 0 && end !== last;
          if (folds) this.#newLine();
          else this.#text(characters, start, end);
          start = end;
        }
      } else if (run === "breaks") {
        if (character === undefined || !isYamlBreak(character)) {
          if (characters[start] === "\n") this.#break();
          for (const mark of characters.slice(start, end)) this.#break(mark);
          this.#newLine();
          start = end;
        }
      } else if (character === undefined || character === " " || character === "'" || isYamlBreak(character)) {
        if (start < end) this.#text(characters, start, end);
        start = end;
      }
      if (character === undefined) break;
      if (character === "'") {
        this.#column += 2;
        this.#push("''");
        start = end + 1;
      }
      run = character === " " ? "spaces" : isYamlBreak(character) ? "breaks" : "text";
    }
    this.#indicator("'", false);
  }

  #doubleQuoted(characters: readonly string[], split: boolean): void {
    this.#indicator('"', true);
    const last = characters.length;
    let start = 0;
    for (let end = 0; end <= last; end++) {
      const character = characters[end];
      const escaped = character === undefined ? undefined : escapeInQuotes(character);
      if (character === undefined || escaped !== undefined) {
        if (start < end) this.#text(characters, start, end);
        start = end;
      }
      if (escaped !== undefined) {
        this.#column += escaped.length;
        this.#push(escaped);
        start = end + 1;
      }
      const breakable = end > 0 && end < last - 1 && (character === " " || start >= end);
      if (!breakable || this.#column + (end - start) <= this.#width || !split) continue;
      if (start < end) this.#text(characters, start, end);
      start = Math.max(start, end);
      this.#push("\\");
      this.#column++;
      this.#newLine();
      this.#blank = false;
      this.#leading = false;
      if (characters[start] === " ") {
        this.#column++;
        this.#push("\\");
      }
    }
    this.#indicator('"', false);
  }
}

function isSimpleKey(key: YamlNode): boolean {
  switch (key.kind) {
    case "alias":
      return true;
    case "sequence":
      return key.items.length === 0;
    case "mapping":
      return key.pairs.length === 0;
    case "plain":
      return key.text.length + key.tag.length < SIMPLE_KEY_LENGTH;
    case "text": {
      const characters = codePoints(key.text);
      const { empty, multiline } = analyze(characters);
      return characters.length + STRING_TAG_LENGTH < SIMPLE_KEY_LENGTH && !empty && !multiline;
    }
  }
}
