/** Taking tags out of markup, as MarkupSafe does. It escapes nothing. */
import { unescapeHtml } from "./entities.ts";
import { split } from "./string.ts";

/** Text of markup: without tags and comments, white space joined to single spaces, entities resolved. */
export function stripTags(markup: string): string {
  const text = removeAll(removeAll(markup, "<!--", "-->"), "<", ">");
  return unescapeHtml(split(text, undefined, -1).join(" "));
}

/** Cuts what lies between two marks, as a lazy expression would, but in linear time when the end mark is missing. */
function removeAll(text: string, open: string, close: string): string {
  let out = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf(open, from);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return out + text.slice(from);
    out += text.slice(from, start);
    from = end + close.length;
  }
}
