/**
 * What to do about an error of a render that does not say so itself. Its words are Python's, which people search for; the
 * hint is for the author of the template. It is looked for once, where the error begins, and never on the way of a render
 * that goes well.
 */
import { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import { Undefined } from "../value/value.ts";
import type { Context } from "./context.ts";
import { withSimilarName } from "./similar-name.ts";

/** The first that matches the detail counts. Made when an error comes: it shall cost no start. */
const hints = (): readonly (readonly [RegExp, string])[] => [
  [
    /^unsupported operand.*'NoneType'/,
    "One of the two is None: give it a value, or write `| default(0, true)` behind it.",
  ],
  [
    /^unsupported operand type\(s\) for \+: .*'str'/,
    "Join text with `~` (a list of it with `| join`), or convert it to a number with `| int`.",
  ],
  [/^unsupported operand/, "Both must be numbers; convert text with `| int` or `| float`."],
  [/^bad operand type|__round__/, "It takes a number; convert text first: `(value | int)` or `(value | float)`."],
  [/^division by zero|modulo by zero|^float .*zero/, "Test the divisor first: `a / b if b else 0`."],
  [
    /^'\W+' not supported between/,
    "Compare values of one type: convert text with `| int`, or numbers with `| string`.",
  ],
  [
    /^argument of type '.*' is not iterable/,
    "Only strings, lists and dicts hold others; compare single values with `==`.",
  ],
  [/^'in <string>' requires/, "A string holds only strings: convert the value with `| string` before."],
  [/^'NoneType' object is not iterable/, "The value is None: give a list, or write `| default([], true)` behind it."],
  [/^'(int|float)' object is not iterable/, "Give a list; to count, write `range(n)`."],
  [/object is not iterable/, "Give a list, a dict or a string."],
  [/values to unpack/, "Give every item as many values as there are names."],
  [/object is not callable/, "Only functions, macros and methods are called: leave out the brackets."],
  [/has no len\(\)/, "Only strings, lists and dicts have a length."],
  [/cannot be interpreted as an integer/, "Convert the value with `| int`."],
  [/^range\(\) arg 3 must not be zero/, "Give a step of 1 or more, or of -1 or less."],
  [/^macro '.*' takes not more than/, "Leave out the others, or read them as `varargs` in the macro."],
  [/^macro '.*' takes no keyword/, "Correct the name, give no argument twice, or read it as `kwargs` in the macro."],
  [/takes at most|takes no arguments|takes exactly/, "Leave out the arguments that are too many."],
  [/lacks its argument/, "Add the argument."],
  [/^unhashable type/, "Write a string, a number or a tuple as the key."],
  [/^slice indices/, "Write whole numbers around the `:`."],
  [/a real number is required|an integer is required/, "Convert the value with `| int` or `| float`, or write `%s`."],
  [/^You can only sort by/, "Write `by='key'` or `by='value'`."],
  [/deep in each other/, "Look for a template or macro that calls itself without an end."],
  [/^range of .* too large/, "Go through fewer items."],
  [
    /^the template runs more than|takes more than .* steps|visits more than/,
    "Look for loops in loops over many items.",
  ],
  [/^the output is larger/, "Make several files of it."],
  [/^(dict|list) is longer|^result has more than/, "Keep fewer items in it."],
  [/is longer than \d+$/, "Write it piece by piece, in a loop, instead of making it one value."],
  [/more than \d+ bits/, "Take a smaller number, or a float: `2.0 ** 9`."],
  [
    /nested deeper|nested too deeply|holds itself/,
    "Put fewer lists and dicts inside each other, and none inside itself.",
  ],
  [/has too much to do/, "Try a simpler pattern, or a shorter text."],
];

/** The same for all errors of a code. */
const hintOf = (code: ErrorCode): string | undefined => {
  switch (code) {
    case "render/type":
    case "render/value":
      return "Write `{{ value | pprint }}` with the value in question to see what it is.";
    case "render/limit":
      return "Do less in one render: shorter texts, fewer items, fewer loops.";
    default:
      return undefined;
  }
};

/** What was thrown, with a hint where there is one and the error has none. */
export function explained(thrown: unknown, context: Context): unknown {
  if (!(thrown instanceof DxgError) || thrown.span !== undefined) return thrown;
  if (thrown.cause instanceof Undefined) return withSimilarName(thrown, context);
  if (thrown.hint !== undefined) return thrown;
  const hint = hints().find(([pattern]) => pattern.test(thrown.detail))?.[1] ?? hintOf(thrown.code);
  return hint === undefined ? thrown : thrown.with({ hint });
}
