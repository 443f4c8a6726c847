/** The use case behind `dxg template schema`: the JSON Schema of template.yaml. */
import { type JsonSchema, jsonSchemaOf } from "../format/json-schema.ts";
import { MANIFEST } from "../format/manifest-definition.ts";

export function manifestSchema(): JsonSchema {
  return jsonSchemaOf(MANIFEST, "template.yaml of dxg");
}
