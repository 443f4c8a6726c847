/**
 * Programs in memory: what the code generator hands to the encoder, and what decoding a verified file gives back. The
 * same shape serves both, so `decode(encode(x))` can be compared with `x`.
 */
import type { UndefinedMode, Value } from "../value/value.ts";
import type { BuiltinOrigin } from "./builtins.ts";
import type { LineTable } from "./line-table.ts";

/**
 * `micro`: text with slots, filled by one gather. `macro`: instructions for the machine. `expression`: instructions that
 * end in a value (front matter, defaults).
 */
export type ProgramMode = "micro" | "macro" | "expression";

/** Why a template is macro, or what kept it micro: the seed's selection criteria, one bit each, kept in the file. */
export const ModeReason = {
  /** No control flow, composition or complex type: the layout is fixed. */
  FixedLayout: 1,
  /** Fewer than five placeholders of simple types. */
  FewPlaceholders: 2,
  /** `if` or a conditional expression. */
  Conditional: 4,
  /** `for`. */
  Iteration: 8,
  /** `include` and other composition. */
  Composition: 16,
  /** Attributes, items, lists, dicts: parameters that are not simple. */
  ComplexType: 32,
  /** `set`, operators, calls and other computation. */
  Computation: 64,
  /** The caller asked for macro. */
  Forced: 128,
} as const;

/** One placeholder of a micro program. */
export interface Slot {
  /** Bytes of the layout before the slot. */
  readonly offset: number;
  /** Expected bytes of the value, for sizing the output. */
  readonly lengthHint: number;
  /** Index in the program's variables. */
  readonly variable: number;
  /** Word index in the program's code of the instructions that compute the value, ending in ReturnValue. */
  readonly code: number;
}

export interface Program {
  /** String id of the source's name. */
  readonly name: number;
  readonly mode: ProgramMode;
  /** Sum of `ModeReason` bits. */
  readonly reasons: number;
  readonly code: Uint32Array;
  readonly slots: readonly Slot[];
  /** String id of the static text of a micro program, without its slots; -1 otherwise. */
  readonly layout: number;
  /** String ids of the names that the program reads from the context. */
  readonly variables: readonly number[];
  readonly locals: number;
  /** Deepest operand stack. */
  readonly stack: number;
  /** Expected bytes of output. */
  readonly sizeHint: number;
  readonly lines: LineTable;
}

/** Programs that share strings and constants. */
export interface ProgramSet {
  readonly strings: readonly string[];
  readonly constants: readonly Value[];
  /** In a `.dxt` program 0 is the template, the others are what it includes. */
  readonly programs: readonly Program[];
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  /** Methods that change their value are refused. */
  readonly immutable?: boolean;
  /** Origins of the built-ins that the programs know; all when absent. */
  readonly builtins?: readonly BuiltinOrigin[] | undefined;
}
