/** The public API as a user of the package calls it: imported by the package's name, on a template made on the spot. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  applyPlan,
  applyXorPatch,
  blake3,
  type CompileOptions,
  compileBundle,
  compileTemplate,
  decodeParams,
  encodeParams,
  type GenerationPlan,
  JINJA_DEFAULTS,
  loadBundle,
  loadTemplate,
  type Plan,
  planGeneration,
  type RecordSchema,
  scanPlaceholders,
  signBinary,
  verifyBinary,
  xorPatch,
} from "dx-generator";
import { errorOf } from "../harness/failure.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dxg-api-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const render = (source: string, params: { readonly [name: string]: unknown }, options?: CompileOptions): string =>
  loadTemplate(compileTemplate(source, options)).render(params);

describe("compileTemplate() and loadTemplate()", () => {
  test("render a template to a string, to bytes and into a buffer", () => {
    const template = loadTemplate(compileTemplate("Hello {{ name | upper }}!\n"));
    expect(template.render({ name: "über" })).toBe("Hello ÜBER!\n");
    expect(template.renderBytes({ name: "über" })).toEqual(new TextEncoder().encode("Hello ÜBER!\n"));
    const out = new Uint8Array(32).fill(0x2e);
    expect(template.renderInto({ name: "Ada" }, out, 2)).toBe(11);
    expect(new TextDecoder().decode(out.subarray(0, 13))).toBe("..Hello ADA!\n");
    expect(errorOf(() => template.renderInto({ name: "Ada" }, out, 22)).code).toBe("render/output-too-small");
  });
  test("take every option", () => {
    const source = "  {% if x %}\nyes\n  {% endif %}\n";
    expect(render(source, { x: true })).toBe("yes\n");
    expect(render(source, { x: true }, JINJA_DEFAULTS)).toBe("  \nyes\n  ");
    expect(render(source, { x: true }, { trimBlocks: false })).toBe("\nyes\n\n");
    expect(render("a{% if x %}b{% endif %}\n", { x: 1 }, { keepTrailingNewline: false, trimBlocks: false })).toBe("ab");
    expect(render("{{ a }}.", {}, { undefined: "lenient" })).toBe(".");
    expect(render("{{ a }}", { a: "<b>" }, { autoescape: true })).toBe("&lt;b&gt;");
    expect(render('{% include "part" %}!', {}, { loader: (name) => (name === "part" ? "in" : undefined) })).toBe("in!");
    const macro = loadTemplate(compileTemplate("{{ a }}", { mode: "macro" }));
    expect([macro.program.mode, loadTemplate(compileTemplate("{{ a }}")).program.mode]).toEqual(["macro", "micro"]);
  });
  test("take numbers, bigints, booleans, null, lists, objects and Maps", () => {
    const params = { n: 2, big: 2n ** 70n, yes: true, none: null, list: [1, "a"], map: new Map([["k", 0.5]]) };
    expect(render("{{ n }} {{ big }} {{ yes }} {{ none }} {{ list }} {{ map.k }}", params)).toBe(
      "2 1180591620717411303424 True None [1, 'a'] 0.5",
    );
    expect(errorOf(() => render("{{ f }}", { f: new Date(0) })).code).toBe("render/type");
  });
  test("tell where a template is wrong", () => {
    const error = errorOf(() => compileTemplate("ok\n{{ name | uper }}", { name: "page.j2" }));
    expect(error.code).toBe("compile/unknown-filter");
    expect(error.exitCode).toBe(1);
    expect(error.span).toEqual({ source: "page.j2", line: 2, column: 11, length: 4, text: "{{ name | uper }}" });
    expect(error.hint).toBe('Did you mean "upper"?');
    const missing = errorOf(() => render("\n{{ nam }}", { name: "x" }, { name: "page.j2" }));
    expect([missing.code, missing.span?.line, missing.span?.column]).toEqual(["render/undefined", 2, 4]);
  });
  test("refuse bytes that are no template", () => {
    expect(errorOf(() => loadTemplate(new Uint8Array(0))).code).toStartWith("format/");
    const bytes = compileTemplate("Hello {{ name }}");
    bytes[bytes.length - 1]! ^= 1;
    expect(errorOf(() => loadTemplate(bytes)).code).toBe("format/checksum");
  });
});

const MANIFEST = `name: note
version: 1.2.3
params:
  name: { type: string, positional: true }
  tags: { type: array, items: string, default: [] }
  loud: { type: boolean, default: tags | length > 1 }
  slug: { private: true, default: name | slugify }
message: "Made {{ slug }} for {{ dxg.name }} in {{ dxg.year }}"
`;

function note(): ReturnType<typeof loadBundle> {
  const root = join(folder, "note");
  write(join(root, "template.yaml"), MANIFEST);
  write(join(root, "files/{{ slug }}/note.md.j2"), '{% include "head" %}{{ "!" if loud }}\n');
  write(join(root, "files/{{ slug }}/run.sh"), "#!/bin/sh\n");
  write(join(root, "files/{{ slug }}/tags/{{ tag }}.txt.j2"), "{#---\neach: tags as tag\n---#}\n{{ tag }}\n");
  write(join(root, "partials/head.j2"), "# {{ name }}");
  chmodSync(join(root, "files/{{ slug }}/run.sh"), 0o755);
  return loadBundle(compileBundle(root));
}

const OUTCOMES = (plan: Plan): string[] => plan.changes.map(({ kind, path }) => `${kind} ${path}`);

describe("compileBundle(), planGeneration() and applyPlan()", () => {
  test("write the files of a template directory, all of them and nothing before", () => {
    const bundle = note();
    const destination = join(folder, "out");
    const now = new Date(Date.UTC(2001, 5, 1));
    const plan: GenerationPlan = planGeneration(
      bundle,
      { name: "First Note", tags: ["a", "b"], loud: undefined },
      destination,
      { now },
    );
    expect(OUTCOMES(plan)).toEqual([
      "create first-note/note.md",
      "create first-note/run.sh",
      "create first-note/tags/a.txt",
      "create first-note/tags/b.txt",
    ]);
    expect([plan.template, plan.version, plan.message]).toEqual([
      "note",
      "1.2.3",
      "Made first-note for First Note in 2001",
    ]);
    expect(existsSync(destination)).toBe(false);
    expect(applyPlan(plan)).toEqual({ written: 4, bytes: 14 + 10 + 2 + 2 });
    expect(readFileSync(join(destination, "first-note/note.md"), "utf8")).toBe("# First Note!\n");
    expect(statSync(join(destination, "first-note/run.sh")).mode & 0o777).toBe(0o755);
    expect(bundle.manifest.params.map(({ name }) => name)).toEqual(["name", "tags", "loud", "slug"]);
  });
  test("refuse a file that differs unless it may be overwritten", () => {
    const bundle = note();
    const destination = join(folder, "again");
    applyPlan(planGeneration(bundle, { name: "x" }, destination));
    expect(OUTCOMES(planGeneration(bundle, { name: "x" }, destination))).toEqual([
      "unchanged x/note.md",
      "unchanged x/run.sh",
    ]);
    writeFileSync(join(destination, "x/note.md"), "mine\n");
    const error = errorOf(() => planGeneration(bundle, { name: "x" }, destination));
    expect([error.code, error.notes]).toEqual(["write/conflict", ["x/note.md"]]);
    const plan = planGeneration(bundle, { name: "x" }, destination, { onConflict: "overwrite" });
    expect(applyPlan(plan).written).toBe(1);
    expect(readFileSync(join(destination, "x/note.md"), "utf8")).toBe("# x\n");
  });
  test("check parameters against the manifest", () => {
    const bundle = note();
    const codes = [{}, { name: 3 }, { name: "x", tag: [] }, { name: "x", tags: [1] }, { name: "x", slug: "y" }].map(
      (params) => errorOf(() => planGeneration(bundle, params, folder)).code,
    );
    expect(codes).toEqual(["params/missing", "params/type", "params/unknown", "params/type", "params/unknown"]);
    expect(errorOf(() => planGeneration(bundle, { name: "x", tags: ["../../up"] }, folder)).code).toBe("path/unsafe");
  });
  test("name the template in a fault of its sources", () => {
    const root = join(folder, "broken");
    write(join(root, "template.yaml"), "name: broken\nversion: 1.0.0\n");
    write(join(root, "files/a.j2"), "{% if %}\n");
    const error = errorOf(() => compileBundle(root));
    expect([error.code, error.span?.source]).toEqual(["parse/unexpected-token", "files/a.j2"]);
    expect(error.notes).toContain(`in the template ${root}`);
    expect(errorOf(() => compileBundle(join(folder, "nowhere"))).code).toBe("io/not-found");
    expect(errorOf(() => loadBundle(compileTemplate("x"))).code).toBe("format/not-dxt");
  });
});

describe("encodeParams() and decodeParams()", () => {
  const params = {
    name: "Counter",
    count: 3,
    ratio: 0.5,
    big: 2n ** 64n,
    none: null,
    list: ["a", { deep: [true] }],
    9: "nine",
    map: new Map<unknown, unknown>([
      [1, "one"],
      ["two", 2],
    ]),
  };
  test("give back what was encoded", () => {
    expect(decodeParams(encodeParams(params))).toStrictEqual(params);
    expect(decodeParams(encodeParams({ a: undefined, b: 1 }))).toStrictEqual({ b: 1 });
  });
  test("take own keys only", () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}}') as { readonly [name: string]: unknown };
    const decoded = decodeParams(encodeParams(hostile));
    expect(Object.keys(decoded)).toEqual(["__proto__"]);
    expect("polluted" in decoded).toBe(false);
  });
  test("with a schema make a smaller file that only the schema reads", () => {
    const schema: RecordSchema = {
      name: "component",
      fields: [
        { id: 0, name: "name", type: "string" },
        { id: 1, name: "count", type: "integer" },
      ],
    };
    const some = { name: "Counter", count: 3 };
    const bytes = encodeParams(some, schema);
    expect(decodeParams(bytes, schema)).toStrictEqual(some);
    expect(errorOf(() => decodeParams(bytes)).code).toBe("format/schema-mismatch");
    expect(errorOf(() => encodeParams({ name: 3 }, schema)).code).toBe("format/schema-mismatch");
  });
  test("refuse a damaged file and what is not data", () => {
    const bytes = encodeParams({ name: "x" });
    bytes[bytes.length - 1]! ^= 1;
    expect(errorOf(() => decodeParams(bytes)).code).toBe("format/checksum");
    expect(errorOf(() => encodeParams({ f: () => 1 })).code).toBe("render/type");
  });
});

test("scanPlaceholders() finds tags and line starts by their offsets in bytes", () => {
  const { marks, lines } = scanPlaceholders("é{{ a }}\n{# b #}{% if c %}\n");
  expect([...marks]).toEqual([2, 10, 17]);
  expect([...lines]).toEqual([10, 28]);
  expect([...scanPlaceholders(new TextEncoder().encode("{{")).marks]).toEqual([0]);
});

test("blake3() gives the hash of the specification in any length", () => {
  const hex = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262e00f03e7b69af26b7faaf09fcd333050";
  expect(blake3(new Uint8Array(0)).toHex()).toBe(hex.slice(0, 64));
  expect(blake3(new Uint8Array(0), 48).toHex()).toBe(hex);
});

test("xorPatch() and applyXorPatch() lead from one content to the other and back", () => {
  const before = new TextEncoder().encode("a".repeat(1000));
  const after = new TextEncoder().encode(`${"a".repeat(500)}b${"a".repeat(520)}`);
  const patch = xorPatch(before, after);
  expect(patch.length).toBeLessThan(300);
  expect(applyXorPatch(patch, before)).toEqual(after);
  expect(applyXorPatch(patch, after, { reverse: true })).toEqual(before);
  expect(errorOf(() => applyXorPatch(patch, after)).code).toBe("format/patch-mismatch");
  expect(errorOf(() => applyXorPatch(patch.subarray(0, 5), before)).code).toBe("format/bad-patch");
});

describe("signBinary() and verifyBinary()", () => {
  const secret = new Uint8Array(32).fill(7);
  const publicKey = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";

  test("tell who signed a binary, and refuse one that was changed", async () => {
    const bytes = compileTemplate("{{ name }}");
    const expires = new Date(Date.now() + 60_000);
    const signed = await signBinary(bytes, secret, { name: "hello", version: "1.0.0", expires });
    expect(loadTemplate(signed).render({ name: "Ada" })).toBe("Ada");
    const verdict = await verifyBinary(signed, [publicKey]);
    expect(verdict.kind).toBe("trusted");
    expect(verdict.signers.map((signer) => signer.publicKey)).toEqual([publicKey]);
    expect((await verifyBinary(signed, [])).kind).toBe("untrusted-key");
    expect((await verifyBinary(bytes, [publicKey])).kind).toBe("unsigned");
    expect((await verifyBinary(signed, [publicKey], expires)).kind).toBe("refused");
    const other = await signBinary(compileTemplate("{{ other }}"), secret, { name: "hello", version: "1.0.0" });
    other.set(signed.subarray(-64), other.length - 64);
    other.set(blake3(other.subarray(16)).subarray(0, 8), 8);
    expect((await verifyBinary(other, [publicKey])).kind).toBe("refused");
  });
});
