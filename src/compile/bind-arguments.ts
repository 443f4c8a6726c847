/** Which argument of a filter or test is which of its parameters. */
import type { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import type { Signature } from "../format/builtins.ts";
import type { Arguments, Expression, Position } from "../lang/ast.ts";
import type { ProgramWriter } from "./program-writer.ts";

/** Arguments in the order of the signature's parameters, gaps undefined; or what is wrong with them. */
export function bindArguments(
  writer: ProgramWriter,
  what: "filter" | "test",
  name: string,
  signature: Signature,
  args: Arguments,
  at: Position,
): (Expression | undefined)[] | DxgError {
  const bound: (Expression | undefined)[] = args.positional.slice();
  const fault = bindKeywords(bound, signature, args);
  if (fault === undefined) return bound;
  const { detail, hint = parametersOf(signature) } = fault;
  return writer.error("compile/bad-arguments", `${what} "${name}" ${detail}`, at, hint);
}

/** Puts keywords where they belong behind the positionals; the result is what is wrong with all of them, if anything. */
function bindKeywords(
  bound: (Expression | undefined)[],
  { params, required }: Signature,
  { keywords }: Arguments,
): { readonly detail: string; readonly hint?: string | undefined } | undefined {
  if (bound.length > params.length) {
    return { detail: `takes at most ${params.length} arguments, ${bound.length} given` };
  }
  for (const { name, value } of keywords) {
    const index = params.indexOf(name);
    if (index < 0) {
      const close = suggest(name, params);
      const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
      return { detail: `has no parameter "${name}"`, hint };
    }
    if (bound[index] !== undefined) return { detail: `got "${name}" twice` };
    while (bound.length < index) bound.push(undefined);
    bound[index] = value;
  }
  for (let index = 0; index < required; index += 1) {
    if (bound[index] === undefined) return { detail: `needs "${params[index]}"` };
  }
  return undefined;
}

function parametersOf({ params, required }: Signature): string {
  const listed = params.map((param, index) => (index < required ? param : `${param} (optional)`));
  return `Its parameters are: ${listed.length === 0 ? "none" : listed.join(", ")}`;
}
