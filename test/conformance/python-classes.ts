/**
 * The exception of Python that each of our errors stands for: the one table of the conformance runner and of the fuzzer.
 * Where a code has faults of several classes their words tell them apart; what the words do not tell is not told here
 * either, so that an error counts for one class wherever it can.
 */
import type { DxgError } from "../../src/base/error.ts";
import type { ErrorCode } from "../../src/base/error-codes.ts";

interface Row {
  readonly code: ErrorCode;
  /** What the detail of an error says; any when not given. */
  readonly words?: RegExp;
  readonly classes: readonly string[];
}

/** In order: the first that fits holds. */
const ROWS: readonly Row[] = [
  // Jinja2 leaves these to Python, which compiles what is made of the template.
  { code: "parse/unbalanced", words: /` outside a loop$/, classes: ["SyntaxError"] },
  { code: "parse/unexpected-token", words: /=` is given twice$/, classes: ["SyntaxError"] },
  { code: "parse/bad-target", words: /^the parameter `.*` twice$/, classes: ["SyntaxError"] },
  { code: "parse/unexpected-token", words: /^expected `\]`, got `,`$/, classes: ["SyntaxError"] },
  { code: "parse/too-deep", classes: ["RecursionError", "SyntaxError"] },
  // Refused by Jinja2's compiler, not by its parser; so are wrong variables of `trans`.
  { code: "parse/bad-target", words: /^`(?:loop|_.*)`$/, classes: ["TemplateAssertionError"] },
  { code: "parse/bad-block", words: /^the variable `|is no variable of `trans`$/, classes: ["TemplateAssertionError"] },

  // A render that comes to a name quotes it as Python does; the compiler tells of it too where a branch may never be taken.
  { code: "compile/unknown-filter", words: /^[^"]/, classes: ["TemplateRuntimeError"] },
  { code: "compile/unknown-filter", classes: ["TemplateAssertionError", "TemplateRuntimeError"] },
  { code: "compile/unknown-test", words: /^[^"]/, classes: ["TemplateRuntimeError"] },
  { code: "compile/unknown-test", classes: ["TemplateAssertionError", "TemplateRuntimeError"] },
  { code: "compile/bad-block", classes: ["TemplateAssertionError"] },
  { code: "compile/bad-option", classes: ["AssertionError"] },
  { code: "compile/bad-arguments", classes: ["TypeError"] },
  { code: "compile/unknown-variable", classes: ["UndefinedError"] },
  // Only a list has several names.
  { code: "render/include-not-found", words: /", "/, classes: ["TemplatesNotFound"] },
  { code: "compile/include-not-found", classes: ["TemplateNotFound", "TemplatesNotFound"] },
  { code: "render/include-not-found", classes: ["TemplateNotFound", "TemplatesNotFound"] },
  { code: "render/undefined", classes: ["UndefinedError"] },
  { code: "render/inheritance", classes: ["TemplateRuntimeError"] },
  { code: "render/bad-target", classes: ["TemplateRuntimeError"] },
  { code: "render/forbidden", classes: ["SecurityError"] },
  { code: "render/division-by-zero", classes: ["ZeroDivisionError"] },
  { code: "render/limit", words: /^range of /, classes: ["OverflowError"] },
  { code: "render/limit", words: /nested|deep|extend each other/, classes: ["RecursionError"] },
  // Python refuses widths and precisions that do not fit its words as wrong values.
  { code: "render/limit", words: /^result is longer/, classes: ["MemoryError", "OverflowError", "ValueError"] },
  { code: "render/limit", classes: ["MemoryError", "OverflowError"] },

  {
    code: "render/value",
    words: /^(?:You can only sort by|map requires|Unexpected keyword)/,
    classes: ["FilterArgumentError"],
  },
  {
    code: "render/value",
    words: /^(?:Missing parameter for attribute|method must be)/,
    classes: ["FilterArgumentError"],
  },
  { code: "render/value", words: /is not a valid URI scheme prefix/, classes: ["FilterArgumentError"] },
  { code: "render/value", words: /^truncate: expected/, classes: ["AssertionError"] },
  {
    code: "render/value",
    words: /index out of range|^Replacement index|^pop from empty list/,
    classes: ["IndexError"],
  },
  {
    code: "render/value",
    words: /has no key|^random: a dict|^popitem\(\)|^the format has no value for/,
    classes: ["KeyError"],
  },
  { code: "render/value", words: /too large (?:to convert|for a float|to represent)/, classes: ["OverflowError"] },
  { code: "render/value", words: /(?:infinity|Infinity) to integer|%c arg not in range/, classes: ["OverflowError"] },
  { code: "render/value", words: /^numerical result out of range/, classes: ["OverflowError"] },
  { code: "render/value", classes: ["ValueError"] },

  // Jinja2's own words for these are of filters: `reverse` of what has no items, `indent` of a list.
  { code: "render/type", words: /^'.*' object is not iterable$/, classes: ["TypeError", "FilterArgumentError"] },
  { code: "render/type", words: /^can only concatenate list /, classes: ["TypeError", "AttributeError"] },
  // Any name that could be a key is looked for, and not found.
  {
    code: "render/type",
    words: /^a template's name is a string, not (?:NoneType|bool|int|float)$/,
    classes: ["TemplateNotFound", "TemplatesNotFound"],
  },
  { code: "render/type", words: /has no attribute|^wordwrap takes a string as its value/, classes: ["AttributeError"] },
  { code: "render/type", words: /positional and keyword arguments at the same time/, classes: ["FilterArgumentError"] },
  { code: "render/type", words: /^cycler takes at least one item/, classes: ["RuntimeError"] },
  { code: "render/type", classes: ["TypeError"] },
];

/** The classes, one where nothing leaves it open; none for what Python has no error for. */
export function pythonClasses({ code, detail }: DxgError): readonly string[] {
  const row = ROWS.find((one) => one.code === code && (one.words?.test(detail) ?? true));
  if (row !== undefined) return row.classes;
  return code.startsWith("lex/") || code.startsWith("parse/") ? ["TemplateSyntaxError"] : [];
}
