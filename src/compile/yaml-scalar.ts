/** Where the text of a YAML scalar stands in its file, so that faults inside it are shown at their own place. */
import type { Scalar } from "yaml";
import type { Place } from "../format/definition.ts";
import { lineOf, type Origin } from "./origin.ts";

/**
 * @param yaml the YAML text that the node was read from, line ends as `\n`
 * @param lines of the file before that text
 */
export function scalarOrigin(node: Scalar, yaml: string, lines: number): Origin {
  const [start, end] = node.range ?? [0, 0];
  return textOrigin(String(node.value), { start, end }, yaml, lines);
}

/** As `scalarOrigin`, for the text of a scalar at a place. */
export function textOrigin(text: string, { start, end }: Place, yaml: string, lines: number): Origin {
  const before = yaml.slice(0, start).split("\n");
  const line = lines + before.length;
  const column = [...(before.at(-1) ?? "")].length;
  const raw = yaml.slice(start, end);
  if (raw.startsWith("|")) {
    const first = lineOf(yaml, before.length + 1) ?? "";
    const indent = first.length - (text.split("\n", 1)[0] ?? "").length;
    return { kind: "shifted", lines: line, first: indent, rest: indent };
  }
  const quoted = raw.startsWith('"') || raw.startsWith("'") ? 1 : 0;
  if (raw.slice(quoted, raw.length - quoted) === text && !text.includes("\n")) {
    return { kind: "shifted", lines: line - 1, first: column + quoted, rest: 0 };
  }
  const length = Math.max(1, [...(raw.split("\n", 1)[0] ?? "")].length);
  return { kind: "fixed", at: { line, column: column + 1, length } };
}
