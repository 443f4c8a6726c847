/** A definition as JSON Schema (draft 2020-12), for editors and other tools. It says what a form can say and no more. */
import { type Definition, type KeyDefinition, type ObjectDefinition, TEXT_FORMATS } from "./definition.ts";

export type JsonSchema = { readonly [keyword: string]: unknown };

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** The schema of a file; its root is a mapping, which cannot be empty. */
export function jsonSchemaOf(root: ObjectDefinition, title: string): JsonSchema {
  return { $schema: DIALECT, title, ...objectSchema(root) };
}

function schemaOf(definition: Definition): JsonSchema {
  switch (definition.kind) {
    case "text": {
      const { options, format } = definition;
      if (options !== undefined) return { enum: options };
      return { type: "string", ...(format === undefined ? {} : { pattern: TEXT_FORMATS[format].pattern }) };
    }
    case "flag":
      return { type: "boolean" };
    case "number":
      return { type: "number" };
    case "value":
      return {};
    case "list": {
      const { items, least } = definition;
      return { type: "array", items: schemaOf(items), ...(least === undefined ? {} : { minItems: least }) };
    }
    case "map": {
      const { keys, except, values } = definition;
      const names = { pattern: TEXT_FORMATS[keys].pattern, ...(except === undefined ? {} : { not: { enum: except } }) };
      return { type: ["object", "null"], propertyNames: names, additionalProperties: schemaOf(values) };
    }
    case "object":
      return { ...objectSchema(definition), type: hasRequired(definition) ? "object" : ["object", "null"] };
    case "either":
      return { anyOf: definition.of.map(schemaOf) };
  }
}

function objectSchema(definition: ObjectDefinition): JsonSchema {
  const entries = Object.entries(definition.keys);
  const required = entries.filter(([, key]) => key.required === true).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, key]) => [name, keySchema(key)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function keySchema({ value, doc }: KeyDefinition): JsonSchema {
  return { description: doc, ...schemaOf(value) };
}

function hasRequired({ keys }: ObjectDefinition): boolean {
  return Object.values(keys).some((key) => key.required === true);
}
