/** Reads the parts of a Markdown page that tests check: fenced blocks, tables, and headings above them. */
import { readFileSync, writeFileSync } from "node:fs";

const { UPDATE_GOLDEN } = process.env;
/** Whether made parts of pages are to be written instead of compared. */
export const UPDATE: boolean = UPDATE_GOLDEN === "1";

/** A block between lines of three backquotes. */
export interface Block {
  /** First word after the backquotes. */
  readonly language: string;
  /** The other words. */
  readonly words: readonly string[];
  /** Lines with their line ends. */
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** A row of a table. */
export interface Row {
  /** The cell below a column's head; code loses its backquotes, `\|` is a bar. */
  readonly cell: (column: string) => string;
  readonly line: number;
  /** Text of the heading above. */
  readonly heading: string;
}

function path(page: string): string {
  return new URL(`../../${page}`, import.meta.url).pathname;
}

/** The text of a page, by its path from the root of the repository. */
export function readPage(page: string): string {
  return readFileSync(path(page), "utf8");
}

export function writePage(page: string, text: string): void {
  writeFileSync(path(page), text);
}

/** All fenced blocks of a page, in order. */
export function blocks(page: string): readonly Block[] {
  const found: Block[] = [];
  const lines = readPage(page).split("\n");
  for (let start = 0; start < lines.length; start += 1) {
    const info = /^```(.*)$/.exec(lines[start] ?? "")?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf("```", start + 1);
    if (end < 0) throw new Error(`${page}:${start + 1}: the block is not closed`);
    const [language = "", ...words] = info.split(" ");
    const text = lines
      .slice(start + 1, end)
      .map((line) => `${line}\n`)
      .join("");
    found.push({ language, words, text, line: start + 1 });
    start = end;
  }
  return found;
}

/** All rows of tables that have every one of some columns. */
export function rows(page: string, columns: readonly string[]): readonly Row[] {
  const found: Row[] = [];
  let heading = "";
  let head: readonly string[] | undefined;
  let fenced = false;
  readPage(page)
    .split("\n")
    .forEach((line, index) => {
      if (line.startsWith("```")) fenced = !fenced;
      if (fenced) return;
      heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
      if (!line.startsWith("|")) head = undefined;
      else if (head === undefined) head = split(line);
      else if (!/^\|[-:| ]+\|$/.test(line)) {
        const names = head;
        const cells = split(line);
        if (!columns.every((column) => names.includes(column))) return;
        found.push({ cell: (column) => uncode(cells[names.indexOf(column)] ?? ""), line: index + 1, heading });
      }
    });
  return found;
}

/** The cells of a table's line. */
function split(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** The text of a cell that is one piece of code, else the cell. */
function uncode(cell: string): string {
  const bars = cell.replaceAll("\\|", "|");
  const code = /^`` ?(.*?) ?``$|^`([^`]*)`$/.exec(bars);
  return code?.[1] ?? code?.[2] ?? bars;
}
