/** The filter `comment`, which makes a text a comment of a language. */
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { indexOf } from "../../../value/number.ts";
import { replace, strip } from "../../../value/string.ts";
import type { Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";

interface CommentStyle {
  readonly decoration: string;
  readonly beginning?: string;
  readonly end?: string;
}

const COMMENTS: Readonly<Record<string, CommentStyle>> = {
  plain: { decoration: "# " },
  erlang: { decoration: "% " },
  c: { decoration: "// " },
  cblock: { beginning: "/*", decoration: " * ", end: " */" },
  xml: { beginning: "<!--", decoration: " - ", end: "-->" },
};

export const comment: Filter = (context, value, args) => {
  const [
    style = "plain",
    newline = "\n",
    beginning,
    prefix,
    prefixCount = 1,
    decoration,
    postfix,
    postfixCount = 1,
    end,
  ] = args;
  const name = stringArgument("comment", "style", style);
  const known = Object.hasOwn(COMMENTS, name) ? COMMENTS[name] : undefined;
  if (known === undefined)
    throw valueError(`comment: no style '${name}'; there are ${Object.keys(COMMENTS).join(", ")}`);
  const part = (what: string, given: Value | undefined, otherwise: string): string =>
    given === undefined ? otherwise : stringArgument("comment", what, given);
  const line = part("newline", newline, "\n");
  const before = part("decoration", decoration, known.decoration);
  const bare = strip(before, undefined, 1);
  const head = part("beginning", beginning, known.beginning ?? "");
  const tail = part("end", end, known.end ?? "");
  const above = part("prefix", prefix, bare);
  const below = part("postfix", postfix, bare);
  const text = stringArgument("comment", "its value", value);
  const lines = line === "" ? 1 : text.split(line).length;
  const [times, after] = [indexOf(prefixCount), indexOf(postfixCount)];
  const room =
    text.length + lines * before.length + (above.length + line.length) * times + (below.length + line.length) * after;
  if (room > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  context.spend(Math.max(0, room));
  const opening = head === "" ? "" : head + line;
  const first = above === "" ? "" : (above === line ? line : above + line).repeat(Math.max(0, times));
  const body = replace(before + replace(text, line, line + before, -1), before + line, bare + line, -1);
  return opening + first + body + (line + below).repeat(Math.max(0, after)) + (tail === "" ? "" : line + tail);
};
