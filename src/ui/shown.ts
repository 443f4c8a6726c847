/** What `dxg template show` prints. */
import { limitText } from "../app/parameters/example.ts";
import type { Shown } from "../app/template-show.ts";
import type { Parameter, ParameterDefault } from "../format/manifest.ts";
import { repr } from "../value/text.ts";
import { outputWidth, table, wrap } from "./columns.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";
import { verifiedData, verifiedLines } from "./signatures.ts";
import { formatBytes } from "./tree.ts";

export function reportShown(shown: Shown, style: { readonly code: boolean; readonly json: boolean }): string {
  if (style.json) {
    const { listing, signed, ...facts } = shown;
    const data = { ...facts, ...(signed && { signed: verifiedData(signed) }), ...(style.code && { listing }) };
    return jsonText(data);
  }
  if (style.code) return shown.listing;
  const width = outputWidth();
  const parts = [
    ...header(shown, width),
    ...permissions(shown, width),
    ...signatures(shown),
    ...parameters(shown, width),
    ...files(shown, width),
    ...programs(shown, width),
  ];
  return `${parts.join("\n")}\n`;
}

function header({ kind, manifest, bytes }: Shown, width: number): readonly string[] {
  if (manifest === undefined) return [`${kind}, ${formatBytes(bytes)}`];
  return [
    `${printable(manifest.name)} ${printable(manifest.version)}, ${formatBytes(bytes)}`,
    ...(manifest.description === "" ? [] : wrap(printable(manifest.description), width)),
    ...(manifest.engine === undefined ? [] : [`needs dxg ${printable(manifest.engine)}`]),
    ...(manifest.dependencies ?? []).map(({ name, range }) => `builds on ${printable(name)} ${printable(range)}`),
    ...(manifest.conflicts ?? []).map((set) => `at most one of ${set.map((name) => printable(name)).join(", ")}`),
  ];
}

function permissions({ permissions: asked }: Shown, width: number): readonly string[] {
  if (asked === undefined) return [];
  const lines = asked.lines.flatMap((line) => hanging(printable(line), width));
  return ["", "Permissions", ...lines, `  hash ${asked.hash}`];
}

/** One point of a list, its further lines moved in. */
function hanging(text: string, width: number): readonly string[] {
  return wrap(text, width - HANGING.length).map((line, index) => (index === 0 ? `  ${line}` : HANGING + line));
}

const HANGING = "    ";

function signatures({ signed }: Shown): readonly string[] {
  return signed === undefined ? [] : ["", "Signatures", ...verifiedLines(signed).map((line) => `  ${line}`)];
}

function parameters({ manifest }: Shown, width: number): readonly string[] {
  const shown = (manifest?.params ?? []).filter((one) => !one.private);
  if (shown.length === 0) return [];
  const rows = shown.map((one) => ({ name: printable(one.name), what: typeText(one), details: detailsOf(one) }));
  return ["", "Parameters", ...table(rows, width)];
}

function typeText({ type, items, choices, choicesFrom }: Parameter): string {
  if (choicesFrom !== undefined) return `${type === "array" ? "any" : "one"} of ${printable(choicesFrom.text)}`;
  if (choices !== undefined) {
    const list = choices.map((choice) => printable(repr(choice)));
    return type === "array" ? `any of ${list.join(", ")}` : list.join(" | ");
  }
  return items === undefined ? type : `${type} of ${items}`;
}

function detailsOf(parameter: Parameter): readonly string[] {
  const { positional, required, default: given, help, prompt, pattern, when, env } = parameter;
  const limits = limitText(parameter);
  const facts = [
    ...(positional ? ["NAME"] : []),
    ...(required ? ["required"] : given === undefined ? [] : [`default ${defaultText(given)}`]),
    ...(when === undefined ? [] : [`when ${printable(when.text)}`]),
    ...(limits === undefined ? [] : [limits]),
    ...(pattern === undefined ? [] : [`matches ${printable(pattern)}`]),
    ...(env === undefined ? [] : [`from $${printable(env)}`]),
  ];
  const text = help ?? prompt;
  return [facts.join(", "), ...(text === undefined ? [] : [printable(text.trim().split("\n")[0] ?? "")])];
}

function defaultText(given: ParameterDefault): string {
  return printable(given.kind === "value" ? repr(given.value) : given.text);
}

function files({ files: all }: Shown, width: number): readonly string[] {
  if (all.length === 0) return [];
  const rows = all.map((file) => {
    const notes = [
      file.bytes === undefined ? file.content : `${file.content}, ${formatBytes(file.bytes)}`,
      ...(file.mode === "0755" ? ["executable"] : []),
      ...(file.conditional ? ["when"] : []),
      ...(file.repeated ? ["each"] : []),
      ...(file.once ? ["once"] : []),
    ];
    const names = file.parameters.map((name) => printable(name)).join(", ");
    return {
      name: printable(file.source),
      what: notes.join(", "),
      details: names === "" ? [] : [`depends on ${names}`],
    };
  });
  return ["", "Files", ...table(rows, width)];
}

function programs({ programs: all, kind }: Shown, width: number): readonly string[] {
  const named = kind === "bundle" ? all.filter(({ mode }) => mode !== "expression") : all;
  const rows = named.map(({ name, mode, reasons, variables, bytes }) => ({
    name: printable(name),
    what: `${mode}, ${formatBytes(bytes)}: ${reasons.join(", ")}`,
    details: variables.length === 0 ? [] : [`reads ${variables.map((variable) => printable(variable)).join(", ")}`],
  }));
  return ["", "Programs", ...table(rows, width)];
}
