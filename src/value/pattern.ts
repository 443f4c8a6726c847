/**
 * The patterns of parameters: regular expressions of RE2 (the package `re2js`), which need time in proportion to the text
 * whatever they are. The package loads when the first pattern is compiled.
 */
import type { RE2JS } from "re2js";
import { REGEX_LENGTH_MAX, REGEX_WORK_MAX } from "../base/limits.ts";
import { limitError } from "./errors.ts";

export type Compiled = { readonly pattern: Pattern } | { readonly fault: string; readonly hint?: string };

const BEYOND = /\(\?<?[=!]|\\[1-9]|\(\?P=|\(\?\(/;

export class Pattern {
  readonly #compiled: RE2JS;

  private constructor(compiled: RE2JS) {
    this.#compiled = compiled;
  }

  static compile(source: string): Compiled {
    if (source.length > REGEX_LENGTH_MAX) return { fault: `it is longer than ${REGEX_LENGTH_MAX} characters` };
    const { RE2JS: Engine } = require("re2js") as typeof import("re2js");
    try {
      return { pattern: new Pattern(Engine.compile(source)) };
    } catch (cause) {
      const fault = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, "") : "it cannot be read";
      if (!BEYOND.test(source)) return { fault };
      return { fault, hint: "RE2 knows no looking ahead or behind and no backreferences" };
    }
  }

  /** Whether the whole text matches. @throws {DxgError} render/limit for a text that is too long for it */
  matches(text: string): boolean {
    if (text.length * this.#compiled.programSize() > REGEX_WORK_MAX) {
      throw limitError(`a pattern has too much to do for ${text.length} characters`);
    }
    return this.#compiled.matches(text);
  }
}
