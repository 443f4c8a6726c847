/**
 * Text that fits the terminal: paragraphs and tables broken between words. Text for programs does not come here: what they
 * read must not depend on who looks.
 */
import { isTerminal } from "../native/os.ts";

const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
const USUAL_WIDTH = 80;
const MARGIN = "  ";
const DETAIL_MARGIN = "      ";

/** Characters in a line of the terminal that standard output is, 80 where it does not tell; undefined where it is none. */
export function terminalWidth(): number | undefined {
  if (!isTerminal(STANDARD_OUTPUT)) return undefined;
  const told = process.stdout.columns;
  return told > 0 ? told : USUAL_WIDTH;
}

/** The same for the terminal that standard error is. */
export function errorWidth(): number | undefined {
  if (!isTerminal(STANDARD_ERROR)) return undefined;
  const told = process.stderr.columns;
  return told > 0 ? told : USUAL_WIDTH;
}

/** The same for text that only people read: 80 where there is no terminal. */
export function outputWidth(): number {
  return terminalWidth() ?? USUAL_WIDTH;
}

/** Lines of at most `width` characters; a word that is longer has one of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && Bun.stringWidth(line) + 1 + Bun.stringWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

export interface TableRow {
  readonly name: string;
  readonly what: string;
  readonly details: readonly string[];
}

/** Three columns where every row fits; else the details of a row are below it, and `what` too where it is long. */
export function table(rows: readonly TableRow[], width: number): readonly string[] {
  const first = Math.max(0, ...rows.map(({ name }) => Bun.stringWidth(name)));
  const second = Math.max(0, ...rows.map(({ what }) => Bun.stringWidth(what)));
  const lines = rows.map(({ name, what, details }) =>
    `${MARGIN}${pad(name, first)}  ${pad(what, second)}  ${details.join("  ")}`.trimEnd(),
  );
  return lines.every((line) => Bun.stringWidth(line) <= width)
    ? lines
    : rows.flatMap((row) => stacked(row, first, width));
}

function stacked({ name, what, details }: TableRow, first: number, width: number): readonly string[] {
  const together = `${MARGIN}${pad(name, first)}  ${what}`.trimEnd();
  const fits = Bun.stringWidth(together) <= width;
  const below = (fits ? details : [what, ...details]).filter((text) => text !== "");
  const lines = below.flatMap((text) => wrap(text, width - DETAIL_MARGIN.length));
  return [fits ? together : MARGIN + name, ...lines.map((line) => DETAIL_MARGIN + line)];
}

function pad(text: string, width: number): string {
  return text + " ".repeat(width - Bun.stringWidth(text));
}
