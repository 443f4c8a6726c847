/** Reads the user's config.yaml, whose form is defined here. Loaded only where there is such a file. */
import { isMap, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { SOURCE_BYTES_MAX } from "../../base/limits.ts";
import { decodeUtf8 } from "../../base/utf8.ts";
import { checkYaml } from "../../compile/manifest-check.ts";
import { Faults } from "../../compile/manifest-faults.ts";
import { yamlProblem } from "../../compile/yaml-problem.ts";
import type { Definition, Read } from "../../format/definition.ts";
import { readFile, showPath } from "../../native/os.ts";
import type { Value } from "../../value/value.ts";
import type { UserDefault, UserDefaults } from "./sources.ts";

const DEFAULTS = {
  kind: "map",
  noun: "default",
  keys: "parameter-name",
  values: { kind: "value" },
} as const satisfies Definition;

const CONFIG = {
  kind: "object",
  keys: {
    defaults: { value: DEFAULTS, doc: "values for every template that has a parameter of the name" },
    templates: {
      value: { kind: "map", noun: "template", keys: "template-name", values: DEFAULTS },
      doc: "values for one template, by its name",
    },
  },
} as const satisfies Definition;

/** @throws {DxgError} cli/bad-config with every fault and its place, io/* */
export function readUserDefaults(path: string, template: string): UserDefaults {
  const text = decodeUtf8(readFile(path, SOURCE_BYTES_MAX), showPath(path), "Save it as UTF-8");
  const counter = new LineCounter();
  const faults = new Faults("cli/bad-config", text, path, counter);
  const root = rootOf(text, counter, faults);
  const config = root === undefined ? {} : checkYaml(CONFIG, root, faults);
  faults.throwAny();
  const defaults = (read: Read<ReadonlyMap<string, Read<Value>>> | undefined): ReadonlyMap<string, UserDefault> => {
    const found = new Map<string, UserDefault>();
    for (const [name, { value, key }] of read?.value ?? []) {
      found.set(name, { value, place: `${showPath(path)}:${faults.line(key.start)}` });
    }
    return found;
  };
  return { shared: defaults(config.defaults), own: defaults(config.templates?.value.get(template)) };
}

/** The mapping at the root; undefined for a file that holds nothing. */
function rootOf(text: string, lineCounter: LineCounter, faults: Faults): YAMLMap | undefined {
  try {
    const document = parseDocument(text, { lineCounter, intAsBigInt: true, uniqueKeys: false, version: "1.2" });
    const problem = yamlProblem(document, text);
    const { contents } = document;
    if (problem !== undefined) faults.add(problem, problem.detail, problem.hint);
    else if (isMap(contents)) return contents as YAMLMap;
    else if (contents !== null) faults.add({ start: 0, end: 1 }, "it must be a mapping");
  } catch (cause) {
    // The package calls itself for each level.
    if (!(cause instanceof RangeError)) throw cause;
    faults.add({ start: 0, end: 1 }, "nested too deeply");
  }
  return undefined;
}
