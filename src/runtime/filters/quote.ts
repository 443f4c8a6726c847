/** The filter `quote`, which makes a text one word for a POSIX shell: the closing messages of the built-in templates have it. */
import { toText } from "../../value/text.ts";
import { refuseUndefined } from "../../value/undefined.ts";
import type { Filter } from "./filter.ts";

const SHELL_SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

export const quote: Filter = (context, value) => {
  refuseUndefined(value);
  const text = value === null ? "" : toText(value);
  context.spend(text.length);
  if (SHELL_SAFE.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
};
