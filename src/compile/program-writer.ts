/**
 * What code generation needs to know while it writes one program: where its strings and constants go, its names and
 * slots, and why it cannot be micro. Expressions and statements are compiled by the files beside this one.
 */
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import { encodeValue } from "../format/infinity.ts";
import { NONE, Op } from "../format/opcode.ts";
import type { Position } from "../lang/ast.ts";
import { Tuple, type Value } from "../value/value.ts";
import { Assembler } from "./assembler.ts";
import { Scope, SlotAllocator } from "./scope.ts";

/** Strings, constants and programs of one file under construction. */
export class SetWriter {
  readonly strings: string[] = [];
  readonly constants: Value[] = [];
  readonly #stringIds: Map<string, number> = new Map();
  readonly #constantIds: Map<string, number> = new Map();

  /** The id of a string, the same for equal strings. */
  intern(text: string): number {
    let id = this.#stringIds.get(text);
    if (id === undefined) {
      id = this.strings.length;
      this.#stringIds.set(text, id);
      this.strings.push(text);
    }
    return id;
  }

  /** The id of a constant, the same for values with the same encoding. */
  constant(value: Value): number {
    const key = encodeValue(value).toBase64();
    let id = this.#constantIds.get(key);
    if (id === undefined) {
      id = this.constants.length;
      this.#constantIds.set(key, id);
      this.constants.push(value);
    }
    return id;
  }
}

/** A text to compile and where it stands. */
export interface SourceInfo {
  /** As errors show it. */
  readonly name: string;
  readonly text: string;
  /** Lines of the file before the text. */
  readonly lineOffset: number;
}

/** How a program finds the programs that its includes name. */
export interface IncludeResolver {
  /** Index of the program of that name, compiling it on first use; undefined when there is none. */
  program(name: string): number | undefined;
  /** Names that exist, for suggestions. */
  names(): readonly string[];
}

export class ProgramWriter {
  readonly set: SetWriter;
  readonly includes: IncludeResolver;
  readonly autoescape: boolean;
  readonly assembler: Assembler;
  readonly slots: SlotAllocator = new SlotAllocator();
  readonly variables: Map<string, number> = new Map();
  /** Sum of `ModeReason` bits met so far. */
  reasons = 0;
  scope: Scope = new Scope(undefined);
  /** Names that the include at a word hands on for certain, which it then does not read from the context. */
  readonly passed: Map<number, ReadonlySet<string>> = new Map();
  readonly #source: SourceInfo;

  constructor(set: SetWriter, source: SourceInfo, includes: IncludeResolver, autoescape: boolean) {
    this.set = set;
    this.#source = source;
    this.includes = includes;
    this.autoescape = autoescape;
    this.assembler = new Assembler((text) => set.intern(text), source.lineOffset);
  }

  get name(): string {
    return this.#source.name;
  }

  /** Index of a context variable in this program's table. */
  variable(name: string): number {
    let index = this.variables.get(name);
    if (index === undefined) {
      index = this.variables.size;
      this.variables.set(name, index);
    }
    return index;
  }

  because(reason: number): void {
    this.reasons |= reason;
  }

  span(at: Position): Span {
    const { column, length } = at;
    const text = this.#source.text.split(/\r\n|\r|\n/, at.line)[at.line - 1];
    const line = at.line + this.#source.lineOffset;
    return { source: this.name, line, column, length, ...(text === undefined ? {} : { text }) };
  }

  /** A compile-time error at a place of this program's source. */
  error(code: ConstructorParameters<typeof DxgError>[0], detail: string, at: Position, hint?: string): DxgError {
    return new DxgError(code, detail, { span: this.span(at), ...(hint === undefined ? {} : { hint }) });
  }

  load(name: string): void {
    const found = this.scope.find(name);
    if (found === undefined) this.assembler.emit(Op.LoadVariable, this.variable(name));
    else if (found.assigned) this.assembler.emit(Op.LoadLocal, found.slot);
    else if (!found.fallsBack) this.assembler.emit(Op.LoadLocalOrUnset, found.slot, this.set.intern(name));
    else this.assembler.emit(Op.LoadLocalOrVariable, found.slot, this.variable(name));
  }

  /** Constant id that tells the included program which locals it sees, or NONE; called right before it is emitted. */
  visibleLocals(): number {
    const pairs: Value[] = [];
    const certain = new Set<string>();
    for (const [name, { slot, assigned }] of this.scope.visible()) {
      pairs.push(name, slot);
      if (assigned) certain.add(name);
    }
    this.passed.set(this.assembler.here, certain);
    return pairs.length === 0 ? NONE : this.set.constant(new Tuple(pairs));
  }
}
