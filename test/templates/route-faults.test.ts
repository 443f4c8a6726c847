/**
 * The tests that `route-crud` generates are sharp: each fault that is seeded into the generated code makes them fail.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FAULT_CASE, FAULTS, type Fault } from "./route-faults.ts";
import { complaints, generateRoute, makeWorkspace, removeWorkspace, run } from "./route-generate.ts";

let workspace = "";
let original = "";

beforeAll(async () => {
  workspace = await makeWorkspace();
  original = await generateRoute(workspace, "original", FAULT_CASE);
});

afterAll(() => removeWorkspace(workspace));

/** Runs the generated tests with a fault; an answer other than "noticed" says what is wrong with the fault or the tests. */
async function seed(fault: Fault, id: string): Promise<string> {
  const folder = join(workspace, "out", id);
  cpSync(original, folder, { recursive: true });
  const file = join(folder, "products", fault.file);
  const parts = (await Bun.file(file).text()).split(fault.from);
  if (parts.length !== 2) return `the text to change is there ${parts.length - 1} times`;
  await Bun.write(file, parts.join(fault.to));
  const { code, text } = await run([process.execPath, "test", "--bail"], folder);
  rmSync(folder, { recursive: true });
  if (code === 0) return "the generated tests pass all the same";
  // A fault that is a syntax error or a bad import proves nothing about the tests.
  return /^\(fail\) (?!\(unnamed\))/m.test(text) ? "noticed" : complaints(text);
}

test("the generated tests pass without a fault", async () => {
  const { code, text } = await run([process.execPath, "test"], original);
  if (code !== 0) throw new Error(complaints(text));
});

test("the generated tests notice every seeded fault", async () => {
  const unnoticed: string[] = [];
  const queue = [...FAULTS.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, fault] = next;
      const answer = await seed(fault, `fault-${index}`);
      if (answer !== "noticed") unnoticed.push(`${fault.file}, ${fault.mistake}: ${answer}`);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(unnoticed).toEqual([]);
}, 90_000);
