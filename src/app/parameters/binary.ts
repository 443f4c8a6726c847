/**
 * The use cases behind `dxg params`: parameters to DX Infinity bytes and back, and what such a file holds. With a template
 * they are a record against its schema, without one a value that describes itself.
 */
import { DxgError } from "../../base/error.ts";
import { BINARY_BYTES_MAX } from "../../base/limits.ts";
import { type DxpFacts, decodeDxp, describeDxp, encodeDxp } from "../../format/dxp.ts";
import type { Parameter } from "../../format/manifest.ts";
import { parameterSchema } from "../../format/parameter-schema.ts";
import type { RecordSchema } from "../../format/schema.ts";
import { isSecret } from "../../format/secrets.ts";
import { readFile, readStandardInput } from "../../native/os.ts";
import { writeJson } from "../../runtime/filters/json-writer.ts";
import { mappingPairs } from "../../value/compare.ts";
import { repr } from "../../value/text.ts";
import { typeName } from "../../value/type-name.ts";
import { Dict, Float, isFloat, isMapping, Tuple, type Value } from "../../value/value.ts";
import { loadBundleOf } from "../load-bundle.ts";
import { namingFile } from "../naming-file.ts";
import { refuseTerminal, writeOutput } from "../output-file.ts";
import { freeParameters } from "./arguments.ts";
import { readParametersFile } from "./file.ts";
import { quietly } from "./quiet-read.ts";
import { checkAnswers } from "./resolve.ts";

export interface EncodeRequest {
  /** JSON, YAML, TOML or `.dxp`; `-` is standard input. */
  readonly file: string | undefined;
  /** Each `-p` as written. */
  readonly flags: readonly string[];
  /** Whose parameters they are. */
  readonly template: string | undefined;
  /** A file, or `-` for standard output. */
  readonly output: string;
}

/**
 * The `.dxp` file of some parameters, written where the user wants it; a file that is made is for its owner alone, since
 * parameters may be secret, and no other than their template tells which.
 * @throws {DxgError} params/*, template/*, format/bad-value, io/*
 */
export async function encodeParameters({ file, flags, template, output }: EncodeRequest): Promise<void> {
  refuseTerminal(output);
  const known = template === undefined ? undefined : await parametersOf(template);
  const given =
    file === undefined ? new Dict() : await quietly(known?.params ?? [], () => readParametersFile(file, known?.schema));
  const bytes = known === undefined ? encodeFree(given, flags) : encodeTyped(given, flags, known);
  writeOutput(output, bytes, file ?? "", "owner");
}

interface KnownParameters {
  readonly params: readonly Parameter[];
  readonly schema: RecordSchema;
}

async function parametersOf(template: string): Promise<KnownParameters> {
  const { manifest } = (await loadBundleOf(template)).bundle;
  return { params: manifest.params, schema: parameterSchema(manifest.name, manifest.params) };
}

function encodeFree(given: Dict, flags: readonly string[]): Uint8Array {
  const all = Dict.of(mappingPairs(given));
  for (const [name, value] of mappingPairs(freeParameters(flags))) all.set(name, value);
  return encodeDxp(all);
}

function encodeTyped(given: Dict, flags: readonly string[], { params, schema }: KnownParameters): Uint8Array {
  return encodeDxp(checkAnswers(params, given, flags), schema);
}

/**
 * The parameters of a `.dxp` file as JSON, which `encodeParameters` makes the same bytes of.
 * @param file a path, or `-` for standard input
 * @throws {DxgError} format/*, params/bad-file for what JSON has no form of, template/*, io/*
 */
export async function decodeParameters(file: string, template: string | undefined): Promise<string> {
  const schema = template === undefined ? undefined : (await parametersOf(template)).schema;
  const value = namingFile(file, () => decodeDxp(readBinary(file), schema));
  refuseLoss(value, file, "");
  return writeJson(value, { indent: "  ", sortKeys: false, separators: [",", ": "], escapes: "least" });
}

function readBinary(file: string): Uint8Array {
  return file === "-" ? readStandardInput(BINARY_BYTES_MAX) : readFile(file, BINARY_BYTES_MAX);
}

/** JSON has neither keys of other types, tuples, NaN nor infinity: what is not the same when it is read again is refused. */
function refuseLoss(value: Value, file: string, place: string): void {
  const refuse = (what: string): never => {
    throw new DxgError("params/bad-file", `${file}: JSON has no ${what}${place === "" ? "" : ` (at ${place})`}`, {
      hint: "`dxg params show` prints it",
    });
  };
  if (value instanceof Tuple) refuse("tuples");
  if (isFloat(value) && !Number.isFinite(Number(value instanceof Float ? value.number : value))) refuse(repr(value));
  if (Array.isArray(value)) for (const [index, item] of value.entries()) refuseLoss(item, file, `${place}[${index}]`);
  if (!isMapping(value)) return;
  for (const [key, item] of mappingPairs(value)) {
    if (typeof key !== "string") refuse(`keys of type ${typeName(key)}`);
    refuseLoss(item, file, place === "" ? String(key) : `${place}.${String(key)}`);
  }
}

export interface ShownParameter {
  /** The parameter, or the field's number where no template tells its name. */
  readonly name: string;
  readonly type: string;
  /** As a template would write it in a list; undefined for a secret. */
  readonly value: string | undefined;
}

export interface ShownParameters extends DxpFacts {
  readonly bytes: number;
  /** The template whose record it is, as far as that was asked. */
  readonly template: string | undefined;
  readonly parameters: readonly ShownParameter[];
}

/**
 * What a `.dxp` file holds; a record can be shown without its template too, but for names.
 * @throws {DxgError} format/*, template/*, io/*
 */
export async function showParameters(file: string, template: string | undefined): Promise<ShownParameters> {
  const known = template === undefined ? undefined : await parametersOf(template);
  const bytes = readBinary(file);
  return namingFile(file, () => {
    const facts = describeDxp(bytes);
    const value = facts.kind === "record" && known === undefined ? facts.fields : decodeDxp(bytes, known?.schema);
    return {
      ...facts,
      bytes: bytes.length,
      template: known?.schema.name,
      parameters: shownPairs(value, known?.params ?? []),
    };
  });
}

function shownPairs(value: Value, params: readonly Parameter[]): readonly ShownParameter[] {
  const pairs: readonly (readonly [Value, Value])[] = isMapping(value) ? mappingPairs(value) : [["", value]];
  return pairs.map(([key, item]) => {
    const parameter = params.find(({ name }) => name === key);
    const secret = parameter !== undefined && isSecret(parameter);
    return {
      name: typeof key === "string" ? key : repr(key),
      type: parameter === undefined ? typeName(item) : typeOf(parameter),
      value: secret ? undefined : repr(item),
    };
  });
}

function typeOf({ type, items }: Parameter): string {
  return items === undefined ? type : `${type} of ${items}`;
}
