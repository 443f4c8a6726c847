/**
 * JSON as every reader of it understands it: what tools take differently (keys that stand twice, comments, trailing
 * commas) is refused, since what is checked here must be what they read.
 */

/** A value of JSON whose objects have no key twice; undefined when the text is none. */
export function parseStrictJson(text: string): { readonly value: unknown } | undefined {
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  try {
    const value: unknown = JSON.parse(plain);
    return hasDoubleKeys(plain) ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** Goes over JSON that is known to be right. */
function hasDoubleKeys(text: string): boolean {
  const objects: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === "{") objects.push(new Set());
    else if (sign === "[") objects.push(undefined);
    else if (sign === "}" || sign === "]") objects.pop();
    else if (sign === '"') {
      const end = textEnd(text, at);
      const keys = objects.at(-1);
      if (keys !== undefined && isKey(text, end + 1)) {
        const key = String(JSON.parse(text.slice(at, end + 1)));
        if (keys.has(key) || key === "__proto__") return true;
        keys.add(key);
      }
      at = end;
    }
  }
  return false;
}

/** Whether a colon follows, after blanks. */
function isKey(text: string, from: number): boolean {
  let at = from;
  while (" \t\r\n".includes(text.charAt(at))) at += 1;
  return text.charAt(at) === ":";
}

function textEnd(text: string, from: number): number {
  for (let at = from + 1; ; at += 1) {
    if (text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === '"') return at;
  }
}

/** The members of an object, none for anything else. */
export function members(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** A member by a path of keys. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let found: unknown = value;
  for (const key of path) found = members(found).find(([one]) => one === key)?.[1];
  return found;
}
