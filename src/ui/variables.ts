/** What `dxg template vars` prints. */
import type { TemplateVariables, Variable } from "../app/template-vars.ts";
import type { ShapeFacts } from "../compile/shape.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

export function reportVariables(found: TemplateVariables, json: boolean): string {
  if (json) return jsonText(found);
  const { variables, unread } = found;
  const rows = variables.map((one) => [printable(one.name), typeText(one), needText(one), placeText(one)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => Bun.stringWidth(row[column]!))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - Bun.stringWidth(cell))))
      // A column in which nothing is known is left out.
      .filter((_, column) => widths[column] !== 0)
      .join("  "),
  );
  if (variables.length === 0) lines.push("It reads nothing.");
  if (variables.some(({ need }) => need === "private")) {
    lines.push("", "Private: worked out by the template, never given");
  }
  if (unread.length > 0) lines.push("", `Never read: ${unread.map((name) => printable(name)).join(", ")}`);
  return `${lines.join("\n")}\n`;
}

interface Typed {
  readonly type: string;
  readonly items?: ShapeFacts | undefined;
  readonly attributes?: ShapeFacts["attributes"] | undefined;
}

function typeText({ type, items, attributes }: Typed): string {
  if (items !== undefined && type === "array") return `array of ${typeText(items)}`;
  if (attributes === undefined || type !== "object") return type;
  return `object (${attributes.map(({ name, optional }) => `${printable(name)}${optional ? "?" : ""}`).join(", ")})`;
}

function needText({ need, optional, declared }: Variable): string {
  if (need !== undefined) return need === "default" ? "optional (has a default)" : need;
  const read = optional === undefined ? "" : optional ? "optional" : "required";
  return declared === false ? `${read}, no parameter` : read;
}

function placeText({ file, line, column }: Variable): string {
  return `${printable(file)}:${line}:${column}`;
}
