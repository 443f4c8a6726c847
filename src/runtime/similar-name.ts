/** Adds to the error of a misspelt variable the name that was most likely meant: one of the context, or a function. */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { filtersByName, functionsByName } from "../format/builtins.ts";
import { Undefined } from "../value/value.ts";
import type { Context } from "./context.ts";

/** What was thrown, with a better hint where a variable is missing and the place is not known yet. */
export function withSimilarName(thrown: unknown, context: Context): unknown {
  if (!(thrown instanceof DxgError) || thrown.code !== "render/undefined" || thrown.span !== undefined) return thrown;
  const { cause: missing, code, detail, notes } = thrown;
  if (!(missing instanceof Undefined) || missing.owner !== "" || missing.message !== "") return thrown;
  const close = suggest(missing.name, [...context.names(), ...functionsByName().keys()]);
  let hint: string | undefined;
  if (close !== undefined) hint = `Did you mean '${close}'?`;
  else if (filtersByName().has(missing.name)) hint = `It is a filter: write … | ${missing.name}`;
  return hint === undefined ? thrown : new DxgError(code, detail, { hint, notes, cause: missing });
}
