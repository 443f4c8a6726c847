/** Scopes and assignments: which slot a name has, and code that gives it its value. */
import { EXPORT_IMPORTED, Op } from "../format/opcode.ts";
import type { Binding, Statement, Target } from "../lang/ast.ts";
import { compileExpression } from "./expression.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { Scope } from "./scope.ts";
import { symbolsOf, targetNames } from "./symbols.ts";

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

/** Gives a name of the current scope a slot that already holds its value. */
export function bindName(writer: ProgramWriter, name: string, slot: number): void {
  writer.scope.names.set(name, { name, slot, assigned: true, fallsBack: false });
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
  const entry = writer.scope.names.get(name);
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
  const names = new Set(bindings.flatMap(({ target }) => [...targetNames(target)]));
  const bound = (): void => {
    bindings.forEach(({ target }, index) => {
      bindTarget(writer, target, values[index]!);
    });
    body();
  };
  compileScope(writer, statements, bound, names);
  slots.release(mark);
}
