/** Reads parameters from a file by its extension, or from standard input by its content. The readers load when needed. */
import { DxgError } from "../../base/error.ts";
import { BINARY_BYTES_MAX, SOURCE_BYTES_MAX } from "../../base/limits.ts";
import { fileName } from "../../base/path.ts";
import { decodeUtf8 } from "../../base/utf8.ts";
import type { RecordSchema } from "../../format/schema.ts";
import { readFileOrPipe, readStandardInput, showPath } from "../../native/os.ts";
import { mappingPairs } from "../../value/compare.ts";
import { Dict, isMapping, type Value } from "../../value/value.ts";
import { namingFile } from "../naming-file.ts";

const STANDARD_INPUT = "-";
/** First bytes of a `.dxp`. */
const DXP_MAGIC = [0x44, 0x58, 0x49, 0x00] as const;

/**
 * @param path a file, or `-` for standard input
 * @param schema what a `.dxp` record is read against
 * @throws {DxgError} params/bad-file with the place, format/*, io/*
 */
export async function readParametersFile(path: string, schema?: RecordSchema): Promise<Dict> {
  const most = path.endsWith(".dxp") ? BINARY_BYTES_MAX : SOURCE_BYTES_MAX;
  const bytes = path === STANDARD_INPUT ? readStandardInput(most) : readFileOrPipe(path, most);
  const name = path === STANDARD_INPUT ? "standard input" : path;
  const value = await decode(bytes, name, schema);
  if (value instanceof Dict) return value;
  if (isMapping(value)) return Dict.of(mappingPairs(value));
  throw new DxgError("params/bad-file", `${showPath(name)} holds no mapping from names to values`);
}

async function decode(bytes: Uint8Array, name: string, schema: RecordSchema | undefined): Promise<Value> {
  if (DXP_MAGIC.every((byte, index) => bytes[index] === byte) || name.endsWith(".dxp")) {
    const { decodeDxp } = await import("../../format/dxp.ts");
    return namingFile(name, () => decodeDxp(bytes, schema));
  }
  const text = decodeUtf8(bytes, showPath(name), "Save it as UTF-8");
  switch (kindOf(name, text)) {
    case "json":
      return (await import("./json.ts")).parseJson(text, name);
    case "toml":
      return (await import("./toml.ts")).parseToml(text, name);
    case "yaml":
      return (await import("./yaml.ts")).parseYaml(text, name);
    case "unknown":
      // A program that failed before it wrote anything must not look like one that gives no parameters.
      return text.trim() === "" ? null : yamlOrToml(text, name);
  }
}

/** YAML unless only TOML makes a mapping of a text; what neither does is told by the one that it looks like. */
async function yamlOrToml(text: string, name: string): Promise<Value> {
  const { parseYaml } = await import("./yaml.ts");
  const yaml = attempt(() => parseYaml(text, name));
  if (isMapping(yaml.value) || (yaml.error === undefined && yaml.value === null)) return yaml.value;
  const { parseToml } = await import("./toml.ts");
  const toml = attempt(() => parseToml(text, name));
  if (toml.error === undefined) return toml.value;
  if (TOML_LINE.test(text)) throw toml.error;
  if (yaml.error !== undefined) throw yaml.error;
  return yaml.value;
}

/** What YAML reads too, but without finding the slips of JSON. */
const JSON_BEGIN = /^\ufeff?\s*\{\s*["}]/;
const TOML_LINE = /^\s*(?:\[[\w."-]+\]\s*$|[\w."-]+\s*=)/m;

type Attempt =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly value: null; readonly error: DxgError };

function attempt(parse: () => Value): Attempt {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof DxgError) return { value: null, error };
    throw error;
  }
}

function kindOf(name: string, text: string): "json" | "yaml" | "toml" | "unknown" {
  const extension = /\.([^.]+)$/.exec(fileName(name))?.[1]?.toLowerCase();
  if (extension === "json" || extension === "toml") return extension;
  if (extension === "yaml" || extension === "yml") return "yaml";
  if (name !== "standard input" && extension !== undefined) {
    throw new DxgError("params/bad-file", `${showPath(name)} has no known extension`, {
      hint: "Use .json, .yaml, .toml or .dxp",
    });
  }
  return JSON_BEGIN.test(text) ? "json" : "unknown";
}
