/**
 * Checks YAML against a definition (format/definition.ts) and gives its values with their places. It tells every fault
 * of form, and knows nothing of what the file is about.
 */
import { isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { suggest } from "../base/suggest.ts";
import {
  type Definition,
  type EitherDefinition,
  type Infer,
  type ListDefinition,
  type MapDefinition,
  type ObjectDefinition,
  type Place,
  type Read,
  TEXT_FORMATS,
  type TextDefinition,
} from "../format/definition.ts";
import { keyFault } from "../value/refused-keys.ts";
import type { Faults } from "./manifest-faults.ts";
import { unquotedHint } from "./yaml-problem.ts";
import { keyPlace, keyText, nodePlace, yamlValue } from "./yaml-value.ts";

/** What is being checked, for messages. */
interface Context {
  readonly key: Place;
  /** `"exclude"`, `parameter "name"`. */
  readonly label: string;
  /** What follows a key of it: ` of settings`; empty at the root. */
  readonly where: string;
  /** What it must be. */
  readonly expected: string;
}

/** The values of a file whose root is a mapping. Faults are told to `faults`; wrong values are left out. */
export function checkYaml<D extends ObjectDefinition>(definition: D, root: YAMLMap, faults: Faults): Infer<D> {
  const at = nodePlace(root);
  const context = { key: at, label: "it", where: "", expected: "a mapping" };
  // What the checker gives has, by its construction, the form that `Infer` tells of the same definition.
  return new Checker(faults).object(definition, root, context) as Infer<D>;
}

type Unread = Read<unknown>;

class Checker {
  readonly #faults: Faults;
  /** By the value of an object: see `Read`. */
  readonly #lost = new WeakMap<object, ReadonlySet<string>>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  object(definition: ObjectDefinition, map: YAMLMap, context: Context): Readonly<Record<string, Unread>> {
    const found = new Map<string, Unread>();
    const known = Object.keys(definition.keys);
    const seen = new Set<string>();
    const lost = new Set<string>();
    for (const pair of map.items) {
      const name = keyText(pair);
      const key = keyPlace(pair);
      const entry = Object.hasOwn(definition.keys, name) ? definition.keys[name] : undefined;
      if (definition.later?.includes(name)) {
        this.#faults.add(key, `"${name}"${context.where} is not supported in this version`);
      } else if (entry === undefined) {
        const close = suggest(name, known);
        const hint = close === undefined ? `The keys are: ${known.join(", ")}` : `Did you mean "${close}"?`;
        this.#faults.add(key, `unknown key "${name}"${context.where}`, hint);
        // It may be any of them under another name.
        for (const one of close === undefined ? known : [close]) lost.add(one);
      } else if (seen.has(name)) {
        this.#faults.add(key, `"${name}"${context.where} stands twice`);
      } else {
        seen.add(name);
        const expected = entry.expected ?? describe(entry.value);
        const inner = { key, label: `"${name}"`, where: ` of ${name}`, expected };
        const read = this.#read(entry.value, pair.value as Node | null, inner);
        if (read?.sound !== true) lost.add(name);
        if (read !== undefined) found.set(name, read);
      }
    }
    for (const [name, { required }] of Object.entries(definition.keys)) {
      if (required === true && !seen.has(name)) {
        const { start } = nodePlace(map);
        this.#faults.add({ start, end: start + 1 }, `"${name}"${context.where} is missing`);
      }
    }
    const value = Object.fromEntries(found);
    if (lost.size > 0) this.#lost.set(value, lost);
    return value;
  }

  /** The value of a node, undefined when it is not of the kind at all. */
  #read(definition: Definition, node: Node | null, context: Context): Unread | undefined {
    const before = this.#faults.count;
    const value = this.#value(definition, node, context);
    if (value === undefined) return undefined;
    const lost = typeof value === "object" && value !== null ? this.#lost.get(value) : undefined;
    const sound = this.#faults.count === before;
    return { value, key: context.key, at: nodePlace(node), sound, ...(lost !== undefined && { lost }) };
  }

  #value(definition: Definition, node: Node | null, context: Context): unknown {
    switch (definition.kind) {
      case "text":
        return this.#text(definition, node, context);
      case "flag":
        return isScalar(node) && typeof node.value === "boolean" ? node.value : this.#refuse(node, context);
      case "number":
        return numberOf(node) ?? this.#refuse(node, context);
      case "value":
        return yamlValue(node, context.key, this.#faults);
      case "list":
        return isSeq(node) ? this.#list(definition, node as YAMLSeq, context) : this.#refuse(node, context);
      case "map":
        if (isEmpty(node)) return new Map();
        return isMap(node) ? this.#map(definition, node as YAMLMap) : this.#refuse(node, context);
      case "object":
        if (isMap(node)) return this.object(definition, node as YAMLMap, context);
        return isEmpty(node) && !hasRequired(definition) ? {} : this.#refuse(node, context);
      case "either":
        return this.#either(definition, node, context);
    }
  }

  #text({ options, format }: TextDefinition, node: Node | null, context: Context): string | undefined {
    const { key, label } = context;
    if (!isScalar(node) || typeof node.value !== "string") {
      return this.#refuse(node, context, unquotedHint(node) ?? "Put it in quotes");
    }
    const text = node.value;
    if (options !== undefined && !options.includes(text)) {
      const close = suggest(text, options);
      const hint = close === undefined ? `Choose one of: ${options.join(", ")}` : `Did you mean "${close}"?`;
      this.#faults.add(key, `${label} cannot be "${text}"`, hint);
      return undefined;
    }
    return format === undefined || this.#fits(text, format, key) ? text : undefined;
  }

  #list({ items, least }: ListDefinition, list: YAMLSeq, context: Context): readonly Unread[] | undefined {
    if (list.items.length < (least ?? 0)) return this.#refuse(list, context);
    // An item that is no scalar has a name of its own in messages; any other is told of as the list, at the item.
    const whole = items.kind === "text" || items.kind === "value";
    const read: Unread[] = [];
    for (const item of list.items as (Node | null)[]) {
      const key = nodePlace(item);
      const name = `an item of ${context.label}`;
      const own = { key, label: name, where: ` of ${name}`, expected: describe(items) };
      const one = this.#read(items, item, whole ? { ...context, key } : own);
      if (one !== undefined) read.push(one);
    }
    return read;
  }

  #map({ noun, keys, except, values }: MapDefinition, map: YAMLMap): ReadonlyMap<string, Unread> {
    const read = new Map<string, Unread>();
    const seen = new Set<string>();
    for (const pair of map.items) {
      const name = keyText(pair);
      const key = keyPlace(pair);
      const refused = keys === "parameter-name" ? keyFault(name) : undefined;
      if (refused !== undefined) this.#faults.add(key, refused);
      else if (seen.has(name)) this.#faults.add(key, `${noun} "${name}" stands twice`);
      else if (except?.includes(name.toLowerCase()) === true) {
        this.#faults.add(key, `"${name}" has a meaning of its own in templates`);
      } else this.#fits(name, keys, key);
      const label = `${noun} "${name}"`;
      const one = this.#read(values, pair.value as Node | null, {
        key,
        label,
        where: ` of ${label}`,
        expected: describe(values),
      });
      if (one !== undefined && !seen.has(name)) read.set(name, one);
      seen.add(name);
    }
    return read;
  }

  #either({ of }: EitherDefinition, node: Node | null, context: Context): unknown {
    const fitting = of.find((one) => isOfKind(one, node));
    return fitting === undefined ? this.#refuse(node, context) : this.#value(fitting, node, context);
  }

  #fits(text: string, format: keyof typeof TEXT_FORMATS, at: Place): boolean {
    const { pattern, what, ...rest } = TEXT_FORMATS[format];
    if (new RegExp(pattern, "u").test(text)) return true;
    this.#faults.add(at, `"${text}" is not ${what}`, "hint" in rest ? rest.hint : undefined);
    return false;
  }

  #refuse(node: Node | null, { key, label, expected }: Context, hint?: string): undefined {
    const before = this.#faults.count;
    // An alias has a reason of its own.
    if (node !== null && !isScalar(node) && !isMap(node) && !isSeq(node)) yamlValue(node, key, this.#faults);
    if (this.#faults.count === before) this.#faults.add(key, `${label} must be ${expected}`, hint);
    return undefined;
  }
}

function isOfKind(definition: Definition, node: Node | null): boolean {
  switch (definition.kind) {
    case "text":
      return isScalar(node) && typeof node.value === "string";
    case "flag":
      return isScalar(node) && typeof node.value === "boolean";
    case "number":
      return numberOf(node) !== undefined;
    case "list":
      return isSeq(node);
    case "map":
    case "object":
      return isMap(node) || isEmpty(node);
    case "value":
    case "either":
      return true;
  }
}

/** A finite number, exact: a bigint where a JavaScript number is not. */
function numberOf(node: Node | null): number | bigint | undefined {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function hasRequired({ keys }: ObjectDefinition): boolean {
  return Object.values(keys).some((key) => key.required === true);
}

/** What a value must be, in words. */
function describe(definition: Definition): string {
  switch (definition.kind) {
    case "text":
      return "text";
    case "flag":
      return "true or false";
    case "number":
      return "a number";
    case "value":
      return "a value";
    case "list": {
      const { items, least = 0 } = definition;
      const what = items.kind === "text" ? "texts" : items.kind === "value" ? "values" : "lists";
      return `a list of ${least > 1 ? `at least ${least} ` : ""}${what}`;
    }
    case "map":
    case "object":
      return "a mapping";
    case "either":
      return definition.of.map(describe).join(" or ");
  }
}
