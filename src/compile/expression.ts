/** Code for expressions: leaves exactly one value on the operand stack. */
import { DxgError } from "../base/error.ts";
import type { Signature } from "../format/builtins.ts";
import { NONE, Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type {
  Arguments,
  Call,
  Comparison,
  DictLiteral,
  Expression,
  FilterCall,
  Logical,
  Position,
  TestCall,
} from "../lang/ast.ts";
import { Tuple, type Value } from "../value/value.ts";
import { bindArguments } from "./bind-arguments.ts";
import { foldConstant, isConstant } from "./fold.ts";
import { argumentsOf } from "./parts.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { joinOf } from "./spread-join.ts";
import { unknownName } from "./unknown-name.ts";

const BINARY = {
  "+": Op.Add,
  "-": Op.Subtract,
  "*": Op.Multiply,
  "/": Op.Divide,
  "//": Op.FloorDivide,
  "%": Op.Modulo,
  "**": Op.Power,
} as const;

const COMPARE = {
  "==": Op.Equal,
  "!=": Op.NotEqual,
  "<": Op.Less,
  "<=": Op.LessEqual,
  ">": Op.Greater,
  ">=": Op.GreaterEqual,
  in: Op.In,
  "not in": Op.NotIn,
} as const;

/**
 * @throws {DxgError} compile/unknown-filter, compile/unknown-test, compile/bad-arguments
 */
export function compileExpression(writer: ProgramWriter, expression: Expression): void {
  const constant = foldConstant(expression);
  if (constant !== undefined) {
    pushConstant(writer, constant.value, expression.at);
    return;
  }
  const { assembler } = writer;
  const at = expression.at;
  switch (expression.kind) {
    case "constant":
      return pushConstant(writer, expression.value, at);
    case "name":
      assembler.mark(at);
      return writer.load(expression.name);
    case "list":
      writer.because(ModeReason.ComplexType);
      return collect(writer, Op.MakeList, expression.items, at);
    case "tuple":
      writer.because(ModeReason.ComplexType);
      return collect(writer, Op.MakeTuple, expression.items, at);
    case "dict":
      writer.because(ModeReason.ComplexType);
      return collectPairs(writer, expression.entries, at);
    case "attribute": {
      writer.because(ModeReason.ComplexType);
      const name = writer.set.intern(expression.name);
      const slot = assignedLocal(writer, expression.target);
      if (slot !== undefined) {
        assembler.mark(at);
        return assembler.emit(Op.LoadLocalAttribute, slot, name);
      }
      compileExpression(writer, expression.target);
      assembler.mark(at);
      return assembler.emit(Op.GetAttribute, name);
    }
    case "item":
      writer.because(ModeReason.ComplexType);
      compileExpression(writer, expression.target);
      compileExpression(writer, expression.index);
      assembler.mark(at);
      return assembler.emit(Op.GetItem);
    case "slice":
      writer.because(ModeReason.ComplexType);
      compileExpression(writer, expression.target);
      for (const part of [expression.start, expression.stop, expression.step]) {
        if (part === undefined) pushConstant(writer, null, at);
        else compileExpression(writer, part);
      }
      assembler.mark(at);
      return assembler.emit(Op.Slice);
    case "call":
      return compileCall(writer, expression);
    case "filter":
      return compileFilter(writer, expression);
    case "test":
      return compileTest(writer, expression);
    case "unary":
    case "not":
      writer.because(ModeReason.Computation);
      compileExpression(writer, expression.operand);
      assembler.mark(at);
      return assembler.emit(expression.kind === "not" ? Op.Not : expression.operator === "-" ? Op.Negate : Op.Positive);
    case "binary":
      writer.because(ModeReason.Computation);
      compileExpression(writer, expression.left);
      compileExpression(writer, expression.right);
      assembler.mark(at);
      return assembler.emit(BINARY[expression.operator]);
    case "concatenation":
      writer.because(ModeReason.Computation);
      return collect(writer, Op.Concatenate, expression.parts, at);
    case "logical":
      return compileLogical(writer, expression);
    case "comparison":
      return compileComparison(writer, expression);
    case "conditional": {
      writer.because(ModeReason.Conditional);
      const otherwise = assembler.label();
      const end = assembler.label();
      const { isSoft } = writer;
      writer.isSoft = true;
      compileExpression(writer, expression.test);
      assembler.mark(expression.test.at);
      assembler.jump(Op.JumpIfFalse, otherwise);
      const depth = assembler.depth;
      compileExpression(writer, expression.then);
      assembler.jump(Op.Jump, end);
      assembler.place(otherwise);
      assembler.depth = depth;
      if (expression.otherwise === undefined) {
        assembler.mark(at);
        assembler.emit(Op.PushUndefined);
      } else compileExpression(writer, expression.otherwise);
      writer.isSoft = isSoft;
      return assembler.place(end);
    }
  }
}

/** The slot of a name that is a local and set for certain here. */
export function assignedLocal(writer: ProgramWriter, expression: Expression): number | undefined {
  if (expression.kind !== "name") return undefined;
  const found = writer.scope.find(expression.name);
  return found?.assigned ? found.slot : undefined;
}

function pushConstant(writer: ProgramWriter, value: Value, at: Position): void {
  writer.assembler.mark(at);
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < NONE && !Object.is(value, -0)) {
    writer.assembler.emit(Op.PushInteger, value);
  } else writer.assembler.emit(Op.PushConstant, writer.set.constant(value));
}

/** Values that one instruction collects at most: the operand stack has to hold them all, and what is around them. */
const PIECE_MAX = 256;

/** What puts two pieces together that the instruction made of the left and of the right half of its values. */
const JOINS: ReadonlyMap<number, number> = new Map([
  [Op.MakeList, Op.JoinList],
  [Op.MakeTuple, Op.Add],
]);

/** Collects values with one instruction; many are collected by halves, so that copying stays n log n. */
function collect(writer: ProgramWriter, code: number, items: readonly Expression[], at: Position): void {
  const { assembler } = writer;
  if (items.length <= PIECE_MAX) {
    for (const item of items) compileExpression(writer, item);
    assembler.mark(at);
    return assembler.emit(code, items.length);
  }
  const half = items.length >>> 1;
  collect(writer, code, items.slice(0, half), at);
  collect(writer, code, items.slice(half), at);
  assembler.mark(at);
  const join = JOINS.get(code);
  if (join === undefined) assembler.emit(code, 2);
  else assembler.emit(join);
}

/** As `collect`, the pairs of a dict. */
function collectPairs(writer: ProgramWriter, pairs: DictLiteral["entries"], at: Position): void {
  const { assembler } = writer;
  if (pairs.length <= PIECE_MAX) {
    for (const { key, value } of pairs) {
      compileExpression(writer, key);
      compileExpression(writer, value);
    }
    assembler.mark(at);
    return assembler.emit(Op.MakeDict, pairs.length);
  }
  const half = pairs.length >>> 1;
  collectPairs(writer, pairs.slice(0, half), at);
  collectPairs(writer, pairs.slice(half), at);
  assembler.mark(at);
  assembler.emit(Op.JoinDict);
}

function compileLogical(writer: ProgramWriter, { operator, left, right, at }: Logical): void {
  writer.because(ModeReason.Conditional);
  const { assembler } = writer;
  const end = assembler.label();
  compileExpression(writer, left);
  assembler.mark(at);
  assembler.jump(operator === "and" ? Op.JumpIfFalseOrPop : Op.JumpIfTrueOrPop, end);
  compileExpression(writer, right);
  assembler.place(end);
}

/** `a < b < c` is `a < b and b < c` with `b` evaluated once, kept in a slot of its own. */
function compileComparison(writer: ProgramWriter, { first, rest, at }: Comparison): void {
  writer.because(ModeReason.Computation);
  const { assembler, slots } = writer;
  const mark = slots.mark;
  const end = assembler.label();
  compileExpression(writer, first);
  for (let index = 0; index < rest.length; index += 1) {
    const { operator, operand } = rest[index]!;
    compileExpression(writer, operand);
    assembler.mark(at);
    if (index === rest.length - 1) {
      assembler.emit(COMPARE[operator]);
      break;
    }
    const slot = slots.take();
    assembler.emit(Op.StoreLocal, slot);
    assembler.emit(Op.LoadLocal, slot);
    assembler.emit(COMPARE[operator]);
    assembler.jump(Op.JumpIfFalseOrPop, end);
    assembler.emit(Op.LoadLocal, slot);
  }
  assembler.place(end);
  slots.release(mark);
}

function compileCall(writer: ProgramWriter, { callee, arguments: args, at }: Call): void {
  writer.because(ModeReason.Computation);
  const { assembler } = writer;
  compileExpression(writer, callee);
  if (isSpread(args)) {
    pushSpread(writer, args, at);
    assembler.mark(at);
    return assembler.emit(Op.CallSpread);
  }
  const names = pushArguments(writer, args);
  assembler.mark(at);
  assembler.emit(Op.Call, 0, args.positional.length + args.keywords.length, names);
}

/** Compiles an output that is a call; false when it has to be compiled as a value. */
export function emitCall(writer: ProgramWriter, { callee, arguments: args, at }: Call): boolean {
  if (isSpread(args)) return false;
  writer.because(ModeReason.Computation);
  compileExpression(writer, callee);
  const names = pushArguments(writer, args);
  writer.assembler.mark(at);
  writer.assembler.emit(Op.EmitCall, 0, args.positional.length + args.keywords.length, names);
  return true;
}

/** Pushes positionals, then keywords; the result is the constant that names the keywords. */
function pushArguments(writer: ProgramWriter, args: Arguments): number {
  for (const argument of args.positional) compileExpression(writer, argument);
  for (const { value } of args.keywords) compileExpression(writer, value);
  return args.keywords.length === 0 ? NONE : writer.set.constant(new Tuple(args.keywords.map(({ name }) => name)));
}

/** Whether a call is made with a list and a dict: what it spreads is known only then, or the stack cannot hold it all. */
export function isSpread({ positional, keywords, spread, spreadKeywords }: Arguments): boolean {
  return spread !== undefined || spreadKeywords !== undefined || positional.length + keywords.length > PIECE_MAX;
}

/** Pushes a list of the positionals and a dict of the keywords, spread ones joined in; `pushCaller` pushes `caller`. */
export function pushSpread(writer: ProgramWriter, args: Arguments, at: Position, pushCaller?: () => void): void {
  const { assembler } = writer;
  collect(writer, Op.MakeList, args.positional, at);
  if (args.spread !== undefined) {
    compileExpression(writer, args.spread);
    assembler.mark(at);
    assembler.emit(Op.JoinList);
  }
  const pairs = args.keywords.map(({ name, value }) => ({
    key: { kind: "constant", value: name, at } as const,
    value,
  }));
  collectPairs(writer, pairs, at);
  if (pushCaller !== undefined) {
    pushConstant(writer, "caller", at);
    pushCaller();
    assembler.emit(Op.MakeDict, 1);
    assembler.emit(Op.JoinDict, joinOf(args));
  }
  if (args.spreadKeywords !== undefined) {
    compileExpression(writer, args.spreadKeywords);
    assembler.mark(at);
    assembler.emit(Op.JoinDict, joinOf(args));
  }
}

function compileFilter(writer: ProgramWriter, { target, name, arguments: args, at }: FilterCall): void {
  requireName(writer, "filter", name, at);
  compileExpression(writer, target);
  applyFilter(writer, name, args, at);
}

/** Applies a filter, which `requireName` has asked for, to the value on the stack. */
export function applyFilter(writer: ProgramWriter, name: string, args: Arguments, at: Position): void {
  const signature = writer.signature("filter", name);
  if (signature === undefined) return raiseBehind(writer, args, unknown(writer, "filter", name, at), at);
  const given = name === "map" ? writer.set.filterDefaults.passedTo(args, at) : args;
  apply(writer, { what: "filter", fixed: Op.Filter, spread: Op.FilterSpread }, name, signature, given, at);
}

function compileTest(writer: ProgramWriter, { target, name, arguments: args, at }: TestCall): void {
  writer.because(ModeReason.Computation);
  requireName(writer, "test", name, at);
  const signature = writer.signature("test", name);
  compileExpression(writer, target);
  if (signature === undefined) return raiseBehind(writer, args, unknown(writer, "test", name, at), at);
  apply(writer, { what: "test", fixed: Op.Test, spread: Op.TestSpread }, name, signature, args, at);
}

/**
 * Reports a filter or test that does not exist, before anything that it is applied to; in Jinja2's way not where only a
 * render that comes there tells it.
 */
export function requireName(writer: ProgramWriter, what: "filter" | "test", name: string, at: Position): void {
  if (writer.signature(what, name) !== undefined || (writer.faults === "render" && writer.isSoft)) return;
  writer.refuse(unknown(writer, what, name, at));
}

function unknown(writer: ProgramWriter, what: "filter" | "test", name: string, at: Position): DxgError {
  const { code, detail, hint } = unknownName(what, name);
  return writer.error(code, detail, at, hint);
}

/** Code that fails as Python's call of a filter or test does: its arguments are worked out before. */
function raiseBehind(writer: ProgramWriter, args: Arguments, error: DxgError, at: Position): void {
  for (const argument of argumentsOf(args)) {
    compileExpression(writer, argument);
    writer.assembler.emit(Op.Pop);
  }
  writer.raise(error, at);
}

interface Application {
  readonly what: "filter" | "test";
  readonly fixed: number;
  readonly spread: number;
}

function apply(
  writer: ProgramWriter,
  { what, fixed, spread }: Application,
  name: string,
  signature: Signature,
  args: Arguments,
  at: Position,
): void {
  const { assembler } = writer;
  if (args.spread !== undefined || args.spreadKeywords !== undefined) {
    writer.because(ModeReason.Computation);
    pushSpread(writer, args, at);
    assembler.mark(at);
    return assembler.emit(spread, signature.id);
  }
  if (!isConstant(args)) writer.because(ModeReason.Computation);
  if (signature.variadic) {
    const names = pushArguments(writer, args);
    const count = args.positional.length + args.keywords.length;
    assembler.mark(at);
    if (names === NONE) return assembler.emit(fixed, signature.id, count);
    return assembler.emit(Op.FilterKeywords, signature.id, count, names);
  }
  const bound = bindArguments(writer, what, name, signature, args, at);
  if (bound instanceof DxgError) {
    if (writer.faults === "compile") writer.refuse(bound);
    return raiseBehind(writer, args, bound, at);
  }
  if (what === "filter") {
    for (const { place, value } of writer.set.filterDefaults.of(signature.name)) {
      while (bound.length < place) bound.push(undefined);
      bound[place] ??= { kind: "constant", at, value };
    }
  }
  for (const argument of bound) {
    if (argument === undefined) assembler.emit(Op.PushMissing);
    else compileExpression(writer, argument);
  }
  assembler.mark(at);
  return assembler.emit(fixed, signature.id, bound.length);
}
