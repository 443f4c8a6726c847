/**
 * Whether an error of a render says nothing but words of ours, types, and what stands in the template: then nothing in it was
 * made of a value. An error that is not known here counts as one that was.
 */
import type { DxgError } from "../../base/error.ts";
import type { ErrorCode } from "../../base/error-codes.ts";
import { undefinedMessage } from "../../value/undefined.ts";
import { Undefined } from "../../value/value.ts";

/** Python's names of types, as typeName() and ownerName() give them. */
const TYPE = `(?:${[
  "str|int|float|bool|NoneType|None|list|tuple|dict|dict_keys|dict_values|dict_items|range|datetime",
  "generator|function|builtin_function_or_method|(?:Strict|Chainable|Debug)?Undefined",
  "(?:markupsafe\\.|jinja2\\.(?:filters|runtime|environment|utils)\\.)?(?:Markup|_GroupTuple|LoopContext|Macro)",
  "(?:jinja2\\.(?:runtime|environment|utils)\\.)?(?:BlockReference|Template(?:Reference|Module)|Cycler|Joiner|Namespace)",
].join("|")})`;

/**
 * Whole sentences; what `NAME` stands for must be in the template. By the code, since a template can raise render/undefined
 * with words of its own, which may look like any of these. Made when an error comes: it shall cost no start.
 */
const sentences = (): Partial<Readonly<Record<ErrorCode, readonly string[]>>> => ({
  "render/undefined": [
    "'NAME' is undefined",
    "'TYPE(?: object)?' has no attribute 'NAME'",
    "parameter 'NAME' was not provided",
  ],
  "render/forbidden": ["'NAME' of a 'TYPE' object"],
  "render/type": [
    "unsupported operand type\\(s\\) for (?:[-+*/%]|//|\\*\\* or pow\\(\\)): 'TYPE' and 'TYPE'",
    "'[<>]=?' not supported between instances of 'TYPE' and 'TYPE'",
    "bad operand type for (?:unary [-+]|abs\\(\\)): 'TYPE'",
    'can only concatenate TYPE \\(not "TYPE"\\) to TYPE',
    "can't multiply sequence by non-int of type 'TYPE'",
    "'TYPE' object (?:is not (?:iterable|callable|subscriptable|reversible)|cannot be interpreted as an integer)",
    "object of type 'TYPE' has no len\\(\\)",
    "argument of type 'TYPE' is not iterable",
    "'in <string>' requires string as left operand, not TYPE",
    "unhashable type: '(?:TYPE|slice)'",
    "sequence item \\d+: expected str instance, TYPE found",
    "must be real number, not TYPE",
    "%[a-zA-Z] format: (?:a real number|an integer) is required, not TYPE",
    "Object of type TYPE is not JSON serializable",
    "keys must be str, int, float, bool or None, not TYPE",
    "argument must be str, not TYPE",
    "(?:attribute name must be string|trim takes a string as chars|urlize takes strings as schemes), not 'TYPE'",
    "type TYPE doesn't define __round__ method",
    "slice indices must be integers or None",
    "%c requires int or char",
    "character mapping must return integer, None or str",
    "unsupported format string passed to TYPE\\.__format__",
  ],
  "render/division-by-zero": ["(?:integer |float )?(?:floor )?(?:division|modulo)(?: or modulo)? by zero"],
  "render/limit": [
    "a value is nested too deeply",
    "the template runs more than \\d+ steps",
    "templates and macros are more than \\d+ deep in each other",
    "(?:text of a )?[a-z]+ (?:is longer|has more|is nested deeper|takes more) than \\d+(?: [a-z]+)?",
  ],
});

/** @param isOfTemplate whether a text stands in the template */
export function isPlain({ code, detail, cause }: DxgError, isOfTemplate: (text: string) => boolean): boolean {
  // What is refused by its type may be missing by a name that was made of a value: the hint tells it.
  const missing = code !== "render/undefined" && cause instanceof Undefined ? undefinedMessage(cause) : undefined;
  if (missing !== undefined && !isSentence("render/undefined", missing, isOfTemplate)) return false;
  return isSentence(code, detail, isOfTemplate);
}

function isSentence(code: ErrorCode, detail: string, isOfTemplate: (text: string) => boolean): boolean {
  return (sentences()[code] ?? []).some((sentence) => {
    const source = sentence.replaceAll("TYPE", TYPE).replaceAll("NAME", "([^']*)");
    const found = new RegExp(`^${source}$`).exec(detail);
    return found?.slice(1).every((name) => isOfTemplate(name)) === true;
  });
}
