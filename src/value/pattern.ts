/**
 * The patterns of parameters: regular expressions of RE2 (the package `re2js`), which need time in proportion to the text
 * whatever they are. The package loads when the first pattern is compiled.
 */
import type { RE2JS } from "re2js";
import { REGEX_LENGTH_MAX, REGEX_WORK_MAX } from "../base/limits.ts";
import { limitError } from "./errors.ts";

/** Why an expression cannot be compiled, and whether it is for what RE2 has not. */
interface PatternFault {
  readonly reason: string;
  readonly beyond: boolean;
}

export type Compiled = { readonly pattern: Pattern } | { readonly fault: string; readonly hint?: string };

/** Looking ahead and behind, backreferences and conditions. */
const BEYOND = /\(\?<?[=!]|\\[1-9]|\(\?P=|\(\?\(/;

/** What RE2 threw at an expression, in words. */
export function patternFault(source: string, thrown: unknown): PatternFault {
  const reason = thrown instanceof Error ? thrown.message.replace(/^error parsing regexp: /, "") : "it cannot be read";
  return { reason, beyond: BEYOND.test(source) };
}

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
    } catch (thrown) {
      const { reason, beyond } = patternFault(source, thrown);
      return beyond
        ? { fault: reason, hint: "RE2 knows no looking ahead or behind and no backreferences" }
        : { fault: reason };
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
