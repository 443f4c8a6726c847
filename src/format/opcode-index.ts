/** The instruction table by code, for readers of code. Built on first use: a process that runs none does not pay. */
import { INSTRUCTIONS, type Instruction } from "./opcode.ts";

let table: (Instruction | undefined)[] | undefined;

/** Instructions by code, 0 to 255; undefined where there is none. */
export function instructionTable(): readonly (Instruction | undefined)[] {
  if (table === undefined) {
    table = new Array<Instruction | undefined>(256).fill(undefined);
    for (const instruction of INSTRUCTIONS) table[instruction.code] = instruction;
  }
  return table;
}

/** Words of an instruction: the first holds the code and operand `a`, each further operand has its own. */
export function instructionWords(instruction: Instruction): number {
  return Math.max(1, instruction.operands.length);
}
