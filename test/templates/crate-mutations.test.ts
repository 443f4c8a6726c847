/** The tests that come with a generated crate are worth having: faults seeded into the code make them fail. */
import { afterAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CargoWorkspace, cargoHas } from "./crate-generate.ts";
import { FAULTS, type Fault } from "./crate-mutations.ts";

const workspace = new CargoWorkspace();
const hasCargo = cargoHas();
afterAll(() => workspace[Symbol.dispose]());

function generate(name: string): string {
  expect(workspace.generate(name, { name, item: "card" })).toMatchObject({ code: 0 });
  return join(workspace.root, "all", name, "src/card.rs");
}

function seed(path: string, { what, find, replace }: Fault): void {
  const before = readFileSync(path, "utf8");
  const after = before.replace(find, replace);
  if (after === before) throw new Error(`nothing to break: ${what}`);
  writeFileSync(path, after);
}

test("the tests of a crate find every seeded fault", () => {
  if (!hasCargo) return;
  generate("sound");
  for (const [n, fault] of FAULTS.entries()) seed(generate(`fault-${n}`), fault);

  const { output } = workspace.cargo("all", "test", "--offline", "--workspace", "--no-fail-fast", "--tests");
  // A fault that does not compile would stop Cargo before this list.
  const failed = new Set([...output.matchAll(/^ +`-p (\S+) --test card`$/gm)].map(([, name]) => name));
  expect(output).toContain(`error: ${failed.size} targets failed:`);
  expect(failed.has("sound")).toBe(false);
  expect(FAULTS.filter((_fault, n) => !failed.has(`fault-${n}`)).map(({ what }) => what)).toEqual([]);
  console.log(`crate-complete: ${FAULTS.length} of ${FAULTS.length} seeded faults found`);
}, 150_000);
