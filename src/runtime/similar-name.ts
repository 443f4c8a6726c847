/** Adds to the error of a missing variable or attribute what was most likely meant. Keys of a dict are suggested where it is made. */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { filtersByName, functionsByName } from "../format/builtins.ts";
import { namedHint } from "../value/undefined.ts";
import { Undefined } from "../value/value.ts";
import type { Context } from "./context.ts";

/** What things that are no dicts have, by what errors call them. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "jinja2.runtime.LoopContext object":
    "index index0 revindex revindex0 first last length depth depth0 previtem nextitem cycle changed",
  "str object": "upper lower title capitalize strip lstrip rstrip split replace startswith endswith join format",
  "dict object": "items keys values get",
};
const OWNERS: Readonly<Record<string, string>> = {
  "list object": "A list has items: write `list[0].name`, or go through it with `for`.",
  None: "The value is None: give one, or test it with `if` before.",
  "int object": "A number has no attributes.",
  "float object": "A number has no attributes.",
};

/** What is named otherwise elsewhere, and what is not everywhere: nothing near such a name is meant. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  caller: "`caller` is there only in a macro that a `{% call %}` block calls.",
  enumerate: "The body of a `for` has `loop.index0`.",
  isinstance: "Write a test: `value is string`.",
  len: "Write `value | length`.",
  loop: "`loop` is there only in the body of a `for`, and not in macros and blocks inside it.",
  nil: "Write `none`.",
  null: "Write `none`.",
  print: "Write `{{ value }}`.",
  sorted: "Write `value | sort`.",
  str: "Write `value | string`.",
  type: "Write a test: `value is string`.",
};

/** What was thrown, with a better hint where a variable or attribute is missing and the place is not known yet. */
export function withSimilarName(thrown: unknown, context: Context): unknown {
  if (!(thrown instanceof DxgError) || thrown.span !== undefined) return thrown;
  const { cause: missing, code, detail, notes } = thrown;
  if (!(missing instanceof Undefined)) return thrown;
  const hint = hintFor(missing, context);
  if (hint === undefined) return thrown;
  const whole = code === "render/undefined" ? hint : namedHint(missing, hint);
  return new DxgError(code, detail, { hint: whole, notes, cause: missing });
}

function hintFor({ name, owner, message }: Undefined, context: Context): string | undefined {
  if (message.startsWith("parameter ")) return "Pass it in the call, or give it a default: `{% macro name(a='') %}`.";
  if (message === "No caller defined") return "Call the macro in a block: `{% call name() %}…{% endcall %}`.";
  if (message.includes("does not export"))
    return "Define it at the top of that template; names with a `_` in front stay inside it.";
  if (message !== "") return undefined;
  if (owner === "") return forVariable(name, context);
  const close = suggest(name, ATTRIBUTES[owner]?.split(" ") ?? []);
  if (close !== undefined) return `Did you mean '${close}'?`;
  if (owner.includes("LoopContext")) return `A loop has ${ATTRIBUTES[owner]?.replaceAll(" ", ", ")}.`;
  return Object.hasOwn(OWNERS, owner) ? OWNERS[owner] : undefined;
}

function forVariable(name: string, context: Context): string | undefined {
  if (Object.hasOwn(ELSEWHERE, name)) return ELSEWHERE[name];
  // Of so few letters every other word is near: only what the caller gave is likely to be meant.
  const functions = name.length > 3 ? functionsByName().keys() : [];
  const close = suggest(name, [...context.names(), ...functions]);
  if (close !== undefined) return `Did you mean '${close}'?`;
  return filtersByName().has(name) ? `Give it a value; the filter of that name is written … | ${name}.` : undefined;
}
