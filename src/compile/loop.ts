/** Code for `for` loops: filtered ones, recursive ones, ways out of them. */
import { MACRO_LOOP, NONE, Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type { Body, For, LoopControl } from "../lang/ast.ts";
import { bindName, bindTarget, compileScope } from "./assign.ts";
import { BodyFact, factsOf } from "./body-facts.ts";
import { compileExpression } from "./expression.ts";
import { pushRoutine } from "./macro.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { targetNames } from "./symbols.ts";

type CompileBody = (writer: ProgramWriter, body: Body) => void;

export function compileFor(writer: ProgramWriter, statement: For, inside: CompileBody): void {
  writer.because(ModeReason.Iteration);
  const { assembler } = writer;
  if (!statement.recursive) {
    compileExpression(writer, statement.iterable);
    return compileIterations(writer, statement, NONE, inside);
  }
  // The body is a routine that takes the items, so that `loop(items)` can run it again.
  assembler.mark(statement.at);
  pushRoutine(
    writer,
    { name: "loop", parameters: ["items"], defaults: 0, flags: MACRO_LOOP },
    (items) => {
      assembler.emit(Op.LoadLocal, items);
      compileIterations(writer, statement, items + 1, inside);
    },
    2,
  );
  compileExpression(writer, statement.iterable);
  assembler.mark(statement.iterable.at);
  assembler.emit(Op.EmitCall, 0, 1, NONE);
}

/** Runs the body for the items on the stack; a recursive loop has itself in the slot `routine`. */
function compileIterations(writer: ProgramWriter, statement: For, routine: number, inside: CompileBody): void {
  const { assembler, slots } = writer;
  const mark = slots.mark;
  const otherwise = assembler.label();
  const end = assembler.label();
  const next = assembler.label();
  if (statement.filter !== undefined) collectFiltered(writer, statement);
  // As in Jinja2 an iteration that is left early does not count for `else`.
  const counts = statement.otherwise.length > 0 && (factsOf(statement.body) & BodyFact.LeavesLoop) !== 0;
  const none = counts ? slots.take() : NONE;
  if (counts) {
    assembler.emit(Op.PushInteger, 1);
    assembler.emit(Op.StoreLocal, none);
  }
  // Where nothing reads `loop` there is no such object.
  const loopSlot = statement.recursive || statement.readsLoop ? slots.take() : NONE;
  const itemSlot = slots.take();
  assembler.mark(statement.iterable.at);
  if (routine === NONE) assembler.jump(Op.ForStart, otherwise, loopSlot);
  else assembler.jump(Op.ForStartRecursive, otherwise, loopSlot, routine);
  assembler.place(next);
  assembler.mark(statement.at);
  const done = counts ? assembler.label() : end;
  assembler.jump(Op.ForNext, done, itemSlot);
  const targets = targetNames(statement.target);
  const parameters = loopSlot === NONE ? targets : [...targets, "loop"];
  const body = (): void => {
    if (loopSlot !== NONE) bindName(writer, "loop", loopSlot);
    bindTarget(writer, statement.target, itemSlot);
    writer.loops.push({ next, end: done, captures: writer.captures, escapes: writer.escapes.length });
    inside(writer, statement.body);
    writer.loops.pop();
  };
  compileScope(writer, statement.body, body, parameters);
  if (counts) assembler.emit(Op.ClearLocal, none);
  assembler.jump(Op.Jump, next);
  if (counts) {
    assembler.place(done);
    assembler.jump(Op.JumpIfSet, otherwise, none);
    assembler.jump(Op.Jump, end);
  }
  assembler.place(otherwise);
  if (statement.otherwise.length > 0) {
    compileScope(writer, statement.otherwise, () => inside(writer, statement.otherwise));
  }
  assembler.place(end);
  slots.release(mark);
}

/** `break` and `continue`: what was captured since the loop's body began is dropped. */
export function compileLoopControl(writer: ProgramWriter, { kind, at }: LoopControl): void {
  const { assembler, captures, escapes } = writer;
  const loop = writer.loops.at(-1);
  if (loop === undefined) throw new Error(`Internal error: ${kind} outside a loop`);
  assembler.mark(at);
  const { depth } = assembler;
  for (let open = captures; open > loop.captures; open -= 1) {
    assembler.emit(Op.CaptureEnd);
    assembler.emit(Op.Pop);
  }
  const before = escapes[loop.escapes];
  if (before !== undefined) {
    assembler.emit(Op.LoadLocal, before);
    assembler.emit(Op.SetAutoescape, before);
  }
  if (kind === "break") assembler.emit(Op.ForEnd);
  assembler.jump(Op.Jump, kind === "break" ? loop.end : loop.next);
  assembler.depth = depth;
}

/** `for x in xs if test`: replaces the iterable on the stack by the list of items that pass. */
function collectFiltered(writer: ProgramWriter, { target, filter, at }: For): void {
  if (filter === undefined) return;
  const { assembler, slots } = writer;
  const empty = assembler.label();
  const next = assembler.label();
  const done = assembler.label();
  const mark = slots.mark;
  const kept = slots.take();
  const item = slots.take();
  assembler.emit(Op.MakeList, 0);
  assembler.emit(Op.StoreLocal, kept);
  assembler.mark(at);
  assembler.jump(Op.ForStart, empty, NONE);
  assembler.place(next);
  assembler.jump(Op.ForNext, done, item);
  const test = (): void => {
    bindTarget(writer, target, item);
    compileExpression(writer, filter);
  };
  compileScope(writer, [], test, targetNames(target));
  assembler.mark(filter.at);
  assembler.jump(Op.JumpIfFalse, next);
  assembler.emit(Op.LoadLocal, item);
  assembler.emit(Op.Append, kept);
  assembler.jump(Op.Jump, next);
  assembler.place(empty);
  assembler.place(done);
  assembler.emit(Op.LoadLocal, kept);
  slots.release(mark);
}
