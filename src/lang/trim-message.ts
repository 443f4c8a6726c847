/** White space in the messages of `{% trans trimmed %}`. It finds no messages. */

/** Line breaks with the white space around them as one space. */
export function trimMessage(message: string): string {
  return message
    .trim()
    .split("\n")
    .map((line, index, lines) => {
      const start = index > 0 ? line.trimStart() : line;
      return index < lines.length - 1 ? start.trimEnd() : start;
    })
    .filter((line) => line !== "")
    .join(" ");
}
