/** What `dxg template show --history` prints. */
import type { HistoryEntry } from "../app/template-history.ts";
import { dateText } from "../trust/judge.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";
import { signerData } from "./signatures.ts";

const DIGITS = 16;

export function reportHistory(entries: readonly HistoryEntry[], json: boolean): string {
  if (json) return jsonText({ history: entries.map(entryData) });
  return `${entries.flatMap(entryLines).join("\n")}\n`;
}

function entryLines(entry: HistoryEntry): readonly string[] {
  const what = entry.name === undefined ? "" : `  ${printable(`${entry.name} ${entry.version ?? ""}`.trim())}`;
  return [`${entry.content.slice(0, DIGITS)}${what}  ${placeText(entry)}`, ...signerLines(entry)];
}

function placeText({ source, path, recordedAt = 0 }: HistoryEntry): string {
  if (source === "file") return printable(path ?? "");
  return source === "record" ? `used here on ${dateText(recordedAt)}, file not at hand` : "not at hand";
}

function signerLines({ signers, source }: HistoryEntry): readonly string[] {
  if (source === "file" && signers.length === 0) return ["  not signed"];
  return signers.map(({ id, status, coverage, signature: { time, comment } }) => {
    const where = coverage === "file" ? ", in the .sig" : "";
    const text = comment === "" ? "" : `, ${printable(comment)}`;
    return `  signed by ${id} (${status}) ${dateText(time)}${where}${text}`;
  });
}

function entryData({ content, name, version, source, path, signers, recordedAt, keys }: HistoryEntry): object {
  return { content, name, version, source, path, signatures: signers.map(signerData), recordedAt, keys };
}
