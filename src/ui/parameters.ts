/** What `dxg params show` prints. */
import type { ShownParameters } from "../app/parameters/binary.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

const HIDDEN = "(secret)";

export function reportParameters(shown: ShownParameters, json: boolean): string {
  const { kind, template, bytes, identity, parameters } = shown;
  if (json) return jsonText({ kind, template, bytes, identity, parameters });
  const owner = template === undefined ? "" : ` of ${printable(template)}`;
  const lines = [`${kind}${kind === "record" ? owner : ""}, ${bytes} bytes`, `identity ${identity}`];
  const rows = parameters.map(({ name, type, value }) => [printable(name), type, printable(value ?? HIDDEN)] as const);
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => Bun.stringWidth(row[column])));
  const [first, second] = [width(0), width(1)];
  const pad = (text: string, to: number): string => text + " ".repeat(to - Bun.stringWidth(text));
  if (rows.length > 0) lines.push("");
  for (const [name, type, value] of rows) lines.push(`  ${pad(name, first)}  ${pad(type, second)}  ${value}`);
  if (kind === "record" && template === undefined) lines.push("", "Names and choices come with --template NAME.");
  return `${lines.join("\n")}\n`;
}
