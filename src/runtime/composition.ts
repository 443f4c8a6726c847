/**
 * Instructions that join templates and define what is called later: includes by computed names, imports, inheritance,
 * macros; and the rare ones that ask for the context or stop the run.
 */
import { faultOf } from "../format/fault.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { macroShape } from "../format/macro-shape.ts";
import { EXPORT_IMPORTED, INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, type Op } from "../format/opcode.ts";
import { truth } from "../value/truth.ts";
import type { Tuple, Value } from "../value/value.ts";
import type { Context } from "./context.ts";
import { INCLUDE_STEPS } from "./cost.ts";
import { debugText } from "./debug.ts";
import type { Frame } from "./frame.ts";
import { importedName } from "./inheritance.ts";
import type { Machine } from "./machine.ts";
import { positionIn } from "./trace.ts";

/** Runs such an instruction; the result is the word of the next. @throws {DxgError} render/* */
export function compositionInstruction(
  machine: Machine,
  program: LoadedProgram,
  context: Context,
  frame: Frame,
  word: number,
): number {
  const { stack, set } = machine;
  const { strings, constants } = set;
  const { locals } = frame;
  const code = program.signedCode;
  const instruction = code[word]!;
  const a = instruction >>> 8;
  const pop = (): Value => stack.pop()!;
  switch (instruction & 0xff) {
    case 0x61 satisfies typeof Op.IncludeNamed: {
      machine.spend(INCLUDE_STEPS);
      const outer = a & INCLUDE_WITHOUT_CONTEXT ? context.bare() : context;
      const inner = outer.with(machine.visible(code[word + 1]!, locals));
      machine.includeNamed(pop(), (a & INCLUDE_IGNORE_MISSING) !== 0, inner);
      return word + 2;
    }
    case 0x62 satisfies typeof Op.MakeMacro: {
      const shape = macroShape(constants[a]);
      stack.push(machine.makeMacro(shape!, program, word + 2, context, frame));
      return code[word + 1]!;
    }
    case 0x64 satisfies typeof Op.Export: {
      const value = locals[a];
      const imported = (code[word + 2]! & EXPORT_IMPORTED) !== 0;
      if (value !== undefined) context.export(strings.get(code[word + 1]!), value, imported);
      return word + 3;
    }
    case 0x65 satisfies typeof Op.DefineBlocks:
      context.defineBlocks(constants[a] as Tuple);
      return word + 1;
    case 0x67 satisfies typeof Op.Super:
      stack.push(machine.superOf(strings.get(a), program, context));
      return word + 1;
    case 0x68 satisfies typeof Op.Self:
      stack.push(machine.selfOf(program, context, frame));
      return word + 1;
    case 0x69 satisfies typeof Op.Extends:
      machine.extend(frame, word, pop(), context);
      return word + 1;
    case 0x6a satisfies typeof Op.Import: {
      machine.spend(INCLUDE_STEPS);
      const shared = (a & INCLUDE_WITHOUT_CONTEXT) !== 0;
      const inner = shared ? context.bare() : context.lasting(machine.visible(code[word + 1]!, locals));
      stack.push(machine.importNamed(pop(), inner, shared));
      return word + 2;
    }
    case 0x6b satisfies typeof Op.ImportName:
      stack.push(importedName(pop(), strings.get(a), machine.undefinedMode, () => positionIn(set, program, word)));
      return word + 1;
    case 0x6c satisfies typeof Op.SetAutoescape: {
      const before = machine.autoescape;
      machine.autoescape = truth(pop());
      locals[a] = before;
      return word + 1;
    }
    case 0x6d satisfies typeof Op.Debug:
      machine.emit(debugText(context.scoped(machine.visible(a, locals))));
      return word + 1;
    case 0x6e satisfies typeof Op.Raise:
      throw faultOf(constants[a])!;
    default:
      throw new Error(`Internal error: instruction ${instruction & 0xff} passed the verifier`);
  }
}
