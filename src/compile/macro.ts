/**
 * Code for macros, `call` blocks and the bodies of recursive loops: each is code inside the program that defines it, with
 * slots of its own above those that it sees around it.
 */
import { type MacroShape, macroConstant } from "../format/macro-shape.ts";
import { MACRO_CALLER, MACRO_KEYWORDS, MACRO_POSITIONALS, Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type { Body, CallBlock, Macro, Parameter, Position } from "../lang/ast.ts";
import { Tuple } from "../value/value.ts";
import { bindName, compileScope, store } from "./assign.ts";
import { BodyFact, factsOf } from "./body-facts.ts";
import { compileExpression, isSpread, pushSpread } from "./expression.ts";
import type { ProgramWriter } from "./program-writer.ts";

/** What a macro may read without declaring it, in the order of the slots. */
const IMPLICIT = [
  ["caller", MACRO_CALLER, BodyFact.ReadsCaller],
  ["kwargs", MACRO_KEYWORDS, BodyFact.ReadsKeywords],
  ["varargs", MACRO_POSITIONALS, BodyFact.ReadsPositionals],
] as const;

type CompileBody = (writer: ProgramWriter, body: Body) => void;

export function compileMacro(writer: ProgramWriter, { name, parameters, body, at }: Macro, inside: CompileBody): void {
  writer.because(ModeReason.Composition);
  pushMacro(writer, { name, parameters, body, at }, inside);
  store(writer, name);
}

export function compileCallBlock(writer: ProgramWriter, block: CallBlock, inside: CompileBody): void {
  const { assembler } = writer;
  const { call, parameters, body, at } = block;
  const { positional, keywords } = call.arguments;
  writer.because(ModeReason.Composition);
  const caller = (): void => pushMacro(writer, { name: "", parameters, body, at }, inside);
  if (isSpread(call.arguments)) {
    compileExpression(writer, call.callee);
    pushSpread(writer, call.arguments, call.at, caller);
    assembler.mark(call.at);
    assembler.emit(Op.CallSpread);
    return assembler.emit(Op.Emit);
  }
  compileExpression(writer, call.callee);
  for (const argument of positional) compileExpression(writer, argument);
  for (const { value } of keywords) compileExpression(writer, value);
  caller();
  const names = new Tuple([...keywords.map((keyword) => keyword.name), "caller"]);
  assembler.mark(call.at);
  assembler.emit(Op.EmitCall, 0, positional.length + keywords.length + 1, writer.set.constant(names));
}

interface MacroSource {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  readonly at: Position;
}

/** Pushes the macro and compiles its body. */
function pushMacro(writer: ProgramWriter, { name, parameters, body, at }: MacroSource, inside: CompileBody): void {
  const { assembler } = writer;
  const names = parameters.map((parameter) => parameter.name);
  const facts = factsOf(body);
  const caller = parameters.find((parameter) => parameter.name === "caller");
  if (caller !== undefined && caller.default === undefined && (facts & BodyFact.ReadsCaller) !== 0) {
    const hint = "Write `caller=none`.";
    writer.refuse(writer.error("compile/bad-block", "the parameter `caller` has no default", caller.at, hint));
  }
  const implicit = IMPLICIT.filter(([word, , fact]) => (facts & fact) !== 0 && !names.includes(word));
  const compile = (first: number): void => {
    parameters.forEach((parameter, index) => {
      const assigned = parameter.default === undefined;
      const slot = first + index;
      writer.scope.add({ name: parameter.name, slot, assigned, fallsBack: false });
    });
    implicit.forEach(([word], index) => {
      bindName(writer, word, first + parameters.length + index);
    });
    for (const parameter of parameters) {
      if (parameter.default === undefined) continue;
      const entry = writer.scope.own(parameter.name)!;
      const given = assembler.label();
      assembler.jump(Op.JumpIfSet, given, entry.slot);
      compileExpression(writer, parameter.default);
      assembler.emit(Op.StoreLocal, entry.slot);
      assembler.place(given);
      writer.settle(entry, true);
    }
    const { dropsOutput } = writer;
    writer.dropsOutput = false;
    inside(writer, body);
    writer.dropsOutput = dropsOutput;
  };
  assembler.mark(at);
  pushRoutine(
    writer,
    {
      name,
      parameters: names,
      defaults: parameters.filter((parameter) => parameter.default !== undefined).length,
      flags: implicit.reduce((bits, [, bit]) => bits | bit, 0),
    },
    (first) => {
      // The defaults are worked out inside: what they read counts as read before the body assigns it.
      const defaults = parameters.flatMap(({ default: value, at }) =>
        value === undefined ? [] : [{ kind: "do", at, value } as const],
      );
      const known = new Set([...names, ...implicit.map(([word]) => word)]);
      compileScope(writer, [...defaults, ...body], () => compile(first), known);
    },
    names.length + implicit.length,
  );
}

/** Pushes a macro whose body `compile` writes; its arguments have the slots from `first` on. */
export function pushRoutine(
  writer: ProgramWriter,
  shape: Omit<MacroShape, "slot">,
  compile: (first: number) => void,
  count: number,
): void {
  const { assembler, slots } = writer;
  const { loops, captures, escapes } = writer;
  // What is around it may be read whenever the macro is called: those slots are its own.
  slots.pin();
  const mark = slots.mark;
  const slot = mark;
  for (let index = 0; index < count; index += 1) slots.take();
  const end = assembler.label();
  assembler.jump(Op.MakeMacro, end, writer.set.constant(macroConstant({ ...shape, slot })));
  const depth = assembler.depth;
  assembler.depth = 0;
  writer.loops = [];
  writer.captures = 0;
  writer.escapes = [];
  compile(slot);
  assembler.emit(Op.EndMacro);
  assembler.place(end);
  assembler.depth = depth;
  writer.loops = loops;
  writer.captures = captures;
  writer.escapes = escapes;
  slots.release(mark);
}
