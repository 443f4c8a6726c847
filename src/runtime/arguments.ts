/** Arguments of filters, tests and calls, as instructions find them on the operand stack. */
import { NONE } from "../format/opcode.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { typeError } from "../value/errors.ts";
import type { CallArguments, Tuple, Value } from "../value/value.ts";
import { emptySlots, MISSING, type Slot } from "./frame.ts";

const NO_ARGUMENTS: readonly Slot[] = [];
const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** Takes the arguments of a filter or test from the top of the stack; those that were not given are unset. */
export function popArguments(stack: Value[], count: number): readonly Slot[] {
  if (count === 0) return NO_ARGUMENTS;
  const last = stack.pop();
  if (count === 1) return [last === MISSING ? undefined : last];
  const first = count === 2 ? stack.pop() : undefined;
  if (count === 2) return [first === MISSING ? undefined : first, last === MISSING ? undefined : last];
  const args = emptySlots(count);
  args[count - 1] = last === MISSING ? undefined : last;
  for (let index = count - 2; index >= 0; index -= 1) {
    const value = stack.pop();
    if (value !== MISSING) args[index] = value;
  }
  return args;
}

/** @throws {DxgError} render/type when a call that takes arguments by position only has others */
export function refuseKeywords(callee: string, keywords: ReadonlyMap<string, Value>): void {
  for (const keyword of keywords.keys()) throw typeError(`${callee} got an unexpected keyword argument '${keyword}'`);
}

/** @throws {DxgError} render/type when a call that takes no arguments has some */
export function refuseArguments(callee: string, { positional, keywords }: CallArguments): void {
  refuseKeywords(callee, keywords);
  if (positional.length > 0) throw typeError(`${callee} takes no arguments (${positional.length} given)`);
}

/** Takes the arguments of a call from the top of the stack, the last of which have the names of a constant. */
export function takeArguments(set: LoadedSet, stack: Value[], count: number, names: number): CallArguments {
  const all = stack.splice(stack.length - count, count);
  if (names === NONE) return { positional: all, keywords: NO_KEYWORDS };
  const { items } = set.constants[names] as Tuple;
  const positional = all.slice(0, count - items.length);
  const keywords = new Map<string, Value>();
  items.forEach((name, index) => {
    const key = name as string;
    if (keywords.has(key)) throw typeError(`keyword argument repeated: ${key}`);
    keywords.set(key, all[positional.length + index] as Value);
  });
  return { positional, keywords };
}
