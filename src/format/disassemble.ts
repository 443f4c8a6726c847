/**
 * A `.dxt` or `.dxf` as readable text, for `dxg template show`. It verifies the file first and never throws on a
 * verified one. It must not print anything of the file unescaped, nor the default of a secret.
 */
import type { Value } from "../value/value.ts";
import { FILTERS, TESTS } from "./builtins.ts";
import {
  type ContainerKind,
  containerKind,
  decodeContainer,
  SECTION,
  sectionLength,
  sectionTags,
  signatureIndex,
} from "./container.ts";
import { describeText, describeValue } from "./describe-value.ts";
import { type BundleFile, decodeDxf, type LoadedBundle } from "./dxf.ts";
import { decodeDxt } from "./dxt.ts";
import { type Instruction, instructionWords, NONE, type OperandKind } from "./opcode.ts";
import { instructionTable } from "./opcode-table.ts";
import { ModeReason, type Program, type Slot } from "./program.ts";
import type { LoadedSet } from "./program-set.ts";
import { refuse } from "./rules.ts";
import { HIDDEN_TEXT, type Hidden, hiddenDefaults, NOTHING_HIDDEN, withoutDefaults } from "./secret-defaults.ts";

/**
 * The text, with a line end after the last line.
 * @throws {DxgError} a `format/` code for a file that breaks a rule of docs/formats.md
 */
export function disassemble(bytes: Uint8Array): string {
  const kind = containerKind(bytes);
  if (kind === undefined) refuse("magic", "the first bytes are those of neither .dxt nor .dxf");
  const lines = describeContainer(kind, bytes);
  if (kind === "dxt") describeSet({ set: decodeDxt(bytes), hidden: NOTHING_HIDDEN }, lines);
  else describeBundle(decodeDxf(bytes), lines);
  return `${lines.join("\n")}\n`;
}

function describeContainer(kind: ContainerKind, bytes: Uint8Array): string[] {
  const container = decodeContainer(kind, bytes);
  const escaping = container.autoescape ? "on" : "off";
  const lines = [
    `.${kind} version ${container.version}, ${bytes.length} bytes, undefined ${container.undefinedMode}, autoescape ${escaping}`,
    "sections",
  ];
  for (const tag of sectionTags(kind)) lines.push(`  ${tag}  ${sectionLength(container, SECTION[tag])} bytes`);
  if (container.signed) lines.push(`  SIGN  ${sectionLength(container, signatureIndex(container))} bytes`);
  return lines;
}

function describeBundle(bundle: LoadedBundle, lines: string[]): void {
  const { PARM, CAPS, DEPS, COMP } = bundle.sections;
  const hidden = hiddenDefaults(bundle);
  lines.push(`parameters ${describeValue(withoutDefaults(PARM))}`, `capabilities ${describeValue(CAPS)}`);
  lines.push(`dependencies ${describeValue([...DEPS])}`, `compatibility ${describeValue(COMP)}`);
  lines.push(`files ${bundle.files.length}`);
  for (const [index, file] of bundle.files.entries()) {
    lines.push(`  ${index} ${describeFile(file, bundle)}`);
  }
  describeSet({ set: bundle.set, hidden }, lines);
}

function describeFile(file: BundleFile, bundle: LoadedBundle): string {
  const { strings } = bundle.set;
  const parts = [describeText(strings.get(file.source)), `path program ${file.path}`];
  if (file.body.kind === "program") parts.push(`body program ${file.body.program}`);
  else if (file.body.kind === "blob")
    parts.push(`blob ${file.body.blob} of ${bundle.blobs[file.body.blob]!.length} bytes`);
  else parts.push("directory");
  parts.push(`mode ${file.mode.toString(8).padStart(4, "0")}`, `mask ${hex(file.mask.high)}${hex(file.mask.low)}`);
  if (file.when !== -1) parts.push(`when program ${file.when}`);
  if (file.each !== -1) parts.push(`each program ${file.each.program} as ${describeText(strings.get(file.each.name))}`);
  if (file.once) parts.push("once");
  return parts.join(", ");
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

/** The shared sections, and what of them is left out. */
interface Listed {
  readonly set: LoadedSet;
  readonly hidden: Hidden;
}

function describeSet(listed: Listed, lines: string[]): void {
  const { set } = listed;
  lines.push(`metadata ${describeValue(set.metadata)}`, `strings ${set.strings.count}`);
  for (let id = 0; id < set.strings.count; id++) lines.push(`  #${id} ${describeString(listed, id)}`);
  lines.push(`constants ${set.constants.length}`);
  for (const id of set.constants.keys()) lines.push(`  #${id} ${describeConstant(listed, id)}`);
  for (const [index, program] of set.programs.entries()) describeProgram(listed, index, program, lines);
}

const REASON_WORDS: readonly (readonly [number, string])[] = [
  [ModeReason.FixedLayout, "fixed layout"],
  [ModeReason.FewPlaceholders, "few placeholders"],
  [ModeReason.Conditional, "conditional"],
  [ModeReason.Iteration, "iteration"],
  [ModeReason.Composition, "composition"],
  [ModeReason.ComplexType, "complex type"],
  [ModeReason.Computation, "computation"],
  [ModeReason.Forced, "forced"],
];

function describeProgram(listed: Listed, index: number, program: Program, lines: string[]): void {
  const { set } = listed;
  const reasons = REASON_WORDS.filter(([bit]) => (program.reasons & bit) !== 0).map(([, word]) => word);
  lines.push(
    `program ${index} ${describeText(set.strings.get(program.name))} ${program.mode}` +
      `${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}: ${program.locals} locals, stack ${program.stack}, ` +
      `about ${program.sizeHint} bytes of output`,
  );
  if (program.variables.length > 0) {
    lines.push(`  variables ${program.variables.map((id) => describeText(set.strings.get(id))).join(", ")}`);
  }
  if (program.layout !== -1) lines.push(`  layout #${program.layout} ${describeText(set.strings.get(program.layout))}`);
  for (const [slot, entry] of program.slots.entries()) {
    lines.push(
      `  slot ${slot} at ${entry.offset}, about ${entry.lengthHint} bytes: ${describeSlot(set, program, entry)}`,
    );
  }
  describeCode(listed, program, lines);
}

function describeSlot(set: LoadedSet, program: Program, slot: Slot): string {
  const from = slot.variable === -1 ? "" : ` from ${describeText(set.strings.get(program.variables[slot.variable]!))}`;
  return `code at ${slot.code}${from}`;
}

function describeCode(listed: Listed, program: Program, lines: string[]): void {
  const { code } = program;
  const table = instructionTable();
  const places = new Map([...program.lines].map((entry) => [entry.word, `${entry.line}:${entry.column}`]));
  let at = 0;
  while (at < code.length) {
    const instruction = table[code[at]! & 0xff]!;
    const operands = instruction.operands
      .map((kind, position) => {
        const word = code[at + position]!;
        return describeOperand(listed, program, instruction, kind, position === 0 ? word >>> 8 : word);
      })
      .filter((text) => text !== "");
    const place = places.get(at);
    const text = `  ${String(at).padStart(4, "0")}  ${instruction.name.padEnd(20)}${operands.join(", ")}`.trimEnd();
    lines.push(place === undefined ? text : `${text}  ; ${place}`);
    at += instructionWords(instruction);
  }
}

function describeOperand(
  listed: Listed,
  program: Program,
  instruction: Instruction,
  kind: OperandKind,
  value: number,
): string {
  const { set } = listed;
  switch (kind) {
    case "none":
      return "";
    case "string":
      return `#${value} ${describeString(listed, value)}`;
    case "constant":
      return `constant ${value} ${describeConstant(listed, value)}`;
    case "names":
      return value === NONE ? "" : `names ${describeConstant(listed, value)}`;
    case "scope":
      return value === NONE ? "" : `scope ${describeConstant(listed, value)}`;
    case "variable":
      return `variable ${describeText(set.strings.get(program.variables[value]!))}`;
    case "local":
      return `local ${value}`;
    case "local?":
      return value === NONE ? "" : `local ${value}`;
    case "program":
      return `program ${value} ${describeText(set.strings.get(set.programs[value]!.name))}`;
    case "filter":
      return FILTERS[value]!.name;
    case "test":
      return TESTS[value]!.name;
    case "count":
      return `${value} ${instruction.pairs === true ? "pairs" : "values"}`;
    case "integer":
      return String(value);
    case "flags":
      return `flags ${value}`;
    case "jump":
      return `to ${String(value).padStart(4, "0")}`;
  }
}

function describeConstant({ set, hidden }: Listed, id: number): string {
  return hidden.constants.has(id) ? HIDDEN_TEXT : describeValue(set.constants[id] as Value);
}

function describeString({ set, hidden }: Listed, id: number): string {
  return hidden.strings.has(id) ? HIDDEN_TEXT : describeText(set.strings.get(id));
}
