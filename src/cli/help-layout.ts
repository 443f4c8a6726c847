/** Fits the usage that citty renders into the width of a terminal. It knows no command; colours are left as they are. */

/** Columns of the narrowest usual terminal. */
const WIDTH = 80;
/** A label wider than this stands on a line of its own. */
const LABEL_MAX = 30;
/** A label and what it means, as citty writes them: aligned to the right, four blanks between. */
const ROW = /^ +(\S.*?) {4}(.*)$/;

/** The text with no line wider than 80 columns, single words aside. */
export function fitted(text: string): string {
  const lines = text.split("\n");
  const widths = lines.map((line) => Bun.stringWidth(ROW.exec(line)?.[1] ?? "")).filter((width) => width <= LABEL_MAX);
  const column = 2 + Math.max(...widths) + 2;
  return lines
    .flatMap((line) => {
      const [, label, meaning] = ROW.exec(line) ?? [];
      return label === undefined || meaning === undefined ? wrapped(line, 0) : row(label, meaning.trimEnd(), column);
    })
    .join("\n");
}

/** An example and what it does: below each other where one line does not hold both. */
export function exampleRow(line: string, does: string, width: number): string {
  const both = `  ${line.padEnd(width)}  ${does}`;
  return Bun.stringWidth(both) <= WIDTH ? both : [`  ${line}`, ...wrapped(does, 6)].join("\n");
}

function row(label: string, meaning: string, column: number): readonly string[] {
  const lines = wrapped(meaning, column);
  const start = `  ${label}`;
  const room = column - Bun.stringWidth(start);
  if (room < 2) return [start, ...lines];
  const [first = "", ...rest] = lines;
  return [start + " ".repeat(room) + first.trimStart(), ...rest];
}

function wrapped(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  const margin = " ".repeat(indent);
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent + Bun.stringWidth(longer) > WIDTH) {
      lines.push(margin + line);
      line = word;
    } else line = longer;
  }
  return [...lines, margin + line];
}
