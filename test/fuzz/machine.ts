/**
 * The machine as the fuzzer sees it: what runs a file that the verifier has accepted. Every program is run with
 * parameters of many kinds, and with little fuel, as a mutated jump easily makes a loop without end.
 */
import { FUEL_MAX } from "../../src/base/limits.ts";
import type { ContainerKind } from "../../src/format/container.ts";
import { decodeDxf } from "../../src/format/dxf.ts";
import { decodeDxt } from "../../src/format/dxt.ts";
import type { LoadedProgram } from "../../src/format/loaded-program.ts";
import { instructionWords, Op } from "../../src/format/opcode.ts";
import { instructionTable } from "../../src/format/opcode-table.ts";
import type { LoadedSet } from "../../src/format/program-set.ts";
import { Context, type Parameters } from "../../src/runtime/context.ts";
import { Machine as VirtualMachine } from "../../src/runtime/machine.ts";
import { renderNatively } from "../../src/runtime/native-outputs.ts";
import { Output } from "../../src/runtime/output.ts";
import { Template } from "../../src/runtime/template.ts";
import { Dict } from "../../src/value/value.ts";

/** Runs every program of an accepted file, those of a bundle natively too; throws nothing but a DxgError. */
export type Machine = (kind: ContainerKind, bytes: Uint8Array) => void;

/** Steps that a program may take. */
const FUEL = 100_000;
const PROGRAMS_RUN = 8;

/** One value for each kind, given to the variables in turn. */
const VALUES: readonly unknown[] = [
  "größe <b>",
  ["a", "b", ["c", 1]],
  3,
  { items: [1, 2], name: "x", length: 2 },
  null,
  true,
  1.5,
  [
    [1, 2],
    [3, 4],
  ],
  "",
];

/** Some values under the names that the bundles of the fuzzer have for parameters. */
const ANSWERS: Dict = Dict.of([
  ["name", "User card"],
  ["items", ["a", "b", ["c", 1]]],
  ["count", 3],
  ["flag", true],
  ["row", Dict.of([["name", "x"]])],
  ["title", ""],
]);

export const MACHINE: Machine = (kind, bytes) => {
  if (kind === "dxf") renderNatively(bytes, ANSWERS);
  const set = kind === "dxt" ? decodeDxt(bytes) : decodeDxf(bytes).set;
  const errors: unknown[] = [];
  for (const [index, program] of set.programs.slice(0, PROGRAMS_RUN).entries()) {
    try {
      runProgram(set, index, program);
    } catch (error) {
      errors.push(error);
    }
  }
  // The first error tells the outcome, but the others must be DxgErrors too: the caller looks at the one thrown.
  const unexpected = errors.find((error) => !(error instanceof Error) || error.name !== "DxgError");
  if (errors.length > 0) throw unexpected ?? errors[0];
};

function runProgram(set: LoadedSet, index: number, program: LoadedProgram): void {
  const parameters: Parameters = Object.fromEntries(
    program.variables.map((id, at) => [set.strings.get(id), VALUES[at % VALUES.length]]),
  );
  const context = new Context(parameters);
  const output = new Output();
  const machine = new VirtualMachine(set, output);
  machine.spend(FUEL_MAX - FUEL);
  if (program.mode === "expression") machine.run(program, context);
  else if (program.mode === "macro") {
    machine.include(index, context);
    output.finish(set.strings.blob);
  } else {
    for (const slot of program.slots) machine.run(program, context, slot.code);
    if (!hasJumps(program)) new Template(set, index).renderBytes(parameters);
  }
}

/** Rendering a micro program gives each slot all the fuel; only straight code is sure to end soon. */
function hasJumps(program: LoadedProgram): boolean {
  const table = instructionTable();
  for (let at = 0; at < program.code.length; ) {
    const instruction = table[program.code[at]! & 0xff]!;
    if (instruction.operands.includes("jump") || instruction.code === Op.IncludeNamed) return true;
    at += instructionWords(instruction);
  }
  return false;
}
