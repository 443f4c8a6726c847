/** The parts of instructions that need nothing of the machine: operators, unpacking, building dicts, arguments of calls. */
import { DxgError } from "../base/error.ts";
import type { Op } from "../format/opcode.ts";
import { add, divide, floorDivide, modulo, multiply, power, subtract } from "../value/arithmetic.ts";
import { compareOrdered, contains, equals, hashOf, mappingPairs } from "../value/compare.ts";
import { typeError, valueError } from "../value/errors.ts";
import { escapeHtml } from "../value/escape.ts";
import { iterate } from "../value/iterate.ts";
import { toText } from "../value/text.ts";
import { typeName } from "../value/type-name.ts";
import { refuseUndefined, undefinedError, undefinedMessage } from "../value/undefined.ts";
import {
  type CallArguments,
  Callable,
  Dict,
  isMapping,
  isString,
  Namespace,
  SafeString,
  Undefined,
  type Value,
} from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import { CHARACTERS_PER_STEP_LOG2 } from "./cost.ts";
import type { FilterContext } from "./filters/filter.ts";

/** The result of a binary instruction. @throws {DxgError} render/* */
export function binary(op: number, left: Value, right: Value): Value {
  // Numbers for the reason that execute.ts tells.
  switch (op) {
    case 0x28 satisfies typeof Op.Add:
      return add(left, right);
    case 0x29 satisfies typeof Op.Subtract:
      return subtract(left, right);
    case 0x2a satisfies typeof Op.Multiply:
      return multiply(left, right);
    case 0x2b satisfies typeof Op.Divide:
      return divide(left, right);
    case 0x2c satisfies typeof Op.FloorDivide:
      return floorDivide(left, right);
    case 0x2d satisfies typeof Op.Modulo:
      return modulo(left, right);
    case 0x2e satisfies typeof Op.Power:
      return power(left, right);
    case 0x38 satisfies typeof Op.Equal:
      return equals(left, right);
    case 0x39 satisfies typeof Op.NotEqual:
      return !equals(left, right);
    case 0x3a satisfies typeof Op.Less:
      return compareOrdered("<", left, right);
    case 0x3b satisfies typeof Op.LessEqual:
      return compareOrdered("<=", left, right);
    case 0x3c satisfies typeof Op.Greater:
      return compareOrdered(">", left, right);
    case 0x3d satisfies typeof Op.GreaterEqual:
      return compareOrdered(">=", left, right);
    case 0x3e satisfies typeof Op.In:
      return contains(right, left);
    case 0x3f satisfies typeof Op.NotIn:
      return !contains(right, left);
    default:
      throw new Error(`Internal error: ${op} is not a binary instruction`);
  }
}

/** `a ~ b`: markup where output is escaped and a part is markup. @throws {DxgError} render/limit */
export function concatenate(context: FilterContext, parts: readonly Value[]): Value {
  let safe = false;
  if (context.autoescape) for (const part of parts) safe ||= part instanceof SafeString;
  let text = "";
  for (const part of parts) text += safe && !(part instanceof SafeString) ? escapeHtml(toText(part)) : toText(part);
  context.spend((text.length >> CHARACTERS_PER_STEP_LOG2) + takeWork());
  return safe ? new SafeString(text) : text;
}

export function unpack(value: Value, count: number): readonly Value[] {
  const items = iterate(value);
  if (items.length > count) throw valueError(`too many values to unpack (expected ${count}, got ${items.length})`);
  if (items.length < count) throw valueError(`not enough values to unpack (expected ${count}, got ${items.length})`);
  return items;
}

export function makeDict(flat: readonly Value[]): Dict {
  const dict = new Dict();
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const key = flat[index] as Value;
    hashOf(key);
    dict.set(key, flat[index + 1] as Value);
  }
  return dict;
}

/** Takes the keyword dict first, as it is on top of the stack. */
export function spreadArguments(keywords: Value, positional: Value): CallArguments {
  const named = new Map<string, Value>();
  for (const [key, value] of pairsOf(keywords)) {
    if (!isString(key)) throw typeError("keywords must be strings");
    named.set(toText(key), value);
  }
  return { positional: listOf(positional), keywords: named };
}

export function pairsOf(value: Value): readonly (readonly [Value, Value])[] {
  refuseUndefined(value);
  if (!isMapping(value)) throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
  return mappingPairs(value);
}

export function listOf(value: Value): Value[] {
  if (!Array.isArray(value)) throw typeError(`expected a list, not ${typeName(value)}`);
  return value;
}

export function call(callee: Value, args: CallArguments): Value {
  if (callee instanceof Callable) return callee.call(args);
  if (callee instanceof Namespace) {
    const result = callee.call(args);
    if (result !== undefined) return result;
  }
  if (callee instanceof Undefined) throw undefinedError(callee);
  throw typeError(`'${typeName(callee)}' object is not callable`);
}

/** `{% set target.name = value %}` @throws {DxgError} render/bad-target when `target` is no namespace */
export function setAttribute(target: Value, name: string, value: Value): void {
  if (target instanceof Namespace && target.setAttribute(name, value)) return;
  const owner = target instanceof Undefined ? undefinedMessage(target) : `a value of type ${typeName(target)}`;
  throw new DxgError("render/bad-target", `\`.${name}\` of ${owner}`, {
    hint: "Only namespaces have attributes to assign to: `{% set ns = namespace() %}`. A dict is made anew: `dict(old, key=value)`.",
  });
}
