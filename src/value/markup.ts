/** Taking tags out of markup, as MarkupSafe 3 does. It escapes nothing. */
import { unescapeHtml } from "./entities.ts";
import { split } from "./string.ts";

/** Text of markup: without tags and comments, white space joined to single spaces, entities resolved. */
export function stripTags(markup: string): string {
  const text = removeAll(removeAll(markup, "<!--", "-->"), "<", ">");
  return unescapeHtml(split(text, undefined, -1).join(" "));
}

/**
 * Cuts what lies between two marks, the first pair first, until none is left: what stands around a cut may be a mark then.
 * It takes linear time, also where the end mark is missing.
 */
function removeAll(text: string, open: string, close: string): string {
  const kept: { readonly from: number; to: number }[] = [];
  let at = 0;
  for (;;) {
    const edge = lastKept(text, kept, open.length - 1);
    const across = edge + text.slice(at, at + open.length - 1);
    const start = across.indexOf(open);
    if (start >= 0) {
      const taken = edge.length - start;
      const near = edge.slice(start) + text.slice(at, at + close.length);
      const inside = near.indexOf(close);
      const end = inside >= 0 ? at - taken + inside : text.indexOf(close, at);
      if (end < 0) break;
      drop(kept, taken);
      at = end + close.length;
    } else {
      const next = text.indexOf(open, at);
      const end = next < 0 ? -1 : text.indexOf(close, next);
      if (end < 0) break;
      if (next > at) kept.push({ from: at, to: next });
      at = end + close.length;
    }
  }
  return kept.map(({ from, to }) => text.slice(from, to)).join("") + text.slice(at);
}

/** The last characters of what is kept, so many if there are. */
function lastKept(
  text: string,
  kept: readonly { readonly from: number; readonly to: number }[],
  count: number,
): string {
  let last = "";
  for (let index = kept.length - 1; index >= 0 && last.length < count; index--) {
    const { from, to } = kept[index]!;
    last = text.slice(Math.max(from, to - count + last.length), to) + last;
  }
  return last;
}

/** Takes the last characters back. */
function drop(kept: { readonly from: number; to: number }[], count: number): void {
  let left = count;
  for (let last = kept.at(-1); last !== undefined && left > 0; last = kept.at(-1)) {
    const size = Math.min(left, last.to - last.from);
    last.to -= size;
    left -= size;
    if (last.to === last.from) kept.pop();
  }
}
