/**
 * From template text to programs: parse, choose the mode, generate code, and the same for every template that an include
 * names. The result goes to the encoder of `.dxt` or, with more around it, of `.dxf`.
 */
import { assert, DxgError } from "../base/error.ts";
import { STACK_SLOTS_MAX } from "../base/limits.ts";
import type { Span } from "../base/span.ts";
import type { BuiltinOrigin } from "../format/builtins.ts";
import { Op } from "../format/opcode.ts";
import { ModeReason, type Program, type ProgramSet, type Slot } from "../format/program.ts";
import type { Body, Statement } from "../lang/ast.ts";
import { parseDeferring, parseExpression, parseTemplate } from "../lang/parser.ts";
import { completeSyntax, type Syntax } from "../lang/syntax-options.ts";
import { escapeHtml } from "../value/escape.ts";
import { toText } from "../value/text.ts";
import { escapesByName } from "./autoescape.ts";
import { compileBlockTable } from "./composition.ts";
import { compileExpression } from "./expression.ts";
import { foldConstant } from "./fold.ts";
import { type MicroSlot, microReasons, microSlots } from "./mode.ts";
import { type CompileOptions, originsOf, syntaxOf } from "./options.ts";
import { atLine, relocate, relocated, type SourceInfo } from "./origin.ts";
import { refuseNul, separatePath } from "./path-separators.ts";
import { FilterDefaults } from "./policies.ts";
import { type GatherFault, type ProgramResolver, ProgramWriter, SetWriter } from "./program-writer.ts";
import { compileBody, compileEscaped } from "./statement.ts";
import { Variables, type WhichUses } from "./variables.ts";

/** Bytes that a placeholder is expected to take. */
const VALUE_BYTES_HINT = 16;

/** Compiles templates and expressions into one set of programs that share strings and constants. */
export class SetCompiler {
  readonly #options: CompileOptions;
  readonly #syntax: Syntax;
  #verbatimSyntax: Syntax | undefined;
  /** Whether the first template escapes: what holds where a program does not say. */
  #autoescape: boolean | undefined;
  readonly #set: SetWriter;
  readonly #programs: (Program | undefined)[] = [];
  /** What each program was written by: it knows more than the program keeps. */
  readonly #writers: Map<Program, ProgramWriter> = new Map();
  readonly #included: Map<string, number> = new Map();
  readonly #waiting: { readonly index: number; readonly source: SourceInfo }[] = [];
  readonly #knownNames: () => readonly string[];
  readonly #gather: GatherFault | undefined;
  readonly #origins: readonly BuiltinOrigin[] | undefined;

  /**
   * `names` lists what the loader knows, for suggestions.
   * @param gather gets the faults of templates, so that all are found; what is then compiled is of no use
   * @throws {DxgError} compile/bad-option
   */
  constructor(options: CompileOptions = {}, names: () => readonly string[] = () => [], gather?: GatherFault) {
    this.#options = options;
    this.#knownNames = names;
    this.#gather = gather;
    this.#origins = originsOf(options);
    this.#syntax = completeSyntax(syntaxOf(options, false));
    this.#set = new SetWriter(FilterDefaults.of(options.policies, options.newlineSequence));
  }

  /**
   * Compiles a template; the result is its program's index.
   * @param lines of the file before the source
   * @throws {DxgError} lex/*, parse/*, compile/*
   */
  template(text: string, name: string, lines = 0): number {
    this.#autoescape ??= escapesByName(this.#options.autoescape ?? false, name);
    const index = this.#reserve();
    const source = { name, text, origin: atLine(lines) };
    this.#attempt(index, source, this.#gather, () => this.#compile(index, source, false));
    return index;
  }

  /** Compiles an expression whose value front matter or a default needs. */
  expression(from: SourceInfo): number {
    return this.#value(from, (writer, source) => {
      compileExpression(
        writer,
        relocate(source, () => parseExpression(source.text, source.name)),
      );
    });
  }

  /** Compiles a template whose output is a value: a message. */
  text(from: SourceInfo): number {
    return this.#output(from, (body) => body);
  }

  /**
   * Compiles the template of a path (path-separators.ts).
   * @throws {DxgError} lex/*, parse/*, compile/*; path/unsafe for NUL in it
   */
  path(from: SourceInfo): number {
    refuseNul(from);
    return this.#output(from, separatePath);
  }

  /** Compiles every template of a name, as an include of that name would. */
  include(name: string): number | undefined {
    return this.#resolver.program(name);
  }

  /** Whether something compiled so far includes, imports or extends a template by that name. */
  has(name: string): boolean {
    this.#drain();
    return this.#included.has(name);
  }

  /** Names that the context must give, of one program and all that it may include. */
  variablesOf(program: number, which: WhichUses = "programs"): ReadonlySet<string> {
    return this.#variables().namesOf(program, which);
  }

  /** Where a program, or one that it includes, first reads a name of the context, and what names are set there. */
  firstUse(
    program: number,
    wanted: string,
    which: WhichUses = "programs",
  ): { readonly span: Span; readonly scope: readonly string[] } | undefined {
    const use = this.#variables().firstUse(program, wanted, which);
    if (use === undefined) return undefined;
    const found = this.#program(use.program);
    return { span: this.#place(found, use.word), scope: this.#writers.get(found)?.scopeOf(wanted) ?? [] };
  }

  /** Id of a string in the shared table. */
  intern(text: string): number {
    return this.#set.intern(text);
  }

  /** The string of an id. */
  stringOf(id: number): string | undefined {
    return this.#set.strings[id];
  }

  finish(): ProgramSet {
    this.#drain();
    return {
      strings: this.#set.strings,
      constants: this.#set.constants,
      programs: this.#programs.map((_, index) => this.#program(index)),
      undefinedMode: this.#options.undefined ?? "strict",
      autoescape: this.#escapes,
      immutable: this.#options.immutable ?? false,
      builtins: this.#origins,
    };
  }

  readonly #resolver: ProgramResolver = {
    program: (name) => {
      const known = this.#included.get(name);
      if (known !== undefined) return known;
      const text = this.#options.loader?.(name);
      if (text === undefined) return undefined;
      const index = this.#reserve();
      this.#included.set(name, index);
      this.#waiting.push({ index, source: { name, text, origin: atLine(0) } });
      return index;
    },
    names: () => this.#knownNames(),
    similar: () => (this.#options.similar ?? this.#knownNames)(),
    blocks: (blocks, source, exports) => {
      const programs = new Map([...blocks.keys()].map((name) => [name, this.#reserve()]));
      try {
        for (const [name, index] of programs) {
          const writer = this.#writer(source, this.#gather, name);
          writer.because(ModeReason.Composition);
          writer.blocks = programs;
          writer.exports = exports;
          this.#programs[index] = this.#macro(writer, blocks.get(name)!.body);
        }
      } catch (error) {
        // The template's own program tells of it, where faults wait for the render.
        if (error instanceof DxgError) {
          for (const index of programs.values()) this.#programs[index] ??= this.#failing(source, error);
        }
        throw error;
      }
      return programs;
    },
  };

  /** Paths and messages are taken to the letter. */
  get #verbatim(): Syntax {
    this.#verbatimSyntax ??= completeSyntax(syntaxOf(this.#options, true));
    return this.#verbatimSyntax;
  }

  /** Whether a template escapes, where its name decides: undefined where all do or none. */
  #escapesByName(name: string): boolean | undefined {
    const { autoescape = false } = this.#options;
    return typeof autoescape === "boolean" ? undefined : escapesByName(autoescape, name);
  }

  #escaped(writer: ProgramWriter, escapes: boolean, body: readonly Statement[]): void {
    writer.assembler.emit(Op.PushConstant, this.#set.constant(escapes));
    compileEscaped(writer, escapes, body);
  }

  get #escapes(): boolean {
    return this.#autoescape ?? this.#options.autoescape === true;
  }

  #drain(): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      const { index, source } = next;
      const later = this.#options.faults === "render" ? (): void => {} : this.#gather;
      this.#attempt(index, source, later, () => this.#compile(index, source, true));
    }
  }

  /** Compiles a program; where there is a `tell`, which gets its fault, it then is one that fails. */
  #attempt(index: number, source: SourceInfo, tell: GatherFault | undefined, compile: () => void): void {
    if (tell === undefined) return compile();
    try {
      compile();
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      this.#programs[index] = this.#failing(source, error);
      tell(error);
    }
  }

  /** A template that cannot be compiled, for those that never come to it. */
  #failing(source: SourceInfo, error: DxgError): Program {
    const writer = this.#writer(source, undefined);
    const { line = 1, column = 1, length = 1 } = error.span ?? {};
    writer.because(ModeReason.Composition);
    writer.raise(error, { line, column, length });
    return this.#finish(writer, "macro", { slots: [], layout: -1, sizeHint: 0 });
  }

  #reserve(): number {
    return this.#programs.push(undefined) - 1;
  }

  #writer(source: SourceInfo, gather: GatherFault | undefined, block?: string): ProgramWriter {
    const { faults = "compile", newstyleGettext = false } = this.#options;
    return new ProgramWriter(
      this.#set,
      source,
      this.#resolver,
      { autoescape: this.#escapes, faults, newstyleGettext, builtins: this.#origins, gather },
      block,
    );
  }

  #compile(index: number, source: SourceInfo, included: boolean): void {
    const { body, composed, deferred } = relocate(source, () => parseDeferring(source.text, source.name, this.#syntax));
    const writer = this.#writer(source, this.#gather);
    const escapes = this.#escapesByName(source.name);
    // A layout escapes as what includes it, and by itself as the whole set does.
    const other = escapes !== undefined && (included || escapes !== this.#escapes);
    const slots = other || this.#options.mode === "macro" ? undefined : microSlots(body);
    if (slots === undefined && composed) this.#blocks(writer, source, body);
    this.#programs[index] = slots === undefined ? this.#macro(writer, body) : this.#micro(writer, body, slots);
    if (deferred !== undefined) throw relocated(source, deferred);
  }

  /** Compiles the blocks of a template; as in Jinja2 a fault of the rest of it is told before theirs. */
  #blocks(writer: ProgramWriter, source: SourceInfo, body: readonly Statement[]): void {
    try {
      compileBlockTable(writer, body);
    } catch (error) {
      this.#macro(this.#writer(source, this.#gather), body);
      throw error;
    }
  }

  /** A program whose value is the output of a text; all its faults are told. */
  #output(from: SourceInfo, change: (body: Body) => Body): number {
    const generate = (writer: ProgramWriter, source: SourceInfo): void => {
      const { body } = relocate(source, () => parseTemplate(source.text, source.name, this.#verbatim));
      this.#capture(writer, change(body));
    };
    return this.#value(from, generate, this.#gather);
  }

  /** A program that ends with the value that `generate` leaves on the stack. */
  #value(
    source: SourceInfo,
    generate: (writer: ProgramWriter, source: SourceInfo) => void,
    gather?: GatherFault,
  ): number {
    const index = this.#reserve();
    this.#attempt(index, source, this.#gather && rethrow, () => {
      const writer = this.#writer(source, gather);
      generate(writer, source);
      writer.assembler.emit(Op.ReturnValue);
      this.#programs[index] = this.#finish(writer, "expression", { slots: [], layout: -1, sizeHint: 0 });
    });
    return index;
  }

  /** Leaves the output of statements on the stack. */
  #capture(writer: ProgramWriter, body: readonly Statement[]): void {
    writer.assembler.emit(Op.CaptureStart);
    writer.captures += 1;
    if (this.#options.autoescape === undefined || this.#options.autoescape === false) compileBody(writer, body);
    else this.#escaped(writer, false, body);
    writer.captures -= 1;
    writer.assembler.emit(Op.CaptureEnd);
  }

  #macro(writer: ProgramWriter, body: readonly Statement[]): Program {
    const escapes = this.#escapesByName(writer.name);
    if (escapes === undefined) compileBody(writer, body);
    else this.#escaped(writer, escapes, body);
    writer.assembler.emit(Op.End);
    if (this.#options.mode === "macro") writer.because(ModeReason.Forced);
    const sizeHint = writer.assembler.textUnits + writer.assembler.outputs * VALUE_BYTES_HINT;
    return this.#finish(writer, "macro", { slots: [], layout: -1, sizeHint });
  }

  #micro(writer: ProgramWriter, body: readonly Statement[], found: readonly MicroSlot[]): Program {
    let layout = "";
    let bytes = 0;
    const slots: Slot[] = [];
    const add = (text: string): void => {
      layout += text;
      bytes += Buffer.byteLength(text);
    };
    let next = 0;
    for (const statement of body) {
      if (statement.kind === "text") add(statement.text);
      else if (statement.kind === "output") {
        const constant = foldConstant(statement.value);
        if (constant !== undefined) {
          const text = toText(constant.value);
          add(writer.autoescape ? escapeHtml(text) : text);
          continue;
        }
        const slot = found[next];
        assert(slot !== undefined, "every output is a slot");
        next += 1;
        slots.push(this.#slot(writer, slot, bytes));
      }
    }
    writer.because(microReasons(slots.length));
    return this.#finish(writer, "micro", {
      slots,
      layout: this.#set.intern(layout),
      sizeHint: bytes + slots.length * VALUE_BYTES_HINT,
    });
  }

  #slot(writer: ProgramWriter, { variable, expression }: MicroSlot, offset: number): Slot {
    const code = writer.assembler.here;
    compileExpression(writer, expression);
    writer.assembler.emit(Op.ReturnValue);
    return { offset, lengthHint: VALUE_BYTES_HINT, variable: writer.variable(variable.name), code };
  }

  #finish(
    writer: ProgramWriter,
    mode: Program["mode"],
    layout: Pick<Program, "slots" | "layout" | "sizeHint">,
  ): Program {
    const { code, lines, stack } = writer.assembler.finish();
    const { overflow } = writer.assembler;
    if (overflow !== undefined) {
      const hint = "Set the inner parts to names of their own first";
      throw writer.error("compile/too-large", `more than ${STACK_SLOTS_MAX} values are needed at once`, overflow, hint);
    }
    const name = this.#set.intern(writer.name);
    const variables: number[] = [];
    for (const variable of writer.variables.keys()) variables.push(this.#set.intern(variable));
    const program: Program = {
      name,
      mode,
      reasons: writer.reasons,
      code,
      slots: layout.slots,
      layout: layout.layout,
      sizeHint: layout.sizeHint,
      variables,
      locals: writer.slots.count,
      stack,
      lines,
    };
    this.#writers.set(program, writer);
    return program;
  }

  #variables(): Variables {
    this.#drain();
    return new Variables({
      program: (index) => this.#program(index),
      string: (id) => this.#set.strings[id]!,
      uses: (program, word) => this.#writers.get(program)?.uses.get(word),
    });
  }

  #program(index: number): Program {
    const program = this.#programs[index];
    assert(program !== undefined, "the program is compiled");
    return program;
  }

  #place(program: Program, word: number): Span {
    const { line, column, length } = program.lines.at(word) ?? { line: 1, column: 1, length: 1 };
    const text = this.#writers.get(program)?.fileLine(line);
    return { source: this.#set.strings[program.name]!, line, column, length, ...(text === undefined ? {} : { text }) };
  }
}

/** Leaves a fault to the caller. */
function rethrow(error: DxgError): never {
  throw error;
}
