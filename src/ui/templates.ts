/** What `dxg template list` prints: a line a template, which scripts cut; in a terminal descriptions stay in their column. */
import type { TemplateSummary } from "../app/template-list.ts";
import { terminalWidth, wrap } from "./columns.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

/** Narrower columns are hard to read: lines are left to the terminal then. */
const COLUMN_MIN = 20;

export function reportTemplates(templates: readonly TemplateSummary[], json: boolean): string {
  if (json) return jsonText({ templates });
  const names = Math.max(0, ...templates.map(({ name }) => Bun.stringWidth(printable(name))));
  const origins = Math.max(0, ...templates.map(({ origin }) => origin.length));
  const margin = names + origins + 4;
  const room = (terminalWidth() ?? Number.POSITIVE_INFINITY) - margin;
  return templates
    .map(({ name, origin, description, fault }) => {
      const told = printable(fault === undefined ? (description ?? "") : `cannot be used: ${fault}`);
      const gap = " ".repeat(names - Bun.stringWidth(printable(name)));
      const lines = room < COLUMN_MIN ? [told] : wrap(told, room);
      return `${printable(name)}${gap}  ${origin.padEnd(origins)}  ${lines.join(`\n${" ".repeat(margin)}`)}\n`;
    })
    .join("");
}
