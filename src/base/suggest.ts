/**
 * "Did you mean …": the candidate that a mistyped word most likely stands for. It only compares spellings; what the
 * candidates are and how the suggestion is worded is the caller's business.
 */

/** Words longer than this are not typing mistakes of a name; it also bounds the work for hostile input. */
const WORD_LENGTH_MAX = 64;

/**
 * The candidate nearest to `word`, or undefined when none is near enough: at most one mistake for each three letters,
 * and one in words of two to five. Letter case counts as no mistake when all else is equal. Of equally near candidates
 * the one with the same first letter wins, then the earlier one. A candidate equal to `word` is never suggested.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 2 || word.length > WORD_LENGTH_MAX) return undefined;
  const folded = word.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const other = candidate.toLowerCase();
    const distance = editDistance(folded, other);
    if (distance > limit || distance >= other.length) continue;
    const rank = 2 * distance + (folded[0] === other[0] ? 0 : 1);
    if (rank < bestRank) {
      best = candidate;
      bestRank = rank;
    }
  }
  return best;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn `left` into `right`, counted in UTF-16 units:
 * the restricted Damerau-Levenshtein ("optimal string alignment") distance, by the usual dynamic programme over three rows.
 */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
