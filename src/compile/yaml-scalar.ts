/** Where the text of a YAML scalar stands in its file, so that faults inside it are shown at their own place. */
import { type Scalar, Scalar as ScalarNode } from "yaml";
import { lineOf, type Origin } from "./origin.ts";

/**
 * @param yaml the YAML text that the node was read from, line ends as `\n`
 * @param lines of the file before that text
 */
export function scalarOrigin(node: Scalar, yaml: string, lines: number): Origin {
  const [start, end] = node.range ?? [0, 0];
  const before = yaml.slice(0, start).split("\n");
  const line = lines + before.length;
  const column = [...(before.at(-1) ?? "")].length;
  const raw = yaml.slice(start, end);
  const text = String(node.value);
  if (node.type === ScalarNode.BLOCK_LITERAL) {
    const first = lineOf(yaml, before.length + 1) ?? "";
    const indent = first.length - (text.split("\n", 1)[0] ?? "").length;
    return { kind: "shifted", lines: line, first: indent, rest: indent };
  }
  const quoted = node.type === ScalarNode.QUOTE_DOUBLE || node.type === ScalarNode.QUOTE_SINGLE ? 1 : 0;
  if (raw.slice(quoted, raw.length - quoted) === text && !text.includes("\n")) {
    return { kind: "shifted", lines: line - 1, first: column + quoted, rest: 0 };
  }
  const length = Math.max(1, [...(raw.split("\n", 1)[0] ?? "")].length);
  return { kind: "fixed", at: { line, column: column + 1, length } };
}
