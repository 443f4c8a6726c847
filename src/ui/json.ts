/**
 * Data as JSON for standard output. It may end in a terminal or a CI log like any other text, so what printable.ts escapes is
 * escaped here as well, in JSON's own way: the data stay the same.
 */

/** What JSON itself leaves as it is: DEL, the controls of C1, invisible and direction-changing characters. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** JSON with a line end. Big integers become their decimal text. */
export function jsonText(value: unknown): string {
  // JSON escapes stand in strings only, and so do these characters.
  return `${JSON.stringify(value, plain, 2).replace(UNSAFE, escaped)}\n`;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
