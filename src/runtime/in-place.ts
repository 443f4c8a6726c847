/**
 * Templates and macros whose bodies are simple, so that record-loop.ts can run them where they are called, without a
 * context, a frame or operands of their own. What they read is put into locals beforehand. Which bodies are simple is
 * decided here; how instructions run is not.
 */
import { CALL_DEPTH_MAX } from "../base/limits.ts";
import {
  INSTRUCTION_SHAPES,
  KIND,
  KIND_BITS,
  KIND_MASK,
  KIND_SHIFT,
  WORDS_MASK,
  WORDS_SHIFT,
} from "../format/instruction-shapes.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { NONE, Op } from "../format/opcode.ts";
import { isPlainObject, type Tuple } from "../value/value.ts";
import type { Context } from "./context.ts";
import { CALL_STEPS, INCLUDE_STEPS } from "./cost.ts";
import { explained } from "./explain.ts";
import { Frame, NO_ITERATION, type Slot } from "./frame.ts";
import type { Machine } from "./machine.ts";
import { Macro } from "./macro.ts";
import { locate } from "./trace.ts";

/** One place of a render where a body runs; it is never in itself. */
export class InPlace {
  readonly program: LoadedProgram;
  /** Where the body is, and its locals. */
  readonly frame: Frame;
  /** Index of the body's first instruction. */
  readonly start: number;
  /** The context of a macro; a template's is that of its place with some locals of it. */
  readonly context: Context | undefined;
  /** The constant that tells which locals a template sees. */
  readonly scope: number;
  /** For each variable of a template the local of its place that it is, or -1. */
  readonly sources: Int32Array;
  /** What is around it when that runs in place too. */
  outer: InPlace | undefined = undefined;
  /** Whether the body runs. */
  active = false;
  /** The word of its place to go on at. */
  back = 0;

  constructor(program: LoadedProgram, frame: Frame, context: Context | undefined, scope = NONE, sources = NO_SOURCES) {
    this.program = program;
    this.frame = frame;
    this.start = frame.word;
    this.context = context;
    this.scope = scope;
    this.sources = sources;
  }
}

const NO_SOURCES = new Int32Array(0);

/** Begins the body of the macro that the frame's instruction calls; undefined when that takes the whole machine. */
export function callInPlace(machine: Machine, outermost: Frame, { code, word }: Frame): Frame | undefined {
  const { stack } = machine;
  const count = code[word + 1]!;
  const macro = stack[stack.length - 1 - count];
  if (!(macro instanceof Macro) || code[word + 2] !== NONE) return undefined;
  const { shape, locals } = macro;
  if (macro.inPlace === undefined) macro.inPlace = placeOfMacro(macro);
  const { inPlace } = macro;
  if (inPlace === null || inPlace.active || count !== shape.parameters.length) return undefined;
  if (machine.depth >= CALL_DEPTH_MAX) return undefined;
  machine.spend(CALL_STEPS);
  const own = inPlace.frame.locals;
  const { slot } = shape;
  for (let index = 0; index < slot; index += 1) own[index] = locals[index];
  for (let index = slot + count - 1; index >= slot; index -= 1) own[index] = stack.pop();
  stack.pop();
  return enter(machine, outermost, inPlace, word + 3);
}

function placeOfMacro({ program, start, context, root, locals, shape, autoescape }: Macro): InPlace | null {
  const { signedCode } = program;
  if (shape.flags !== 0 || autoescape || !isSimple(signedCode, start)) return null;
  return new InPlace(program, new Frame(signedCode, start, locals.slice(), root), context);
}

/** Begins the template that the frame's instruction includes; undefined when that takes the whole machine. */
export function includeInPlace(machine: Machine, context: Context, outermost: Frame, frame: Frame): Frame | undefined {
  // What another one includes sees more than the locals of its place.
  if (frame !== outermost || machine.depth >= CALL_DEPTH_MAX) return undefined;
  const { code, word, locals } = frame;
  frame.included ??= new Map();
  let inPlace = frame.included.get(word);
  if (inPlace === undefined) {
    inPlace = placeOfTemplate(machine, context, code[word]! >>> 8, code[word + 1]!);
    frame.included.set(word, inPlace);
  }
  if (inPlace === null) return undefined;
  machine.spend(INCLUDE_STEPS);
  const { sources, program } = inPlace;
  const own = inPlace.frame.locals;
  const first = program.locals;
  for (let index = 0; index < sources.length; index += 1) {
    const source = sources[index]!;
    if (source >= 0) own[first + index] = locals[source];
  }
  return enter(machine, outermost, inPlace, word + 2);
}

function placeOfTemplate(machine: Machine, context: Context, index: number, scope: number): InPlace | null {
  const { set } = machine;
  const program = set.programs[index]!;
  const { signedCode, locals, variables } = program;
  if (set.autoescape || program.mode !== "macro" || !isSimple(signedCode, 0)) return null;
  const visible = scope === NONE ? [] : (set.constants[scope] as Tuple).items;
  const slots: Slot[] = new Array<Slot>(locals + variables.length).fill(undefined);
  const sources = Int32Array.from(variables, (id, variable) => {
    const name = set.strings.get(id);
    const entry = visible.lastIndexOf(name);
    if (entry >= 0) return visible[entry + 1] as number;
    const value = context.lookup(name, machine.undefinedMode, machine);
    const isData = typeof value === "string" || typeof value === "boolean" || isPlainObject(value);
    if (isData) slots[locals + variable] = value;
    return -1;
  });
  const code = withVariablesAsLocals(signedCode, locals);
  return new InPlace(program, new Frame(code, 0, slots), undefined, scope, sources);
}

function enter(machine: Machine, outermost: Frame, inPlace: InPlace, back: number): Frame {
  const { frame } = inPlace;
  inPlace.active = true;
  inPlace.back = back;
  inPlace.outer = outermost.inner;
  outermost.inner = inPlace;
  machine.depth += 1;
  frame.iteration = NO_ITERATION;
  frame.word = inPlace.start;
  return frame;
}

/**
 * Leaves the innermost body that runs in place; where it is not at its end, the whole machine runs the rest. The result is
 * the word of its place to go on at.
 * @throws {DxgError} render/*
 */
export function leavePlace(machine: Machine, context: Context, outermost: Frame): number {
  const inPlace = outermost.inner!;
  const { frame, back } = inPlace;
  inPlace.active = false;
  outermost.inner = inPlace.outer;
  machine.depth -= 1;
  const op = frame.code[frame.word]! & 0xff;
  if (op !== Op.End && op !== Op.EndMacro) resume(machine, inPlace, context, outermost.locals);
  return back;
}

/** Runs what is left of a body by the whole machine. */
function resume(machine: Machine, inPlace: InPlace, context: Context, locals: readonly Slot[]): void {
  const { program, frame } = inPlace;
  const root = inPlace.context === undefined ? undefined : frame.root;
  const rest = new Frame(program.signedCode, frame.word, frame.locals.slice(0, program.locals), root);
  rest.iteration = frame.iteration;
  machine.resume(program, contextOf(machine, inPlace, context, locals), rest);
}

/** The context of a body that runs in place, in a run that has that context and those locals. */
function contextOf(machine: Machine, inPlace: InPlace, context: Context, locals: readonly Slot[]): Context {
  return inPlace.context ?? context.with(machine.visible(inPlace.scope, locals));
}

/** What was thrown in bodies that run in place within a run, with their places. */
export function locateInPlace(machine: Machine, thrown: unknown, { inner, locals }: Frame, context: Context): unknown {
  let located = thrown;
  for (let inPlace = inner; inPlace !== undefined; inPlace = inPlace.outer) {
    const known = explained(located, contextOf(machine, inPlace, context, locals));
    located = locate(known, machine.set, inPlace.program, inPlace.frame.word);
  }
  return located;
}

/** Whether a body has no other instructions than those that need nothing of what is around it but locals and variables. */
function isSimple(code: Int32Array, start: number): boolean {
  for (let word = start; word < code.length; ) {
    const op = code[word]! & 0xff;
    if (op === Op.End || op === Op.EndMacro) return true;
    const isKnown = op < Op.CaptureStart && op !== Op.ForStartRecursive && op !== Op.JumpIfExtended;
    if (!isKnown && op !== Op.Include) return false;
    word += wordsOf(op);
  }
  return false;
}

/** The code with each variable as the local of its number above the program's own. */
function withVariablesAsLocals(original: Int32Array, locals: number): Int32Array {
  const code = original.slice();
  const targets = jumpTargets(code);
  for (let word = 0; word < code.length; ) {
    const op = code[word]! & 0xff;
    const local = (locals + (code[word]! >>> 8)) << 8;
    const words = wordsOf(op);
    if (op === Op.EmitVariable) code[word] = Op.EmitLocal | local;
    else if (op === Op.LoadVariable) {
      const following = code[word + 1]!;
      if ((following & 0xff) === Op.GetAttribute && !targets.has(word + 1)) {
        code[word] = Op.LoadLocalAttribute | local;
        code[word + 1] = following >>> 8;
        word += 1;
      } else code[word] = Op.LoadLocal | local;
    }
    word += words;
  }
  return code;
}

function jumpTargets(code: Int32Array): ReadonlySet<number> {
  const targets = new Set<number>();
  for (let word = 0; word < code.length; word += wordsOf(code[word]! & 0xff)) {
    const shape = INSTRUCTION_SHAPES[code[word]! & 0xff]!;
    if (((shape >>> (KIND_SHIFT + KIND_BITS)) & KIND_MASK) === KIND.jump) targets.add(code[word + 1]!);
  }
  return targets;
}

function wordsOf(op: number): number {
  return (INSTRUCTION_SHAPES[op]! >>> WORDS_SHIFT) & WORDS_MASK;
}
