/**
 * Reads YAML 1.1 as PyYAML's safe loader does: `yes` is true, `0o` is no octal, `<<` merges. Dates stay texts. The package
 * `yaml` is loaded at the first use. Aliases are expanded into shared values, and everything is counted.
 */
import type { Document, Node, Pair, Scalar, YAMLMap } from "yaml";
import { VALUE_DEPTH_MAX } from "../../../base/limits.ts";
import { hashOf, mappingPairs } from "../../../value/compare.ts";
import { limitError, typeError, valueError } from "../../../value/errors.ts";
import { Dict, float, integer, isMapping, type Value } from "../../../value/value.ts";

type Package = typeof import("yaml");

let loaded: Package | undefined;

function library(): Package {
  loaded ??= require("yaml") as Package;
  return loaded;
}

/** Values of one text; aliases share theirs, so they count once. */
const NODES_MAX = 1_000_000;

/**
 * The values of every document of a text.
 * @throws {DxgError} render/value for what is no YAML; render/limit.
 */
export function readYaml(text: string): Value[] {
  const documents = parse(text);
  return documents.map((document) => {
    const [problem] = document.errors;
    if (problem?.message.startsWith("Maximum call stack")) throw limitError("YAML is nested too deeply");
    if (problem !== undefined) throw valueError(`not YAML: ${problem.message.split("\n")[0]?.replace(/:$/, "")}`);
    return new Reader(text).read(document.contents, 0);
  });
}

function parse(text: string): readonly Document.Parsed[] {
  try {
    const options = { version: "1.1", intAsBigInt: true, uniqueKeys: false, customTags: withoutDates } as const;
    const documents = library().parseAllDocuments(text, options);
    return Array.isArray(documents) ? documents : [];
  } catch (cause) {
    if (cause instanceof RangeError) throw limitError("YAML is nested too deeply");
    throw cause;
  }
}

/** YAML's dates would be objects of JavaScript. */
function withoutDates<Tag>(tags: readonly Tag[]): Tag[] {
  return tags.filter((tag) => (tag as { readonly tag?: string }).tag !== "tag:yaml.org,2002:timestamp");
}

class Reader {
  readonly #text: string;
  readonly #anchors: Map<string, Value> = new Map();
  #nodes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(node: unknown, depth: number): Value {
    if (node === null || node === undefined) return null;
    if (++this.#nodes > NODES_MAX) throw limitError(`YAML of more than ${NODES_MAX} values`);
    if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
    const { isAlias, isMap, isScalar, isSeq } = library();
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) throw valueError(`not YAML: the alias *${node.source} has no anchor before it`);
      return target;
    }
    let value: Value;
    if (isSeq(node)) {
      const items: Value[] = [];
      for (const item of node.items) items.push(this.#entry(item, depth + 1));
      value = items;
    } else if (isMap(node)) value = this.#mapping(node, depth);
    else if (isScalar(node)) value = scalarValue(node, this.#text);
    else throw valueError("not YAML that can be read here");
    const { anchor } = node as Node & { readonly anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  /** An item of a sequence may be a single pair. */
  #entry(item: unknown, depth: number): Value {
    return library().isPair(item) ? this.#pairs([item], depth) : this.read(item, depth);
  }

  #mapping(node: YAMLMap, depth: number): Value {
    return this.#pairs(node.items, depth);
  }

  #pairs(pairs: readonly Pair[], depth: number): Dict {
    const dict = new Dict();
    const merged: Value[] = [];
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        const source = this.read(value, depth + 1);
        merged.push(...(Array.isArray(source) ? source : [source]));
        continue;
      }
      const name = this.read(key, depth + 1);
      hashOf(name);
      dict.set(name, this.read(value, depth + 1));
    }
    return merged.length === 0 ? dict : mergeInto(dict, merged);
  }
}

function isMergeKey(key: unknown): boolean {
  const { isScalar } = library();
  return isScalar(key) && key.source === "<<" && key.type === "PLAIN";
}

/** Merged keys come first, and give way to the mapping's own and to those merged before them. */
function mergeInto(own: Dict, sources: readonly Value[]): Dict {
  const dict = new Dict();
  for (const source of sources.slice().reverse()) {
    if (!isMapping(source)) throw typeError("YAML: only mappings can be merged");
    for (const [key, value] of mappingPairs(source)) dict.set(key, value);
  }
  for (const [key, value] of mappingPairs(own)) dict.set(key, value);
  return dict;
}

function scalarValue({ value, type, range }: Scalar, text: string): Value {
  // A block that the end of the text cuts off has no last line end.
  const isBlock = type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL";
  const isCutOff = isBlock && range?.[1] === text.length && !text.endsWith("\n");
  if (isCutOff && typeof value === "string") return value.replace(/\n$/, "");
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number") return float(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  throw valueError("not YAML that can be read here");
}
