/** The parameter schema as a value of a bundle (section PARM), and back. What a bundle holds is checked again. */
import { DxgError } from "../base/error.ts";
import type { Dict, PlainObject, Value } from "../value/value.ts";
import type { Manifest, ManifestExpression, Parameter, ParameterDefault } from "./manifest.ts";
import { PARAMETER_TYPES } from "./parameter-types.ts";
import { isSecret } from "./secrets.ts";
import {
  asList,
  asMapping,
  asText,
  badEntry,
  dictOf,
  isLimit,
  isList,
  isText,
  oneOf,
  ValueReader,
} from "./value-reader.ts";

type Schema = Pick<Manifest, "params" | "conflicts">;

export function parametersToValue({ params, conflicts }: Schema): Dict {
  return dictOf({
    params: params.map(parameterToValue),
    conflicts: conflicts?.map((set) => [...set]),
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
    ...expressionEntries("default", given?.kind === "expression" ? given : undefined),
    required: parameter.required,
    choices: parameter.choices === undefined ? undefined : [...parameter.choices],
    ...expressionEntries("choices", parameter.choicesFrom),
    pattern: parameter.pattern,
    ...expressionEntries("when", parameter.when),
    env: parameter.env,
    min: parameter.min,
    max: parameter.max,
    positional: parameter.positional,
    structural: parameter.structural,
    private: parameter.private,
  });
}

function expressionEntries(key: string, expression: ManifestExpression | undefined): Record<string, Value | undefined> {
  if (expression === undefined) return {};
  return {
    [`${key}_text`]: expression.text,
    [`${key}_line`]: expression.line,
    [`${key}_program`]: expression.program,
  };
}

/** @throws {DxgError} format/bad-metadata */
export function parametersFromValue(value: Dict | PlainObject): Schema {
  const reader = new ValueReader(value);
  const params = reader.list("params").map((item) => parameterFromValue(asMapping(item, "params")));
  const names = new Set(params.map(({ name }) => name));
  if (names.size < params.length) badEntry("params");
  const conflicts = reader
    .optional("conflicts", isList)
    ?.map((set) => asList(set, "conflicts").map((name) => asText(name, "conflicts")));
  if (conflicts?.some((set) => set.some((name) => !names.has(name))) === true) badEntry("conflicts");
  return { params, ...(conflicts === undefined ? {} : { conflicts }) };
}

function parameterFromValue(value: Dict | PlainObject): Parameter {
  const reader = new ValueReader(value);
  const items = reader.optional("items", isText);
  const prompt = reader.optional("prompt", isText);
  const help = reader.optional("help", isText);
  const choices = reader.optional("choices", isList);
  const choicesFrom = expressionFrom(reader, "choices");
  const pattern = reader.optional("pattern", isText);
  const when = expressionFrom(reader, "when");
  const env = reader.optional("env", isText);
  const min = reader.optional("min", isLimit);
  const max = reader.optional("max", isLimit);
  const given = defaultFromValue(reader);
  const kind = {
    type: oneOf(PARAMETER_TYPES, reader.text("type"), "type"),
    ...(items === undefined ? {} : { items: oneOf(PARAMETER_TYPES, items, "items") }),
  };
  // Choices are shown wherever a value is asked for.
  if ((choices ?? choicesFrom) !== undefined && isSecret(kind))
    throw new DxgError("format/bad-metadata", "a secret has choices");
  return {
    name: reader.text("name"),
    ...kind,
    ...(prompt === undefined ? {} : { prompt }),
    ...(help === undefined ? {} : { help }),
    ...(given === undefined ? {} : { default: given }),
    required: reader.flag("required"),
    ...(choices === undefined ? {} : { choices }),
    ...(choicesFrom === undefined ? {} : { choicesFrom }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(when === undefined ? {} : { when }),
    ...(env === undefined ? {} : { env }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    positional: reader.flag("positional"),
    structural: reader.flag("structural"),
    private: reader.flag("private"),
  };
}

function defaultFromValue(reader: ValueReader): ParameterDefault | undefined {
  const literal = reader.value("default");
  if (literal !== undefined) return { kind: "value", value: literal };
  const expression = expressionFrom(reader, "default");
  return expression === undefined ? undefined : { kind: "expression", ...expression };
}

function expressionFrom(reader: ValueReader, key: string): ManifestExpression | undefined {
  const text = reader.optional(`${key}_text`, isText);
  if (text === undefined) return undefined;
  return { text, line: reader.index(`${key}_line`), program: reader.index(`${key}_program`) };
}
