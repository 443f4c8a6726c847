/** Instructions that build, take apart or change lists, tuples and dicts. */
import type { Op } from "../format/opcode.ts";
import { sliceOf } from "../value/access.ts";
import { typeError } from "../value/errors.ts";
import { fromHost } from "../value/host.ts";
import { iterate } from "../value/iterate.ts";
import { toText } from "../value/text.ts";
import { Dict, isString, Tuple, type Value } from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import { localValue, type Slot } from "./frame.ts";
import { listOf, makeDict, pairsOf, setAttribute, unpack } from "./instructions.ts";
import type { Machine } from "./machine.ts";

/** Runs such an instruction, all of which are one word; the result tells whether it is one. @throws {DxgError} render/* */
export function collectionInstruction(machine: Machine, locals: readonly Slot[], instruction: number): boolean {
  const { stack } = machine;
  const a = instruction >>> 8;
  const pop = (): Value => stack.pop()!;
  switch (instruction & 0xff) {
    case 0x17 satisfies typeof Op.SetAttribute: {
      const target = pop();
      setAttribute(target, machine.set.strings.get(a), pop());
      return true;
    }
    case 0x1e satisfies typeof Op.Append:
      listOf(localValue(locals[a], machine.undefinedMode)).push(pop());
      return true;
    case 0x1f satisfies typeof Op.Unpack: {
      const items = unpack(pop(), a);
      for (let index = items.length - 1; index >= 0; index -= 1) stack.push(fromHost(items[index]));
      return true;
    }
    case 0x22 satisfies typeof Op.Slice: {
      const step = pop();
      const stop = pop();
      const from = pop();
      stack.push(sliceOf(pop(), from, stop, step));
      machine.spend(takeWork());
      return true;
    }
    case 0x23 satisfies typeof Op.MakeList:
      stack.push(stack.splice(stack.length - a, a));
      return true;
    case 0x24 satisfies typeof Op.MakeTuple:
      stack.push(new Tuple(stack.splice(stack.length - a, a)));
      return true;
    case 0x25 satisfies typeof Op.MakeDict:
      stack.push(makeDict(stack.splice(stack.length - 2 * a, 2 * a)));
      return true;
    case 0x26 satisfies typeof Op.JoinList: {
      const items = iterate(pop());
      machine.spend(items.length + takeWork());
      stack.push(listOf(pop()).concat(items));
      return true;
    }
    case 0x27 satisfies typeof Op.JoinDict: {
      const joined = pairsOf(pop());
      const into = pairsOf(pop());
      if (a !== 0) refuseTwice(into, joined);
      stack.push(Dict.of(into.concat(joined)));
      machine.spend(takeWork());
      return true;
    }
    default:
      return false;
  }
}

/** Refuses a keyword that a call gives twice. */
function refuseTwice(into: readonly (readonly [Value, Value])[], joined: readonly (readonly [Value, Value])[]): void {
  const given = new Set(into.map(([key]) => toText(key)));
  for (const [key] of joined) {
    if (!isString(key)) throw typeError("keywords must be strings");
    if (given.has(toText(key))) throw typeError(`got multiple values for keyword argument '${toText(key)}'`);
  }
}
