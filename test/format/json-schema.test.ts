/**
 * The JSON Schema of template.yaml, by a validator of others: what the checker takes it takes, and what the checker refuses
 * it refuses, as far as a form can say it.
 */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020";
import { parse } from "yaml";
import { manifestSchema } from "../../src/app/template-schema.ts";
import { parseManifest } from "../../src/compile/manifest.ts";
import { jsonSchemaOf } from "../../src/format/json-schema.ts";
import { MANIFEST } from "../../src/format/manifest-definition.ts";

const FOLDER = "test/fixtures/manifest/";
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .sort();
const TEMPLATES = readdirSync("templates").map((name) => `templates/${name}/template.yaml`);

// `strict` makes the validator refuse a schema with keywords that it does not know; types of several kinds are wanted.
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(manifestSchema());

/** What no form can say: texts that are read further, keys that speak of each other, YAML itself. */
const BEYOND: readonly RegExp[] = [
  /^err_(?:yaml|tag|alias|two_documents|duplicate_key|param_twice|default_key_twice)/,
  /^err_(?:choices_(?:type|secret|empty_text)|choice_type|conflicts_(?:unknown|twice|private|defaults))/,
  /^err_default/,
  /^err_(?:engine|dependency_(?:version|twice)|pattern_|exclude_glob)/,
  /^err_(?:when_(?:empty|private)|env_(?:not_granted|denied))/,
  /^err_capability_(?:glob_|hidden|control|bidi|shell|size_)/,
  /^err_hook_(?:not_listed|without|denied)/,
  /^err_(?:private|two_positional|items_not_array|enum_without_choices|min_(?:above|boolean|max)|minmax)/,
  /^err_setting_(?:blank|empty|equal|newline|passthrough_open|polic)/,
];

/** The data of a YAML text as JSON has it, undefined for what is no YAML. */
function dataOf(text: string): unknown {
  try {
    return parse(text, { uniqueKeys: false, version: "1.2", logLevel: "silent" });
  } catch {
    return undefined;
  }
}

function refusal(text: string): string | undefined {
  try {
    parseManifest(text, "template.yaml");
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe("the JSON Schema of template.yaml", () => {
  test.each([...FILES.filter((name) => name.startsWith("ok_")).map((name) => FOLDER + name), ...TEMPLATES])(
    "takes %s as the checker does",
    (path) => {
      const text = readFileSync(path, "utf8");
      expect(refusal(text)).toBeUndefined();
      expect({ valid: validate(dataOf(text)), errors: validate.errors }).toEqual({ valid: true, errors: null });
    },
  );

  const bad = FILES.filter((name) => name.startsWith("err_"));
  test.each(bad.filter((name) => !BEYOND.some((pattern) => pattern.test(name))))("refuses %s", (name) => {
    expect(validate(dataOf(readFileSync(FOLDER + name, "utf8")))).toBe(false);
  });

  test.each(bad.filter((name) => BEYOND.some((pattern) => pattern.test(name))))("cannot say %s", (name) => {
    const data = dataOf(readFileSync(FOLDER + name, "utf8"));
    expect(data === undefined || validate(data)).toBe(true);
  });

  test("says what each key means", () => {
    const { properties } = jsonSchemaOf(MANIFEST, "") as { properties: Record<string, { description?: string }> };
    expect(Object.keys(properties)).toEqual(Object.keys(MANIFEST.keys));
    for (const { description } of Object.values(properties)) expect(description?.length ?? 0).toBeGreaterThan(10);
  });
});
