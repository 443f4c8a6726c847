/** Python's repr of a string. Source: CPython's documented rules of `repr(str)` and `str.isprintable`. */

const PLAIN = /^[ -&(-[\]-~]*$/;
/** Categories "other" and "separator", the ASCII space apart, are not printable. */
const ESCAPED = /[\\\p{C}\p{Z}]/gu;

/** `repr(text)`: single quotes unless only those occur inside, escapes for what is not printable. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const single = text.includes("'");
  const mark = single && !text.includes('"') ? '"' : "'";
  let body = text.replace(ESCAPED, escapeOf);
  if (single && mark === "'") body = body.replaceAll("'", "\\'");
  return mark + body + mark;
}

/** The escape of a character that is not printed as it is. */
export function escapeOf(character: string): string {
  switch (character) {
    case " ":
      return " ";
    case "\\":
      return "\\\\";
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
  }
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
