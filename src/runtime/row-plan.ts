/**
 * What the body of a loop comes to when it is so simple that `gather` can lay its rows out: texts, values and conditions,
 * with the templates and macros that it uses put in their places. Nothing is rendered here; read-rows.ts and mapped-rows.ts
 * read the values.
 */
import { wordsOf } from "../format/instruction-shapes.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { NONE, Op } from "../format/opcode.ts";
import { GATHER_ROW_PROGRAM, ROW, ROW_COLUMNS_MAX, ROW_OP_BITS, ROW_STEPS_MAX } from "../native/abi.ts";
import type { Tuple } from "../value/value.ts";
import { CALL_STEPS, INCLUDE_STEPS, iterationSteps } from "./cost.ts";
import { FieldPlaces, type Placed } from "./field-places.ts";
import type { Iteration, Slot } from "./frame.ts";
import type { Machine } from "./machine.ts";
import { Macro } from "./macro.ts";
import { isShared, keyOf, type Operand } from "./row-operand.ts";
import { mappingOf, type TextMapping } from "./text-mapping.ts";

const fieldPlaces: FieldPlaces = new FieldPlaces();

/** Templates and macros in each other that are put in their places. */
const DEPTH_MAX = 8;

/** A value that each row has. */
export interface Column {
  readonly operand: Operand;
  /** Where its word is among those of its row. */
  readonly index: number;
  /** Whether its text is written; otherwise only whether it is true matters. */
  isWritten: boolean;
}

/** A macro that was put in its place: what must be in a local for the plan to hold. */
export interface Callee {
  readonly slot: number;
  readonly program: LoadedProgram;
  readonly start: number;
  /** Whether it was defined by the code that runs the loop, of whose locals its body may read some. */
  readonly isOwn: boolean;
}

export interface RowPlan {
  /** The operation of `gather` that holds the program, a whole number of pairs. */
  readonly program: Int32Array;
  readonly columns: readonly Column[];
  /** The names of the fields of the item that the columns are, or come from by a mapping; undefined for what is none. */
  readonly fields: readonly (string | undefined)[];
  /** Where the columns stand in the code that reads them; undefined when some are mapped. */
  readonly placed: Placed<Column> | undefined;
  /** What is done to the texts of the columns; undefined for nothing. */
  readonly mappings: readonly (TextMapping | undefined)[];
  /** Values that are the same in all rows. */
  readonly shared: readonly Column[];
  readonly callees: readonly Callee[];
  /** Steps of one row. */
  readonly steps: number;
  /** Bytes of text that a row has at most. */
  readonly textBytes: number;
  /** How often a row writes a value, counted over all of them. */
  readonly writes: number;
  /** How often it writes the same value at most. */
  readonly repeats: number;
  /** How deep templates and macros are in each other. */
  readonly depth: number;
}

/** A piece of code that is walked through. */
interface Body {
  readonly code: Int32Array;
  readonly start: number;
  /** The instruction that the loop goes back to; undefined in what is put in its place. */
  readonly back: number | undefined;
  readonly depth: number;
  /** String ids of the names that the code reads from the context. */
  readonly variables: readonly number[];
  /** What a local is; undefined when that cannot be told. */
  readonly local: (slot: number) => Operand | undefined;
  /** What a name of the context is, by its string id; undefined when that cannot be told. */
  readonly name: (id: number) => Operand | undefined;
}

/** The plan for the body behind a `ForNext` instruction of a program; null when it takes the machine. */
export function planRows(
  machine: Machine,
  { signedCode: code, variables }: LoadedProgram,
  locals: readonly Slot[],
  { loop }: Iteration,
  word: number,
): RowPlan | null {
  const item = code[word]! >>> 8;
  const local = (slot: number): Operand => {
    if (slot === item) return { kind: "item" };
    return loop !== undefined && locals[slot] === loop ? { kind: "loop" } : { kind: "local", slot };
  };
  const name = (id: number): Operand => ({ kind: "name", id });
  const writer = new PlanWriter(machine, locals, local);
  const end = writer.body({ code, start: word + 2, back: word, depth: 0, variables, local, name });
  return end === undefined ? null : writer.finish(1 + iterationSteps(end - word));
}

class PlanWriter {
  readonly #machine: Machine;
  readonly #locals: readonly Slot[];
  readonly #local: (slot: number) => Operand;
  readonly #code: number[] = [];
  readonly #columns: Column[] = [];
  readonly #shared: Column[] = [];
  /** Of columns and shared values, by what they are. */
  readonly #numbers: Map<string, number> = new Map();
  readonly #writes: Map<string, number> = new Map();
  readonly #callees: Callee[] = [];
  /** Places in the code that name a shared value: their numbers begin behind the columns. */
  readonly #sharedAt: number[] = [];
  #steps = 0;
  #textBytes = 0;
  #depth = 0;

  /** @param local what the locals are that a macro defined beside the loop sees */
  constructor(machine: Machine, locals: readonly Slot[], local: (slot: number) => Operand) {
    this.#machine = machine;
    this.#locals = locals;
    this.#local = local;
  }

  finish(steps: number): RowPlan | null {
    const columns = this.#columns.length;
    const shared = this.#shared.length;
    const code = this.#code;
    if (columns === 0 || columns > ROW_COLUMNS_MAX || shared > ROW_COLUMNS_MAX) return null;
    // An instruction has one word or two.
    if (code.length > ROW_STEPS_MAX) return null;
    for (const at of this.#sharedAt) code[at] = code[at]! + (columns << ROW_OP_BITS);
    const counts = [...this.#writes.values()];
    const mappings = this.#columns.map(({ operand, isWritten }) => (isWritten ? mappingOf(operand) : undefined));
    const fields = this.#columns.map(({ operand }, column) => this.#fieldName(mappings[column]?.of ?? operand));
    const length = 2 + code.length;
    const program = new Int32Array(2 + length + (length & 1));
    program.set([length, GATHER_ROW_PROGRAM, columns, shared, ...code]);
    return {
      program,
      columns: this.#columns,
      fields,
      mappings,
      placed: mappings.some((mapping) => mapping !== undefined)
        ? undefined
        : fieldPlaces.place(this.#columns.map((column, index) => ({ ...column, field: fields[index] }))),
      shared: this.#shared,
      callees: this.#callees,
      steps: this.#steps + steps,
      textBytes: this.#textBytes,
      writes: counts.reduce((sum, count) => sum + count, 0),
      repeats: Math.max(0, ...counts),
      depth: this.#depth,
    };
  }

  /** Writes what a body does; the result is the word of its last instruction, undefined when it cannot be planned. */
  body(body: Body): number | undefined {
    const { code, back } = body;
    const stack: Operand[] = [];
    /** By the words that are jumped to: places in the plan's code that wait for where they are. */
    const waiting = new Map<number, number[]>();
    const jump = (op: number, operand: number, target: number): void => {
      waiting.set(target, [...(waiting.get(target) ?? []), this.#code.length + 1]);
      this.#code.push(op | (operand << ROW_OP_BITS), 0);
    };
    if (body.depth > this.#depth) this.#depth = body.depth;
    for (let word = body.start; ; ) {
      const here = waiting.get(word);
      if (here !== undefined) {
        // A value that is one of two is more than a plan can tell.
        if (stack.length > 0) return undefined;
        for (const at of here) this.#code[at] = this.#code.length;
        waiting.delete(word);
      }
      const instruction = code[word]!;
      const op = instruction & 0xff;
      const a = instruction >>> 8;
      const second = code[word + 1]!;
      switch (op) {
        case Op.End:
        case Op.EndMacro:
          return back === undefined && waiting.size === 0 ? word : undefined;
        case Op.EmitText:
          this.#text(a);
          break;
        case Op.Emit:
          if (!this.#emit(stack.pop())) return undefined;
          break;
        case Op.EmitVariable:
          if (!this.#emit(body.name(body.variables[a]!))) return undefined;
          break;
        case Op.EmitLocal:
          if (!this.#emit(body.local(a))) return undefined;
          break;
        case Op.EmitLocalAttribute:
          if (!this.#emit(this.#field(body.local(a), second))) return undefined;
          break;
        case Op.Jump:
          if (stack.length > 0) return undefined;
          if (second > word) jump(ROW.jump, 0, second);
          else if (second !== back) return undefined;
          // The last way back ends the body; another one is a `continue`.
          else if (waiting.size === 0) return word;
          else return undefined;
          break;
        case Op.JumpIfFalse:
        case Op.JumpIfFalseOrPop:
        case Op.JumpIfTrueOrPop: {
          const onTrue = op === Op.JumpIfTrueOrPop;
          const target = op === Op.JumpIfFalse ? second : destination(code, second, onTrue);
          const tested = this.#tested(stack.pop());
          if (target === undefined || target <= word || tested === undefined) return undefined;
          jump(onTrue !== tested.isNegated ? ROW.jumpIfTrue : ROW.jumpIfFalse, tested.number, target);
          break;
        }
        case Op.EmitCall:
          if (second > stack.length - 1 || code[word + 2] !== NONE) return undefined;
          if (!this.#call(stack.splice(stack.length - second, second), stack.pop()!, body.depth)) return undefined;
          break;
        case Op.Include:
          if (!this.#include(body, a, second)) return undefined;
          break;
        default: {
          const operand = this.#operand(body, op, a, second, stack);
          if (operand === undefined) return undefined;
          stack.push(operand);
        }
      }
      word += wordsOf(op);
    }
  }

  /** The value that an instruction puts on the stack, and what it takes taken off it. */
  #operand(body: Body, op: number, a: number, second: number, stack: Operand[]): Operand | undefined {
    switch (op) {
      case Op.PushConstant:
        return { kind: "constant", key: `c${a}`, value: this.#machine.set.constants[a]! };
      case Op.PushInteger:
        return { kind: "constant", key: `i${a}`, value: a };
      case Op.PushMissing:
        return { kind: "constant", key: "", value: undefined };
      case Op.LoadVariable:
        return body.name(body.variables[a]!);
      case Op.LoadLocal:
        return body.local(a);
      case Op.LoadLocalAttribute:
        return this.#field(body.local(a), second);
      case Op.GetAttribute:
        return this.#field(stack.pop(), a);
      case Op.Not: {
        const of = stack.pop();
        return of === undefined ? undefined : { kind: "not", of };
      }
      case Op.Equal:
      case Op.NotEqual:
      case Op.Less:
      case Op.LessEqual:
      case Op.Greater:
      case Op.GreaterEqual: {
        const right = stack.pop();
        const left = stack.pop();
        return left === undefined || right === undefined ? undefined : { kind: "binary", op, left, right };
      }
      case Op.Filter: {
        const taken = second === 0 ? [] : stack.splice(-second);
        const of = stack.pop();
        if (of === undefined) return undefined;
        const constants = taken.filter((operand) => operand.kind === "constant");
        if (constants.length < second) return undefined;
        const keys = constants.map(({ key }) => key).join();
        return { kind: "filter", of, filter: a, keys, args: constants.map(({ value }) => value) };
      }
      default:
        return undefined;
    }
  }

  #text(id: number): void {
    const { strings } = this.#machine.set;
    const start = strings.start(id);
    this.#span(start, strings.start(id + 1) - start);
  }

  #span(start: number, length: number): void {
    if (length === 0) return;
    this.#code.push(ROW.text | (length << ROW_OP_BITS), start);
    this.#textBytes += length;
  }

  #emit(operand: Operand | undefined): boolean {
    if (operand === undefined) return false;
    const key = keyOf(operand);
    this.#writes.set(key, (this.#writes.get(key) ?? 0) + 1);
    const number = this.#cell(operand, key, true);
    this.#code.push(ROW.value | (number << ROW_OP_BITS));
    return true;
  }

  /** The value that a condition looks at, and whether it is the other way round. */
  #tested(condition: Operand | undefined): { readonly number: number; readonly isNegated: boolean } | undefined {
    let operand = condition;
    let isNegated = false;
    while (operand?.kind === "not") {
      operand = operand.of;
      isNegated = !isNegated;
    }
    if (operand === undefined) return undefined;
    return { number: this.#cell(operand, keyOf(operand), false), isNegated };
  }

  /** The number of a value, which the next word of the code names. */
  #cell(operand: Operand, key: string, isWritten: boolean): number {
    const shared = isShared(operand);
    if (shared) this.#sharedAt.push(this.#code.length);
    const cells = shared ? this.#shared : this.#columns;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = cells.length;
      cells.push({ operand, index: number, isWritten });
      this.#numbers.set(key, number);
    }
    cells[number]!.isWritten ||= isWritten;
    return number;
  }

  /** The name of the field of the item that a value is. */
  #fieldName(operand: Operand): string | undefined {
    if (operand.kind !== "field" || operand.of.kind !== "item") return undefined;
    return this.#machine.set.strings.get(operand.id);
  }

  #field(of: Operand | undefined, id: number): Operand | undefined {
    if (of === undefined) return undefined;
    return of.kind === "loop" || this.#machine.isField(id) ? { kind: "field", of, id } : undefined;
  }

  /** Puts the body of a macro in its place. */
  #call(args: readonly Operand[], callee: Operand, depth: number): boolean {
    const macro = callee.kind === "local" ? this.#locals[callee.slot] : undefined;
    if (!(macro instanceof Macro) || callee.kind !== "local" || depth >= DEPTH_MAX) return false;
    const { shape, program, start } = macro;
    if (shape.flags !== 0 || macro.autoescape || args.length !== shape.parameters.length) return false;
    const isOwn = macro.locals === this.#locals;
    this.#callees.push({ slot: callee.slot, program, start, isOwn });
    this.#steps += CALL_STEPS;
    const { signedCode: code, variables } = program;
    const end = this.body({
      code,
      start,
      back: undefined,
      depth: depth + 1,
      variables,
      local: (slot) => (slot < shape.slot && isOwn ? this.#local(slot) : args[slot - shape.slot]),
      name: () => undefined,
    });
    return end !== undefined;
  }

  /** Puts a template in its place. */
  #include(body: Body, index: number, scope: number): boolean {
    const { set } = this.#machine;
    const program = set.programs[index]!;
    if (set.autoescape || body.depth >= DEPTH_MAX || program.mode !== "macro") return false;
    this.#steps += INCLUDE_STEPS;
    const { signedCode: code, variables } = program;
    const visible = scope === NONE ? [] : (set.constants[scope] as Tuple).items;
    const end = this.body({
      code,
      start: 0,
      back: undefined,
      depth: body.depth + 1,
      variables,
      local: () => undefined,
      name: (id) => {
        const entry = visible.lastIndexOf(set.strings.get(id));
        return entry < 0 ? body.name(id) : body.local(visible[entry + 1] as number);
      },
    });
    return end !== undefined;
  }
}

/** The word that a jump leads to in the end when the value that it looks at is true, or false, and does not stay. */
function destination(code: Int32Array, target: number, isTrue: boolean): number | undefined {
  switch (code[target]! & 0xff) {
    case Op.JumpIfFalse:
      return isTrue ? target + 2 : code[target + 1]!;
    case Op.JumpIfFalseOrPop:
      return isTrue ? target + 2 : destination(code, code[target + 1]!, isTrue);
    case Op.JumpIfTrueOrPop:
      return isTrue ? destination(code, code[target + 1]!, isTrue) : target + 2;
    default:
      return undefined;
  }
}
