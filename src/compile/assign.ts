/** Scopes and assignments: which slot a name has, and code that gives it its value. */
import { EXPORT_IMPORTED, Op } from "../format/opcode.ts";
import type { Binding, Body, Statement, Target } from "../lang/ast.ts";
import { BodyFact, factsOf } from "./body-facts.ts";
import { compileExpression } from "./expression.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { Scope } from "./scope.ts";
import { Symbols, targetNames } from "./symbols.ts";
import { eachExpression, eachStatement, nameVisitor } from "./walk.ts";

/**
 * Opens a scope for what `statements` assign, compiles it, and closes the scope; `parameters` are names that the body
 * itself gives their slots.
 */
export function compileScope(
  writer: ProgramWriter,
  statements: Body,
  body: () => void,
  parameters: Iterable<string> = [],
): void {
  const { assembler, slots, scope: outer, isSoft } = writer;
  const mark = slots.mark;
  const symbols = new Symbols(statements, parameters, outer);
  const scope = new Scope(outer, symbols);
  for (const [name, initial] of symbols.stores) {
    const around = initial === "outer" ? outer.find(name) : undefined;
    const slot = slots.take();
    if (around === undefined) assembler.emit(Op.ClearLocal, slot);
    else assembler.emit(Op.CopyLocal, around.slot, slot);
    const fallsBack = around?.fallsBack ?? initial !== "missing";
    scope.add({ name, slot, assigned: around?.assigned ?? false, fallsBack });
  }
  writer.scope = scope;
  if (writer.isOverlaid) keepReads(writer, symbols, statements);
  writer.isSoft = false;
  body();
  writer.isSoft = isSoft;
  writer.scope = outer;
  slots.release(mark);
}

/**
 * Reads what macros inside a scope read and the scope itself too: as in Jinja2 a variable is looked up when the outermost
 * scope that reads it begins. A macro that outlives the scope would find another value where the layout of its template
 * assigns the name.
 */
function keepReads(writer: ProgramWriter, symbols: Symbols, statements: Body): void {
  if ((factsOf(statements) & BodyFact.HoldsMacro) === 0) return;
  const { assembler, scope, slots } = writer;
  const wanted = namesInMacros(statements);
  for (const [name, at] of symbols.reads) {
    if (!wanted.has(name) || name === "self" || name === "super") continue;
    const own = scope.own(name);
    const slot = own?.slot ?? slots.take();
    assembler.mark(at);
    assembler.emit(Op.LoadVariable, writer.variable(name));
    assembler.emit(Op.StoreLocal, slot);
    if (own === undefined) scope.add({ name, slot, assigned: true, fallsBack: false, isCopy: true });
  }
}

/** Names that macros and `call` blocks inside a body read anywhere, blocks apart. */
function namesInMacros(statements: Body): ReadonlySet<string> {
  const names = new Set<string>();
  const read = nameVisitor((name) => {
    names.add(name);
  });
  eachStatement(statements, (statement) => {
    if (statement.kind === "macro" || statement.kind === "call-block") {
      eachExpression(statement, read);
      eachStatement(statement.body, (inner) => {
        eachExpression(inner, read);
        return inner.kind !== "block";
      });
      return false;
    }
    return statement.kind !== "block";
  });
  return names;
}

/** Gives a name of the current scope a slot that already holds its value. */
export function bindName(writer: ProgramWriter, name: string, slot: number): void {
  writer.scope.add({ name, slot, assigned: true, fallsBack: false });
}

/** Gives the target's names their slots, filled from the slot of the whole: a plain name is that slot itself. */
export function bindTarget(writer: ProgramWriter, target: Target, slot: number): void {
  if (target.kind === "name") return bindName(writer, target.name, slot);
  for (const name of targetNames(target)) bindName(writer, name, writer.slots.take());
  writer.assembler.mark(target.at);
  writer.assembler.emit(Op.LoadLocal, slot);
  assign(writer, target);
}

/** Pops a value into names of the current scope or attributes of namespaces. */
export function assign(writer: ProgramWriter, target: Target): void {
  const { assembler } = writer;
  assembler.mark(target.at);
  switch (target.kind) {
    case "target-tuple":
      assembler.emit(Op.Unpack, target.items.length);
      for (const item of target.items) assign(writer, item);
      return;
    case "target-attribute":
      compileExpression(writer, target.namespace);
      assembler.mark(target.at);
      return assembler.emit(Op.SetAttribute, writer.set.intern(target.name));
    case "name":
      return store(writer, target.name);
  }
}

/** Pops a value into a name of the current scope; `imported` says that it comes from another template. */
export function store(writer: ProgramWriter, name: string, imported = false): void {
  const entry = writer.scope.own(name);
  if (entry === undefined) throw new Error(`Internal error: no slot for ${name}`);
  writer.assembler.emit(Op.StoreLocal, entry.slot);
  if (!entry.assigned) {
    writer.settle(entry, true);
    if (writer.branches > 0) writer.settled.push(entry);
  }
  const flags = imported ? EXPORT_IMPORTED : 0;
  if (writer.isTopLevel) writer.assembler.emit(Op.Export, entry.slot, writer.set.intern(name), flags);
}

/** A scope with names for values that are computed outside it. */
export function compileBindings(
  writer: ProgramWriter,
  bindings: readonly Binding[],
  statements: readonly Statement[],
  body: () => void,
): void {
  const { slots } = writer;
  const mark = slots.mark;
  const values = bindings.map(({ value }) => {
    compileExpression(writer, value);
    const slot = slots.take();
    writer.assembler.emit(Op.StoreLocal, slot);
    return slot;
  });
  const names = bindings.flatMap(({ target }) => targetNames(target));
  const bound = (): void => {
    bindings.forEach(({ target }, index) => {
      bindTarget(writer, target, values[index]!);
    });
    body();
  };
  compileScope(writer, statements, bound, names);
  slots.release(mark);
}
