/**
 * What a method of a value is, and how it is found by name and bound to its value and arguments. The methods themselves
 * are in the files beside this one.
 */
import { typeError } from "./errors.ts";
import { Method as BoundMethod, type CallArguments, type Callable, Mutator, type Value } from "./value.ts";
import { addWork } from "./work.ts";

/** Arguments by their position in `params`; missing ones are undefined. */
export type Bound = readonly (Value | undefined)[];

export interface Method<Target> {
  readonly params: readonly string[];
  /** How many of `params` must be given. */
  readonly required: number;
  /** The parameters that can be given by name; none unless said. */
  readonly named?: readonly string[];
  /** Takes any arguments; `run` gets them as they are. */
  readonly variadic?: true;
  /** Changes its value. */
  readonly mutates?: true;
  readonly run: (target: Target, args: Bound, call: CallArguments) => Value;
}

export type Methods<Target> = Readonly<Record<string, Method<Target>>>;

/** A table that is made when it is first asked for: most runs call no method of most kinds of values. */
export function table<Target>(make: () => Methods<Target>): () => Methods<Target> {
  let made: Methods<Target> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A method without arguments. */
export function simple<Target>(run: (target: Target) => Value): Method<Target> {
  return { params: [], required: 0, run };
}

/**
 * The method `name` bound to its value; undefined when the table has none. `work` is what a call costs besides what its
 * operators count; `owner` is the value that a template has in hand.
 */
export function bind<Target>(
  methods: Methods<Target>,
  name: string,
  target: Target,
  work: number,
  owner: Value,
): Callable | undefined {
  // Names come from templates: none may find what every object has.
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  const call = (args: CallArguments): Value => {
    addWork(work);
    return method.run(target, bindArguments(name, method, args), args);
  };
  return method.mutates ? new Mutator(name, call, owner) : new BoundMethod(name, call, owner);
}

function bindArguments(name: string, method: Method<never>, args: CallArguments): Bound {
  const { params, required, named = [] } = method;
  if (method.variadic) return args.positional;
  if (args.positional.length > params.length) {
    throw typeError(`${name}() takes at most ${params.length} arguments (${args.positional.length} given)`);
  }
  const bound: (Value | undefined)[] = [...args.positional];
  for (const [keyword, value] of args.keywords) {
    const index = named.includes(keyword) ? params.indexOf(keyword) : -1;
    if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${keyword}'`);
    if (bound[index] !== undefined) throw typeError(`${name}() got multiple values for argument '${keyword}'`);
    bound[index] = value;
  }
  for (let index = 0; index < required; index++) {
    if (bound[index] === undefined) throw typeError(`${name}() lacks its argument '${params[index]}'`);
  }
  return bound;
}
