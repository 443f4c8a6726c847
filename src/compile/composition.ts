/** Code for what joins templates: includes, imports, inheritance and blocks. */
import { suggest } from "../base/suggest.ts";
import { BLOCK_REQUIRED, INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, NONE, Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type { Block, Body, Concatenation, Expression, Extends, FromImport, Import, Include } from "../lang/ast.ts";
import { Tuple } from "../value/value.ts";
import { compileBindings, store } from "./assign.ts";
import { compileExpression } from "./expression.ts";
import { foldConstant } from "./fold.ts";
import type { ProgramWriter } from "./program-writer.ts";
import { assignedNames } from "./symbols.ts";
import { eachPart, eachStatement } from "./walk.ts";

export function compileInclude(writer: ProgramWriter, statement: Include): void {
  const { bindings } = statement;
  writer.because(ModeReason.Composition);
  if (bindings.length === 0) return emitInclude(writer, statement);
  compileBindings(writer, bindings, [], () => emitInclude(writer, statement));
}

function emitInclude(writer: ProgramWriter, statement: Include): void {
  const { template, ignoreMissing, withContext, bindings, at } = statement;
  const { assembler } = writer;
  const { programs, meant, isComputed } = programsOf(writer, template, ignoreMissing);
  if (!isComputed) {
    const [program] = programs;
    if (program === undefined && (ignoreMissing || writer.faults === "compile")) return;
    if (program !== undefined && withContext) {
      writer.use(programs, true);
      assembler.mark(at);
      return assembler.emit(Op.Include, program, writer.visibleLocals());
    }
  }
  compileExpression(writer, template);
  assembler.mark(at);
  const flags = (ignoreMissing ? INCLUDE_IGNORE_MISSING : 0) | (withContext ? 0 : INCLUDE_WITHOUT_CONTEXT);
  // Arguments reach the template even where the context does not.
  const seesLocals = withContext || bindings.length > 0;
  if (withContext) writer.use(programs, true, meant);
  assembler.emit(Op.IncludeNamed, flags, seesLocals ? visibleTo(writer, statement) : NONE);
}

/** The locals that an include's template sees: without the context only the arguments. */
function visibleTo(writer: ProgramWriter, { withContext }: Include): number {
  if (withContext) return writer.visibleLocals();
  const pairs = [...writer.scope.entries()].flatMap(({ name, slot }) => [name, slot]);
  return writer.set.locals(pairs);
}

export function compileImport(writer: ProgramWriter, statement: Import): void {
  pushModule(writer, statement);
  store(writer, statement.name, true);
}

export function compileFromImport(writer: ProgramWriter, statement: FromImport): void {
  const { assembler, slots } = writer;
  const mark = slots.mark;
  const module = slots.take();
  pushModule(writer, statement);
  assembler.emit(Op.StoreLocal, module);
  for (const { name, alias } of statement.names) {
    assembler.mark(statement.at);
    assembler.emit(Op.LoadLocal, module);
    assembler.emit(Op.ImportName, writer.set.intern(name));
    store(writer, alias, true);
  }
  slots.release(mark);
}

function pushModule(writer: ProgramWriter, { template, withContext, at }: Import | FromImport): void {
  writer.because(ModeReason.Composition);
  const { assembler } = writer;
  const { programs, meant } = programsOf(writer, template);
  compileExpression(writer, template);
  assembler.mark(at);
  if (withContext) writer.use(programs, true, meant);
  const flags = withContext ? 0 : INCLUDE_WITHOUT_CONTEXT;
  assembler.emit(Op.Import, flags, withContext ? writer.visibleLocals() : NONE);
}

export function compileExtends(writer: ProgramWriter, { template, at }: Extends, isBranch: boolean): void {
  writer.because(ModeReason.Composition);
  const { assembler } = writer;
  if (!writer.isTopLevel) {
    const hint = "Move it to the template's first line.";
    return writer.refuse(writer.error("compile/bad-block", "`extends` inside a block or loop", at, hint));
  }
  const { programs, meant } = programsOf(writer, template);
  compileExpression(writer, template);
  assembler.mark(at);
  writer.use(programs, true, meant);
  assembler.emit(Op.Extends);
  if (!isBranch) writer.extended = "yes";
  else if (writer.extended === "no") writer.extended = "maybe";
}

/** Compiles the blocks of a template and defines them, which a template that extends another one needs too. */
export function compileBlockTable(writer: ProgramWriter, body: Body): void {
  const blocks = new Map<string, Block>();
  let extending = false;
  eachStatement(body, (statement) => {
    if (statement.kind === "extends") extending = true;
    if (statement.kind !== "block") return true;
    if (blocks.has(statement.name)) {
      const hint = `Give one of them another name; \`{{ self.${statement.name}() }}\` writes a block again.`;
      writer.refuse(
        writer.error("compile/bad-block", `the block \`${statement.name}\` is defined twice`, statement.at, hint),
      );
    } else blocks.set(statement.name, statement);
    return true;
  });
  if (blocks.size === 0 && !extending) return;
  const exports = new Set<string>();
  eachStatement(body, (statement) => {
    for (const name of assignedNames(statement)) exports.add(name);
    return statement.kind === "if";
  });
  writer.exports = exports;
  const programs = writer.includes.blocks(blocks, writer.source, writer.exports);
  writer.blocks = programs;
  // Those of a template that extends another one are rendered where that one has them.
  if (extending) {
    writer.isOverlaid = true;
    writer.use([...programs.values()], false);
  }
  writer.assembler.emit(Op.DefineBlocks, writer.set.constant(new Tuple([...programs].flat())));
}

/** Renders a block where it stands. */
export function compileBlock(writer: ProgramWriter, { name, scoped, required, at }: Block): void {
  writer.because(ModeReason.Composition);
  writer.assembler.mark(at);
  const program = writer.blocks.get(name);
  if (program !== undefined) writer.use([program], scoped);
  const scope = scoped ? writer.visibleLocals() : NONE;
  writer.assembler.emit(Op.Block, writer.set.intern(name), scope, required ? BLOCK_REQUIRED : 0);
}

/**
 * The programs that an expression may name; a constant name must exist unless it is for `ignore missing`.
 * @throws {DxgError} compile/include-not-found
 */
function programsOf(writer: ProgramWriter, template: Expression, ignoreMissing = false): NamedPrograms {
  const constant = foldConstant(template);
  if (typeof constant?.value !== "string") return computedPrograms(writer, template);
  const program = programNamed(writer, constant.value, template, ignoreMissing);
  const programs = program === undefined ? [] : [program];
  return { programs, meant: programs, isComputed: false };
}

function programNamed(
  writer: ProgramWriter,
  name: string,
  { at }: Expression,
  ignoreMissing: boolean,
): number | undefined {
  const program = writer.includes.program(name);
  if (program !== undefined || ignoreMissing || writer.faults === "render") return program;
  const close = suggest(name, writer.includes.similar());
  const hint = close === undefined ? "Look for it among the template's files" : `Did you mean "${close}"?`;
  writer.refuse(writer.error("compile/include-not-found", `"${name}"`, at, hint));
  return undefined;
}

/** The programs of templates that an expression names. */
interface NamedPrograms {
  readonly programs: readonly number[];
  /** Those whose names have what is written out of the name, as `"part-" ~ kind` has its beginning. */
  readonly meant: readonly number[];
  readonly isComputed: boolean;
}

/** The file holds what a computed name mentions and everything that the loader knows. */
function computedPrograms(writer: ProgramWriter, template: Expression): NamedPrograms {
  const programs: number[] = [];
  const meant: number[] = [];
  const fits = template.kind === "concatenation" ? fittingNames(template) : undefined;
  for (const name of [...constantTexts(template), ...writer.includes.names()]) {
    const program = writer.includes.program(name);
    if (program === undefined) continue;
    programs.push(program);
    if (fits?.(name) === true) meant.push(program);
  }
  return { programs, meant, isComputed: true };
}

/** Whether a name begins or ends as a text that is put together does; undefined where neither is known. */
function fittingNames({ parts }: Concatenation): ((name: string) => boolean) | undefined {
  const textOf = (part: Expression | undefined): string => {
    const value = part && foldConstant(part)?.value;
    return typeof value === "string" ? value : "";
  };
  const [begin, end] = [textOf(parts[0]), textOf(parts.at(-1))];
  if (begin === "" && end === "") return undefined;
  return (name) => name.startsWith(begin) && name.endsWith(end);
}

/** Every text that an expression mentions: where it is the name of a template, the file holds that one. */
function constantTexts(expression: Expression): readonly string[] {
  const texts: string[] = [];
  const look = (part: Expression): void => {
    const constant = foldConstant(part);
    if (typeof constant?.value === "string") texts.push(constant.value);
    else eachPart(part, look);
  };
  look(expression);
  return texts;
}
