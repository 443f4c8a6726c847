/** What `dxg template show` prints. */
import type { Shown } from "../app/template-show.ts";
import type { Parameter, ParameterDefault } from "../format/manifest.ts";
import { repr } from "../value/text.ts";
import { printable } from "./printable.ts";
import { formatBytes } from "./tree.ts";

export function reportShown(shown: Shown, style: { readonly code: boolean; readonly json: boolean }): string {
  if (style.json) {
    const { listing, ...facts } = shown;
    return `${JSON.stringify(style.code ? { ...facts, listing } : facts, plain, 2)}\n`;
  }
  if (style.code) return shown.listing;
  const parts = [...header(shown), ...permissions(shown), ...parameters(shown), ...files(shown), ...programs(shown)];
  return `${parts.join("\n")}\n`;
}

/** Big integers as decimal text. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function header({ kind, manifest, bytes }: Shown): string[] {
  if (manifest === undefined) return [`${kind}, ${formatBytes(bytes)}`];
  return [
    `${printable(manifest.name)} ${printable(manifest.version)}, ${formatBytes(bytes)}`,
    ...(manifest.description === "" ? [] : [printable(manifest.description)]),
  ];
}

function permissions({ permissions: asked }: Shown): string[] {
  if (asked === undefined) return [];
  return ["", "Permissions", ...asked.lines.map((line) => `  ${printable(line)}`), `  hash ${asked.hash}`];
}

function parameters({ manifest }: Shown): string[] {
  const shown = (manifest?.params ?? []).filter((one) => !one.private);
  if (shown.length === 0) return [];
  const rows = shown.map((one) => [printable(one.name), typeText(one), detail(one)] as const);
  return ["", "Parameters", ...columns(rows)];
}

function typeText({ type, items, choices, choicesFrom }: Parameter): string {
  if (choicesFrom !== undefined) return `one of ${printable(choicesFrom.text)}`;
  if (choices !== undefined) return choices.map((choice) => printable(repr(choice))).join(" | ");
  return items === undefined ? type : `${type} of ${items}`;
}

function detail({ positional, required, default: given, help, prompt, pattern, when, env }: Parameter): string {
  const facts = [
    ...(positional ? ["NAME"] : []),
    ...(required ? ["required"] : given === undefined ? [] : [`default ${defaultText(given)}`]),
    ...(when === undefined ? [] : [`when ${printable(when.text)}`]),
    ...(pattern === undefined ? [] : [`matches ${printable(pattern)}`]),
    ...(env === undefined ? [] : [`from $${printable(env)}`]),
  ];
  const text = help ?? prompt;
  return [facts.join(", "), ...(text === undefined ? [] : [printable(text.trim().split("\n")[0] ?? "")])].join("  ");
}

function defaultText(given: ParameterDefault): string {
  return printable(given.kind === "value" ? repr(given.value) : given.text);
}

function files({ files: all }: Shown): string[] {
  if (all.length === 0) return [];
  const rows = all.map((file) => {
    const notes = [
      file.content,
      ...(file.mode === "0755" ? ["executable"] : []),
      ...(file.conditional ? ["when"] : []),
      ...(file.repeated ? ["each"] : []),
      ...(file.once ? ["once"] : []),
    ];
    return [printable(file.source), notes.join(", "), `depends on ${file.mask}`] as const;
  });
  return ["", "Files", ...columns(rows)];
}

function programs({ programs: all, kind }: Shown): string[] {
  const named = kind === "bundle" ? all.filter(({ mode }) => mode !== "expression") : all;
  const rows = named.map(({ name, mode, reasons, variables }) => {
    const reads = variables.length === 0 ? "" : `reads ${variables.map((variable) => printable(variable)).join(", ")}`;
    return [printable(name), `${mode}: ${reasons.join(", ")}`, reads] as const;
  });
  return ["", "Programs", ...columns(rows)];
}

function columns(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = (index: 0 | 1): number => Math.max(0, ...rows.map((row) => Bun.stringWidth(row[index])));
  const [first, second] = [width(0), width(1)];
  const pad = (text: string, to: number): string => text + " ".repeat(to - Bun.stringWidth(text));
  return rows.map(([a, b, c]) => `  ${pad(a, first)}  ${pad(b, second)}  ${c}`.trimEnd());
}
