/** What a user gets to see when something is wrong in template.yaml, where, and what to do. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** The error of a template with these lines below `params`, or in place of all lines. */
function errorOf(params: string, whole = false): string {
  const head = whole ? "" : "name: sample\nversion: 1.0.0\nparams:\n";
  world.write({ "sample/template.yaml": `${head}${params}\n`, "sample/files/a.txt": "" });
  const { code, out, err } = world.dxg(["generate", "./sample", "-o", "out"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  return err.replace(/^ {2}= note: in the template .*\n/m, "");
}

describe("dxg generate tells of a default", () => {
  test("that is a choice without quotes", () => {
    expect(
      errorOf("  size: { type: enum, choices: [small, large], default: small }"),
    ).toBe(`error[compile/unknown-variable]: Unknown variable: "small" is no parameter of the template
  --> template.yaml:4:57
  |
4 |   size: { type: enum, choices: [small, large], default: small }
  |                                                         ^^^^^
  help: A default is an expression; for the text itself write "'small'"
`);
  });

  test("that is nearly a choice, without quotes", () => {
    const error = errorOf("  size: { type: enum, choices: [small, large], default: smal }");
    expect(error).toEndWith(`help: A default is an expression; for the text itself write "'small'"\n`);
  });

  test("that is no choice at all, without quotes", () => {
    const error = errorOf("  size: { type: enum, choices: [small, large], default: enormous }");
    expect(error).toEndWith(`help: A default is an expression. The choices are: "'small'", "'large'"\n`);
  });

  test.each(["MIT", "Apache-2.0", "A short text", "a/b.txt"])("that is a text without quotes: %s", (text) => {
    const error = errorOf(`  licence:\n    default: ${text}`);
    expect(error).toContain("  --> template.yaml:5:");
    expect(error).toContain(`5 |     default: ${text}\n`);
    expect(error).toEndWith(`help: A default is an expression; for the text itself write "'${text}'"\n`);
  });

  test("that is none of the choices", () => {
    expect(errorOf("  size: { type: enum, choices: [small, large], default: \"'smal'\" }")).toBe(
      `error[template/bad-manifest]: Bad template.yaml: the default of "size" is none of its choices
  --> template.yaml:4:48
  |
4 |   size: { type: enum, choices: [small, large], default: "'smal'" }
  |                                                ^^^^^^^
  help: Did you mean "small"?
`,
    );
    expect(errorOf("  size: { type: enum, choices: [1, 2], default: '3' }")).toEndWith("help: The choices are: 1, 2\n");
  });

  test("that reads a later parameter", () => {
    expect(errorOf("  one: { default: two }\n  two: { default: \"'x'\" }")).toContain(
      `"two" is a later parameter\n  --> template.yaml:4:19\n`,
    );
  });
});

describe("dxg generate tells of an expression of a parameter", () => {
  const LATER = "A parameter's expressions read only the parameters before it: change their order";
  test.each([
    ["  one: { when: two }\n  two: { type: boolean }", `"two" is a later parameter\n  --> template.yaml:4:16\n`, LATER],
    ['  one: { choices: "[two]" }\n  two: {}', `"two" is a later parameter\n  --> template.yaml:4:21\n`, LATER],
    ["  one: { when: one }", `"one" is a later parameter\n  --> template.yaml:4:16\n`, LATER],
    [
      "  one: {}\n  two:\n    when: |\n      one and\n      oen\n",
      `"oen" is no parameter of the template\n  --> template.yaml:8:7\n`,
      'Did you mean "one"?',
    ],
    ['  one: { when: "dxg.os == " }', "Unexpected token: ", "  --> template.yaml:4:27\n"],
  ])("%j", (params, detail, hint) => {
    const error = errorOf(params);
    expect(error).toContain(detail);
    expect(error).toContain(hint);
  });

  test("that may read dxg and functions", () => {
    world.write({
      "sample/template.yaml":
        "name: sample\nversion: 1.0.0\nparams:\n  one: { when: dxg.os != 'none', choices: range(3) | map('string'), default: \"'2'\" }\n",
      "sample/files/a.txt.j2": "{{ one }}",
    });
    expect(world.dxg(["generate", "./sample", "-p", "one=1"])).toMatchObject({ code: 0, err: "" });
    expect(world.read("a.txt")).toBe("1");
    expect(world.dxg(["generate", "./sample", "-p", "one=7"]).err).toContain(
      "one: expected one of '0', '1', '2', got '7'",
    );
  });

  test("that fails when it is run, at its place", () => {
    world.write({
      "sample/template.yaml":
        "name: sample\nversion: 1.0.0\nparams:\n  one: { default: \"'x'\" }\n  two: { when: one > 1 }\n",
      "sample/files/a.txt": "",
    });
    const { code, err } = world.dxg(["generate", "./sample"]);
    expect(code).toBe(1);
    expect(err).toStartWith("error[render/type]: ");
    expect(err).toContain("  --> template.yaml:5:16\n  |\n5 |   two: { when: one > 1 }\n");
    expect(err).toContain("  = note: in the condition of two\n");
  });
});

describe("dxg template", () => {
  const FILES = {
    "sample/template.yaml":
      'name: sample\nversion: 1.0.0\nparams:\n  a: { type: boolean, default: false }\n  b: { default: "\'\'" }\n  c: { when: a, choices: "[b + 1]", default: b }\n',
    "sample/files/a.txt.j2": "{{ c }}",
  };
  test("vars counts what conditions and choices read", () => {
    world.write(FILES);
    const { unread, variables } = JSON.parse(world.dxg(["template", "vars", "./sample", "--json"]).out) as {
      unread: readonly string[];
      variables: readonly { readonly name: string }[];
    };
    expect(unread).toEqual([]);
    expect(variables.map(({ name }) => name).sort()).toEqual(["a", "b", "c"]);
  });
  test("show tells of them", () => {
    world.write(FILES);
    expect(world.dxg(["template", "show", "./sample"]).out).toContain("c  one of [b + 1]  default b, when a\n");
  });
});

test("dxg generate tells every fault of template.yaml at once, as text and as JSON", () => {
  world.write({
    "sample/template.yaml": "name: sample\nverzion: 1.0.0\nparams:\n  a: { typ: string }\n  b: { min: x }\n",
  });
  const { err } = world.dxg(["generate", "./sample"]);
  for (const place of ["template.yaml:1:1\n", "template.yaml:2:1\n", "template.yaml:4:8\n", "template.yaml:5:8\n"]) {
    expect(err).toContain(`  --> ${place}`);
  }
  expect(err).toContain("note: 4 faults in all\n");
  const { error } = JSON.parse(world.dxg(["generate", "./sample", "--json"]).out) as {
    error: { span: { line: number }; related: readonly { span: { line: number } }[] };
  };
  expect([error.span.line, ...error.related.map(({ span }) => span.line)]).toEqual([1, 2, 4, 5]);
});

describe("dxg generate tells of a fault of YAML", () => {
  const faults: readonly (readonly [what: string, text: string, error: string])[] = [
    [
      "a quote that is never closed",
      'name: "sample\nversion: 1.0.0',
      'the quote " is never closed\n  --> template.yaml:1:7\n  |\n1 | name: "sample\n  |       ^\n  help: Add the "\n',
    ],
    [
      "a bracket that is never closed",
      "name: sample\nversion: 1.0.0\nexclude: [a, b\n",
      "[ is never closed\n  --> template.yaml:3:10\n  |\n3 | exclude: [a, b\n  |          ^\n  help: Add the ]\n",
    ],
    [
      "a colon in a text",
      "name: sample\ndescription: Usage: none\n",
      "a colon and a blank inside a value\n  --> template.yaml:2:14\n  |\n2 | description: Usage: none\n  |              ^^^^^^^^^^^\n  help: Put the whole value in quotes\n",
    ],
    [
      "a tab",
      "name: sample\nparams:\n\tname: {}\n",
      "a tab stands where the line is indented\n  --> template.yaml:3:1\n  |\n3 | \tname: {}\n  | ^\n  help: Indent with spaces\n",
    ],
    [
      "a key without a colon",
      "name: sample\nversion\n",
      "a key without a colon\n  --> template.yaml:2:1\n  |\n2 | version\n  | ^^^^^^^\n  help: Write key: value\n",
    ],
    [
      "a value that begins with a template",
      "name: sample\nversion: 1.0.0\nmessage: {{ name }} is made\n",
      "more follows where the value has ended\n  --> template.yaml:3:21\n  |\n3 | message: {{ name }} is made\n  |                     ^^^^^^^\n  help: Put a value that begins with {{ or {% in quotes\n",
    ],
    [
      "a value that is a template",
      "name: sample\nversion: 1.0.0\nmessage: {{ name }}\n",
      '"message" must be text\n  --> template.yaml:3:1\n  |\n3 | message: {{ name }}\n  | ^^^^^^^\n  help: Put a value that begins with {{ or {% in quotes\n',
    ],
    [
      "a sign that means something",
      "name: sample\ndescription: @sample\n",
      "a value cannot begin with @\n  --> template.yaml:2:14\n  |\n2 | description: @sample\n  |              ^\n  help: Put the whole value in quotes\n",
    ],
  ];
  test.each(faults)("%s", (_, text, error) => {
    expect(errorOf(text, true)).toBe(`error[template/bad-manifest]: Bad template.yaml: ${error}`);
  });

  test("in front matter", () => {
    world.write({
      "sample/template.yaml": "name: sample\nversion: 1.0.0\n",
      "sample/files/a.txt.j2": "{#---\nonce: true\neach: [1, 2] as row\n---#}\n",
    });
    expect(world.dxg(["generate", "./sample"]).err).toContain(
      "Bad front matter: more follows where the value has ended\n  --> files/a.txt.j2:3:14\n  |\n3 | each: [1, 2] as row\n  |              ^^^^^^\n",
    );
  });

  test("in parameters", () => {
    world.write({ "p.yaml": "name: A\nprops: [a, b\n" });
    expect(world.dxg(["generate", "component", "--params", "p.yaml"]).err).toBe(
      "error[params/bad-file]: Cannot read parameters: [ is never closed\n  --> p.yaml:2:8\n  |\n2 | props: [a, b\n  |        ^\n  help: Add the ]\n",
    );
  });
});

describe("dxg generate tells of an unknown name", () => {
  const unknown: readonly (readonly [what: string, source: string, place: string, hint: string])[] = [
    ["that is nearly a parameter", "{{ tilte }}", "1:4", 'Did you mean "title"?'],
    ["that is nearly a loop's", "{% for field in rows %}{{ feld.name }}{% endfor %}", "1:27", 'Did you mean "field"?'],
    ["that is nearly one that is set", "{% set total = 1 %}\n{{ totl }}", "2:4", 'Did you mean "total"?'],
    ["that is nearly a function", "{{ rnage(3) }}", "1:4", 'Did you mean "range"?'],
    [
      "that is nearly the item of `each`",
      "{#---\neach: rows as entry\nto: '{{ entry }}'\n---#}\n{{ enty }}",
      "5:4",
      'Did you mean "entry"?',
    ],
    ["that is a filter", "{{ slugify(title) }}", "1:4", "It is a filter: write … | slugify"],
    ["that is like nothing", "{{ zebra }}", "1:4", "Declare it under `params` in template.yaml"],
    ["in a partial", "{% include 'part' %}", "partials", 'Did you mean "title"?'],
  ];
  const MANIFEST = "name: sample\nversion: 1.0.0\nparams:\n  title: {}\n  rows: { type: array, default: [] }\n";
  test.each(unknown)("%s", (_, source, place, hint) => {
    world.write({
      "sample/template.yaml": MANIFEST,
      "sample/files/a.txt.j2": source,
      "sample/partials/part": "{{ titel }}",
    });
    const { code, err } = world.dxg(["generate", "./sample"]);
    expect(code).toBe(1);
    expect(err).toStartWith("error[compile/unknown-variable]: Unknown variable: ");
    expect(err).toContain(
      place === "partials" ? "  --> part:1:4\n  |\n1 | {{ titel }}\n" : `  --> files/a.txt.j2:${place}\n`,
    );
    expect(err).toContain(`  help: ${hint}\n`);
  });

  test("in the path of a file that is copied, and in the message", () => {
    world.write({ "sample/template.yaml": MANIFEST, "sample/files/{{ titel }}/logo.txt": "first line" });
    expect(world.dxg(["generate", "./sample"]).err).toContain(
      "  --> files/{{ titel }}/logo.txt:1:4\n  |\n1 | {{ titel }}/logo.txt\n  |    ^^^^^\n",
    );
    world.shell("rm -r sample/files");
    world.write({ "sample/template.yaml": `${MANIFEST}message: |\n  Made {{ titel }}\n`, "sample/files/a.txt": "" });
    expect(world.dxg(["generate", "./sample"]).err).toContain(
      "  --> template.yaml:7:11\n  |\n7 |   Made {{ titel }}\n  |           ^^^^^\n",
    );
  });
});

describe("all faults of template.yaml are told together", () => {
  test("those of a parameter beside those of its form", () => {
    const error = errorOf(`  name: { positional: true, type: strin }
  b: { choices: [x], pattern: "(", min: z }
  c: { positional: true }
  d: { default: b ==, max: z, when: nope }
  e: { type: integer, default: "'x'", min: 3, max: 2, promt: x }
  f: { private: true, help: [] }`);
    for (const [line, fault] of [
      [3, "only one parameter can be positional: name, c"],
      [4, '"type" cannot be "strin" (Did you mean "string"?)'],
      [5, '"pattern" is no regular expression'],
      [5, '"min" must be a number'],
      [7, '"max" must be a number'],
      [7, '"nope" is no parameter of the template'],
      [8, '"min" is above "max"'],
      [8, 'the default of "e" is not of type integer'],
      [8, 'unknown key "promt" of parameter "e" (Did you mean "prompt"?)'],
      [9, 'private parameter "f" needs a default'],
      [9, '"help" must be text'],
    ] as const) {
      expect(error).toContain(fault);
      expect(error).toContain(`template.yaml:${line}:`);
    }
    expect(error).toContain("= note: 12 faults in all\n");
  });

  test.each([
    [
      "{ type: strin, items: string, default: [1], choices: [1, 2], min: 3, pattern: a }",
      "a type that is not known",
      1,
    ],
    ["{ typ: enum, items: string, default: 3, choices: [1, 2], min: 3, pattern: a }", "a type under another key", 1],
    ["{ kind: integer, default: 3, choices: [3, 4] }", "a key that may be the type", 1],
    ["{ type: array, items: strin, default: [a], choices: [a], pattern: a }", "an item that is not known", 1],
    ["{ type: enum, choices: 3, default: 4 }", "choices that cannot be read", 1],
    ["{ private: true, default: { k: 1, k: 2 } }", "a default that cannot be read", 1],
    ["{ min: z, max: 3, default: \"'four'\", pattern: '[a' }", "a limit that is none", 3],
  ])("and none that only follow from another: %s, %s", (parameter, _, faults) => {
    const error = errorOf(`  a: ${parameter}`);
    if (faults === 1) expect(error).not.toContain("faults in all");
    else expect(error).toContain(`note: ${faults} faults in all\n`);
  });

  const faulty = `  a: { default: "1 + " }
  b: { default: "x|uper" }
  c: { type: boolean, when: fooo }
  d: { type: enum, choices: "[a, e, zork]" }
`;
  const places = (error: string): readonly string[] =>
    [...error.matchAll(/--> template\.yaml:(\d+:\d+)/g)].map(([, place]) => place ?? "");

  test("those of expressions and of the message", () => {
    const error = errorOf(`${faulty}message: "{{ zark }} {{ a }} {{ zurk | ape }}"`);
    expect(error).toStartWith(
      "error[template/bad-manifest]: Bad template.yaml: Unexpected token: expected an expression",
    );
    expect(places(error)).toEqual(["4:22", "5:20", "6:29", "7:34", "7:37", "8:40"]);
    expect(error).toContain('= Unknown filter: "uper" (');
    expect(error).toContain('= Unknown variable: "e" is no parameter of the template');
    expect(error).toContain("= note: 6 faults in all\n");
  });

  test("those of expressions beside those of the form", () => {
    const error = errorOf(`${faulty}  f: { tipe: string }\n  g: { when: f and wrong }\nunknown: 1`);
    expect(places(error)).toEqual(["4:22", "5:20", "6:29", "7:34", "7:37", "8:8", "9:20", "10:1"]);
  });

  test("by dxg template check each by itself, once", () => {
    world.write({
      "sample/template.yaml": `name: sample\nversion: 1.0.0\nparams:\n${faulty}`,
      "sample/files/a.txt": "",
    });
    const { code, err } = world.dxg(["template", "check", "./sample"]);
    expect(code).toBe(1);
    expect(places(err)).toEqual(["4:22", "5:20", "6:29", "7:34", "7:37"]);
    expect(err.match(/error\[/g)?.length).toBe(5);
  });

  test("twenty of them with their places, the rest by its number", () => {
    const error = errorOf(Array.from({ length: 36 }, (_, index) => `  p${index}: { default: "1 + " }`).join("\n"));
    expect(places(error).length).toBe(20);
    expect(error).toContain("= note: 36 faults in all: the first 20, and 16 more\n");
  });

  test("a partial that the message includes is told by itself, where the form is right", () => {
    world.write({ "sample/partials/p.j2": "{{ 1 + }}" });
    expect(errorOf("  a: { default: \"'a'\" }\nmessage: \"{% include 'p' %}\"")).toContain("p:1:");
    expect(errorOf("  a: { tipe: string }\nmessage: \"{% include 'p' %}\"")).toContain("template.yaml:4:8");
  });
});
