/**
 * The methods of Python's dict. Those that change one work on the dict itself; who may call them is decided where they are
 * called. Source: the Python library reference, "Mapping Types".
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { hashOf, mappingGet, mappingPairs } from "./compare.ts";
import { limitError, typeError, valueError } from "./errors.ts";
import { iterate, lengthOf } from "./iterate.ts";
import { bind, type Method, type Methods, simple } from "./method.ts";
import { repr } from "./text.ts";
import { typeName } from "./type-name.ts";
import { refuseUndefined } from "./undefined.ts";
import { type Callable, Dict, DictView, isMapping, type PlainObject, Tuple, type Value } from "./value.ts";
import { addWork } from "./work.ts";

type Mapping = Dict | PlainObject;

/** Objects of the caller never change: a render that may change dicts has copies. */
function own(mapping: Mapping): Dict {
  if (mapping instanceof Dict) return mapping;
  throw typeError("this dict belongs to the caller and cannot be changed");
}

function put(dict: Dict, key: Value, value: Value): void {
  hashOf(key);
  dict.set(key, value);
  if (dict.size > VALUE_LENGTH_MAX) throw limitError(`dict is longer than ${VALUE_LENGTH_MAX}`);
}

const changing = (params: readonly string[], required: number, run: Method<Mapping>["run"]): Method<Mapping> => ({
  params,
  required,
  mutates: true,
  run,
});

const DICT_METHODS: Methods<Mapping> = {
  items: simple((dict) => new DictView("items", dict)),
  keys: simple((dict) => new DictView("keys", dict)),
  values: simple((dict) => new DictView("values", dict)),
  get: {
    params: ["key", "default"],
    required: 1,
    run: (dict, [key, otherwise = null]) => {
      const found = mappingGet(dict, key as Value);
      return found === undefined ? otherwise : found;
    },
  },
  copy: simple((dict) => Dict.of(mappingPairs(dict))),
  fromkeys: {
    params: ["iterable", "value"],
    required: 1,
    run: (_dict, [keys, value = null]) => {
      const made = new Dict();
      for (const key of iterate(keys as Value)) put(made, key, value);
      addWork(made.size);
      return made;
    },
  },
  setdefault: changing(["key", "default"], 1, (mapping, [key, otherwise = null]) => {
    const found = mappingGet(mapping, key as Value);
    if (found !== undefined) return found;
    put(own(mapping), key as Value, otherwise);
    return otherwise;
  }),
  pop: changing(["key", "default"], 1, (mapping, [key, otherwise]) => {
    const found = mappingGet(mapping, key as Value);
    if (found === undefined) {
      if (otherwise === undefined) throw valueError(`pop(): the dict has no key ${repr(key as Value)}`);
      return otherwise;
    }
    own(mapping).delete(key as Value);
    return found;
  }),
  popitem: changing([], 0, (mapping) => {
    const dict = own(mapping);
    const last = mappingPairs(dict).at(-1);
    if (last === undefined) throw valueError("popitem(): dictionary is empty");
    dict.delete(last[0]);
    return new Tuple(last);
  }),
  clear: changing([], 0, (mapping) => {
    own(mapping).entries.clear();
    return null;
  }),
  update: {
    params: [],
    required: 0,
    variadic: true,
    mutates: true,
    run: (mapping, _args, { positional, keywords }) => {
      const dict = own(mapping);
      const [source] = positional;
      if (positional.length > 1) throw typeError(`update expected at most 1 argument, got ${positional.length}`);
      if (source !== undefined) for (const [key, value] of pairsIn(source)) put(dict, key, value);
      for (const [key, value] of keywords) put(dict, key, value);
      return null;
    },
  },
};

/** The pairs of a dict or of a sequence of pairs. */
function pairsIn(source: Value): readonly (readonly [Value, Value])[] {
  refuseUndefined(source);
  if (isMapping(source)) return mappingPairs(source);
  const pairs: (readonly [Value, Value])[] = [];
  for (const [index, pair] of iterate(source).entries()) {
    const size = lengthOf(pair);
    if (size === undefined) {
      throw typeError(
        `cannot convert dictionary update sequence element #${index} to a sequence, it is ${typeName(pair)}`,
      );
    }
    if (size !== 2) {
      throw valueError(`dictionary update sequence element #${index} has length ${size}; 2 is required`);
    }
    const [key, value] = iterate(pair);
    pairs.push([key as Value, value as Value]);
  }
  addWork(pairs.length);
  return pairs;
}

/** Whether a dict has a method of that name. */
export function isDictMethod(name: string): boolean {
  return Object.hasOwn(DICT_METHODS, name);
}

/** The bound method `name` of a dict; undefined when there is none. */
export function dictMethod(dict: Mapping, name: string): Callable | undefined {
  return bind(DICT_METHODS, name, dict, 0, dict);
}
