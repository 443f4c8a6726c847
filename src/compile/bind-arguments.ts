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
  { params, required }: Signature,
  args: Arguments,
  at: Position,
): (Expression | undefined)[] | DxgError {
  const bad = (detail: string, hint = parametersOf(params, required)) =>
    writer.error("compile/bad-arguments", detail, at, hint);
  if (args.positional.length > params.length) {
    return bad(`${what} "${name}" takes at most ${params.length} arguments, ${args.positional.length} given`);
  }
  const bound: (Expression | undefined)[] = [...args.positional];
  for (const keyword of args.keywords) {
    const index = params.indexOf(keyword.name);
    if (index < 0) {
      const close = suggest(keyword.name, params);
      const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
      return bad(`${what} "${name}" has no parameter "${keyword.name}"`, hint);
    }
    if (bound[index] !== undefined) return bad(`${what} "${name}" got "${keyword.name}" twice`);
    while (bound.length < index) bound.push(undefined);
    bound[index] = keyword.value;
  }
  for (let index = 0; index < required; index += 1) {
    if (bound[index] === undefined) return bad(`${what} "${name}" needs "${params[index]}"`);
  }
  return bound;
}

function parametersOf(params: readonly string[], required: number): string {
  const listed = params.map((param, index) => (index < required ? param : `${param} (optional)`));
  return `Its parameters are: ${listed.length === 0 ? "none" : listed.join(", ")}`;
}
