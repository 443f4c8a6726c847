/**
 * Text from templates, parameters and paths must not steer the terminal or a CI log: controls, invisible and
 * direction-changing characters are shown as escapes. Everything printed goes through here.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it finds
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
/** Line starts that GitHub Actions would obey. */
const WORKFLOW_COMMAND = /^(\s*)::/;

/** One line of safe text; `keep` lists controls to leave as they are. */
export function printable(text: string, keep = ""): string {
  if (isPlain(text)) return text;
  const escaped = text.replace(UNSAFE, (char) => {
    if (keep.includes(char)) return char;
    if (char === "\n") return "\\n";
    const code = char.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return escaped.replace(WORKFLOW_COMMAND, "$1: :");
}

/** Printable ASCII that begins with no colon, blanks aside: the common case, told without a pattern. */
function isPlain(text: string): boolean {
  let begun = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > TILDE || (code === COLON && !begun)) return false;
    if (code !== SPACE) begun = true;
  }
  return true;
}

const SPACE = 0x20;
const TILDE = 0x7e;

const COLON = 0x3a;

/** Several lines, each safe, without empty ones at the start. */
export function printableLines(text: string): string {
  let safe = "";
  for (const line of text.split("\n")) safe += safe === "" && line === "" ? "" : `${printable(line, "\t")}\n`;
  return safe.slice(0, -1);
}
