/** The tests that come with generated components are worth having: faults seeded into the code make them fail. */
import { afterAll, expect, test } from "bun:test";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answers, Workspace } from "./component-generate.ts";
import { COMPONENT_FAULTS, type Fault, OWNER_FAULTS, PARENT_FAULTS } from "./component-mutations.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

function seed(original: string, folder: string, { what, file, find, replace }: Fault): void {
  cpSync(join(workspace.root, "out", original), join(workspace.root, "out", folder), { recursive: true });
  const path = join(workspace.root, "out", folder, file);
  const before = readFileSync(path, "utf8");
  const after = before.replace(find, replace);
  if (after === before) throw new Error(`nothing to break in ${file}: ${what}`);
  writeFileSync(path, after);
}

const answers: Answers = { name: "Counter", state_vars: ["count", "loading", "query:string"] };

test.each([
  ["component-full with its own state", "component-full", "own", { ...answers, with_state: true }, OWNER_FAULTS],
  [
    "component-full with its parent's state",
    "component-full",
    "parent",
    { ...answers, with_state: false },
    PARENT_FAULTS,
  ],
  ["component with state", "component", "one", answers, COMPONENT_FAULTS],
] as const)(
  "%s: its tests find every seeded fault",
  (_, template, folder, given, faults) => {
    expect(workspace.generate(template, `${folder}/sound`, given)).toMatchObject({ code: 0 });
    for (const [n, fault] of faults.entries()) seed(`${folder}/sound`, `${folder}/fault-${n}`, fault);

    const failures = new Map(workspace.tests(folder).map((suite) => [suite.file.split("/")[2], suite.failures]));
    expect(failures.get("sound")).toBe(0);
    // A file that does not load has no entry: such a fault would say nothing about the tests.
    const survivors = faults.filter((_fault, n) => !((failures.get(`fault-${n}`) ?? 0) > 0)).map(({ what }) => what);
    expect(survivors).toEqual([]);
    console.log(`${template}: ${faults.length} of ${faults.length} seeded faults found`);
  },
  120_000,
);
