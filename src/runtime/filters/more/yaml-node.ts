/**
 * Values as the nodes that a YAML writer goes through: texts of scalars, sequences, mappings with sorted keys. A list or
 * dict that occurs more than once becomes an anchor and aliases, as PyYAML has it. It writes nothing.
 */

import { DxgError } from "../../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../../base/limits.ts";
import { compareOrdered, mappingPairs } from "../../../value/compare.ts";
import { limitError, typeError } from "../../../value/errors.ts";
import { floatText } from "../../../value/float-text.ts";
import { readItems } from "../../../value/host.ts";
import { sortItems } from "../../../value/sort.ts";
import { typeName } from "../../../value/type-name.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { Float, isMapping, SafeString, Tuple, type Value } from "../../../value/value.ts";

export type YamlNode =
  | { readonly kind: "text"; readonly text: string }
  /** A number, boolean or null: never quoted; `tag` is YAML's short name of the type. */
  | { readonly kind: "plain"; readonly text: string; readonly tag: string }
  | { readonly kind: "sequence"; readonly items: readonly YamlNode[]; anchor: string; readonly flat: boolean }
  | {
      readonly kind: "mapping";
      readonly pairs: readonly (readonly [YamlNode, YamlNode])[];
      anchor: string;
      readonly flat: boolean;
    }
  | { readonly kind: "alias"; readonly of: { readonly anchor: string } };

/** What making and writing a node costs, and a character of a scalar, in steps. */
const NODE_STEPS = 80;
const CHARACTER_STEPS = 16;

type Collection = Extract<YamlNode, { readonly anchor: string }>;

export class NodeMaker {
  readonly #sortKeys: boolean;
  readonly #spend: (units: number) => void;
  readonly #made: Map<object, Collection> = new Map();
  readonly #open: Set<object> = new Set();
  #anchors = 0;

  constructor(sortKeys: boolean, spend: (units: number) => void) {
    this.#sortKeys = sortKeys;
    this.#spend = spend;
  }

  /** @throws {DxgError} render/type for what YAML has no form of; render/limit; render/undefined. */
  make(value: Value, depth: number): YamlNode {
    if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
    this.#spend(NODE_STEPS);
    const isTuple = value instanceof Tuple;
    if (!Array.isArray(value) && !isTuple && !isMapping(value)) {
      const node = scalarNode(value);
      this.#spend(CHARACTER_STEPS * node.text.length);
      return node;
    }
    if (isTuple && value.items.length === 0) return { kind: "sequence", items: [], anchor: "", flat: true };
    const known = this.#made.get(value);
    if (known !== undefined) {
      if (known.anchor === "") known.anchor = `id${String(++this.#anchors).padStart(3, "0")}`;
      return { kind: "alias", of: known };
    }
    if (this.#open.has(value)) throw limitError("a value holds itself");
    this.#open.add(value);
    const made = this.#collection(value, depth + 1);
    this.#open.delete(value);
    this.#made.set(value, made);
    return made;
  }

  #collection(value: Exclude<Value, null | boolean | number | bigint | string>, depth: number): Collection {
    if (Array.isArray(value) || value instanceof Tuple) {
      const items: YamlNode[] = [];
      for (const item of Array.isArray(value) ? readItems(value) : value.items) items.push(this.make(item, depth));
      return { kind: "sequence", items, anchor: "", flat: items.every(isScalar) };
    }
    const pairs: (readonly [YamlNode, YamlNode])[] = [];
    for (const [key, item] of this.#pairs(value)) pairs.push([this.make(key, depth), this.make(item, depth)]);
    return { kind: "mapping", pairs, anchor: "", flat: pairs.every(([key, item]) => isScalar(key) && isScalar(item)) };
  }

  /** Sorted where the keys have an order among them. */
  #pairs(value: Value): readonly (readonly [Value, Value])[] {
    const pairs = isMapping(value) ? mappingPairs(value) : [];
    if (!this.#sortKeys) return pairs;
    const sorted = pairs.slice();
    try {
      sortItems(sorted, ([a], [b]) => compareOrdered("<", a, b));
      return sorted;
    } catch (error) {
      if (error instanceof DxgError && error.code === "render/type") return pairs;
      throw error;
    }
  }
}

function isScalar(node: YamlNode): boolean {
  return node.kind === "text" || node.kind === "plain";
}

function scalarNode(value: Value): Extract<YamlNode, { readonly text: string }> {
  switch (typeof value) {
    case "string":
      return { kind: "text", text: value };
    case "boolean":
      return { kind: "plain", text: value ? "true" : "false", tag: "!!bool" };
    case "bigint":
      return { kind: "plain", text: value.toString(), tag: "!!int" };
    case "number":
      if (Number.isSafeInteger(value)) return { kind: "plain", text: String(value), tag: "!!int" };
      return { kind: "plain", text: yamlFloat(value), tag: "!!float" };
  }
  if (value === null) return { kind: "plain", text: "null", tag: "!!null" };
  if (value instanceof SafeString) return { kind: "text", text: value.text };
  if (value instanceof Float) return { kind: "plain", text: yamlFloat(value.number), tag: "!!float" };
  refuseUndefined(value);
  throw typeError(`a value of type '${typeName(value)}' cannot be written as YAML`);
}

function yamlFloat(number: number): string {
  if (Number.isNaN(number)) return ".nan";
  if (!Number.isFinite(number)) return number > 0 ? ".inf" : "-.inf";
  const text = floatText(number);
  // Without a point an exponent would be read as a text.
  return text.includes(".") ? text : text.replace("e", ".0e");
}
