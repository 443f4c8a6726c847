/** YAML 1.2 parameters: big integers exact, duplicate keys refused, aliases limited. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { DxgError } from "../../base/error.ts";
import { Dict, float, integer, type Value } from "../../value/value.ts";

/** @throws {DxgError} params/bad-file with the place */
export function parseYaml(text: string, name: string): Value {
  const counter = new LineCounter();
  const fault = (detail: string, offset: number): DxgError => {
    const { line, col } = counter.linePos(offset);
    const shown = text.split(/\r\n|\r|\n/, line)[line - 1] ?? "";
    const column = [...shown.slice(0, col - 1)].length + 1;
    const span = { source: name, line: Math.max(1, line), column, length: 1, text: shown };
    return new DxgError("params/bad-file", detail, { span });
  };
  const document = readDocument(text, counter);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) throw fault(problem.message.split("\n")[0] ?? "bad YAML", problem.pos[0]);
  let nodes = 0;
  const convert = (node: unknown): Value => {
    nodes += 1;
    if (node === null || node === undefined) return null;
    const at = (node as Node).range?.[0] ?? 0;
    if (nodes > NODES_MAX) throw fault(`more than ${NODES_MAX} values, aliases counted`, at);
    if (isAlias(node)) return convert(node.resolve(document));
    if (isSeq(node)) return node.items.map(convert);
    if (isMap(node)) {
      const dict = new Dict();
      for (const { key, value } of node.items) {
        const name_ = convert(key);
        if (name_ !== null && typeof name_ === "object") throw fault("a key must be a scalar", at);
        if (dict.has(name_)) throw fault(`the key ${String(name_)} stands twice`, at);
        dict.set(name_, convert(value));
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
  return convert(document.contents);
}

/** Values of one document: aliases of aliases stop here. */
const NODES_MAX = 5_000_000;

function readDocument(text: string, counter: LineCounter): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(text, { lineCounter: counter, intAsBigInt: true, uniqueKeys: true, version: "1.2" });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DxgError("params/bad-file", "nested too deeply", { cause });
  }
}
