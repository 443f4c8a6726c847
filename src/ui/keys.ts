/** What the commands of `dxg key` print. Public parts only. */
import type { ExportedKey, ListedKeys, MadeKey } from "../app/key.ts";
import type { KeyGroup, Revocation, TrustedKey } from "../trust/state.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

export function reportMadeKey(made: MadeKey, json: boolean): string {
  if (json) return toJson(made);
  const kept = `kept in ${printable(made.path)}${made.encrypted ? "" : ", not encrypted"}`;
  return `Made the key ${made.name}, ${made.id}\n${kept}\nHand out its public part: dxg key export ${made.name}\n`;
}

export function reportTrusted(key: TrustedKey, json: boolean): string {
  return json ? toJson(key) : `Trusted: ${key.id}${spaced(key.comment)}\n`;
}

export function reportGroup(group: KeyGroup, json: boolean): string {
  return json ? toJson(group) : `Trusted: ${group.threshold} of ${group.keys.length} keys together as ${group.name}\n`;
}

export function reportRevoked(revocation: Revocation, json: boolean): string {
  return json ? toJson(revocation) : `Revoked: ${revocation.id}${spaced(revocation.reason)}\n`;
}

export function reportExported(key: ExportedKey, json: boolean): string {
  return json ? toJson(key) : `${printable(key.line)}\n`;
}

export function reportKeys({ own, trusted, groups, revoked }: ListedKeys, json: boolean): string {
  if (json) return toJson({ own, trusted, groups, revoked });
  const gone = new Set(revoked.map(({ id }) => id));
  const mark = (id: string): string => (gone.has(id) ? ", revoked" : "");
  const parts = [
    ...section(
      "Your keys",
      own.map(
        (key) => `${key.id}  ${key.name}${key.encrypted ? "" : ", not encrypted"}${mark(key.id)}${spaced(key.comment)}`,
      ),
    ),
    ...section(
      "Trusted keys",
      trusted.map((key) => `${key.id}  since ${dayOf(key.since)}${mark(key.id)}${spaced(key.comment)}`),
    ),
    ...section(
      "Groups",
      groups.map(({ name, threshold, keys }) => `${name}  ${threshold} of ${keys.length} keys`),
    ),
    ...section(
      "Revoked keys",
      revoked.map(({ id, at, reason }) => `${id}  on ${dayOf(at)}${spaced(reason)}`),
    ),
  ];
  return parts.length === 0 ? "No keys yet: `dxg key generate` makes one\n" : `${parts.join("\n")}\n`;
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];
}

function spaced(text: string): string {
  return text === "" ? "" : `  ${printable(text)}`;
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function toJson(value: unknown): string {
  return jsonText(value);
}
