/** What `dxg template vars` prints. */
import type { TemplateVariables, Variable } from "../app/template-vars.ts";
import type { ShapeFacts } from "../compile/shape.ts";
import { printable } from "./printable.ts";

export function reportVariables(found: TemplateVariables, json: boolean): string {
  if (json) return `${JSON.stringify(found, null, 2)}\n`;
  const { variables, unread } = found;
  const rows = variables.map((one) => [printable(one.name), typeText(one), needText(one), placeText(one)] as const);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  if (variables.length === 0) lines.push("It reads nothing.");
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

function needText({ optional, declared }: Variable): string {
  const need = optional === undefined ? "-" : optional ? "optional" : "required";
  return declared === false ? `${need}, no parameter` : need;
}

function placeText({ file, line, column }: Variable): string {
  return `${printable(file)}:${line}:${column}`;
}
