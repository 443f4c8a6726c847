/** The manifest as a value of a bundle's metadata, and back. What a bundle holds is checked again: it is just bytes. */
import { DxgError } from "../base/error.ts";
import { mappingGet } from "../value/compare.ts";
import { Dict, isInteger, isMapping, type PlainObject, type UndefinedMode, type Value } from "../value/value.ts";
import type { Manifest, Parameter, ParameterDefault, ParameterType, TemplateSettings } from "./manifest.ts";

export const PARAMETER_TYPES: readonly ParameterType[] = [
  "string",
  "integer",
  "number",
  "boolean",
  "array",
  "object",
  "enum",
  "path",
  "secret",
];
export const UNDEFINED_MODES: readonly UndefinedMode[] = ["strict", "lenient", "chainable", "debug", "semi-strict"];

export function manifestToValue(manifest: Manifest): Dict {
  const { settings } = manifest;
  return dictOf({
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    params: manifest.params.map(parameterToValue),
    exclude: [...manifest.exclude],
    message: manifest.message,
    message_program: manifest.messageProgram,
    settings: dictOf({
      trim_blocks: settings.trimBlocks,
      lstrip_blocks: settings.lstripBlocks,
      keep_trailing_newline: settings.keepTrailingNewline,
      undefined: settings.undefined,
      autoescape: settings.autoescape,
    }),
  });
}

function parameterToValue(parameter: Parameter): Dict {
  const { default: given } = parameter;
  return dictOf({
    name: parameter.name,
    type: parameter.type,
    items: parameter.items,
    prompt: parameter.prompt,
    help: parameter.help,
    default: given?.kind === "value" ? given.value : undefined,
    default_text: given?.kind === "expression" ? given.text : undefined,
    default_line: given?.kind === "expression" ? given.line : undefined,
    default_program: given?.kind === "expression" ? given.program : undefined,
    required: parameter.required,
    choices: parameter.choices === undefined ? undefined : [...parameter.choices],
    min: parameter.min,
    max: parameter.max,
    positional: parameter.positional,
    structural: parameter.structural,
    private: parameter.private,
  });
}

/** Entries that are not undefined, in order. */
function dictOf(entries: Readonly<Record<string, Value | undefined>>): Dict {
  const dict = new Dict();
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) dict.set(key, value);
  return dict;
}

/** @throws {DxgError} format/bad-metadata */
export function manifestFromValue(value: Dict | PlainObject): Manifest {
  const root = new Reader(value);
  const message = root.optional("message", isText);
  return {
    name: root.text("name"),
    version: root.text("version"),
    description: root.text("description"),
    params: root.list("params").map((item) => parameterFromValue(asMapping(item, "params"))),
    exclude: root.list("exclude").map((item) => (isText(item) ? item : bad("exclude"))),
    ...(message === undefined ? {} : { message, messageProgram: root.index("message_program") }),
    settings: settingsFromValue(new Reader(asMapping(root.value("settings"), "settings"))),
  };
}

function settingsFromValue(reader: Reader): TemplateSettings {
  return {
    trimBlocks: reader.flag("trim_blocks"),
    lstripBlocks: reader.flag("lstrip_blocks"),
    keepTrailingNewline: reader.flag("keep_trailing_newline"),
    undefined: oneOf(UNDEFINED_MODES, reader.text("undefined"), "undefined"),
    autoescape: reader.flag("autoescape"),
  };
}

function parameterFromValue(value: Dict | PlainObject): Parameter {
  const reader = new Reader(value);
  const items = reader.optional("items", isText);
  const prompt = reader.optional("prompt", isText);
  const help = reader.optional("help", isText);
  const choices = reader.optional("choices", Array.isArray);
  const min = reader.optional("min", isPlainNumber);
  const max = reader.optional("max", isPlainNumber);
  const given = defaultFromValue(reader);
  return {
    name: reader.text("name"),
    type: oneOf(PARAMETER_TYPES, reader.text("type"), "type"),
    ...(items === undefined ? {} : { items: oneOf(PARAMETER_TYPES, items, "items") }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(help === undefined ? {} : { help }),
    ...(given === undefined ? {} : { default: given }),
    required: reader.flag("required"),
    ...(choices === undefined ? {} : { choices }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    positional: reader.flag("positional"),
    structural: reader.flag("structural"),
    private: reader.flag("private"),
  };
}

function defaultFromValue(reader: Reader): ParameterDefault | undefined {
  const literal = reader.value("default");
  if (literal !== undefined) return { kind: "value", value: literal };
  const text = reader.optional("default_text", isText);
  if (text === undefined) return undefined;
  return { kind: "expression", text, line: reader.index("default_line"), program: reader.index("default_program") };
}

function isText(value: Value): value is string {
  return typeof value === "string";
}
function isPlainNumber(value: Value): value is number {
  return typeof value === "number";
}
function asMapping(value: Value | undefined, key: string): Dict | PlainObject {
  return value !== undefined && isMapping(value) ? value : bad(key);
}
function oneOf<T extends string>(known: readonly T[], given: string, key: string): T {
  return known.find((one) => one === given) ?? bad(key);
}
function bad(key: string): never {
  throw new DxgError("format/bad-metadata", `the manifest's "${key}" is missing or has the wrong type`);
}

class Reader {
  readonly #mapping: Dict | PlainObject;
  constructor(mapping: Dict | PlainObject) {
    this.#mapping = mapping;
  }
  value(key: string): Value | undefined {
    return mappingGet(this.#mapping, key);
  }
  text(key: string): string {
    const value = this.value(key);
    return value !== undefined && isText(value) ? value : bad(key);
  }
  flag(key: string): boolean {
    const value = this.value(key);
    return typeof value === "boolean" ? value : bad(key);
  }
  index(key: string): number {
    const value = this.value(key);
    return value !== undefined && isInteger(value) && typeof value === "number" && value >= 0 ? value : bad(key);
  }
  list(key: string): readonly Value[] {
    const value = this.value(key);
    return Array.isArray(value) ? value : bad(key);
  }
  optional<T extends Value>(key: string, is: (value: Value) => value is T): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return is(value) ? value : bad(key);
  }
}
