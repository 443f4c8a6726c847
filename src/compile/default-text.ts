/**
 * Defaults are expressions, so a text in one has quotes of its own, which is easily forgotten. What can be told of a
 * default without running it, and what its author may have meant.
 */
import { suggest } from "../base/suggest.ts";
import type { Parameter } from "../format/manifest.ts";
import { parseExpression } from "../lang/parser.ts";
import { toText } from "../value/text.ts";
import type { Value } from "../value/value.ts";
import { type Folded, foldConstant } from "./fold.ts";
import type { SourceInfo } from "./origin.ts";

/** Types of parameters whose values are text. */
const TEXT_TYPES: readonly string[] = ["string", "enum", "path", "secret"];

/** The value of a default that reads nothing; whether it is an expression at all is found when it is compiled. */
export function constantDefault(source: SourceInfo): Folded | undefined {
  try {
    return foldConstant(parseExpression(source.text, source.name));
  } catch {
    return undefined;
  }
}

/** Names the choice that was meant, or all. */
export function choiceHint(given: Value, choices: readonly Value[]): string {
  const texts = choices.map((choice) => toText(choice));
  const close = typeof given === "string" ? suggest(given, texts) : undefined;
  return close === undefined ? `The choices are: ${texts.join(", ")}` : `Did you mean "${close}"?`;
}

/** What to write where a default that does not compile was meant as a text. */
export function textHint({ type, choices }: Parameter, text: string): string | undefined {
  if (!TEXT_TYPES.includes(type) || /['"{}]/.test(text)) return undefined;
  const texts = choices?.filter((choice) => typeof choice === "string") ?? [];
  const meant = choices === undefined || texts.includes(text) ? text : suggest(text, texts);
  if (meant === undefined)
    return `A default is an expression. The choices are: ${texts.map((one) => `"'${one}'"`).join(", ")}`;
  return `A default is an expression; for the text itself write "'${meant}'"`;
}
