/** One case in both engines: what ours answers, and whether the two answers are the same. */
import { DxgError } from "../../../src/base/error.ts";
import type { ErrorCode } from "../../../src/base/error-codes.ts";
import { compileTemplate } from "../../../src/compile/template.ts";
import { planning } from "../../../src/runtime/rows.ts";
import { loadTemplate } from "../../../src/runtime/template.ts";
import type { Dict, PlainObject } from "../../../src/value/value.ts";
import { pythonClasses } from "../../conformance/python-classes.ts";
import { untag } from "../../value/case.ts";
import { syntaxOf } from "./lexical.ts";
import type { JinjaAnswer, JinjaCase } from "./oracle.ts";

export type OurAnswer =
  | { readonly ok: string }
  | {
      readonly error: ErrorCode;
      readonly message: string;
      /** What Python would raise. */
      readonly classes: readonly string[];
      readonly place: boolean;
      readonly line?: number;
      readonly cutOff?: boolean;
    };

/**
 * Renders with our engine: loops by plans where they have one, in macro mode by the machine alone. Anything that is thrown
 * and is no DxgError is thrown on.
 * @param plain context as plain objects, as a caller passes it, rather than as dicts of the engine
 */
export function ours(one: JinjaCase, plain: boolean, mode: "auto" | "macro"): OurAnswer {
  const { least } = planning;
  planning.least = mode === "auto" ? 0 : Number.POSITIVE_INFINITY;
  try {
    const loader = (name: string): string | undefined =>
      Object.hasOwn(one.includes, name) ? one.includes[name] : undefined;
    const bytes = compileTemplate(one.template, {
      ...one.options,
      ...syntaxOf(one.options),
      loader,
      names: () => Object.keys(one.includes),
      mode,
      name: "main",
    });
    const context = untag(one.context, one.options.undefined, plain) as Dict | PlainObject;
    return { ok: loadTemplate(bytes).render(context) };
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return {
      error: error.code,
      message: error.message,
      classes: pythonClasses(error),
      place: error.span !== undefined,
      line: error.span?.line ?? 0,
      cutOff: isCutOff(error),
    };
  } finally {
    planning.least = least;
  }
}

/** Whether the template ends right after the beginning of what is never closed, a sign aside. */
function isCutOff({ code, span }: DxgError): boolean {
  if (code !== "lex/unterminated" || span?.text === undefined) return false;
  return [...span.text].slice(span.column - 1).length <= span.length + 1;
}

/** A count beyond the machine's words is refused also where nothing is counted. */
const TOO_BIG = /^cannot fit 'int' into an index-sized integer$/;
/** Jinja2 looks at the target of an assignment before its value, this engine after. */
const NO_NAMESPACE = /^cannot assign attribute on non-namespace object$/;
/** A loop over a dict goes over the keys that it had at the beginning. */
const CHANGED = /^dictionary (changed size|keys changed) during iteration$/;

/** Undefined when the answers agree, else what differs; `lines` compares the lines of syntax errors too. */
export function difference(our: OurAnswer, jinja: JinjaAnswer, lazy: boolean, lines = false): string | undefined {
  if ("error" in jinja && jinja.error[0] === "TooLong") return undefined;
  if ("error" in jinja && (CHANGED.test(jinja.message) || TOO_BIG.test(jinja.message))) return undefined;
  if ("ok" in our) {
    if ("error" in jinja)
      return `ours renders ${JSON.stringify(our.ok)}, Jinja2 raises ${jinja.error[0]}: ${jinja.message}`;
    if (our.ok === jinja.ok) return undefined;
    return `ours ${JSON.stringify(our.ok)}\nJinja2 ${JSON.stringify(jinja.ok)}`;
  }
  // Long ranges are refused when they are made, as by Jinja2's sandbox.
  if ("ok" in jinja && our.error === "render/limit" && our.message.includes("range of")) return undefined;
  // A comment or raw block that begins with the last character is lost without a word; the rest may still fail.
  if (!("error" in jinja && jinja.error[0] === "TemplateSyntaxError") && our.cutOff === true && lines) return undefined;
  if ("ok" in jinja) return `ours fails with ${our.error}: ${our.message}, Jinja2 renders ${JSON.stringify(jinja.ok)}`;
  if (!our.place) return `${our.error} (${our.message}) has no place`;
  if (our.cutOff === true && lines && jinja.message.startsWith("Unexpected end of template")) return undefined;
  const bothSyntax = jinja.error[0] === "TemplateSyntaxError" && /^(?:lex|parse)\//.test(our.error);
  if (lines && bothSyntax && our.line !== jinja.line) {
    return `ours fails on line ${our.line} with ${our.error}: ${our.message}, Jinja2 on line ${jinja.line}: ${jinja.message}`;
  }
  if (our.error.startsWith("render/") && NO_NAMESPACE.test(jinja.message)) return undefined;
  if (lazy || our.classes.includes(jinja.error[0]!)) return undefined;
  return `ours fails with ${our.error}: ${our.message}, Jinja2 with ${jinja.error[0]}: ${jinja.message}`;
}
