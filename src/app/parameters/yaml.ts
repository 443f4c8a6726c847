/**
 * YAML 1.2 parameters: big integers exact, duplicate keys refused, aliases limited. The package's own search for duplicate
 * keys takes the square of their number, so it is off and made here.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from "yaml";
import { DxgError } from "../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../base/limits.ts";
import { yamlProblem } from "../../compile/yaml-problem.ts";
import { keyFault } from "../../value/refused-keys.ts";
import { Dict, float, integer, type Value } from "../../value/value.ts";

/**
 * A document that holds nothing, or comments alone, is an empty mapping.
 * @throws {DxgError} params/bad-file with the place
 */
export function parseYaml(text: string, name: string): Value {
  const counter = new LineCounter();
  const fault = (detail: string, offset: number, length = 1, hint?: string): DxgError => {
    const { line, col } = counter.linePos(offset);
    const shown = text.split(/\r\n|\r|\n/, line)[line - 1] ?? "";
    const column = [...shown.slice(0, col - 1)].length + 1;
    const span = { source: name, line: Math.max(1, line), column, length: Math.max(1, length), text: shown };
    return new DxgError("params/bad-file", detail, { span, ...(hint === undefined ? {} : { hint }) });
  };
  const document = readDocument(text, counter);
  const problem = yamlProblem(document, text);
  if (problem !== undefined) throw fault(problem.detail, problem.start, problem.end - problem.start, problem.hint);
  let nodes = 0;
  /** Anchored nodes so far; the package's own look-up walks the whole document for every alias. */
  const anchors = new Map<string, Node>();
  const convert = (node: unknown, depth: number, aliased: boolean): Value => {
    nodes += 1;
    if (node === null || node === undefined) return null;
    const at = (node as Node).range?.[0] ?? 0;
    if (nodes > NODES_MAX) throw fault(`more than ${NODES_MAX} values, aliases counted`, at);
    if (depth === VALUE_DEPTH_MAX && !isScalar(node) && !isAlias(node)) {
      throw fault(`nested more than ${VALUE_DEPTH_MAX} deep`, at);
    }
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) throw fault(`the alias *${node.source} has no anchor before it`, at);
      return convert(target, depth, true);
    }
    const { anchor } = node as Scalar;
    if (anchor !== undefined && !aliased) anchors.set(anchor, node as Node);
    if (isSeq(node)) return node.items.map((item) => convert(item, depth + 1, aliased));
    if (isMap(node)) {
      const dict = new Dict();
      for (const { key, value } of node.items) {
        const name_ = convert(key, depth + 1, aliased);
        const keyAt = (key as Node | null)?.range?.[0] ?? at;
        if (name_ !== null && typeof name_ === "object") throw fault("a key must be a scalar", keyAt);
        const refused = typeof name_ === "string" ? keyFault(name_) : undefined;
        if (refused !== undefined) throw fault(refused, keyAt);
        if (dict.has(name_)) throw fault(`the key ${String(name_)} stands twice`, keyAt);
        dict.set(name_, convert(value, depth + 1, aliased));
      }
      return dict;
    }
    if (!isScalar(node)) throw fault("this YAML value is not read here", at);
    const { value } = node;
    if (typeof value === "bigint") return integer(value);
    if (typeof value === "number") return float(value);
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    throw fault("this YAML value is not read here", at);
  };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null && contents.source === "")) return new Dict();
  return convert(contents, 0, false);
}

/** Values of one document: aliases of aliases stop here. */
const NODES_MAX = 1_000_000;

function readDocument(text: string, counter: LineCounter): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(text, { lineCounter: counter, intAsBigInt: true, uniqueKeys: false, version: "1.2" });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DxgError("params/bad-file", "nested too deeply", { cause });
  }
}
