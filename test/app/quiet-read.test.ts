/** quietly(): an error in a file of answers tells its reason, and nothing of what stands in the file. */
import { expect, test } from "bun:test";
import { parseJson } from "../../src/app/parameters/json.ts";
import { quietly } from "../../src/app/parameters/quiet-read.ts";
import { parseToml } from "../../src/app/parameters/toml.ts";
import { parseYaml } from "../../src/app/parameters/yaml.ts";
import { parseManifest } from "../../src/compile/manifest.ts";
import { errorOf } from "./errors.ts";

const { params } = parseManifest("name: a\nversion: 1.0.0\nparams: { token: { type: secret } }\n", "template.yaml");
const READERS = { json: parseJson, toml: parseToml, yaml: parseYaml } as const;

test.each([
  ["json", '{"swordfish": 1, "swordfish": 2}', "a key stands twice"],
  ["json", '{"__proto__": "swordfish"}', 'the key "__proto__" is not allowed'],
  ["json", '{"a": "sword\\fish\\q"}', "an escape that there is not"],
  ["json", '{"a": swordfish}', "a value is expected"],
  ["json", '{"a": "swordfish', "the string is not closed"],
  ["yaml", "swordfish: 1\nswordfish: 2\n", "a key stands twice"],
  ["yaml", "a: @swordfish\n", "a value begins with a character that none can begin with"],
  ["yaml", "a: !swordfish b\n", "an unknown tag"],
  ["yaml", "a: *swordfish\n", "an alias without an anchor before it"],
  ["yaml", 'a: "swordfish" more\n', "more follows where the value has ended"],
  ["yaml", "a: {swordfish: 1\n", "{ is never closed"],
  ["yaml", "constructor: swordfish\n", 'the key "constructor" is not allowed'],
  ["toml", "a = swordfish\n", "invalid value"],
  ["toml", "a = 1\na = 2 # swordfish\n", "trying to redefine an already defined table or value"],
  ["toml", "__proto__ = 1\n", 'the key "__proto__" is not allowed'],
] as const)("%s: %j", async (kind, text, reason) => {
  const error = await errorOf(() => quietly(params, async () => READERS[kind](text, "answers")));
  expect(error.detail).toBe(reason);
  expect(error.span?.text).toBeUndefined();
  expect(JSON.stringify([error.detail, error.span, error.hint])).not.toContain("swordfish");
});
