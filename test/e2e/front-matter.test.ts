/** What a user gets to see when something is wrong in the front matter of a file, and where. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Ended, World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const MANIFEST = `name: sample
version: 1.0.0
params:
  rows: { type: array, default: [] }
  name: { default: "'x'" }
  data: { type: object, default: {} }
`;

/** Generates from a template with one file. */
function generate(source: string, ...args: readonly string[]): Ended {
  world.write({ "sample/template.yaml": MANIFEST, "sample/files/a.txt.j2": source });
  return world.dxg(["generate", "./sample", "-o", "out", ...args]);
}

/** The error of the lines of front matter, without its note about the template. */
function errorOf(lines: readonly string[], ...args: readonly string[]): string {
  const { code, out, err } = generate(`{#---\n${lines.join("\n")}\n---#}\ntext\n`, ...args);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  return err.replace(/^ {2}= note: in the template .*\n/m, "");
}

describe("dxg generate shows the place in front matter of", () => {
  test("an unknown key", () => {
    expect(errorOf(["  wen: true"])).toBe(`error[template/bad-front-matter]: Bad front matter: unknown key "wen"
  --> files/a.txt.j2:2:3
  |
2 |   wen: true
  |   ^^^
  help: Did you mean "when"?
`);
  });

  test("a wrong value", () => {
    expect(
      errorOf(["to: über.txt", "once:   maybe"]),
    ).toBe(`error[template/bad-front-matter]: Bad front matter: "once" must be true or false
  --> files/a.txt.j2:3:9
  |
3 | once:   maybe
  |         ^^^^^
`);
  });

  test("a value that is missing", () => {
    expect(errorOf(["once: true", "when:"])).toContain(`"when" must be text
  --> files/a.txt.j2:3:1
  |
3 | when:
  | ^^^^
`);
  });

  test("a path that is empty, though it is in quotes", () => {
    for (const value of ['""', "' '"]) {
      const error = errorOf(["once: true", `to: ${value}`]);
      expect(error).toContain(`: "to" is empty\n  --> files/a.txt.j2:3:5\n  |\n3 | to: ${value}\n`);
      expect(error).toContain("comes out empty leaves the file out");
      expect(error).not.toContain("quotes");
    }
    expect(errorOf(['when: ""'])).toContain('"when" is empty\n  --> files/a.txt.j2:2:7\n');
    expect(errorOf(["to: ''"])).not.toContain("must be text");
    // As the help says.
    expect(generate('{#---\nto: "{{ name if not rows }}"\n---#}\ntext\n').code).toBe(0);
    expect(generate('{#---\nto: "{{ name if rows }}"\n---#}\ntext\n', "--dry-run").out).not.toContain("create");
  });

  test("a syntax error in an expression", () => {
    expect(errorOf(["when:  name =="])).toContain(`  --> files/a.txt.j2:2:15
  |
2 | when:  name ==
  |               ^
`);
  });

  test("an unknown filter in quotes", () => {
    expect(errorOf(['to: "ü/{{ name | uper }}.txt"'])).toBe(`error[compile/unknown-filter]: Unknown filter: "uper"
  --> files/a.txt.j2:2:18
  |
2 | to: "ü/{{ name | uper }}.txt"
  |                  ^^^^
  help: Did you mean "upper"?
`);
  });

  test("an unknown name in the sequence of `each`", () => {
    expect(errorOf(['to: "{{ row }}"', "each: data.items + rowz as row"])).toContain(`
  --> files/a.txt.j2:3:20
  |
3 | each: data.items + rowz as row
  |                    ^^^^
  help: Did you mean "rows"?
`);
  });

  test("an unknown name in a block of several lines", () => {
    expect(errorOf(["when: |", "    name and", "      nam"])).toContain(`
  --> files/a.txt.j2:4:7
  |
4 |       nam
  |       ^^^
`);
  });

  test("a value that YAML writes in another way, as a whole", () => {
    expect(errorOf(['when: "name == \\"a\\" and nam"'])).toContain(`
  --> files/a.txt.j2:2:7
  |
2 | when: "name == \\"a\\" and nam"
  |       ^^^^^^^^^^^^^^^^^^^^^^^
`);
  });

  test("what fails in `when` at run time", () => {
    expect(
      errorOf(["when: name and 1 // 0"]),
    ).toBe(`error[render/division-by-zero]: Division by zero: integer division or modulo by zero
  --> files/a.txt.j2:2:16
  |
2 | when: name and 1 // 0
  |                ^^^^^^
  help: Test the divisor first: \`a / b if b else 0\`.
`);
  });

  test("an undefined value of `when`", () => {
    expect(
      errorOf(["when: data.extra"]),
    ).toContain(`error[render/undefined]: Undefined value: 'dict object' has no attribute 'extra'
  --> files/a.txt.j2:2:12
  |
2 | when: data.extra
  |            ^^^^^
`);
  });

  test("what fails in `each` at run time", () => {
    expect(errorOf(["each: 1 // 0 as row", "to: '{{ row }}'"])).toContain(`
  --> files/a.txt.j2:2:7
  |
2 | each: 1 // 0 as row
`);
  });

  test("a value of `each` that has no items", () => {
    expect(
      errorOf(["to: '{{ row }}'", "each: 5 + 1 as row"]),
    ).toBe(`error[render/type]: Wrong type: 'int' object is not iterable
  --> files/a.txt.j2:3:7
  |
3 | each: 5 + 1 as row
  |       ^^^^^
`);
  });

  test("what fails in `to` at run time", () => {
    expect(errorOf(["to: a/{{ data.extra }}.txt"])).toContain(`
  --> files/a.txt.j2:2:15
  |
2 | to: a/{{ data.extra }}.txt
  |               ^^^^^
`);
  });

  test("what fails in the file itself", () => {
    const { err } = generate("{#---\nwhen: true\n---#}\n\n{{ data.extra }}\n");
    expect(err).toContain("  --> files/a.txt.j2:5:9\n  |\n5 | {{ data.extra }}\n  |         ^^^^^\n");
  });
});

describe("dxg generate refuses `each`", () => {
  test("without a path that reads the item", () => {
    expect(
      errorOf(["once: true", "each: rows as row"]),
    ).toBe(`error[template/bad-front-matter]: Bad front matter: "each" without "to": every item would be written to "a.txt"
  --> files/a.txt.j2:3:1
  |
3 | each: rows as row
  | ^^^^^^^^^^^^^^^^^
  help: Add a path that reads the item, for example: to: "{{ row }}.txt"
`);
  });

  test("where two items give one path", () => {
    expect(errorOf(["each: range(2) as row", "to: b.txt"])).toBe(
      `error[path/duplicate]: Two outputs share a path: two items of "each" in files/a.txt.j2 give "b.txt"
  help: Make the path read what differs between the items, for example: to: "{{ item.id }}.txt"
`,
    );
    expect(errorOf(["each: >-\n  ['b', 'B'] as row", "to: '{{ row }}'"])).toContain('give "B" and "b"\n');
  });

  test("but not where the file's own path reads it", () => {
    world.write({ "sample/files/{{ row }}.txt.j2": "{#---\neach: rows as row\n---#}\n{{ row }}\n" });
    expect(generate("", "-p", 'rows=["b","c"]').code).toBe(0);
    expect(world.files("out")).toEqual(["a.txt", "b.txt", "c.txt"]);
  });
});

describe("dxg generate takes as `mode`", () => {
  test.each([
    ['"0755"', "0755"],
    ['"755"', "0755"],
    ["'0644'", "0644"],
    ['"644"', "0644"],
  ])("%s", (mode, written) => {
    expect(generate(`{#---\nmode: ${mode}\n---#}\n`).code).toBe(0);
    expect(world.tree("out")["a.txt"]).toStartWith(`file ${written} `);
  });

  test.each(['"0777"', '"0600"', '"0700"', '"4755"', '"0888"', "0755", "644", "rwx", "[]"])("not %s", (mode) => {
    expect(
      errorOf([`mode: ${mode}`]),
    ).toBe(`error[template/bad-front-matter]: Bad front matter: "mode" must be "0644" or "0755", in quotes
  --> files/a.txt.j2:2:7
  |
2 | mode: ${mode}
  |       ${"^".repeat(mode.length)}
  help: Write mode: "0755" for a file that can be executed, mode: "0644" for any other
`);
  });
});

describe("dxg generate refuses front matter that would be a comment", () => {
  const lookalikes: readonly (readonly [what: string, source: string, error: string])[] = [
    [
      "a blank line before it",
      "\n{#---\nto: b.txt\n---#}\n",
      "there are blanks before {#---, so it is not read\n  --> files/a.txt.j2:2:1\n  |\n2 | {#---\n  | ^^^^^\n",
    ],
    [
      "a blank after its first line",
      "{#--- \nto: b.txt\n---#}\n",
      "there are blanks after {#---, so it is not read\n  --> files/a.txt.j2:1:1\n",
    ],
    [
      "a blank before its first line",
      "  {#---\nto: b.txt\n---#}\n",
      "there are blanks before {#---, so it is not read",
    ],
    ["too few dashes", "{#--\nto: b.txt\n--#}\n", "it does not begin with {#---, so it is not read"],
    ["too many dashes", "{#----\nwhen: false\n----#}\n", "it does not begin with {#---, so it is not read"],
    ["a blank inside", "{# ---\nmode: '0755'\n--- #}\n", "it does not begin with {#---, so it is not read"],
    ["a key in its first line", "{#--- to: b.txt\n---#}\n", "{#--- must stand alone in its line, so it is not read"],
    ["all in one line", "{#--- to: b.txt ---#}\n", "{#--- must stand alone in its line, so it is not read"],
    [
      "a comment before it",
      "{# (c) #}\n{#---\nto: b.txt\n---#}\n",
      "it is not at the start of the file, so it is not read",
    ],
    [
      "a blank after its last line",
      "{#---\nto: b.txt\n---#} \n",
      "its last line is not exactly ---#}\n  --> files/a.txt.j2:3:1",
    ],
    [
      "a blank inside its last line",
      "{#---\nto: b.txt\n--- #}\n",
      "its last line is not exactly ---#}\n  --> files/a.txt.j2:3:1",
    ],
    ["no last line", "{#---\nto: b.txt\ntext\n", "it is not closed\n  --> files/a.txt.j2:1:1"],
  ];
  test.each(lookalikes)("with %s", (_, source, error) => {
    for (const text of [source, source.replaceAll("\n", "\r\n")]) {
      const { code, err } = generate(text);
      expect(code).toBe(1);
      expect(err).toStartWith(`error[template/bad-front-matter]: Bad front matter: ${error}`);
      expect(err).toContain(" exactly ---#}");
    }
    expect(world.files("sample")).toEqual(["files/a.txt.j2", "template.yaml"]);
  });

  test("in a partial", () => {
    world.write({ "sample/partials/row.j2": "{#---\nto: b.txt\n---#}\n" });
    expect(generate("x").err).toStartWith(
      "error[template/bad-front-matter]: Bad front matter: a partial has none\n  --> partials/row.j2:1:1\n",
    );
  });

  test.each([
    ["a frame of dashes", "{#--------\n  Copyright: me\n--------#}\n"],
    ["a comment about keys", "{# to: do #}\n"],
    ["a comment with white space control", "{#- when: never -#}\n"],
    ["a comment further down", "text\n{#--\nto: b.txt\n--#}\n"],
    ["a comment that is shown", "{% raw %}\n{#---\nto: b.txt\n---#}{% endraw %}\n"],
  ])("but not %s", (_, source) => {
    expect(generate(source)).toMatchObject({ code: 0, err: "" });
    expect(world.files("out")).toEqual(["a.txt"]);
  });
});

describe("dxg generate says why a path is unsafe and what is safe", () => {
  const SAFE =
    "A path is relative to the destination and stays below it: names with one slash between them, such as src/a.txt";
  test.each([
    ["../a", "has .. in it, which leads outside", SAFE],
    ["x//a", "has an empty name between slashes, or a slash at its end", SAFE],
    ["ab:c", 'has a : in "ab:c", which Windows does not allow', 'Use none of \\ : * ? " < > |'],
    ["nul.txt", 'has the name "nul.txt", which is a device on Windows', "Choose another name"],
    ["a/b.", 'has the name "b.", which ends in a dot or a space: Windows drops it', "Let it end in another sign"],
    [".git/config", 'lies in a git folder, ".git"', "Write outside of .git: what is there can run commands"],
    ["dxg.lock", 'has the name "dxg.lock", which belongs to dxg', "Choose another name than .dx, dxg.lock, dxg.tokens"],
  ])("%s", (path, why, hint) => {
    expect(errorOf(["to: '{{ name }}'"], "-p", `name=${path}`)).toBe(
      `error[path/unsafe]: Unsafe output path: "${path}" ${why}\n  - from files/a.txt.j2\n  help: ${hint}\n`,
    );
  });

  test("/etc/passwd", () => {
    const error = errorOf(["to: 'x/{{ name }}'"], "-p", "name=/etc/passwd");
    expect(error).toStartWith("error[path/unsafe]: Unsafe output path: ");
    expect(error).toContain("  help: A ");
  });
});
