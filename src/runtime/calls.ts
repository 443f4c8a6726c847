/** Instructions that call with names or with spread arguments: filters, tests, functions. */
import { FILTERS, TESTS } from "../format/builtins.ts";
import type { Op } from "../format/opcode.ts";
import type { Value } from "../value/value.ts";
import { takeArguments } from "./arguments.ts";
import { spreadArguments } from "./instructions.ts";
import type { Machine } from "./machine.ts";

/**
 * Runs such an instruction; the result is how many words it takes, 0 when it is no such instruction.
 * @throws {DxgError} render/*
 */
export function callInstruction(machine: Machine, code: Int32Array, word: number): number {
  const { stack } = machine;
  const instruction = code[word]!;
  const a = instruction >>> 8;
  const pop = (): Value => stack.pop()!;
  switch (instruction & 0xff) {
    case 0x51 satisfies typeof Op.FilterKeywords: {
      const { positional, keywords } = takeArguments(machine.set, stack, code[word + 1]!, code[word + 2]!);
      stack.push(machine.applyFilter(a, pop(), positional, keywords));
      return 3;
    }
    case 0x52 satisfies typeof Op.FilterSpread: {
      const args = spreadArguments(pop(), pop());
      stack.push(machine.filter(FILTERS[a]!.name, pop(), args));
      return 1;
    }
    case 0x54 satisfies typeof Op.TestSpread: {
      const args = spreadArguments(pop(), pop());
      stack.push(machine.test(TESTS[a]!.name, pop(), args));
      return 1;
    }
    case 0x55 satisfies typeof Op.Call: {
      const args = takeArguments(machine.set, stack, code[word + 1]!, code[word + 2]!);
      stack.push(machine.call(pop(), args));
      return 3;
    }
    case 0x56 satisfies typeof Op.CallSpread: {
      const args = spreadArguments(pop(), pop());
      stack.push(machine.call(pop(), args));
      return 1;
    }
    default:
      return 0;
  }
}
