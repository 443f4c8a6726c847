/**
 * How a YAML 1.1 scalar may be written: which styles keep its text. The rules are those of PyYAML, whose output the YAML
 * filters give. It writes nothing.
 */

const YAML_BREAKS = "\n\x85\u2028\u2029";
const BREAKS_AND_BLANKS = "\0 \t\r\n\x85\u2028\u2029";

export interface Analysis {
  readonly empty: boolean;
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly singleQuoted: boolean;
}

/** What styles a text can have; `characters` are its code points. */
export function analyze(characters: readonly string[]): Analysis {
  const last = characters.length - 1;
  if (last < 0) return { empty: true, multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true };
  const start = characters.slice(0, 3).join("");
  let block = start === "---" || start === "...";
  let flow = block;
  let breaks = false;
  let special = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previous: "space" | "break" | "other" = "other";
  for (let index = 0; index <= last; index++) {
    const character = characters[index] as string;
    const before = index === 0 || BREAKS_AND_BLANKS.includes(characters[index - 1] as string);
    const behind = index === last || BREAKS_AND_BLANKS.includes(characters[index + 1] as string);
    const indicator = index === 0 ? firstIndicator(character, behind) : innerIndicator(character, before, behind);
    if (indicator !== "none") flow = true;
    if (indicator === "both") block = true;
    const isBreak = YAML_BREAKS.includes(character);
    if (isBreak) breaks = true;
    if (!isPrintable(character)) special = true;
    if (character === " ") {
      if (previous === "break") breakSpace = true;
      previous = "space";
    } else if (isBreak) {
      if (previous === "space") spaceBreak = true;
      previous = "break";
    } else previous = "other";
  }
  const edges = ` ${YAML_BREAKS}`;
  const blankEdge = edges.includes(characters[0] as string) || edges.includes(characters[last] as string);
  const quotedOnly = blankEdge || breakSpace || spaceBreak || special || breaks;
  return {
    empty: false,
    multiline: breaks,
    flowPlain: !quotedOnly && !flow,
    blockPlain: !quotedOnly && !block,
    singleQuoted: !breakSpace && !spaceBreak && !special,
  };
}

type Indicator = "none" | "flow" | "both";

function firstIndicator(character: string, blankBehind: boolean): Indicator {
  if ("#,[]{}&*!|>'\"%@`".includes(character)) return "both";
  if (character === "?" || character === ":") return blankBehind ? "both" : "flow";
  return character === "-" && blankBehind ? "both" : "none";
}

function innerIndicator(character: string, blankBefore: boolean, blankBehind: boolean): Indicator {
  if (",?[]{}".includes(character)) return "flow";
  if (character === ":") return blankBehind ? "both" : "flow";
  return character === "#" && blankBefore ? "both" : "none";
}

/** Characters that need no escape. */
function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a || code === 0x85 || (code >= 0x20 && code <= 0x7e)) return true;
  if (code === 0xfeff) return false;
  return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code < 0x10ffff);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xa0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

/** How a character stands between double quotes; undefined when it stands for itself. */
export function escapeInQuotes(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  const plain = code >= 0x20 && code <= 0x7e && character !== '"' && character !== "\\";
  if (plain) return undefined;
  const wide = (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd);
  if (wide && !"\u2028\u2029\ufeff".includes(character)) return undefined;
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

export function isYamlBreak(character: string): boolean {
  return YAML_BREAKS.includes(character);
}
