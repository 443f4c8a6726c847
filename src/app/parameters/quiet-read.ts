/**
 * Reading files of answers for templates that take secrets: what is wrong there is told by its place, and by a reason that
 * has nothing of the file in it. Only sentences that are listed here are told as they are.
 */
import { DxgError } from "../../base/error.ts";
import type { Span } from "../../base/span.ts";
import type { Parameter } from "../../format/manifest.ts";
import { isSecret } from "../../format/secrets.ts";

/** Reads a file of values: where one may be secret, an error shows nothing of what stands in it. */
export async function quietly<T>(params: readonly Parameter[], read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof DxgError && params.some(isSecret) ? withoutContent(error) : error;
  }
}

/** The same error without anything of the file in which it was found. */
function withoutContent(error: DxgError): DxgError {
  const { code, detail, span, related, notes, hint } = error;
  if (span === undefined) return error;
  const known = hint !== undefined && HINTS.test(hint) ? hint : undefined;
  return new DxgError(code, reasonOf(detail), {
    span: placeOf(span),
    related: related.map((other) => ({ label: reasonOf(other.label), span: placeOf(other.span) })),
    notes: [...notes.filter((note) => COUNT.test(note)), ...(known === undefined ? [] : [NOT_SHOWN])],
    hint: known ?? NOT_SHOWN,
  });
}

const NOT_SHOWN = "The line is not shown, since the template takes a secret";

/** A place without the line that stands there. */
function placeOf({ source, line, column, length }: Span): Span {
  return { source, line, column, length };
}

/** How many faults there are. */
const COUNT = /^\d+ faults in all/;
/** What to do about a key of config.yaml: the names are ours. */
const HINTS = /^(?:The keys are: defaults, templates|Did you mean "(?:defaults|templates)"\?)$/;

/** Sentences that are the same whatever stands in the file. */
const CONSTANT: readonly RegExp[] = [
  // Any reader. The keys that are refused are known, so that they tell nothing.
  /^the key "(?:__proto__|constructor|prototype)" is not allowed$/,
  /^nested (?:too deeply|more than \d+ deep)$/,
  /^more than \d+ values, aliases counted$/,
  /^it must be a mapping$/,
  // The form of config.yaml.
  /^"(?:defaults|templates)" (?:must be a mapping|stands twice)$/,
  // JSON.
  /^something follows the value$/,
  /^(?:a value|a digit|":"|"," or "[}\]]"|a key in double quotes) is expected$/,
  /^the text ends where a value is expected$/,
  /^the string is not closed$/,
  /^(?:a control character|half of a surrogate pair) in a string$/,
  /^\\u needs four hexadecimal digits$/,
  /^a number begins with 0$/,
  /^the number is out of range$/,
  // YAML.
  /^there is more than one document$/,
  /^a tab stands where the line is indented$/,
  /^a colon and a blank inside a value$/,
  /^the next line is indented as if it belonged to this value$/,
  /^a key, its colon and the beginning of its value must be in one line$/,
  /^more follows where the value has ended$/,
  /^(?:[[{]|the quote ["']) is never closed$/,
  /^a key without a colon$/,
  /^a key must be a scalar$/,
  /^this YAML value is not read here$/,
  /^aliases and special YAML values are not read here$/,
  // TOML.
  /^control characters are not allowed in (?:comments|strings)$/,
  /^expected (?:comma or end of structure|end of table array declaration)$/,
  /^illegal (?:character in (?:key|numeric literal)|empty bare key|leading zero|underscore)$/,
  /^invalid (?:value|date|unicode escape|non-hex character in unicode escape)$/,
  /^trying to redefine an already defined (?:table or )?value$/,
  /^unexpected end of key$/,
  /^unfinished (?:array|numeric value|string|table)$/,
];

/** Sentences that quote something, and what is told in place of them. */
const GENERAL: readonly (readonly [sentence: RegExp, told: string])[] = [
  [/^the key .* stands twice$/s, "a key stands twice"],
  [/^(?:default|template) ".*" stands twice$/s, "a key stands twice"],
  [/^unknown key ".*"$/s, "an unknown key"],
  [/^template ".*" must be a mapping$/s, "what a template is given must be a mapping"],
  [/^".*" is not a template name$/s, "a key that is not a template name"],
  [/^".*" is not a name$/s, "a key that is not a name"],
  [/^a value cannot begin with /, "a value begins with a character that none can begin with"],
  [/^\\.* is no escape$/s, "an escape that there is not"],
  [/ means nothing in double quotes$/, "an escape that there is not"],
  [/ is an unknown tag$/, "an unknown tag"],
  [/^the alias .* has no anchor before it$/s, "an alias without an anchor before it"],
];

/** A sentence with what to do about it in brackets, as one of several faults has it. */
const HINTED = /^(.*) \(([^()]*)\)$/s;

/** What is wrong, without anything of the file: a sentence of the readers that quotes nothing, or a general one. */
export function reasonOf(sentence: string): string {
  const [, detail, hint] = HINTED.exec(sentence) ?? [];
  if (detail === undefined || hint === undefined) return plainReason(sentence);
  return HINTS.test(hint) ? `${plainReason(detail)} (${hint})` : plainReason(detail);
}

function plainReason(detail: string): string {
  if (CONSTANT.some((one) => one.test(detail))) return detail;
  return GENERAL.find(([one]) => one.test(detail))?.[1] ?? "the text is wrong here";
}
