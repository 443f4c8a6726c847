/** `.dxt`: one compiled template with everything that it includes. Program 0 is the template. */
import type { Dict, PlainObject } from "../value/value.ts";
import { decodeContainer, encodeContainer } from "./container.ts";
import type { ProgramSet } from "./program.ts";
import { containerFlags, decodeProgramSet, encodeProgramSet, type LoadedSet } from "./program-set.ts";
import { refuse } from "./rules.ts";
import { isTemplate } from "./verify.ts";

/**
 * The file of a set.
 * @param metadata facts about the compilation; kept as they are
 * @throws {DxgError} format/bad-value for constants that are no data, format/too-large
 */
export function encodeDxt(set: ProgramSet, metadata: Dict | PlainObject = metadataOf(set)): Uint8Array {
  return encodeContainer("dxt", containerFlags(set), encodeProgramSet(set, metadata));
}

function metadataOf({ builtins }: ProgramSet): PlainObject {
  return builtins === undefined ? {} : { builtins: [...builtins] };
}

/**
 * Verifies a file and gives its programs. Tables are views of `bytes` (or of one copy, when they do not begin at a
 * multiple of 8 in their buffer), so the caller must not change them afterwards.
 * @throws {DxgError} a `format/` code for every file that breaks a rule of docs/formats.md
 */
export function decodeDxt(bytes: Uint8Array): LoadedSet {
  const set = decodeProgramSet(decodeContainer("dxt", bytes));
  const first = set.programs[0];
  if (first === undefined || !isTemplate(first)) refuse("program-entry", "program 0 is no template");
  return set;
}
