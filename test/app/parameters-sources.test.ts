/** Which source of a parameter counts, where the manifest is one that our compiler would not have made. */
import { expect, test } from "bun:test";
import { resolveParameters } from "../../src/app/parameters/resolve.ts";
import type { Capabilities, Grant } from "../../src/format/capabilities.ts";
import type { Parameter } from "../../src/format/manifest.ts";

const SLUG: Parameter = {
  name: "slug",
  type: "string",
  env: "SLUG",
  required: false,
  positional: false,
  structural: false,
  private: false,
};
const EXPRESSIONS = { value: () => null, reads: () => [] };

/** The value of `slug`, and the names of the variables that were read for it. */
function read(capabilities: Capabilities | undefined, parameter: Parameter = SLUG): readonly [unknown, ...string[]] {
  const asked: string[] = [];
  const environment = (name: string): string => {
    asked.push(name);
    return "from outside";
  };
  const schema = { params: [parameter], ...(capabilities === undefined ? {} : { capabilities }) };
  const given = { name: undefined, flags: [], file: undefined, environment };
  return [resolveParameters(schema, given, EXPRESSIONS).get("slug"), ...asked];
}

const reading = (name: string): Grant => ({ capability: "can_read_env", value: name, line: 2 });

test("a variable is read only where can_read_env lists it, whatever a bundle's parameters say", () => {
  expect(read({ line: 1, grants: [reading("SLUG")], denials: [] })).toEqual(["from outside", "SLUG"]);
  expect(read(undefined)).toEqual([null]);
  expect(read({ line: 1, grants: [reading("SLUGS")], denials: [] })).toEqual([null]);
  expect(read({ line: 1, grants: [reading("SLUG")], denials: [reading("SLUG")] })).toEqual([null]);
});

test("a private parameter is never read from outside", () => {
  const grants = [reading("SLUG")];
  expect(read({ line: 1, grants, denials: [] }, { ...SLUG, private: true })).toEqual([null]);
});
