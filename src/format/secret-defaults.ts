/**
 * What in a bundle would tell the default of a secret, so that a listing can leave it out. It reads the parameters of any
 * file, also of one whose manifest is none, and decides nothing about what a template may do with a secret.
 */
import { Dict, isPlainObject, type Value } from "../value/value.ts";
import type { LoadedBundle } from "./dxf.ts";
import { instructionWords } from "./opcode.ts";
import { instructionTable } from "./opcode-table.ts";
import type { LoadedSet } from "./program-set.ts";

/** Numbers of the strings and constants that a listing leaves out. */
export interface Hidden {
  readonly strings: ReadonlySet<number>;
  readonly constants: ReadonlySet<number>;
}

export const NOTHING_HIDDEN: Hidden = { strings: new Set(), constants: new Set() };

/** In the place of what is left out. */
export const HIDDEN_TEXT = "(of a secret)";

/** All texts and constants that the defaults of secrets are computed from. */
export function hiddenDefaults({ set, sections }: LoadedBundle): Hidden {
  const strings = new Set<number>();
  const constants = new Set<number>();
  for (const parameter of parametersOf(sections.PARM)) {
    const program = isSecret(parameter) ? entry(parameter, "default_program") : undefined;
    if (typeof program === "number") collect(set, program, strings, constants);
  }
  return { strings, constants };
}

function collect(set: LoadedSet, index: number, strings: Set<number>, constants: Set<number>): void {
  const code = set.programs[index]?.code ?? new Uint32Array();
  const table = instructionTable();
  for (let at = 0; at < code.length; ) {
    const instruction = table[code[at]! & 0xff]!;
    for (const [position, kind] of instruction.operands.entries()) {
      const word = position === 0 ? code[at]! >>> 8 : code[at + position]!;
      if (kind === "string") strings.add(word);
      if (kind === "constant") constants.add(word);
    }
    at += instructionWords(instruction);
  }
}

/** The parameters as they are in the file, without the defaults of secrets; the same value where there are none. */
export function withoutDefaults(parameters: Value): Value {
  if (!parametersOf(parameters).some(isSecret)) return parameters;
  return {
    params: parametersOf(parameters).map((parameter) =>
      isSecret(parameter)
        ? Object.fromEntries(membersOf(parameter).filter(([key]) => key !== "default" && key !== "default_text"))
        : parameter,
    ),
  };
}

/** None for what is no list of parameters. */
function parametersOf(value: Value): readonly Value[] {
  const list = entry(value, "params");
  return Array.isArray(list) ? list : [];
}

function isSecret(parameter: Value): boolean {
  return entry(parameter, "type") === "secret" || entry(parameter, "items") === "secret";
}

function entry(value: Value, key: string): Value | undefined {
  return membersOf(value).find(([one]) => one === key)?.[1];
}

function membersOf(value: Value): readonly (readonly [string, Value])[] {
  if (value instanceof Dict) {
    return [...value.entries.values()].flatMap(([key, one]) => (typeof key === "string" ? [[key, one] as const] : []));
  }
  return isPlainObject(value) ? Object.entries(value) : [];
}
