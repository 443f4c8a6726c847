/** What `dxg params show` prints. */
import type { ShownParameters } from "../app/parameters/binary.ts";
import { outputWidth, table } from "./columns.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

const HIDDEN = "(secret)";

export function reportParameters(shown: ShownParameters, json: boolean): string {
  const { kind, template, bytes, identity, parameters } = shown;
  if (json) return jsonText({ kind, template, bytes, identity, parameters });
  const owner = kind === "record" && template !== undefined ? ` of ${printable(template)}` : "";
  const rows = parameters.map(({ name, type, value }) => {
    return { name: printable(name), what: type, details: [printable(value ?? HIDDEN)] };
  });
  const lines = [`${kind}${owner}, ${bytes} bytes`, `identity ${identity}`];
  if (rows.length > 0) lines.push("", ...table(rows, outputWidth()));
  if (kind === "record" && template === undefined) lines.push("", "Names and choices come with --template NAME.");
  return `${lines.join("\n")}\n`;
}
