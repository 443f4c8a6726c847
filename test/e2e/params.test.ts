/** `dxg params encode`, `decode` and `show`, and what a template's record is good for when the template changes. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const COUNTER = '{"name": "Counter", "with_state": true, "state_vars": ["count", "loading"]}';
const template = (params: string): string => `name: card\nversion: 1.0.0\nparams:\n${params}`;
const PARAMS = `  name: { positional: true }
  size: { type: integer, default: 1, min: 1, max: 9 }
  token: { type: secret, default: "''" }
  colour: { type: enum, choices: [red, green], default: "'red'" }
`;

function card(params: string = PARAMS): void {
  world.write({
    ".dx/templates/card/template.yaml": template(params),
    ".dx/templates/card/files/{{ name }}.txt.j2": "{{ name }} {{ size }} {{ colour }}\n",
  });
}

function bytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(world.path(name)));
}

describe("without a template", () => {
  test("a file comes back as it was, with big integers, floats and the order of keys", () => {
    const text =
      '{"z": 1, "a": [1.5, 2.0, true, null, "ü\\n"], "n": 123456789012345678901234567890, "o": {"b": {}, "a": []}}';
    world.write({ "a.json": text });
    expect(world.dxg(["params", "encode", "a.json", "-o", "a.dxp"])).toEqual({ code: 0, out: "", err: "" });
    const { out } = world.dxg(["params", "decode", "a.dxp"]);
    expect(out.replaceAll(/\n */g, "").replaceAll(",", ", ")).toBe(text);
    world.write({ "b.json": out });
    world.dxg(["params", "encode", "b.json", "-o", "b.dxp"]);
    expect(bytes("b.dxp")).toEqual(bytes("a.dxp"));
  });

  test.each([
    ["YAML", "a.yaml", "name: Counter\nwith_state: true\nstate_vars: [count, loading]\n"],
    ["TOML", "a.toml", 'name = "Counter"\nwith_state = true\nstate_vars = ["count", "loading"]\n'],
  ])("%s gives the same bytes as JSON, and so do standard input and -p", (_, name, text) => {
    world.write({ [name]: text, "a.json": COUNTER });
    world.dxg(["params", "encode", "a.json", "-o", "a.dxp"]);
    world.dxg(["params", "encode", name, "-o", "b.dxp"]);
    expect(bytes("b.dxp")).toEqual(bytes("a.dxp"));
    for (const given of ["a.json", name]) {
      world.shell(`"$DXG" params encode - < ${given} > c.dxp`);
      expect(bytes("c.dxp")).toEqual(bytes("a.dxp"));
    }
    world.dxg([
      "params",
      "encode",
      "-p",
      "name=Counter",
      "-p",
      "with_state",
      "-p",
      'state_vars=["count","loading"]',
      "-o",
      "d.dxp",
    ]);
    expect(bytes("d.dxp")).toEqual(bytes("a.dxp"));
    expect(world.shell('cat a.dxp | "$DXG" params decode -').out).toBe(world.dxg(["params", "decode", "a.dxp"]).out);
  });

  test("standard input that is neither YAML nor TOML is told as YAML", () => {
    const encode = (input: string): string => world.dxg(["params", "encode", "-"], { input }).err;
    expect(encode("a: [\n")).toContain("[ is never closed\n  --> standard input:1:4\n");
    expect(encode("a = 1\na = 2\n")).toContain("--> standard input:2:1\n");
    expect(encode('{"a": }\n')).toContain("--> standard input:1:7\n");
    for (const text of ["{a: 1}\n", "[t]\na = 1\n", '{"a": 1}\n']) {
      expect(world.dxg(["params", "encode", "-", "-o", "x.dxp"], { input: text })).toMatchObject({ code: 0, err: "" });
    }
    expect(encode("hello\n")).toContain("standard input holds no mapping from names to values\n");
  });

  test("show tells kind, size, identity and values", () => {
    world.write({ "a.json": COUNTER });
    world.dxg(["params", "encode", "a.json", "-o", "a.dxp"]);
    expect(world.dxg(["params", "show", "a.dxp"]).out).toBe(`value, 86 bytes
identity ${Buffer.from(bytes("a.dxp").subarray(8, 32)).toString("hex")}

  name        str   'Counter'
  with_state  bool  True
  state_vars  list  ['count', 'loading']
`);
    expect(JSON.parse(world.dxg(["params", "show", "a.dxp", "--json"]).out)).toMatchObject({
      kind: "value",
      bytes: 86,
      parameters: [{ name: "name", type: "str", value: "'Counter'" }, {}, {}],
    });
  });
});

describe("with a template", () => {
  test("the component of the design takes 26 bytes behind the header", () => {
    world.write({ "a.json": COUNTER });
    world.dxg(["params", "encode", "a.json", "-t", "component", "-o", "a.dxp"]);
    const [header, kindAndFingerprint] = [32, 9];
    expect(bytes("a.dxp").length).toBe(header + kindAndFingerprint + 26);
    expect(JSON.parse(world.dxg(["params", "decode", "a.dxp", "-t", "component"]).out)).toEqual(JSON.parse(COUNTER));
  });

  test("equal answers give equal bytes, however they are written", () => {
    card();
    world.write({ "a.json": '{"name": "A", "size": 3}', "b.yaml": "size: 3\nname: A\n" });
    world.dxg(["params", "encode", "a.json", "-t", "card", "-o", "a.dxp"]);
    world.dxg(["params", "encode", "b.yaml", "-t", "card", "-o", "b.dxp"]);
    world.dxg(["params", "encode", "-t", "card", "-p", "size=3", "-p", "name=A", "-o", "c.dxp"]);
    expect(bytes("b.dxp")).toEqual(bytes("a.dxp"));
    expect(bytes("c.dxp")).toEqual(bytes("a.dxp"));
  });

  test("generate takes the record", () => {
    card();
    world.dxg(["params", "encode", "-t", "card", "-p", "size=3", "-p", "name=A", "-p", "colour=green", "-o", "a.dxp"]);
    expect(world.dxg(["generate", "card", "--params", "a.dxp"]).code).toBe(0);
    expect(world.read("A.txt")).toBe("A 3 green\n");
  });

  test("all that is wrong is told, and nothing written", () => {
    card();
    world.write({ "a.json": '{"size": 12, "colour": "blue"}' });
    const before = world.tree();
    const { code, err } = world.dxg(["params", "encode", "a.json", "-t", "card", "-o", "a.dxp"]);
    expect(code).toBe(2);
    expect(err).toContain("error[params/type]");
    expect(err).toContain("size");
    expect(err).toContain("colour");
    expect(world.dxg(["params", "encode", "-p", "colou=red", "-t", "card", "-o", "a.dxp"])).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "colour"?'),
    });
    expect(world.tree()).toEqual(before);
  });

  test("secrets are not shown", () => {
    card();
    world.dxg(["params", "encode", "-t", "card", "-p", "token=hunter2", "-o", "a.dxp"]);
    for (const flags of [[], ["--json"]]) {
      const { out, err } = world.dxg(["params", "show", "a.dxp", "-t", "card", ...flags]);
      expect(out + err).not.toContain("hunter2");
      expect(out).toContain("token");
    }
    expect(world.dxg(["params", "decode", "a.dxp", "-t", "card"]).out).toBe('{\n  "token": "hunter2"\n}\n');
  });

  test("a record without its template shows numbers, and cannot be decoded", () => {
    card();
    world.dxg(["params", "encode", "-t", "card", "-p", "name=A", "-p", "colour=green", "-o", "a.dxp"]);
    expect(world.dxg(["params", "show", "a.dxp"]).out).toMatch(
      /^record, \d+ bytes\n.*\n\n {2}0 {2}str {2}'A'\n {2}3 {2}int {2}1\n/,
    );
    expect(world.dxg(["params", "decode", "a.dxp"])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("error[format/schema-mismatch]"),
    });
  });
});

describe("when the template changes", () => {
  const encode = (): void => {
    card();
    world.dxg(["params", "encode", "-t", "card", "-p", "colour=green", "-p", "size=3", "-o", "a.dxp"]);
  };

  test("a record stays readable when parameters are added behind", () => {
    encode();
    card(`${PARAMS}  note: { default: "'none'" }\n`);
    expect(JSON.parse(world.dxg(["params", "decode", "a.dxp", "-t", "card"]).out)).toEqual({
      size: 3,
      colour: "green",
    });
    expect(world.dxg(["generate", "card", "A", "--params", "a.dxp"]).code).toBe(0);
  });

  test.each([
    ["a type", PARAMS.replace("integer", "number")],
    ["the order", `  first: { default: "''" }\n${PARAMS}`],
    ["a choice", PARAMS.replace("[red, green]", "[green, red]").replace("default: \"'red'\"", "default: \"'green'\"")],
  ])("a record is refused when %s of its fields changed", (_, params) => {
    encode();
    card(params);
    const before = world.tree();
    for (const words of [
      ["params", "decode", "a.dxp", "-t", "card"],
      ["generate", "card", "A", "--params", "a.dxp"],
    ]) {
      expect(world.dxg(words)).toMatchObject({
        code: 1,
        err: expect.stringContaining("error[format/schema-mismatch]"),
      });
    }
    expect(world.tree()).toEqual(before);
  });

  test("a record of another template is refused", () => {
    encode();
    expect(world.dxg(["params", "decode", "a.dxp", "-t", "component"]).err).toContain("error[format/schema-mismatch]");
  });
});

describe("bad input", () => {
  test("every flipped bit and every cut of a file is refused", () => {
    world.write({ "a.json": COUNTER });
    world.dxg(["params", "encode", "a.json", "-o", "a.dxp"]);
    const good = bytes("a.dxp");
    for (let index = 0; index < good.length; index += 5) {
      const bad = good.slice();
      bad[index]! ^= 1 << (index % 8);
      world.write({ "bad.dxp": bad, "cut.dxp": good.subarray(0, index) });
      for (const name of ["bad.dxp", "cut.dxp"]) {
        expect(world.dxg(["params", "decode", name])).toMatchObject({
          code: 1,
          out: "",
          err: expect.stringContaining("error[format/"),
        });
      }
    }
  });

  test("what JSON has no form of is refused, with where it is", () => {
    world.write({ "a.yaml": "a: [1, .inf]\n" });
    expect(world.dxg(["params", "encode", "a.yaml", "-o", "a.dxp"]).code).toBe(0);
    expect(world.dxg(["params", "decode", "a.dxp"])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("JSON has no inf (at a[1])"),
    });
  });

  test.each([
    [["params", "encode"], "cli/missing-argument", 2],
    [["params", "encode", "none.json"], "io/not-found", 1],
    [["params", "encode", "-p", "a=1", "-t", "none"], "template/not-found", 1],
    [["params", "decode"], "cli/missing-argument", 2],
    [["params", "show", "none.dxp"], "io/not-found", 1],
  ])("%j", (words, code, exit) => {
    const before = world.tree();
    expect(world.dxg(words as string[])).toMatchObject({ code: exit, err: expect.stringContaining(`error[${code}]`) });
    expect(world.tree()).toEqual(before);
  });
});

test("encode makes a file that its owner alone can read, and leaves the permissions of one that is there", () => {
  world.write({ "a.json": COUNTER, "old.dxp": "" });
  const modes = 'for f in new.dxp old.dxp; do "$DXG" params encode a.json -o $f; done; stat -c %a new.dxp old.dxp';
  expect(world.shell(`umask 022; chmod 644 old.dxp; ${modes}`).out).toBe("600\n644\n");
});

test("pipes of a shell are read, and not without end", () => {
  card();
  const bash = (script: string): { readonly code: number; readonly out: string; readonly err: string } =>
    world.shell(`bash -c '${script}'`);
  expect(bash('"$DXG" params encode <(echo "name: A") -o a.dxp && "$DXG" params show a.dxp').out).toContain("A");
  const trust = world.trusting("card").join(" ");
  expect(bash(`"$DXG" generate card ${trust} --params <(echo "name: Piped")`)).toMatchObject({ code: 0 });
  expect(world.files()).toContain("Piped.txt");
  expect(bash('"$DXG" params encode <(yes)').err).toContain("io/too-large");
  expect(bash('"$DXG" key generate --help >/dev/null; "$DXG" params encode . ').err).toContain("io/is-directory");
});

test("-o - is standard output wherever -o names a file", () => {
  const script = `printf 'Hi {{ n }}' > hi.j2; printf 'name: hi\\nversion: 1.0.0\\n' > template.yaml; mkdir files
    "$DXG" params encode -p n=1 -o - > a; "$DXG" params encode -p n=1 > b; cmp a b
    "$DXG" render hi.j2 -p n=1 -o - > c; "$DXG" render hi.j2 -p n=1 > d; cmp c d
    "$DXG" template compile hi.j2 -o - > e; "$DXG" template compile hi.j2 -o f > /dev/null; cmp e f
    "$DXG" template compile . -o - > g 2> h; "$DXG" template compile . -o i > /dev/null; cmp g i
    "$DXG" render hi.j2 -p n=1 -o ./-; cat ./-; rm ./-; ls`;
  const { code, out } = world.shell(script);
  expect({ code, out }).toEqual({ code: 0, out: "Hi 1a\nb\nc\nd\ne\nf\nfiles\ng\nh\nhi.j2\ni\ntemplate.yaml\n" });
  expect(world.read("h")).toStartWith(". -> standard output\n");
  const json = world.dxg(["template", "compile", "hi.j2", "-o", "-", "--json"]);
  expect([json.code, json.out]).toEqual([2, expect.stringContaining("cannot both have standard output")]);
});
