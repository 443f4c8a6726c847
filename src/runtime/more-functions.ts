/** The functions that few templates call, in the order of their numbers. Loaded when one of them is first looked up. */
import { typeError, valueError } from "../value/errors.ts";
import { toText } from "../value/text.ts";
import type { CallArguments, Value } from "../value/value.ts";
import { type FilterContext, stringArgument } from "./filters/filter.ts";
import { timeIn } from "./filters/more/clock.ts";
import { now } from "./filters/more/dates.ts";
import { lipsum } from "./filters/more/lorem.ts";
import { joinPosix, joinWindows } from "./filters/more/paths.ts";
import { randomString } from "./filters/more/random.ts";

/** What a call of a function does; the same as in functions.ts. */
type Function = (context: FilterContext, args: readonly (Value | undefined)[], call: CallArguments) => Value;

const makeLipsum: Function = (context, [count = 5, html = true, min = 20, max = 100]) =>
  lipsum(context, count, html, min, max);

/** Cookiecutter's. */
const randomAsciiString: Function = (context, [length = null, punctuation = false]) => {
  const text = randomString(length, punctuation);
  context.spend(10 * text.length);
  return text;
};

/** Cookiecutter's: a UUID of version 4. */
const uuid4: Function = () => crypto.randomUUID();

/** Ansible's. */
const makeNow: Function = (_context, [utc = false, format = ""]) => now(utc, format);

/** What the tag `now` calls. */
const makeTimeIn: Function = (_context, [zone = null, format, shift]) =>
  timeIn(
    stringArgument("now", "the time zone", zone),
    format === undefined || format === null ? "" : stringArgument("now", "the format", format),
    shift === undefined ? "" : stringArgument("now", "the shift", shift),
  );

/** Copier's: a path of parts; `mode` is "posix", "windows" or "native", which is "posix" so that output is the same anywhere. */
const pathjoin: Function = (context, _args, { positional, keywords }) => {
  for (const name of keywords.keys()) if (name !== "mode") throw typeError(`pathjoin has no argument '${name}'`);
  const mode = toText(keywords.get("mode") ?? "posix");
  const parts = positional.map((part) => stringArgument("pathjoin", "a part", part));
  context.spend(parts.length);
  if (mode === "posix" || mode === "native") return joinPosix(parts);
  if (mode === "windows") return joinWindows(parts);
  throw valueError(`pathjoin: mode is posix, windows or native, not '${mode}'`);
};

/** In the order of their numbers, which follow those of functions.ts. */
export const MORE_FUNCTIONS: readonly Function[] = [
  makeLipsum,
  randomAsciiString,
  uuid4,
  makeNow,
  pathjoin,
  makeTimeIn,
];
