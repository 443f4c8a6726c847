/** The filters `regex_search`, `regex_findall`, `regex_replace` and `regex_escape`, as Ansible has them. */
import { valueError } from "../../../value/errors.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { Tuple, type Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";
import { parseReplacement, Regex, type RegexFlags, substitute } from "./regex.ts";

const flagsOf = (ignoreCase: Value | undefined, multiline: Value | undefined): RegexFlags => ({
  ignoreCase: truth(ignoreCase ?? false),
  multiline: truth(multiline ?? false),
});

function subject(value: Value): string {
  refuseUndefined(value);
  return toText(value);
}

const GROUP = /^\\(?:g<(\S+)>|([0-9]+))/;

/** The first match, or None; with groups named (`'\\1'`, `'\\g<name>'`) a list of them. */
export const regexSearch: Filter = (context, value, args, keywords = new Map<string, Value>()) => {
  for (const keyword of keywords.keys()) {
    if (!["ignorecase", "multiline", "regex"].includes(keyword)) {
      throw valueError(`regex_search has no argument '${keyword}'`);
    }
  }
  const given = args as readonly Value[];
  const [pattern = null, ...wanted] = keywords.has("regex") ? [keywords.get("regex") ?? null, ...given] : given;
  const regex = new Regex(
    context,
    stringArgument("regex_search", "regex", pattern),
    flagsOf(keywords.get("ignorecase"), keywords.get("multiline")),
    subject(value),
  );
  const groups = wanted.map((each) => {
    const name = stringArgument("regex_search", "a group", each);
    const [, called, number] = GROUP.exec(name) ?? [];
    const index = number === undefined ? regex.groupNamed(called ?? "") : Number(number);
    if (index === undefined || index > regex.groupCount) throw valueError(`regex_search: no such group: '${name}'`);
    return index;
  });
  const match = regex.first("search");
  if (match === undefined) return null;
  return groups.length === 0 ? (match.groups[0] ?? "") : groups.map((index) => match.groups[index] ?? null);
};

/** Every match; with one group what it matched, with several tuples of them. */
export const regexFindall: Filter = (context, value, [pattern = null, multiline, ignoreCase]) => {
  const flags = flagsOf(ignoreCase, multiline);
  const regex = new Regex(context, stringArgument("regex_findall", "regex", pattern), flags, subject(value));
  const found: Value[] = [];
  for (const { groups } of regex.all()) {
    const texts = groups.map((group) => group ?? "");
    context.spend(texts.length);
    if (texts.length <= 2) found.push(texts.at(-1) ?? "");
    else found.push(new Tuple(texts.slice(1)));
  }
  return found;
};

export const regexReplace: Filter = (context, value, [pattern = "", replacement = "", ignoreCase, multiline]) => {
  const text = subject(value);
  const flags = flagsOf(ignoreCase, multiline);
  const regex = new Regex(context, stringArgument("regex_replace", "pattern", pattern), flags, text);
  return substitute(text, regex, parseReplacement(stringArgument("regex_replace", "replacement", replacement), regex));
};

/** What Python's `re.escape` puts a backslash before. */
const SPECIAL = /[\t\n\v\f\r #$&()*+\-.?[\\\]^{|}~]/g;
const POSIX_SPECIAL = /[\].[^$*\\]/g;

export const regexEscape: Filter = (context, value, [type = "python"]) => {
  const text = subject(value);
  context.spend(text.length);
  const name = stringArgument("regex_escape", "re_type", type);
  if (name === "python") return text.replace(SPECIAL, (character) => `\\${character}`);
  if (name === "posix_basic") return text.replace(POSIX_SPECIAL, (character) => `\\${character}`);
  throw valueError(`regex_escape: no type '${name}'; there are python and posix_basic`);
};
