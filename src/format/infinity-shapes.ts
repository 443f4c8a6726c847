/**
 * The key lists that dicts of one encoding share: how they are compared and named.
 */

/** False for a key that a JavaScript object would move (digits only) or take for its prototype. */
export function isPlainKey(key: string): boolean {
  const first = key.charCodeAt(0);
  if (first === 0x5f) return key !== "__proto__";
  return !(first >= 0x30 && first <= 0x39 && /^\d+$/.test(key));
}

/** True when a key is there twice. */
export function repeats(keys: readonly string[]): boolean {
  if (keys.length > 16) return new Set(keys).size < keys.length;
  for (let index = 1; index < keys.length; index++) {
    for (let other = 0; other < index; other++) if (keys[index] === keys[other]) return true;
  }
  return false;
}

export function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

/** A name that two lists of keys share only when they are equal: every key is preceded by its length. */
export function shapeName(keys: readonly string[]): string {
  let name = "";
  for (const key of keys) name += `${key.length}:${key}`;
  return name;
}
