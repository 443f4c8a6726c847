/**
 * The constants that describe macros and blocks, as tuples: the compiler makes them, the verifier checks them, the machine
 * reads them. Nothing here knows what a macro does.
 */
import { Tuple, type Value } from "../value/value.ts";
import { MACRO_CALLER, MACRO_KEYWORDS, MACRO_LOOP, MACRO_POSITIONALS } from "./opcode.ts";

/** `(name, (parameter, …), defaults, flags, slot)` */
export interface MacroShape {
  /** Empty for the body of a `call` block. */
  readonly name: string;
  readonly parameters: readonly string[];
  /** How many of the last parameters have defaults, which the body computes. */
  readonly defaults: number;
  /** Sum of `MACRO_*` bits. */
  readonly flags: number;
  /** Local of the first parameter; the others, then caller, keywords and positionals where taken, follow. */
  readonly slot: number;
}

const FLAGS_ALL: number = MACRO_CALLER | MACRO_KEYWORDS | MACRO_POSITIONALS | MACRO_LOOP;

export function macroConstant({ name, parameters, defaults, flags, slot }: MacroShape): Tuple {
  return new Tuple([name, new Tuple([...parameters]), defaults, flags, slot]);
}

/** The macro that a constant describes, or undefined when it describes none. */
export function macroShape(value: Value | undefined): MacroShape | undefined {
  if (!(value instanceof Tuple) || value.items.length !== 5) return undefined;
  const [name, names, defaults, flags, slot] = value.items;
  if (typeof name !== "string" || !(names instanceof Tuple)) return undefined;
  const parameters: string[] = [];
  for (const parameter of names.items) {
    if (typeof parameter !== "string") return undefined;
    parameters.push(parameter);
  }
  if (!isIndex(defaults) || defaults > parameters.length) return undefined;
  if (!isIndex(flags) || flags > FLAGS_ALL || !isIndex(slot)) return undefined;
  if ((flags & MACRO_LOOP) !== 0 && parameters.length !== 1) return undefined;
  return { name, parameters, defaults, flags, slot };
}

/** How many locals a macro's arguments take. */
export function macroSlots({ parameters, flags }: MacroShape): number {
  let slots = parameters.length;
  for (let bit = MACRO_CALLER; bit <= MACRO_LOOP; bit <<= 1) if ((flags & bit) !== 0) slots += 1;
  return slots;
}

/** Names and programs of a constant of `DefineBlocks`, which must have that shape. */
export function blockPairs(value: Value): readonly (readonly [string, number])[] {
  const { items } = value as Tuple;
  const pairs: [string, number][] = [];
  for (let index = 0; index + 1 < items.length; index += 2)
    pairs.push([items[index] as string, items[index + 1] as number]);
  return pairs;
}

function isIndex(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
