/**
 * From template text to programs: parse, choose the mode, generate code, and the same for every template that an include
 * names. The result goes to the encoder of `.dxt` or, with more around it, of `.dxf`.
 */
import { assert } from "../base/error.ts";
import { instructionWords, Op } from "../format/opcode.ts";
import { ModeReason, type Program, type ProgramSet, type Slot } from "../format/program.ts";
import type { Statement } from "../lang/ast.ts";
import { parseExpression, parseTemplate } from "../lang/parser.ts";
import type { SyntaxOptions } from "../lang/syntax-options.ts";
import { escapeHtml } from "../value/escape.ts";
import { toText } from "../value/text.ts";
import { compileExpression } from "./expression.ts";
import { foldConstant } from "./fold.ts";
import { type MicroSlot, microReasons, microSlots } from "./mode.ts";
import type { CompileOptions } from "./options.ts";
import { type IncludeResolver, ProgramWriter, SetWriter } from "./program-writer.ts";
import { compileScope, compileStatements } from "./statement.ts";

/** Bytes that a placeholder is expected to take. */
const VALUE_BYTES_HINT = 16;

const UTF8 = new TextEncoder();

/** Compiles templates and expressions into one set of programs that share strings and constants. */
export class SetCompiler {
  readonly #options: CompileOptions;
  readonly #syntax: SyntaxOptions;
  readonly #set: SetWriter = new SetWriter();
  readonly #programs: (Program | undefined)[] = [];
  readonly #included: Map<string, number> = new Map();
  readonly #waiting: { readonly index: number; readonly name: string; readonly source: string }[] = [];
  readonly #knownNames: () => readonly string[];

  /** `names` lists what the loader knows, for suggestions. */
  constructor(options: CompileOptions = {}, names: () => readonly string[] = () => []) {
    this.#options = options;
    this.#knownNames = names;
    this.#syntax = {
      trimBlocks: options.trimBlocks ?? true,
      lstripBlocks: options.lstripBlocks ?? true,
      keepTrailingNewline: options.keepTrailingNewline ?? true,
    };
  }

  /**
   * Compiles a template; the result is its program's index.
   * @throws {DxgError} lex/*, parse/*, compile/*
   */
  template(source: string, name: string): number {
    const index = this.#reserve();
    this.#compile(index, name, source);
    return index;
  }

  /** Compiles an expression whose value front matter or a default needs. */
  expression(source: string, name: string): number {
    const index = this.#reserve();
    const writer = this.#writer(name, source);
    compileExpression(writer, parseExpression(source, name));
    writer.assembler.emit(Op.ReturnValue);
    this.#programs[index] = this.#finish(writer, "expression", { slots: [], layout: -1, sizeHint: 0 });
    return index;
  }

  /** Compiles every template of a name, as an include of that name would. */
  include(name: string): number | undefined {
    return this.#resolver.program(name);
  }

  /** Names that the context must give, of one program and all that it includes. */
  variablesOf(program: number, seen: globalThis.Set<number> = new globalThis.Set()): globalThis.Set<string> {
    this.#drain();
    const names = new globalThis.Set<string>();
    if (seen.has(program)) return names;
    seen.add(program);
    const compiled = this.#programs[program];
    assert(compiled !== undefined, "the program is compiled");
    for (const id of compiled.variables) names.add(this.#set.strings[id] ?? "");
    for (const index of this.#includedBy(compiled)) for (const name of this.variablesOf(index, seen)) names.add(name);
    return names;
  }

  /** Id of a string in the shared table. */
  intern(text: string): number {
    return this.#set.intern(text);
  }

  finish(): ProgramSet {
    this.#drain();
    return {
      strings: this.#set.strings,
      constants: this.#set.constants,
      programs: this.#programs.map((program) => {
        assert(program !== undefined, "every program is compiled");
        return program;
      }),
      undefinedMode: this.#options.undefined ?? "strict",
      autoescape: this.#options.autoescape ?? false,
    };
  }

  readonly #resolver: IncludeResolver = {
    program: (name) => {
      const known = this.#included.get(name);
      if (known !== undefined) return known;
      const source = this.#options.loader?.(name);
      if (source === undefined) return undefined;
      const index = this.#reserve();
      this.#included.set(name, index);
      this.#waiting.push({ index, name, source });
      return index;
    },
    names: () => this.#knownNames(),
  };

  #drain(): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      this.#compile(next.index, next.name, next.source);
    }
  }

  #reserve(): number {
    return this.#programs.push(undefined) - 1;
  }

  #writer(name: string, source: string): ProgramWriter {
    const lineText = (line: number): string | undefined => source.split(/\r\n|\r|\n/, line)[line - 1];
    return new ProgramWriter(this.#set, name, this.#resolver, this.#options.autoescape ?? false, lineText);
  }

  #compile(index: number, name: string, source: string): void {
    const { body } = parseTemplate(source, name, this.#syntax);
    const writer = this.#writer(name, source);
    const slots = this.#options.mode === "macro" ? undefined : microSlots(body);
    this.#programs[index] = slots === undefined ? this.#macro(writer, body) : this.#micro(writer, body, slots);
  }

  #macro(writer: ProgramWriter, body: readonly Statement[]): Program {
    compileScope(writer, body, () => compileStatements(writer, body));
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
      bytes += UTF8.encode(text).length;
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
    return {
      name: this.#set.intern(writer.name),
      mode,
      reasons: writer.reasons,
      code,
      ...layout,
      variables: [...writer.variables.keys()].map((name) => this.#set.intern(name)),
      locals: writer.slots.count,
      stack,
      lines,
    };
  }

  /** Programs that an instruction of this one includes by index, or may include by name. */
  *#includedBy({ code }: Program): Generator<number> {
    let word = 0;
    while (word < code.length) {
      const op = code[word]! & 0xff;
      if (op === Op.Include) yield code[word]! >>> 8;
      if (op === Op.IncludeNamed) yield* this.#included.values();
      word += instructionWords(op);
    }
  }
}
