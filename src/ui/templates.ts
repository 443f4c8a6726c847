/** What `dxg template list` prints. */
import type { TemplateSummary } from "../app/template-list.ts";
import { printable } from "./printable.ts";

export function reportTemplates(templates: readonly TemplateSummary[], json: boolean): string {
  if (json) return `${JSON.stringify({ templates }, null, 2)}\n`;
  const width = Math.max(0, ...templates.map(({ name }) => Bun.stringWidth(name)));
  const origins = Math.max(0, ...templates.map(({ origin }) => origin.length));
  return templates
    .map(({ name, origin, description, fault }) => {
      const told = fault === undefined ? (description ?? "") : `cannot be used: ${fault}`;
      const gap = " ".repeat(width - Bun.stringWidth(name));
      return `${printable(name)}${gap}  ${origin.padEnd(origins)}  ${printable(told)}\n`;
    })
    .join("");
}
