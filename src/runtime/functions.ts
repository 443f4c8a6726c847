/** The global functions, by their numbers in format/builtins.ts. */
import { DxgError } from "../base/error.ts";
import { RANGE_ITEMS_MAX } from "../base/limits.ts";
import { FUNCTIONS } from "../format/builtins.ts";
import { hashOf, mappingPairs } from "../value/compare.ts";
import { limitError, typeError, valueError } from "../value/errors.ts";
import { iterate, lengthOf } from "../value/iterate.ts";
import { indexOf } from "../value/number.ts";
import { toText } from "../value/text.ts";
import { refuseUndefined } from "../value/undefined.ts";
import {
  type CallArguments,
  Callable,
  Class,
  Dict,
  isMapping,
  Namespace,
  Range,
  Tuple,
  type Value,
} from "../value/value.ts";
import { refuseArguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { bindArguments, type FilterContext } from "./filters/filter.ts";
import { gettext } from "./gettext.ts";
import { more } from "./more.ts";
import { Variables } from "./namespace.ts";

type Function = (
  context: FilterContext,
  args: readonly (Value | undefined)[],
  call: CallArguments,
  names: Context,
) => Value;

const range: Function = (_context, [start = null, stop, step = 1]) => {
  const [from, to] = stop === undefined ? [0, indexOf(start)] : [indexOf(start), indexOf(stop)];
  const by = indexOf(step);
  if (by === 0) throw valueError("range() arg 3 must not be zero");
  const made = new Range(from, to, by);
  if (made.length > RANGE_ITEMS_MAX) {
    const over = made.length < Number.MAX_SAFE_INTEGER ? "" : "over ";
    throw limitError(`range of ${over}${made.length} items is too large; the most is ${RANGE_ITEMS_MAX}`);
  }
  return made;
};

const dict: Function = (context, _args, { positional, keywords }) => {
  const [source, ...others] = positional;
  if (others.length > 0) throw typeError(`dict expected at most 1 argument, got ${positional.length}`);
  const made = new Dict();
  const put = (key: Value, value: Value): void => {
    hashOf(key);
    made.set(key, value);
  };
  if (source !== undefined) refuseUndefined(source);
  if (source !== undefined && isMapping(source)) for (const [key, value] of mappingPairs(source)) put(key, value);
  else if (source !== undefined) {
    for (const pair of iterate(source)) {
      const size = lengthOf(pair);
      if (size === undefined) throw typeError("dict takes pairs of a key and a value");
      if (size !== 2) throw valueError(`dict takes pairs of a key and a value, not ${size} values`);
      const [key, value] = iterate(pair);
      put(key as Value, value as Value);
    }
  }
  for (const [key, value] of keywords) put(key, value);
  context.spend(made.size);
  return made;
};

/** `cycler("odd", "even")`: gives its items in turn. */
class Cycler extends Namespace {
  override readonly typeName = "Cycler";
  readonly #items: readonly Value[];
  #place = 0;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "current":
        return this.#items[this.#place];
      case "items":
        return new Tuple(this.#items);
      case "pos":
        return this.#place;
      case "next":
        return new Callable("next", (args) => this.#next(args), this);
      case "reset":
        return new Callable("reset", (args) => this.#reset(args), this);
      default:
        return undefined;
    }
  }

  #next(args: CallArguments): Value {
    refuseArguments("cycler.next()", args);
    const current = this.#items[this.#place] as Value;
    this.#place = (this.#place + 1) % this.#items.length;
    return current;
  }

  #reset(args: CallArguments): Value {
    refuseArguments("cycler.reset()", args);
    this.#place = 0;
    return null;
  }
}

const cycler: Function = (_context, _args, { positional, keywords }) => {
  if (keywords.size > 0) throw typeError("cycler takes no keyword arguments");
  if (positional.length === 0) throw typeError("cycler takes at least one item");
  return new Cycler(positional);
};

/** `joiner(", ")`: nothing when it is called first, then what stands between items. */
class Joiner extends Namespace {
  override readonly typeName = "Joiner";
  readonly #separator: Value;
  #used = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  override attribute(name: string): Value | undefined {
    if (name === "sep") return this.#separator;
    return name === "used" ? this.#used : undefined;
  }

  override call(args: CallArguments): Value {
    refuseArguments("a joiner", args);
    if (this.#used) return this.#separator;
    this.#used = true;
    return "";
  }
}

const joiner: Function = (_context, [separator = ", "]) => new Joiner(separator);

/** The hint of a refusal by `fail`, by which it is told from what dxg itself refuses. */
export const REFUSAL_HINT = "The template says so itself: change the parameter that it complains of.";

/** Not in Jinja2: lets a template refuse what it cannot use, in its own words. */
const fail: Function = (_context, [message = null]) => {
  throw new DxgError("render/refused", toText(message), { hint: REFUSAL_HINT });
};

const namespace: Function = (context, args, call, names) => {
  const made = new Variables();
  const values = dict(context, args, call, names) as Dict;
  for (const [name, value] of mappingPairs(values)) made.setAttribute(toText(name), value);
  return made;
};

const message =
  (context: boolean, plural: boolean, newstyle: boolean): Function =>
  (machine, _args, call, names) =>
    gettext({ context, plural, newstyle }, machine, names, call);

/** In the order of their numbers. */
const IMPLEMENTATIONS: readonly Function[] = [
  range,
  dict,
  cycler,
  joiner,
  fail,
  message(false, false, false),
  message(false, true, false),
  message(true, false, false),
  message(true, true, false),
  message(false, false, true),
  message(false, true, true),
  message(true, false, true),
  message(true, true, true),
  namespace,
];

/** The functions that are classes in Jinja2, by what they print. */
const CLASSES: Readonly<Record<string, string>> = {
  range: "range",
  dict: "dict",
  cycler: "jinja2.utils.Cycler",
  joiner: "jinja2.utils.Joiner",
  namespace: "jinja2.utils.Namespace",
};

/** What makes the callable with a number for one render; undefined when there is none. */
export function functionById(id: number): ((context: FilterContext, names: Context) => Callable) | undefined {
  const run = id < IMPLEMENTATIONS.length ? IMPLEMENTATIONS[id] : more().MORE_FUNCTIONS[id - IMPLEMENTATIONS.length];
  const signature = FUNCTIONS[id];
  if (run === undefined || signature === undefined) return undefined;
  const { name } = signature;
  return (context, names) => {
    const make = (call: CallArguments): Value => run(context, bindArguments(signature, call), call, names);
    return Object.hasOwn(CLASSES, name) ? new Class(CLASSES[name]!, make) : new Callable(name, make);
  };
}
