/**
 * Reads YAML 1.1 as PyYAML's safe loader does: `yes` is true, `0o` is no octal, `<<` merges. Dates stay texts. The package
 * `yaml` reads the structure and is loaded at the first use; what a scalar is says yaml-plain.ts. Aliases are expanded into
 * shared values, and everything is counted.
 */
import type { Document, Node, Pair, Scalar } from "yaml";
import type { DxgError } from "../../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../../base/limits.ts";
import { hashOf, mappingPairs } from "../../../value/compare.ts";
import { limitError, typeError, valueError } from "../../../value/errors.ts";
import { Dict, isMapping, type Value } from "../../../value/value.ts";
import { boolOf, floatTextOf, intOf, plainKind } from "./yaml-plain.ts";

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
    const options = { version: "1.1", schema: "failsafe", uniqueKeys: false } as const;
    const documents = library().parseAllDocuments(text, options);
    return Array.isArray(documents) ? documents : [];
  } catch (cause) {
    if (cause instanceof RangeError) throw limitError("YAML is nested too deeply");
    throw cause;
  }
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
      expectTag(node, SEQUENCE_TAGS);
      const items: Value[] = [];
      for (const item of node.items) items.push(this.#entry(item, depth + 1));
      value = items;
    } else if (isMap(node)) {
      expectTag(node, MAPPING_TAGS);
      value = this.#pairs(node.items, depth);
    } else if (isScalar(node)) value = scalarValue(node, this.#text);
    else throw valueError("not YAML that can be read here");
    const { anchor } = node as Node & { readonly anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  /** An item of a sequence may be a single pair. */
  #entry(item: unknown, depth: number): Value {
    return library().isPair(item) ? this.#pairs([item], depth) : this.read(item, depth);
  }

  #pairs(pairs: readonly Pair[], depth: number): Dict {
    const dict = new Dict();
    const merged: Value[] = [];
    for (const { key, value } of pairs) {
      const kind = library().isScalar(key) ? kindOf(key) : undefined;
      if (kind === "merge") {
        const source = this.read(value, depth + 1);
        merged.push(...(Array.isArray(source) ? source : [source]));
        continue;
      }
      // The value key is a string where it is a key.
      const name = kind === "value" ? "=" : this.read(key, depth + 1);
      hashOf(name);
      dict.set(name, this.read(value, depth + 1));
    }
    return merged.length === 0 ? dict : mergeInto(dict, merged);
  }
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

const TAG_PREFIX = "tag:yaml.org,2002:";
const SEQUENCE_TAGS: readonly string[] = ["seq", "omap", "pairs"];
const MAPPING_TAGS: readonly string[] = ["map", "set"];

/** @throws {DxgError} render/value for a collection with a tag that has no meaning for it */
function expectTag({ tag }: Node & { readonly tag?: string }, known: readonly string[]): void {
  if (tag === undefined || tag === "!") return;
  if (!known.some((name) => tag === TAG_PREFIX + name)) throw unknownTag(tag);
}

function unknownTag(tag: string): DxgError {
  return valueError(`not YAML that can be read here: the tag ${tag}`);
}

/** What a scalar is: what its tag says, or what its text says where it has no tag and no quotes. */
function kindOf({ source = "", tag, type }: Scalar): string {
  if (tag === "!" || (tag === undefined && type === "PLAIN")) return plainKind(source);
  if (tag === undefined) return "str";
  return tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : tag;
}

function scalarValue(node: Scalar, text: string): Value {
  const kind = kindOf(node);
  const source = sourceOf(node, text);
  switch (kind) {
    case "str":
    case "timestamp":
      return source;
    case "null":
      return null;
    case "bool":
      return boolOf(source);
    case "int":
      return intOf(source);
    case "float":
      return floatTextOf(source);
    default:
      throw unknownTag(kind);
  }
}

/** A block that the end of the text cuts off has no last line end. */
function sourceOf({ source = "", type, range }: Scalar, text: string): string {
  const isBlock = type === "BLOCK_FOLDED" || type === "BLOCK_LITERAL";
  const isCutOff = isBlock && range?.[1] === text.length && !text.endsWith("\n");
  return isCutOff ? source.replace(/\n$/, "") : source;
}
