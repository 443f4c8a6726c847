/** What the built-in templates for Bun generate, together in one project whose tests run in one process. */
import { expect, test } from "bun:test";
import { Workspace } from "./component-generate.ts";

/** The tests of routes come first, between and last: files run by their path, and what one loads stays for the next. */
const GENERATIONS: readonly (readonly string[])[] = [
  ["route-crud", "apple"],
  ["component", "Banana"],
  ["component-full", "Cherry", "-p", "state_vars=count,open"],
  ["route-crud", "dates"],
  ["component", "Elder", "-p", "state_vars=open"],
  ["component-full", "Fig", "-p", "with_state=false"],
  ["route-crud", "grape"],
];

test("tests of components and of routes pass in one run", () => {
  using workspace = new Workspace();
  for (const words of GENERATIONS) expect(workspace.command("generate", ...words).code).toBe(0);
  const suites = workspace.tests(".");
  const files = new Set(suites.map(({ file }) => file));
  expect(files.size).toBeGreaterThanOrEqual(GENERATIONS.length);
  expect(suites.filter(({ failures }) => failures > 0)).toEqual([]);
}, 60_000);
