/** A node of YAML as a value of templates: data only, integers of any size exact, no aliases, no key twice. */
import { isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { VALUE_DEPTH_MAX } from "../base/limits.ts";
import type { Place } from "../format/definition.ts";
import { keyFault } from "../value/refused-keys.ts";
import { Dict, float, integer, type Value } from "../value/value.ts";
import type { Faults } from "./manifest-faults.ts";

/**
 * The value of a node; what is wrong is told to `faults`, and `none` stands in its place.
 * @param key where the value's key stands
 */
export function yamlValue(node: Node | null, key: Place, faults: Faults, depth = 0): Value {
  if (node === null) return null;
  if (depth === VALUE_DEPTH_MAX && !isScalar(node)) {
    faults.add(key, `nested more than ${VALUE_DEPTH_MAX} deep`);
    return null;
  }
  if (isScalar(node)) {
    const { value } = node;
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "bigint") return integer(value);
    if (typeof value === "number") return float(value);
  }
  if (isSeq(node)) return node.items.map((item) => yamlValue(item as Node | null, key, faults, depth + 1));
  if (isMap(node)) {
    const dict = new Dict();
    for (const item of node.items) {
      const name = keyText(item);
      const fault = keyFault(name) ?? (dict.has(name) ? `"${name}" stands twice` : undefined);
      if (fault !== undefined) faults.add(keyPlace(item), fault);
      dict.set(name, yamlValue(item.value as Node | null, key, faults, depth + 1));
    }
    return dict;
  }
  faults.add(key, "aliases and special YAML values are not read here", "Put a value that begins with * in quotes");
  return null;
}

/** A key as text; of one that is no scalar the empty text. */
export function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

/** Where a key stands; the start of the text where there is nothing to point at. */
export function keyPlace(pair: Pair): Place {
  return isScalar(pair.key) ? nodePlace(pair.key) : { start: 0, end: 1 };
}

export function nodePlace(node: Node | null): Place {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 1 };
}
