/** Every function of the language in a template directory: in a file, a path, a parameter's default and the message. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { FUNCTIONS } from "../../src/format/builtins.ts";
import { rows } from "../docs/markdown.ts";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** An example of each function, as docs/language.md has it, and what it gives. */
function examples(): readonly (readonly [name: string, example: string, gives: string])[] {
  return FUNCTIONS.flatMap(({ name, aliases = [] }) => {
    const listed = rows("docs/language.md", ["FUNCTION", "EXAMPLE", "GIVES"]);
    const row = listed.find(({ cell }) => cell("FUNCTION").replaceAll("`", "").split(", ")[0] === name);
    const example = row?.cell("EXAMPLE") ?? "";
    const gives = row?.cell("GIVES") ?? "";
    return [name, ...aliases].map((each) => [each, example.replace(/\b(?:_|[a-z]\w+)(?=\()/, each), gives] as const);
  });
}

test("every function can be used wherever a template directory has expressions", () => {
  const all = examples();
  expect(all.length).toBeGreaterThan(FUNCTIONS.length);
  const params = all.map(
    ([, example], index) => `  p${index}: { private: true, default: '(${example.replaceAll("'", "''")}) | string' }\n`,
  );
  const message = all.map(([, example]) => `  {{ ${example} }}.\n`).join("");
  world.write({
    ".dx/templates/q/template.yaml": `name: q\nversion: 1.0.0\nparams:\n${params.join("")}message: |\n${message}`,
  });
  for (const [index, [name, example]] of all.entries()) {
    world.write({
      [`.dx/templates/q/files/{{ "${name}" if ${name} is callable }}.txt.j2`]: `{{ ${example} }}|{{ p${index} }}`,
    });
  }
  const { code, err } = world.dxg(["generate", "q", "-o", "out"]);
  expect({ code, err }).toEqual({ code: 0, err: all.map(([, , gives]) => `${gives}.\n`).join("") });
  for (const [name, , gives] of all) expect(world.read(`out/${name}.txt`)).toBe(`${gives}|${gives}`);
});

test("statements that call functions can be used in a template directory", () => {
  world.write({
    ".dx/templates/q/template.yaml": "name: q\nversion: 1.0.0\n",
    ".dx/templates/q/files/a.txt.j2": `{% set ns = namespace(n=0) %}
{% for i in range(3) %}
{% set ns.n = ns.n + i %}
{% endfor %}
{{ ns.n }} {% trans n=2 %}{{ n }} file{% pluralize %}{{ n }} files{% endtrans %} {% now "utc", "%Z" %}.
`,
  });
  expect(world.dxg(["generate", "q"])).toEqual({ code: 0, out: "created a.txt\n", err: "" });
  expect(world.read("a.txt")).toBe("3 2 files UTC.\n");
});

test("a parameter hides a function of its name, and what is no function is still told", () => {
  world.write({
    ".dx/templates/q/template.yaml": "name: q\nversion: 1.0.0\nparams: { namespace: { default: \"'prod'\" } }\n",
    ".dx/templates/q/files/a.txt.j2": "{{ namespace }}",
  });
  expect(world.dxg(["generate", "q"]).code).toBe(0);
  expect(world.read("a.txt")).toBe("prod");
  world.write({ ".dx/templates/q/files/a.txt.j2": "{{ namespaces }}" });
  expect(world.dxg(["generate", "q"]).err).toContain(
    'Unknown variable: "namespaces" is no parameter of the template\n',
  );
});
