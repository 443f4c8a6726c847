/** Code for statements: leaves the operand stack as it was. */
import { suggest } from "../base/suggest.ts";
import { INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, NONE, Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type { Arguments, For, If, Include, Output, SetBlock, Statement, Target } from "../lang/ast.ts";
import { escapeHtml } from "../value/escape.ts";
import { toText } from "../value/text.ts";
import { applyFilter, assignedLocal, compileExpression } from "./expression.ts";
import { foldConstant } from "./fold.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { Scope } from "./scope.ts";
import { readsLoop, symbolsOf, targetNames } from "./symbols.ts";
import { partsOf } from "./walk.ts";

/** Compiles statements in the writer's current scope. */
export function compileStatements(writer: ProgramWriter, statements: readonly Statement[]): void {
  for (const statement of statements) compileStatement(writer, statement);
}

const NO_ARGUMENTS: Arguments = { positional: [], keywords: [] };
const NO_NAMES: ReadonlySet<string> = new Set();

/**
 * Opens a scope for what `statements` assign, compiles it, and closes the scope; `parameters` are names that the body
 * itself gives their slots.
 */
export function compileScope(
  writer: ProgramWriter,
  statements: readonly Statement[],
  body: () => void,
  parameters: ReadonlySet<string> = NO_NAMES,
): void {
  const { assembler, slots, scope: outer } = writer;
  const mark = slots.mark;
  const symbols = symbolsOf(statements, parameters, (name) => outer.knows(name));
  const scope = new Scope(outer, symbols);
  for (const [name, initial] of symbols.stores) {
    const around = initial === "outer" ? outer.find(name) : undefined;
    const slot = slots.take();
    if (around === undefined) assembler.emit(Op.ClearLocal, slot);
    else assembler.emit(Op.CopyLocal, around.slot, slot);
    const fallsBack = around?.fallsBack ?? initial !== "missing";
    scope.names.set(name, { name, slot, assigned: around?.assigned ?? false, fallsBack });
  }
  writer.scope = scope;
  body();
  writer.scope = outer;
  slots.release(mark);
}

function compileStatement(writer: ProgramWriter, statement: Statement): void {
  const { assembler } = writer;
  switch (statement.kind) {
    case "text":
      return assembler.text(statement.text);
    case "output":
      return compileOutput(writer, statement);
    case "if":
      return compileIf(writer, statement);
    case "for":
      return compileFor(writer, statement);
    case "set":
      writer.because(ModeReason.Computation);
      compileExpression(writer, statement.value);
      return assign(writer, statement.target);
    case "set-block":
      return compileSetBlock(writer, statement);
    case "include":
      return compileInclude(writer, statement);
  }
}

function compileOutput(writer: ProgramWriter, { value }: Output): void {
  const { assembler } = writer;
  const constant = foldConstant(value);
  if (constant !== undefined) {
    const text = toText(constant.value);
    return assembler.text(writer.autoescape ? escapeHtml(text) : text);
  }
  if (value.kind === "name") {
    assembler.mark(value.at);
    const slot = assignedLocal(writer, value);
    if (slot !== undefined) return assembler.emit(Op.EmitLocal, slot);
    if (writer.scope.find(value.name) === undefined) {
      return assembler.emit(Op.EmitVariable, writer.variable(value.name));
    }
  }
  if (value.kind === "attribute") {
    const slot = assignedLocal(writer, value.target);
    if (slot !== undefined) {
      writer.because(ModeReason.ComplexType);
      assembler.mark(value.at);
      return assembler.emit(Op.EmitLocalAttribute, slot, writer.set.intern(value.name));
    }
  }
  compileExpression(writer, value);
  assembler.mark(value.at);
  assembler.emit(Op.Emit);
}

/** What is set in a branch is certain only there. */
function inBranch(writer: ProgramWriter, statements: readonly Statement[]): void {
  const before = new Map([...writer.scope.names.values()].map((entry) => [entry, entry.assigned]));
  compileStatements(writer, statements);
  for (const [entry, assigned] of before) entry.assigned = assigned;
}

function compileIf(writer: ProgramWriter, { branches, otherwise, at }: If): void {
  writer.because(ModeReason.Conditional);
  const { assembler } = writer;
  const end = assembler.label();
  for (const { test, body } of branches) {
    const next = assembler.label();
    compileExpression(writer, test);
    assembler.mark(test.at ?? at);
    assembler.jump(Op.JumpIfFalse, next);
    inBranch(writer, body);
    assembler.jump(Op.Jump, end);
    assembler.place(next);
  }
  inBranch(writer, otherwise);
  assembler.place(end);
}

function compileFor(writer: ProgramWriter, statement: For): void {
  writer.because(ModeReason.Iteration);
  const { assembler, slots } = writer;
  const mark = slots.mark;
  const otherwise = assembler.label();
  const end = assembler.label();
  const next = assembler.label();
  compileExpression(writer, statement.iterable);
  if (statement.filter !== undefined) collectFiltered(writer, statement);
  const loopSlot = readsLoop(statement) ? slots.take() : NONE;
  const itemSlot = slots.take();
  assembler.mark(statement.iterable.at);
  assembler.jump(Op.ForStart, otherwise, loopSlot);
  assembler.place(next);
  assembler.mark(statement.at);
  assembler.jump(Op.ForNext, end, itemSlot);
  const parameters = new Set(targetNames(statement.target));
  if (loopSlot !== NONE) parameters.add("loop");
  const body = (): void => {
    if (loopSlot !== NONE) bindName(writer, "loop", loopSlot);
    bindTarget(writer, statement.target, itemSlot);
    compileStatements(writer, statement.body);
  };
  compileScope(writer, statement.body, body, parameters);
  assembler.jump(Op.Jump, next);
  assembler.place(otherwise);
  compileScope(writer, statement.otherwise, () => compileStatements(writer, statement.otherwise));
  assembler.place(end);
  slots.release(mark);
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
  compileScope(writer, [], test, new Set(targetNames(target)));
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

/** Gives the loop's target names their slots: a plain name is the item's own slot. */
function bindTarget(writer: ProgramWriter, target: Target, itemSlot: number): void {
  if (target.kind === "name") return bindName(writer, target.name, itemSlot);
  for (const name of targetNames(target)) bindName(writer, name, writer.slots.take());
  writer.assembler.mark(target.at);
  writer.assembler.emit(Op.LoadLocal, itemSlot);
  assign(writer, target);
}

function bindName(writer: ProgramWriter, name: string, slot: number): void {
  writer.scope.names.set(name, { name, slot, assigned: true, fallsBack: false });
}

/** Pops a value into names of the current scope. */
function assign(writer: ProgramWriter, target: Target): void {
  const { assembler } = writer;
  assembler.mark(target.at);
  if (target.kind === "target-tuple") {
    assembler.emit(Op.Unpack, target.items.length);
    for (const item of target.items) assign(writer, item);
    return;
  }
  const entry = writer.scope.names.get(target.name);
  if (entry === undefined) throw new Error(`Internal error: no slot for ${target.name}`);
  assembler.emit(Op.StoreLocal, entry.slot);
  entry.assigned = true;
}

function compileSetBlock(writer: ProgramWriter, { target, filters, body, at }: SetBlock): void {
  writer.because(ModeReason.Computation);
  const { assembler } = writer;
  assembler.mark(at);
  assembler.emit(Op.CaptureStart);
  compileScope(writer, body, () => compileStatements(writer, body));
  assembler.mark(at);
  assembler.emit(Op.CaptureEnd);
  for (const filter of filters) applyFilter(writer, filter.name, filter.arguments, filter.at);
  // As in Jinja2 the block's value is markup again, whatever the filters made of it.
  if (writer.autoescape && filters.length > 0) applyFilter(writer, "safe", NO_ARGUMENTS, at);
  assign(writer, target);
}

function compileInclude(writer: ProgramWriter, statement: Include): void {
  const { template, ignoreMissing, withContext, at } = statement;
  writer.because(ModeReason.Composition);
  const { assembler } = writer;
  const constant = foldConstant(template);
  if (typeof constant?.value === "string") {
    const name = constant.value;
    const program = writer.includes.program(name);
    if (program === undefined) {
      if (ignoreMissing) return;
      const close = suggest(name, writer.includes.names());
      const hint = close === undefined ? "Add `ignore missing` if it may be absent" : `Did you mean "${close}"?`;
      throw writer.error("compile/include-not-found", `"${name}"`, template.at, hint);
    }
    if (withContext) {
      assembler.mark(at);
      return assembler.emit(Op.Include, program, writer.visibleLocals());
    }
  }
  for (const name of [...constantNames(template), ...writer.includes.names()]) writer.includes.program(name);
  compileExpression(writer, template);
  assembler.mark(at);
  const flags = (ignoreMissing ? INCLUDE_IGNORE_MISSING : 0) | (withContext ? 0 : INCLUDE_WITHOUT_CONTEXT);
  assembler.emit(Op.IncludeNamed, flags, withContext ? writer.visibleLocals() : NONE);
}

/** Every text that an include expression mentions: where it is the name of a template, the file holds that one. */
function* constantNames(expression: Include["template"]): Generator<string> {
  const constant = foldConstant(expression);
  if (typeof constant?.value === "string") yield constant.value;
  else for (const part of partsOf(expression)) yield* constantNames(part);
}
