/**
 * The record schema of a template's parameters: a parameter's field number is its place in template.yaml, so that
 * parameters added behind the others leave every record readable that was written before.
 */
import type { Parameter } from "./manifest.ts";
import type { FieldSchema, RecordSchema } from "./schema.ts";

const schemas = new WeakMap<readonly Parameter[], RecordSchema>();

/** @param template the template's name: a record of one template is none of another */
export function parameterSchema(template: string, params: readonly Parameter[]): RecordSchema {
  let schema = schemas.get(params);
  if (schema === undefined) {
    schema = { name: template, fields: params.map(fieldOf) };
    schemas.set(params, schema);
  }
  return schema;
}

function fieldOf({ name, type, items, choices }: Parameter, id: number): FieldSchema {
  return {
    id,
    name,
    // Choices that are worked out are not known here: such an enum is stored as the value itself.
    type: type === "enum" && choices === undefined ? "any" : type,
    ...(items === undefined ? {} : { items: items === "enum" && choices === undefined ? "any" : items }),
    ...(choices === undefined ? {} : { choices }),
  };
}
