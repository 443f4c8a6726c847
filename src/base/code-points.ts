/** The order of texts by code points. JavaScript's own is that of UTF-16 units. */

/** Index of the first unit in which two texts differ; the length of the shorter one when it begins the other. */
export function firstDifference(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  let index = 0;
  while (index < shared && left.charCodeAt(index) === right.charCodeAt(index)) index++;
  return index;
}

/** Order of two texts whose first difference is known: negative, 0 or positive. */
export function compareAt(left: string, right: string, index: number): number {
  if (index === left.length || index === right.length) return left.length - right.length;
  return rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
}

/** Surrogates stand for code points above every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
