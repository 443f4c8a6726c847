/** The names that the texts of a template directory may read, and what is said of one that nobody gives. */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { filtersByName, functionsByName } from "../format/builtins.ts";
import type { SetCompiler } from "./compiler.ts";

/**
 * An error for every name that a program reads and that is no parameter in scope, no function, not `dxg`, no item of `each`.
 * @param scope the parameters that it may read
 * @param declared all parameters, in their order
 */
export function* unknownNames(
  compiler: SetCompiler,
  program: number,
  scope: readonly string[],
  declared: readonly string[],
  items: readonly string[] = [],
): Generator<DxgError> {
  const given = ["dxg", ...scope, ...items];
  const functions = functionsByName();
  for (const name of compiler.variablesOf(program, "meant")) {
    if (functions.has(name) || given.includes(name)) continue;
    yield unknown(compiler, program, name, [...given, ...functions.keys()], declared);
  }
}

function unknown(
  compiler: SetCompiler,
  program: number,
  name: string,
  known: readonly string[],
  declared: readonly string[],
): DxgError {
  const use = compiler.firstUse(program, name, "meant");
  const close = suggest(name, [...(use?.scope ?? []), ...known]);
  const later = declared.includes(name);
  let hint = "Declare it under `params` in template.yaml";
  if (later) hint = "A parameter's expressions read only the parameters before it: change their order";
  else if (close !== undefined) hint = `Did you mean "${close}"?`;
  else if (filtersByName().has(name)) hint = `It is a filter: write … | ${name}`;
  const detail = later ? `"${name}" is a later parameter` : `"${name}" is no parameter of the template`;
  return new DxgError("compile/unknown-variable", detail, { ...(use && { span: use.span }), hint });
}
