/** Code for statements: leaves the operand stack as it was. */
import { Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type {
  Arguments,
  Autoescape,
  Block,
  BlockFilter,
  Body,
  Expression,
  FilterBlock,
  If,
  Output,
  SetBlock,
  Statement,
  Text,
  Trans,
} from "../lang/ast.ts";
import { escapeHtml } from "../value/escape.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import type { Label } from "./assembler.ts";
import { assign, compileBindings, compileScope } from "./assign.ts";
import { compileBlock, compileExtends, compileFromImport, compileImport, compileInclude } from "./composition.ts";
import { applyFilter, assignedLocal, compileExpression, emitCall, requireName } from "./expression.ts";
import { foldConstant } from "./fold.ts";
import { compileFor, compileLoopControl } from "./loop.ts";
import { compileCallBlock, compileMacro } from "./macro.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { compileTrans } from "./trans.ts";

const NO_ARGUMENTS: Arguments = { positional: [], keywords: [] };

/** Compiles statements in the writer's current scope. */
export function compileStatements(writer: ProgramWriter, statements: Body): void {
  for (const statement of statements) compileStatement(writer, statement, false);
}

/** Compiles statements in a scope of their own. */
export function compileBody(writer: ProgramWriter, body: Body): void {
  compileScope(writer, body, () => compileStatements(writer, body));
}

function compileStatement(writer: ProgramWriter, statement: Statement, isBranch: boolean): void {
  const { assembler } = writer;
  switch (statement.kind) {
    case "text":
    case "output":
    case "block":
    case "trans":
      return unlessExtended(writer, statement);
    case "if":
      return compileIf(writer, statement);
    case "for":
      return compileFor(writer, statement, compileStatements);
    case "break":
    case "continue":
      return compileLoopControl(writer, statement);
    case "set":
      writer.because(ModeReason.Computation);
      compileExpression(writer, statement.value);
      return assign(writer, statement.target);
    case "set-block":
      return compileSetBlock(writer, statement);
    case "filter-block":
      return compileFilterBlock(writer, statement);
    case "with":
      writer.because(ModeReason.Computation);
      return compileBindings(writer, statement.bindings, statement.body, () =>
        compileStatements(writer, statement.body),
      );
    case "do":
      writer.because(ModeReason.Computation);
      compileExpression(writer, statement.value);
      return assembler.emit(Op.Pop);
    case "autoescape":
      return compileAutoescape(writer, statement);
    case "macro":
      return compileMacro(writer, statement, compileStatements);
    case "call-block":
      return compileCallBlock(writer, statement, compileStatements);
    case "include":
      return compileInclude(writer, statement);
    case "import":
      return compileImport(writer, statement);
    case "from-import":
      return compileFromImport(writer, statement);
    case "extends":
      return compileExtends(writer, statement, isBranch);
    case "debug":
      assembler.mark(statement.at);
      return assembler.emit(Op.Debug, writer.visibleLocals());
  }
}

type Content = Text | Output | Block | Trans;

/** What a template that extends another one writes outside its blocks is dropped. */
function unlessExtended(writer: ProgramWriter, statement: Content): void {
  const { extended } = writer;
  const drops = extended !== "no" && (statement.kind === "block" ? writer.isTopLevel : writer.dropsOutput);
  if (!drops) return compileContent(writer, statement);
  if (extended === "yes") return;
  const { assembler } = writer;
  const end = assembler.label();
  assembler.jump(Op.JumpIfExtended, end);
  compileContent(writer, statement);
  assembler.place(end);
}

function compileContent(writer: ProgramWriter, statement: Content): void {
  switch (statement.kind) {
    case "text":
      return writer.assembler.text(statement.text, statement.sample);
    case "output":
      return compileOutput(writer, statement.value);
    case "block":
      return compileBlock(writer, statement);
    case "trans":
      return compileTrans(writer, statement, (value) => compileOutput(writer, value));
  }
}

function compileOutput(writer: ProgramWriter, value: Expression): void {
  const { assembler } = writer;
  const constant = foldConstant(value);
  if (constant !== undefined) {
    const text = toText(constant.value);
    const escaped = escapeHtml(text);
    // NUL in static text would separate the parts of a path: a constant that has it stays a value.
    if (!text.includes("\0")) {
      if (writer.autoescape !== undefined) return assembler.text(writer.autoescape ? escaped : text);
      if (escaped === text) return assembler.text(text);
    }
  }
  if (value.kind === "name") {
    assembler.mark(value.at);
    const found = writer.scope.find(value.name);
    // These are no variables, but made by the instructions that load them.
    const isVariable = found === undefined && value.name !== "self" && value.name !== "super";
    if (isVariable) return assembler.emit(Op.EmitVariable, writer.variable(value.name));
    if (found?.assigned === true) return assembler.emit(Op.EmitLocal, found.slot);
  }
  if (value.kind === "attribute") {
    const slot = assignedLocal(writer, value.target);
    if (slot !== undefined) {
      writer.because(ModeReason.ComplexType);
      assembler.mark(value.at);
      return assembler.emit(Op.EmitLocalAttribute, slot, writer.set.intern(value.name));
    }
  }
  if (value.kind === "call" && emitCall(writer, value)) return;
  compileExpression(writer, value);
  assembler.mark(value.at);
  assembler.emit(Op.Emit);
}

/** What is set in a branch is certain only there. */
function inBranch(writer: ProgramWriter, statements: Body): void {
  if (statements.length === 0) return;
  const { settled } = writer;
  const before = settled.length;
  writer.branches += 1;
  for (const statement of statements) compileStatement(writer, statement, true);
  writer.branches -= 1;
  while (settled.length > before) writer.settle(settled.pop()!, false);
}

function compileIf(writer: ProgramWriter, { branches, otherwise, at }: If): void {
  writer.because(ModeReason.Conditional);
  const { assembler, isSoft } = writer;
  const end = assembler.label();
  writer.isSoft = true;
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
  writer.isSoft = isSoft;
  assembler.place(end);
}

/** Captures a body and leaves what filters make of it on the stack, as markup where output is escaped. */
function captureBody(writer: ProgramWriter, body: Body, filters: readonly BlockFilter[], at: SetBlock["at"]): void {
  writer.because(ModeReason.Computation);
  const { assembler, isSoft } = writer;
  // As in Jinja2 the filters belong to the scope of the body.
  writer.isSoft = false;
  assembler.mark(at);
  assembler.emit(Op.CaptureStart);
  writer.captures += 1;
  compileBody(writer, body);
  writer.captures -= 1;
  assembler.mark(at);
  assembler.emit(Op.CaptureEnd);
  for (const { name, at: place } of filters.toReversed()) requireName(writer, "filter", name, place);
  for (const filter of filters) applyFilter(writer, filter.name, filter.arguments, filter.at);
  writer.isSoft = isSoft;
  // As in Jinja2 the block's value is markup again where output is escaped, whatever the filters made of it.
  if (filters.length === 0 || writer.autoescape === false) return;
  const plain = writer.autoescape === undefined ? jumpUnlessEscaping(writer) : undefined;
  applyFilter(writer, "safe", NO_ARGUMENTS, at);
  if (plain !== undefined) assembler.place(plain);
}

/** Jumps to the label that it gives where the render does not escape output, which only that knows. */
function jumpUnlessEscaping(writer: ProgramWriter): Label {
  const { assembler, slots } = writer;
  const mark = slots.mark;
  const escapes = slots.take();
  const end = assembler.label();
  // What holds is told by what replaces it.
  assembler.emit(Op.PushConstant, writer.set.constant(false));
  assembler.emit(Op.SetAutoescape, escapes);
  assembler.emit(Op.LoadLocal, escapes);
  assembler.emit(Op.SetAutoescape, slots.take());
  assembler.emit(Op.LoadLocal, escapes);
  assembler.jump(Op.JumpIfFalse, end);
  slots.release(mark);
  return end;
}

function compileSetBlock(writer: ProgramWriter, { target, filters, body, at }: SetBlock): void {
  const { dropsOutput } = writer;
  writer.dropsOutput = false;
  captureBody(writer, body, filters, at);
  writer.dropsOutput = dropsOutput;
  assign(writer, target);
}

function compileFilterBlock(writer: ProgramWriter, { filters, body, at }: FilterBlock): void {
  captureBody(writer, body, filters, at);
  writer.assembler.mark(at);
  writer.assembler.emit(Op.Emit);
}

function compileAutoescape(writer: ProgramWriter, { value, body, at }: Autoescape): void {
  const { assembler } = writer;
  const constant = foldConstant(value);
  // As in Jinja2 the names of the condition count as read inside, not around the block.
  compileScope(writer, [{ kind: "do", at, value }], () => {
    compileExpression(writer, value);
    assembler.mark(at);
    compileEscaped(writer, constant === undefined ? undefined : truth(constant.value), body);
  });
}

/** A body that escapes as the value on the stack says; `escapes` is that value where it is known. */
export function compileEscaped(writer: ProgramWriter, escapes: boolean | undefined, body: Body): void {
  writer.because(ModeReason.Composition);
  const { assembler, slots, autoescape } = writer;
  const mark = slots.mark;
  const before = slots.take();
  assembler.emit(Op.SetAutoescape, before);
  writer.autoescape = escapes;
  writer.escapes.push(before);
  compileBody(writer, body);
  writer.escapes.pop();
  writer.autoescape = autoescape;
  assembler.emit(Op.LoadLocal, before);
  assembler.emit(Op.SetAutoescape, before);
  slots.release(mark);
}
