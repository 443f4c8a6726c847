/** Micro and macro mode give the same bytes, and both give what the values say, whichever kernels are in use. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

const HALVES = ["\ud83d", "\ude00", "a\ud83d", "\ude00b"];
const value = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 4, arbitrary: fc.constantFrom(...HALVES, "", "<&>") },
  { weight: 1, arbitrary: fc.constantFrom("x".repeat(70_000), "é".repeat(40_000), `${"日本".repeat(30_000)}\ud83d`) },
);
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("text", "é", "😀 ", "\n", "日本", "<b>") },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("", "", "|upper", "|e", "|string", "|safe"))
      .map(([name, filter]) => ({ name, filter })),
  },
);
const pieces = fc.array(piece, { maxLength: 12 });
const parameters = fc.record({ a: value, b: value, c: value });

type Piece = string | { readonly name: "a" | "b" | "c" | string; readonly filter: string };

const sourceOf = (all: readonly Piece[]): string =>
  all.map((each) => (typeof each === "string" ? each : `{{ ${each.name}${each.filter} }}`)).join("");

function render(
  source: string,
  mode: "auto" | "macro",
  autoescape: boolean,
  given: Record<string, string>,
): Uint8Array {
  const template = loadTemplate(compileTemplate(source, { mode, autoescape }));
  const bytes = template.renderBytes(given);
  const out = new Uint8Array(bytes.length + 5);
  expect(template.renderInto(given, out, 3)).toBe(bytes.length);
  expect(Buffer.compare(out.subarray(3, 3 + bytes.length), bytes)).toBe(0);
  return bytes;
}

test("auto and macro mode give the same bytes for every layout and value", () => {
  fc.assert(
    fc.property(pieces, parameters, fc.boolean(), (all, given, autoescape) => {
      const source = sourceOf(all);
      const auto = render(source, "auto", autoescape, given);
      expect(Buffer.compare(auto, render(source, "macro", autoescape, given))).toBe(0);
    }),
    { numRuns: 400, seed: 1 },
  );
});

test("slots without filters give the encoding of each value alone", () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(pieces, parameters, (all, given) => {
      const plain = all.map((each) => (typeof each === "string" ? each : { ...each, filter: "" }));
      const values: Readonly<Record<string, string>> = given;
      const parts = plain.map((each) => encoder.encode(typeof each === "string" ? each : values[each.name]));
      expect(Buffer.compare(render(sourceOf(plain), "auto", false, given), Buffer.concat(parts))).toBe(0);
    }),
    { numRuns: 300, seed: 2 },
  );
});

test("halves of a surrogate pair in adjacent slots are not joined", () => {
  const given = { a: "\ud83d", b: "\ude00", c: "" };
  for (const source of ["{{ a }}{{ b }}", "{{ a }}{{ c }}{{ b }}", "{{ a|upper }}{{ b }}"]) {
    for (const mode of ["auto", "macro"] as const) {
      expect(Buffer.from(render(source, mode, false, given)).toString("hex")).toBe("efbfbdefbfbd");
    }
  }
});

test("a template of slots alone is micro", () => {
  expect(loadTemplate(compileTemplate("a{{ a|upper }}{{ b }}")).program.mode).toBe("micro");
  expect(loadTemplate(compileTemplate("a{{ a|upper }}{{ b }}", { mode: "macro" })).program.mode).toBe("macro");
});

test("a template is micro while the arguments of its filters are constants", () => {
  const modeOf = (source: string): string => loadTemplate(compileTemplate(source)).program.mode;
  expect(modeOf("{{ a | default('x') }}{{ b | default(default_value='x', boolean=not false) }}")).toBe("micro");
  for (const argument of ["b", "default_value=b", "'x', boolean=b", "*b", "**b"]) {
    expect([argument, modeOf(`{{ a | default(${argument}) }}`)]).toEqual([argument, "macro"]);
  }
});
