/**
 * The functions behind `{% trans %}`: they look messages up in the translations that a render was given. In the new style
 * of Jinja2's i18n extension they put the variables into the message themselves.
 */
import { modulo } from "../value/arithmetic.ts";
import { equals, mappingGet } from "../value/compare.ts";
import { typeError } from "../value/errors.ts";
import { toText } from "../value/text.ts";
import { type CallArguments, Dict, isMapping, isString, SafeString, type Value } from "../value/value.ts";
import type { Context } from "./context.ts";
import type { FilterContext } from "./filters/filter.ts";

/** The language of a render that says nothing of it by the variable `LANGUAGE`. */
const DEFAULT_LANGUAGE = "en";

/** Which arguments a function takes first. */
export interface GettextStyle {
  readonly context: boolean;
  readonly plural: boolean;
  readonly newstyle: boolean;
}

export function gettext(style: GettextStyle, machine: FilterContext, names: Context, call: CallArguments): Value {
  const given = [...call.positional];
  const context = style.context ? given.shift() : undefined;
  let message = given.shift();
  const variables = Dict.of([...call.keywords]);
  if (style.plural) {
    const plural = given.shift();
    const count = given.shift() ?? (style.newstyle ? null : (call.keywords.get("n") ?? null));
    if (!equals(count, 1)) message = plural;
    if (!variables.has("num")) variables.set("num", count);
  }
  if (given.length > 0) throw typeError("too many arguments for a message");
  if (context !== undefined && !variables.has("context")) variables.set("context", context);
  if (message === undefined) throw typeError("a message is missing");
  // What is no text has no translation.
  const found = isString(message) ? translation(names, machine, toText(message), context) : undefined;
  const said = found ?? message;
  if (isString(said)) machine.spend(toText(said).length);
  if (!style.newstyle) return said;
  return modulo(machine.autoescape ? new SafeString(toText(said)) : said, variables);
}

/** The message in the language of the render; undefined where there is no translation. */
function translation(
  names: Context,
  machine: FilterContext,
  message: string,
  context: Value | undefined,
): string | undefined {
  const { translations } = names;
  if (translations === undefined) return undefined;
  const language = names.lookup("LANGUAGE", "lenient", machine);
  const messages = mappingGet(translations, isString(language) ? toText(language) : DEFAULT_LANGUAGE);
  if (messages === undefined || !isMapping(messages)) return undefined;
  const found = mappingGet(messages, message);
  if (found === undefined) return undefined;
  if (isString(found)) return toText(found);
  const variant = isMapping(found) ? mappingGet(found, context ?? "") : undefined;
  return variant !== undefined && isString(variant) ? toText(variant) : undefined;
}
