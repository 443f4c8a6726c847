/**
 * What code generation needs to know while it writes one program: where its strings and constants go, its names and
 * slots, and why it cannot be micro. Expressions and statements are compiled by the files beside this one.
 */
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import { type BuiltinOrigin, filtersByName, isKnown, type Signature, testsByName } from "../format/builtins.ts";
import { faultConstant } from "../format/fault.ts";
import { encodeValue } from "../format/infinity.ts";
import { NONE, Op } from "../format/opcode.ts";
import { StringTableBuilder } from "../format/string-table.ts";
import type { Block, Position } from "../lang/ast.ts";
import { isInteger, Tuple, type Value } from "../value/value.ts";
import { Assembler, type Label } from "./assembler.ts";
import { lineOf, type SourceInfo, spanOf } from "./origin.ts";
import type { FilterDefaults } from "./policies.ts";
import { CertainNames, type NamedSlots, Scope, type ScopedName, SlotAllocator } from "./scope.ts";

/** Strings, constants and programs of one file under construction. */
export class SetWriter {
  readonly constants: Value[] = [];
  /** What filters take where a template does not say. */
  readonly filterDefaults: FilterDefaults;
  readonly #strings: StringTableBuilder = new StringTableBuilder();
  /** Ids of constants that are text, by the text, and of others by `simpleKey` or their encoding. */
  readonly #textIds: Map<string, number> = new Map();
  readonly #constantIds: Map<string, number> = new Map();
  /** What `locals` gave last, and where the next of these goes. */
  readonly #locals: { readonly seen: NamedSlots; readonly id: number }[] = [];
  #localsTurn = 0;

  constructor(filterDefaults: FilterDefaults) {
    this.filterDefaults = filterDefaults;
  }

  /** The strings by id. */
  get strings(): readonly string[] {
    return this.#strings.strings;
  }

  /**
   * The id of a string, the same for equal strings.
   * @param sample of the string (base/text-sample.ts), where it is known
   */
  intern(text: string, sample?: number): number {
    return this.#strings.intern(text, sample);
  }

  /** The id of a constant, the same for values with the same encoding. */
  constant(value: Value): number {
    if (typeof value === "string") return this.#numbered(this.#textIds, value, value);
    return this.#numbered(this.#constantIds, simpleKey(value) ?? encodeValue(value).toBase64(), value);
  }

  /** The id of a constant for the locals that a program sees; NONE for none. Most see what one before them saw. */
  locals(seen: NamedSlots): number {
    if (seen.length === 0) return NONE;
    for (const known of this.#locals) if (isSame(known.seen, seen)) return known.id;
    const id = this.constant(new Tuple(seen));
    this.#locals[this.#localsTurn] = { seen, id };
    this.#localsTurn = (this.#localsTurn + 1) % RECENT_LOCALS;
    return id;
  }

  #numbered(ids: Map<string, number>, key: string, value: Value): number {
    let id = ids.get(key);
    if (id === undefined) {
      id = this.constants.length;
      ids.set(key, id);
      this.constants.push(value);
    }
    return id;
  }
}

/** Lists of locals that are looked through before a new one is made. */
const RECENT_LOCALS = 8;

function isSame(left: NamedSlots, right: NamedSlots): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  // Lists differ at their ends, where the innermost scopes are.
  for (let index = left.length - 1; index >= 0; index -= 1) if (left[index] !== right[index]) return false;
  return true;
}

/**
 * Text that only equal values share, and no Base64 begins like it: of null, booleans, integers, and tuples of integers and
 * strings, as names and slots of locals are; undefined for others.
 */
function simpleKey(value: Value): string | undefined {
  if (value === null || typeof value === "boolean") return `?${value}`;
  if (typeof value === "number" && isInteger(value)) return `#${value}`;
  if (!(value instanceof Tuple)) return undefined;
  let key = "(";
  for (const item of value.items) {
    if (typeof item === "string") key += `${item.length}"${item}`;
    else if (typeof item === "number" && isInteger(item)) key += `#${item}`;
    else return undefined;
  }
  return key.isWellFormed() ? key : undefined;
}

/** How a program finds the programs that it uses. */
export interface ProgramResolver {
  /** Index of the program of that name, compiling it on first use; undefined when there is none. */
  program(name: string): number | undefined;
  /** Names that may be worked out. */
  names(): readonly string[];
  /** Names that exist, for suggestions. */
  similar(): readonly string[];
  /** Compiles the blocks of a source, which see its exports, into programs of their own; the result are their indexes. */
  blocks(
    blocks: ReadonlyMap<string, Block>,
    source: SourceInfo,
    exports: ReadonlySet<string>,
  ): ReadonlyMap<string, number>;
}

/** Which programs an instruction runs, and which names they get for certain and do not read from the context. */
export interface Uses {
  readonly programs: readonly number[];
  readonly passed: Pick<ReadonlySet<string>, "has">;
  /** Those that it is meant to run: a name that is worked out may be that of any template. */
  readonly meant: readonly number[];
}

/** A loop whose body is being compiled. */
export interface OpenLoop {
  readonly next: Label;
  readonly end: Label;
  /** Captures and changes of escaping around the loop. */
  readonly captures: number;
  readonly escapes: number;
}

/** Whether the template extends another one at this point of its top level. */
export type Extended = "no" | "maybe" | "yes";

/** When faults of names are reported (see `CompileOptions.faults`). */
export type FaultTime = "compile" | "render";

/** Gets faults beside which the rest can be compiled. */
export type GatherFault = (error: DxgError) => void;

export interface WriterOptions {
  readonly autoescape: boolean;
  readonly faults: FaultTime;
  readonly newstyleGettext: boolean;
  /** Origins of the built-ins that the template knows; all when undefined. */
  readonly builtins: readonly BuiltinOrigin[] | undefined;
  readonly gather: GatherFault | undefined;
}

/** Functions that exist in an old and a new style. */
const GETTEXT: readonly string[] = ["gettext", "ngettext", "pgettext", "npgettext", "_"];

const NO_BLOCKS: ReadonlyMap<string, number> = new Map();
const NO_EXPORTS: ReadonlySet<string> = new Set();

export class ProgramWriter {
  readonly set: SetWriter;
  readonly includes: ProgramResolver;
  /** Whether output is escaped here; undefined where only the render knows. */
  autoescape: boolean | undefined;
  readonly assembler: Assembler;
  readonly slots: SlotAllocator = new SlotAllocator();
  readonly variables: Map<string, number> = new Map();
  /** Sum of `ModeReason` bits met so far. */
  reasons = 0;
  scope: Scope = new Scope(undefined);
  /** What the instruction at a word runs. */
  readonly uses: Map<number, Uses> = new Map();
  /** The loops around this point, within the innermost macro. */
  loops: OpenLoop[] = [];
  /** Captures that are open, and for each change of escaping the local that holds what was before. */
  captures = 0;
  escapes: number[] = [];
  extended: Extended = "no";
  /** Whether a layout that runs later may assign what this program reads. */
  isOverlaid: boolean;
  /** Whether output here is dropped once the template extends another one: not in macros, `set` blocks and blocks. */
  dropsOutput: boolean;
  /** Branches of conditions around this point. */
  branches = 0;
  /**
   * Whether a filter or test that does not exist is told by a render that comes here, where faults wait for it: as in Jinja2
   * in what hangs on a condition, itself included, but not in scopes inside it.
   */
  isSoft = false;
  /** Names that became certain inside the branches around this point, in that order. */
  readonly settled: ScopedName[] = [];
  /** Programs of the template's blocks, and the names that the template assigns at its top level, which they see. */
  blocks: ReadonlyMap<string, number> = NO_BLOCKS;
  exports: ReadonlySet<string> = NO_EXPORTS;
  /** The block that this program is, if any. */
  readonly block: string | undefined;
  readonly source: SourceInfo;
  readonly faults: FaultTime;
  readonly newstyleGettext: boolean;
  readonly #builtins: readonly BuiltinOrigin[] | undefined;
  readonly #gather: WriterOptions["gather"];
  /** Counts what `settle` notes. */
  #turn = 0;
  /** Where each context variable was first read, by its index. */
  readonly #scopes: Scope[] = [];

  constructor(set: SetWriter, source: SourceInfo, includes: ProgramResolver, options: WriterOptions, block?: string) {
    this.faults = options.faults;
    this.newstyleGettext = options.newstyleGettext;
    this.#builtins = options.builtins;
    this.#gather = options.gather;
    this.set = set;
    this.source = source;
    this.block = block;
    this.dropsOutput = block === undefined;
    this.isOverlaid = block !== undefined;
    this.includes = includes;
    this.autoescape = options.autoescape;
    this.assembler = new Assembler((text, sample) => set.intern(text, sample), source.origin);
  }

  get name(): string {
    return this.source.name;
  }

  /** Index of a context variable in this program's table. */
  variable(read: string): number {
    const name = this.newstyleGettext && GETTEXT.includes(read) ? `newstyle_${read}` : read;
    let index = this.variables.get(name);
    if (index === undefined) {
      index = this.variables.size;
      this.variables.set(name, index);
      this.#scopes.push(this.scope);
    }
    return index;
  }

  /** Names that are set where a context variable was first read. */
  scopeOf(name: string): readonly string[] {
    const index = this.variables.get(name);
    return index === undefined ? [] : this.#scopes[index]!.visible().filter((item) => typeof item === "string");
  }

  /** A line of the file, as the line table counts. */
  fileLine(line: number): string | undefined {
    const { text, file, origin } = this.source;
    if (file !== undefined) return lineOf(file, line);
    return origin.kind === "shifted" ? lineOf(text, line - origin.lines) : undefined;
  }

  because(reason: number): void {
    this.reasons |= reason;
  }

  span(at: Position): Span {
    return spanOf(this.source, at);
  }

  /** A compile-time error at a place of this program's source. */
  error(code: ConstructorParameters<typeof DxgError>[0], detail: string, at: Position, hint?: string): DxgError {
    return new DxgError(code, detail, { span: this.span(at), ...(hint === undefined ? {} : { hint }) });
  }

  /** Tells a fault beside which the rest can be compiled. @throws {DxgError} it, where nobody gathers faults */
  refuse(error: DxgError): void {
    if (this.#gather === undefined) throw error;
    this.#gather(error);
  }

  /** The entry of a filter or test that templates may name. */
  signature(what: "filter" | "test", name: string): Signature | undefined {
    const signature = (what === "filter" ? filtersByName() : testsByName()).get(name);
    return signature !== undefined && isKnown(this.#builtins, what, signature.id) ? signature : undefined;
  }

  /** Code that fails with an error, for a fault that only a render that comes here reports. */
  raise(error: DxgError, at: Position): void {
    this.assembler.mark(at);
    this.assembler.emit(Op.Raise, this.set.constant(faultConstant(error)));
  }

  load(name: string): void {
    const found = this.scope.find(name);
    if (found === undefined && name === "self") this.assembler.emit(Op.Self);
    else if (found === undefined && name === "super" && this.block !== undefined) {
      this.assembler.emit(Op.Super, this.set.intern(this.block));
    } else if (found === undefined) this.assembler.emit(Op.LoadVariable, this.variable(name));
    else if (found.assigned) this.assembler.emit(Op.LoadLocal, found.slot);
    else if (!found.fallsBack) this.assembler.emit(Op.LoadLocalOrUnset, found.slot, this.set.intern(name));
    else this.assembler.emit(Op.LoadLocalOrVariable, found.slot, this.variable(name));
  }

  /** Whether what is assigned here is seen by blocks, parents and importers: not in blocks, loops or macros. */
  get isTopLevel(): boolean {
    const { parent } = this.scope;
    return this.block === undefined && parent !== undefined && parent.parent === undefined;
  }

  /** Constant id that tells another program which locals it sees, or NONE. */
  visibleLocals(): number {
    return this.set.locals(this.scope.visible());
  }

  /** Notes that a name is set for certain from here on, or no longer. */
  settle(entry: ScopedName, assigned: boolean): void {
    this.#turn += 1;
    entry.assigned = assigned;
    entry.turns ??= [];
    entry.turns.push(this.#turn);
  }

  /**
   * Notes which programs the next instruction runs, with the locals of this place in sight or not.
   * @param meant those that the template surely means
   */
  use(programs: readonly number[], seesLocals: boolean, meant: readonly number[] = programs): void {
    const passed = new CertainNames(this.exports, seesLocals ? this.scope : undefined, this.#turn);
    this.uses.set(this.assembler.here, { programs, passed, meant });
  }
}
