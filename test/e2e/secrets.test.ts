/** The value of a secret is nowhere but in the files that the template makes of it. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { World } from "./world.ts";

const SECRET = "xyzzy-'42\"\\plugh-swordfish";
/** Pieces that would tell it. */
const PIECES = ["xyzzy", "plugh", "swordfish"];

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const PARAMS = "params:\n  token: { type: secret }\n  keys: { type: array, items: secret, default: [] }\n";

function template(manifest: string, text: string): void {
  world.write({
    ".dx/templates/sample/template.yaml": `name: sample\nversion: 1.0.0\n${manifest}`,
    ".dx/templates/sample/files/out.txt.j2": text,
  });
}

/** Runs, as text and as JSON, and looks for the secret in all that comes back and stays behind. */
function expectSilence(args: readonly string[], code: number, files: readonly string[] = []): string {
  let shown = "";
  for (const more of [[], ["--json"], ["--dry-run"]]) {
    const ended = world.dxg(["generate", "sample", ...world.trusting("sample"), ...args, ...more]);
    expect(ended.code).toBe(code);
    for (const piece of PIECES) {
      expect(ended.out).not.toContain(piece);
      expect(ended.err).not.toContain(piece);
    }
    shown += ended.out + ended.err;
  }
  const left = world
    .shell(`grep -rlF swordfish . "$HOME" | sort`)
    .out.trim()
    .split("\n")
    .filter((one) => one !== "");
  expect(left).toEqual([...files]);
  return shown;
}

describe("a secret is not told by", () => {
  const FAULTS: readonly (readonly [what: string, text: string])[] = [
    ["an operator of another type", "{{ 1 + token }}"],
    ["a missing attribute", "{{ token.name }}"],
    ["a missing key", "{{ {'a': 1}[token] }}"],
    ["a missing template", "{% include token %}"],
    ["a filter that reads numbers", "{{ [token] | map('int', default=none) | sum + token | from_json }}"],
    ["JSON that is none", "{{ token | from_json }}"],
    ["a date that is none", "{{ token | to_datetime }}"],
    ["a regular expression that is none", "{{ 'a' | regex_search('(' ~ token) }}"],
    ["what the template refuses", "{{ fail('bad: ' ~ token) }}"],
    ["what the template refuses, as Python shows it", "{{ fail(token | pprint) }}"],
    ["what the template refuses, as JSON", "{{ fail({'k': [token]} | tojson) }}"],
    ["a long text with it in the middle", "{{ fail('a' * 50 ~ token ~ 'b' * 50) }}"],
    ["a piece of it", "{{ fail(token[3:]) }}"],
    ["a format that does not fit", "{{ '%d' % token }}"],
    ["a secret in a list", "{{ fail(keys | join('-')) }}"],
    ["unpacking", "{% for a, b in [token] %}{% endfor %}"],
    ["a call", "{{ token() }}"],
  ];
  test.each(FAULTS)("%s", (_, text) => {
    template(PARAMS, `${text}\n`);
    const shown = expectSilence(["-p", `token=${SECRET}`, "-p", `keys=${SECRET}1`], 1);
    expect(shown).toContain("error[");
  });

  test("an answer that is wrong", () => {
    template(
      "params:\n  token: { type: secret, min: 40, pattern: '[0-9]+' }\n  n: { type: array, items: secret, max: 0 }\n",
      "",
    );
    expectSilence(["-p", `token=${SECRET}`, "-p", `n=${SECRET}`], 2);
    template("params:\n  token: { type: secret, max: 50 }\n", "");
    expectSilence(["-p", `token=${SECRET}`, "-p", `token=${SECRET}`], 2);
  });

  test.each([
    ["a.json", `{"token": "${SECRET.replace(/["\\]/g, "\\$&")}" "x": 1}`],
    ["b.json", `{"token": ["${SECRET.replace(/["\\]/g, "\\$&")}"]}`],
    ["a.yaml", `token: "${SECRET.replace(/["\\]/g, "\\$&")}" more\n`],
    ["b.yaml", "token: !xyzzy-plugh-swordfish a\n"],
    ["c.yaml", "token: *xyzzy-plugh-swordfish\n"],
    ["a.toml", "token = xyzzy-plugh-swordfish\n"],
  ])("a file that is wrong: %s", (name, text) => {
    template(PARAMS, "");
    world.write({ [name]: text });
    expectSilence(["--params", name], name === "b.json" ? 2 : 1, [`./${name}`]);
  });

  test("the environment", () => {
    template(
      `capabilities: { can_create_files: ["**"], can_read_env: [TOKEN] }\nparams:\n  token: { type: secret, env: TOKEN, max: 3 }\n`,
      "",
    );
    const { code, out, err } = world.dxg(["generate", "sample", ...world.trusting("sample"), "--json"], {
      env: { TOKEN: SECRET },
    });
    expect(code).toBe(2);
    expect(out).toContain("from the variable TOKEN");
    for (const piece of PIECES) expect(out + err).not.toContain(piece);
  });

  test("the user's own defaults", () => {
    template("params:\n  token: { type: secret, max: 3 }\n", "");
    mkdirSync(join(world.home, ".config/dxg"), { recursive: true });
    writeFileSync(join(world.home, ".config/dxg/config.yaml"), "defaults:\n  token: xyzzy-swordfish\n");
    const { code, err } = world.dxg(["generate", "sample", ...world.trusting("sample")]);
    expect(code).toBe(2);
    for (const piece of PIECES) expect(err).not.toContain(piece);
    writeFileSync(join(world.home, ".config/dxg/config.yaml"), "defaults:\n  token: *xyzzy-swordfish\n");
    const wrong = world.dxg(["generate", "sample", ...world.trusting("sample")]);
    expect(wrong.code).toBe(1);
    for (const piece of PIECES) expect(wrong.err).not.toContain(piece);
  });
});

test("a secret gets into files, and only there", () => {
  template(PARAMS, "token={{ token }}\n");
  expectSilence(["-p", `token=${SECRET}`], 0, ["./out.txt"]);
  expect(world.read("out.txt")).toBe(`token=${SECRET}\n`);
});

describe("what is made of a secret is not told by", () => {
  const PARTS = ["YZZY", "LUGH", "WORDFISH", "hguL", "eHl6enk"];
  const HIDDEN = "(hidden: it may hold a secret)";

  function expectHidden(manifest: string, text: string, code = 1): string {
    template(manifest, text);
    let shown = "";
    for (const more of [[], ["--json"]]) {
      const ended = world.dxg(["generate", "sample", "-p", `token=${SECRET}`, ...more]);
      expect(ended.code).toBe(code);
      for (const part of [...PIECES, ...PARTS]) expect(ended.out + ended.err).not.toContain(part);
      shown += ended.out + ended.err;
    }
    return shown;
  }

  test.each([
    ["a number", "{{ [1][token | length + 1234567] }}"],
    ["a date", "{{ token | upper | to_datetime }}"],
    ["a UUID", "{{ 'x' | to_uuid(token | upper) }}"],
    ["a key that is missing", "{{ {'a': 1}[token | upper] }}"],
    ["an item that is missing", "{{ [].index(token | upper) }}"],
    ["a format", "{{ ('{' ~ token | upper ~ '}').format() }}"],
    ["a sentence without quotes", "{{ 'http://a' | urlsplit(token | upper) }}"],
    ["text as bytes", "{{ token | upper | human_to_bytes }}"],
    ["Base64", "{{ (token | b64encode) | from_json }}"],
    ["an include", "{% include token | upper %}"],
    ["what is mandatory", "{{ {}.gone | mandatory(token | upper) }}"],
    [
      "a sentence that looks like one of ours",
      "{{ {}.gone | mandatory(\"unsupported operand type(s) for +: '\" ~ token | upper ~ \"' and 'int'\") }}",
    ],
    ["a partial", "{% macro m(t) %}{{ t | to_datetime }}{% endmacro %}{{ m(token | upper) }}"],
    ["a parameter that is computed from it", "{{ copy | to_datetime }}"],
  ])("%s", (_, text) => {
    const shown = expectHidden(`${PARAMS}  copy: { private: true, default: token | upper }\n`, `a\n${text}\n`);
    expect(shown).toContain(HIDDEN);
    expect(shown).toContain("\n  --> files/out.txt.j2:2:");
    expect(shown).toContain("help: The template reads a secret, so that no values are told");
  });

  test("a default that is worked out from it", () => {
    const copy = (keys: string): string => `${PARAMS}  copy: { private: true, default: token | upper, ${keys} }\n`;
    expect(expectHidden(copy("pattern: '[a-z]'"), "", 2)).toContain("copy: expected text that matches [a-z]\n");
    expect(expectHidden(copy("type: integer"), "", 2)).toContain("copy: expected an integer\n");
    const broken = "default: token | upper | to_datetime";
    expect(expectHidden(`${PARAMS}  copy: { private: true, ${broken} }\n`, "")).toContain(HIDDEN);
  });

  test.each([
    [
      "{% macro m(name) %}{{ name }}{% endmacro %}{{ token }}{{ m() }}",
      "parameter 'name' was not provided",
      "help: Pass it",
    ],
    ["{{ token }}{{ token.name }}", "'str object' has no attribute 'name'", ""],
    ["{{ token + 1 }}", 'can only concatenate str (not "int") to str', ""],
    ["{{ token < 1 }}", "'<' not supported between instances of 'str' and 'int'", "help: Compare"],
    ["{{ token() }}", "'str' object is not callable", "help: Only functions"],
    ["{{ token }}{{ 1 // 0 }}", "integer division or modulo by zero", "help: Test the divisor"],
    ["{{ token }}{% for i in range(2) %}{{ none | length }}{% endfor %}", "object of type 'NoneType' has no len()", ""],
    ["{{ token }}{{ {}.gone | mandatory('give a name') }}", "give a name", ""],
  ])("but words, types and names of the template are: %s", (text, detail, help) => {
    const shown = expectHidden(`${PARAMS}`, text);
    expect(shown).toContain(`: ${detail}`);
    expect(shown).toContain(help);
    expect(shown).not.toContain(HIDDEN);
  });

  test.each(["{{ {token | upper: 1}.XYZZX }}", "{{ {token | upper: 1}.other }}"])(
    "the keys that there are: %s",
    (text) => {
      const shown = expectHidden(PARAMS, text);
      expect(shown).toContain("'dict object' has no attribute '");
      expect(shown).not.toContain("help: ");
    },
  );

  test("but values are where nothing reads a secret", () => {
    template(PARAMS, "{{ 'SEEN' | to_datetime }}");
    expect(world.dxg(["generate", "sample", "-p", `token=${SECRET}`]).err).toContain("'SEEN'");
  });
});

describe("a template cannot put a secret", () => {
  test.each([
    ["into a path", "params: { token: { type: secret } }\n", "files/{{ token }}.txt"],
    [
      "into a path by way of a default",
      `params: { token: { type: secret }, dir: { private: true, default: token | upper } }\n`,
      "files/{{ dir }}/a.txt",
    ],
  ])("%s", (_, manifest, path) => {
    world.write({
      ".dx/templates/sample/template.yaml": `name: sample\nversion: 1.0.0\n${manifest}`,
      [`.dx/templates/sample/${path}`]: "",
    });
    const { code, err } = world.dxg(["generate", "sample", ...world.trusting("sample"), "-p", `token=${SECRET}`]);
    expect(code).toBe(1);
    expect(err).toStartWith("error[compile/secret]: A secret would be shown: the path of a file reads ");
  });

  test("into a path by way of `each`", () => {
    template(PARAMS, "{#---\neach: keys as key\nto: '{{ key }}.txt'\n---#}\n");
    const { code, err } = world.dxg([
      "generate",
      "sample",
      ...world.trusting("sample"),
      "-p",
      "token=a",
      "-p",
      `keys=${SECRET}`,
    ]);
    expect(code).toBe(1);
    expect(err).toContain('the path of a file reads "keys"\n  --> files/out.txt.j2:3:9\n');
  });

  test.each(["token", "copy"])("into the choices of another parameter: %s", (name) => {
    const kind = `{ type: enum, choices: "[${name}, 'a']" }`;
    template(`${PARAMS}  copy: { private: true, default: token | upper }\n  kind: ${kind}\n`, "");
    const { code, err } = world.dxg(["generate", "sample", "-p", `token=${SECRET}`, "-p", "kind=b"]);
    expect(code).toBe(1);
    expect(err).toContain(`the list of choices of "kind" reads "${name}"\n  --> template.yaml:7:`);
  });

  test.each([
    ["type: secret, choices: [xyzzy-one]", 26],
    ["type: secret, choices: \"['xyzzy-' ~ name]\"", 26],
    ["type: array, items: secret, choices: [xyzzy-one]", 40],
  ])("among choices of its own, which are shown: %s", (keys, column) => {
    template(`params:\n  name: { default: "'a'" }\n  token: { ${keys} }\n`, "");
    for (const args of [
      ["template", "show", "sample"],
      ["template", "vars", "sample"],
      ["generate", "sample"],
    ]) {
      const { code, out, err } = world.dxg(args);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toStartWith(
        'error[template/bad-manifest]: Bad template.yaml: secret "token" cannot have "choices"\n',
      );
      expect(err).toContain(`  --> template.yaml:5:${column}\n`);
    }
  });

  test("into the message", () => {
    template(`${PARAMS}message: "Use {{ token }}"\n`, "");
    const { code, err } = world.dxg(["generate", "sample", ...world.trusting("sample"), "-p", `token=${SECRET}`]);
    expect(code).toBe(1);
    expect(err).toContain('the message reads "token"\n  --> template.yaml:6:');
  });
});

describe("a secret in a file that the template may not write is not told", () => {
  const dependency = (version: string): string =>
    `{"name": "x", "dependencies": {"y": "git+https://${version}@a.example"}}`;

  test.each([
    ["as it is", dependency("{{ token }}"), "swordfish-42"],
    ["encoded for a URL", dependency("{{ token | urlencode }}"), "sword/fish 42"],
    ["in a file that is no JSON", '{"name": {{ token }}}', "swordfish-42"],
  ])("%s", (_, text, token) => {
    world.write({
      ".dx/templates/sample/template.yaml": `name: sample\nversion: 1.0.0\n${PARAMS}`,
      ".dx/templates/sample/files/package.json.j2": text,
    });
    for (const flags of [[], ["--json"]]) {
      const run = world.dxg(["generate", "sample", ...world.trusting("sample"), "-p", `token=${token}`, ...flags]);
      expect(run.code).toBe(1);
      const shown = run.out + run.err;
      expect(shown).toContain("trust/not-allowed");
      expect(shown).not.toContain("sword");
      expect(shown).not.toContain("fish");
    }
  });
});

describe("a secret that was given in a wrong place too", () => {
  const params = `params:
  token: { type: secret }
  keys: { type: array, items: secret, default: [] }
  port: { type: integer, default: 1 }
  kind: { type: enum, choices: [sqlite, opensesame], default: "'sqlite'" }
  name: { pattern: "[a-z]{3}", default: "'abc'" }
  more: { type: object, default: {} }
`;

  test.each([
    ["port=opensesame", "port: expected an integer, got "],
    ['port="opensesame"', "port: expected an integer, got "],
    ["name=opensesame", "name: expected text that matches "],
    ['more=["opensesame"]', "more: expected an object, got "],
    ['more={"opensesame":1,"opensesame":2}', "more: the key "],
    ['x"opensesame"=1', "Unknown parameter"],
  ])("is not told: %s", (flag, sentence) => {
    template(params, "{{ token }}{{ keys }}{{ port }}{{ kind }}{{ name }}{{ more }}");
    world.write({ "s.json": '{"token":"opensesame"}' });
    for (const words of [
      ["generate", "sample"],
      ["generate", "sample", "--json"],
      ["params", "encode", "-t", "sample", "-o", "out.dxp"],
    ]) {
      const file = words[0] === "params" ? ["s.json"] : ["--params", "s.json"];
      const { code, out, err } = world.dxg([...words, ...file, "-p", flag]);
      expect(code).toBe(2);
      expect(out + err).toContain(sentence);
      expect(out + err).toContain("***");
      expect(out + err).not.toContain("opensesame");
    }
  });

  test.each([
    ["opensesame", "got 'mysql'"],
    ["s", "got 'mysql'"],
    ["mysql", "got '***'"],
  ])("leaves the choices of the template as they are: %s", (token, got) => {
    template(params, "{{ token }}");
    const { err } = world.dxg(["generate", "sample", "-p", `token=${token}`, "-p", "kind=mysql"]);
    expect(err).toContain(`kind: expected one of 'sqlite', 'opensesame', ${got}\n`);
  });
});

test("a secret that is a plain word is not told by what is missing in dxg's own sentences", () => {
  template(PARAMS, "{{ token }}");
  world.write({ "out.txt": "mine" });
  for (const token of ["other", "overwrite", "files"]) {
    const { code, err } = world.dxg(["generate", "sample", ...world.trusting("sample"), "-p", `token=${token}`]);
    expect(code).toBe(1);
    expect(err).toContain("write/conflict");
    expect(err).not.toContain("***");
  }
});

test("the default of a secret is not told by template show, neither of a folder nor of a bundle", () => {
  template(
    `params:
  token: { type: secret, default: "'xyzzy-one'" }
  keys: { type: array, items: secret, default: "['plugh-two']" }
  name: { type: string, default: "'Ada'" }
  both: { type: secret, default: "name ~ '-swordfish'" }
`,
    "{{ token }}",
  );
  world.dxg(["template", "compile", ".dx/templates/sample", "-o", "sample.dxf"]);
  for (const target of ["sample", "sample.dxf"]) {
    for (const flags of [[], ["--json"], ["--code"], ["--code", "--json"]]) {
      const { code, out } = world.dxg(["template", "show", target, ...flags]);
      expect(code).toBe(0);
      expect(out).toContain("Ada");
      for (const piece of PIECES) expect(out).not.toContain(piece);
    }
  }
});
