/**
 * What `route-crud` generates for every combination of its flags and awkward names: types check in one run of the
 * compiler, the generated tests pass in one run, and the code is formatted.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AWKWARD_FIELDS, HOSTILE_CASES, HOSTILE_TEXT, NAMES, REFUSED_NAMES, REGULAR_CASES } from "./route-cases.ts";
import { complaints, generateRoute, makeWorkspace, removeWorkspace, run, tool } from "./route-generate.ts";

let workspace = "";

beforeAll(async () => {
  workspace = await makeWorkspace();
  for (const [index, route] of REGULAR_CASES.entries()) await generateRoute(workspace, `regular-${index}`, route);
  for (const [index, route] of HOSTILE_CASES.entries()) await generateRoute(workspace, `hostile-${index}`, route);
}, 60_000);

afterAll(() => removeWorkspace(workspace));

function filesOf(id: string): string[] {
  return [...new Bun.Glob("**/*").scanSync({ cwd: join(workspace, "out", id), dot: true })].sort();
}

function indexOf(name: string, flags: Readonly<Record<string, boolean>>): number {
  return REGULAR_CASES.findIndex((route) => route.name === name && Bun.deepEquals(route.params, flags));
}

test("route-crud writes the files that its flags ask for", () => {
  const core = ["check.ts", "handlers.ts", "html.ts", "http.ts", "query.ts", "record.ts", "views.ts"];
  const tests = ["handlers.test.ts", "html.test.ts", "query.test.ts", "record.test.ts", "sample.ts"];
  for (const json of [true, false]) {
    for (const server of [true, false]) {
      const expected = [...core, ...(server ? ["server.ts"] : [])].map((file) => `user-cards/${file}`);
      const without = indexOf("user card", { json, server, tests: false });
      expect(filesOf(`regular-${without}`)).toEqual(expected.sort());
      const tested = [...expected, ...[...tests, ...(server ? ["server.test.ts"] : [])].map((f) => `user-cards/${f}`)];
      expect(filesOf(`regular-${indexOf("user card", { json, server, tests: true })}`)).toEqual(tested.sort());
    }
  }
});

test("route-crud leaves out JSON where the flag is off", async () => {
  for (const name of NAMES) {
    const id = `regular-${indexOf(name, { json: false, server: true, tests: false })}`;
    for (const file of filesOf(id))
      expect(await Bun.file(join(workspace, "out", id, file)).text()).not.toMatch(/json/i);
  }
});

test("route-crud names every awkward field by its rule", async () => {
  const fields = AWKWARD_FIELDS.map(([field]) => field);
  const index = REGULAR_CASES.findIndex(({ params }) => Bun.deepEquals({ ...params }, { fields, json: true }));
  const record = await Bun.file(join(workspace, "out", `regular-${index}`, "classes/record.ts")).text();
  const members = [...record.matchAll(/^ {2}readonly (\S+): [a-z |]+;$/gm)].map(([, member]) => member);
  expect(members).toEqual(["id", ...AWKWARD_FIELDS.map(([, column]) => column)]);
});

test("route-crud keeps every hostile text inside a string", async () => {
  const views = await Bun.file(join(workspace, "out/hostile-0/products/views.ts")).text();
  const literals = [...views.matchAll(/^const (?:LABELS?|DESCRIPTION) = (.*);$/gm)].map(([, literal]) => literal ?? "");
  expect(literals.map((literal) => JSON.parse(literal))).toEqual([HOSTILE_TEXT, HOSTILE_TEXT, HOSTILE_TEXT]);
  for (const file of filesOf("hostile-1")) {
    const text = await Bun.file(join(workspace, "out/hostile-1", file)).text();
    if (!file.endsWith("views.ts")) expect(text).not.toContain("process.exit(1)");
    expect(text).not.toMatch(/[\0\r\u2028]/);
  }
});

test.each(["ESNext", "ESNext,DOM"])(
  "the generated code passes the strictest compiler settings with the library %s",
  async (lib) => {
    const result = await run([tool("tsc"), "-p", ".", "--lib", lib], workspace);
    expect(complaints(result.text)).toBe("");
    expect(result.code).toBe(0);
  },
  60_000,
);

test("the generated code is formatted, its imports are sorted and no lint rule finds fault", async () => {
  const paths = REGULAR_CASES.map((_, index) => `out/regular-${index}`);
  const result = await run([tool("biome"), "check", "--error-on-warnings", ...paths], workspace);
  if (result.code !== 0) throw new Error(complaints(result.text));
}, 60_000);

test("the generated tests pass", async () => {
  const result = await run([process.execPath, "test", "--timeout", "20000"], workspace);
  const [, passed] = /^ *(\d+) pass$/m.exec(result.text) ?? [];
  if (result.code !== 0) throw new Error(complaints(result.text));
  expect(Number(passed)).toBeGreaterThan(5000);
}, 90_000);

test.each(REFUSED_NAMES)("route-crud refuses the name %p", async (name) => {
  const why = "error[params/refused]: The template refuses a parameter: name: it needs a letter or a digit\n";
  for (const params of [{}, { folder: "x", path: "x", table: "x", label: "x", labels: "x" }]) {
    await expect(generateRoute(workspace, "refused", { name, params })).rejects.toThrow(why);
    expect(existsSync(join(workspace, "out/refused"))).toBe(false);
  }
});

test("route-crud refuses a type that does not exist", async () => {
  const route = { name: "product", params: { fields: ["title: strng"] } };
  await expect(generateRoute(workspace, "refused", route)).rejects.toThrow("strng");
  expect(existsSync(join(workspace, "out/refused"))).toBe(false);
});
