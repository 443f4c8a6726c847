/**
 * Sorting as CPython sorts (Objects/listsort.txt): fewer than 64 items by a run and binary insertion, so that values without
 * an order of their own, such as nan, come where Python puts them. The engine's sort puts them elsewhere once it is compiled.
 */

const SMALL = 64;
const CHUNK = 32;

/** Sorts in place; items of which none is less keep their order. */
export function sortItems<Item>(items: Item[], isLess: (left: Item, right: Item) => boolean): void {
  const chunk = items.length < SMALL ? SMALL : CHUNK;
  for (let from = 0; from < items.length; from += chunk)
    insertAll(items, from, Math.min(from + chunk, items.length), isLess);
  for (let width = chunk; width < items.length; width *= 2) {
    for (let from = 0; from + width < items.length; from += 2 * width)
      merge(items, from, from + width, from + 2 * width, isLess);
  }
}

function insertAll<Item>(items: Item[], from: number, to: number, isLess: (left: Item, right: Item) => boolean): void {
  for (let at = from + runLength(items, from, to, isLess); at < to; at += 1) {
    const item = items[at]!;
    let low = from;
    let high = at;
    while (low < high) {
      const middle = low + ((high - low) >> 1);
      if (isLess(item, items[middle]!)) high = middle;
      else low = middle + 1;
    }
    items.copyWithin(low + 1, low, at);
    items[low] = item;
  }
}

/** The length of the run that begins at `from`; one that descends strictly is turned round. */
function runLength<Item>(
  items: Item[],
  from: number,
  to: number,
  isLess: (left: Item, right: Item) => boolean,
): number {
  if (to - from < 2) return to - from;
  const descends = isLess(items[from + 1]!, items[from]!);
  let end = from + 2;
  while (end < to && isLess(items[end]!, items[end - 1]!) === descends) end += 1;
  if (descends) {
    const turned = items.slice(from, end).reverse();
    for (let index = 0; index < turned.length; index += 1) items[from + index] = turned[index]!;
  }
  return end - from;
}

function merge<Item>(
  items: Item[],
  from: number,
  middle: number,
  to: number,
  isLess: (left: Item, right: Item) => boolean,
): void {
  const left = items.slice(from, middle);
  const end = Math.min(to, items.length);
  let at = from;
  let next = middle;
  for (const item of left) {
    while (next < end && isLess(items[next]!, item)) items[at++] = items[next++]!;
    items[at++] = item;
  }
}
