/** Templates that a test writes, and runs in a project beside them. */
import { mkdirSync } from "node:fs";
import type { Ended, World } from "../e2e/world.ts";

/** A template of one file at a path; from outside unless it is put into the project. */
export function writeTemplate(
  world: World,
  path: string,
  capabilities = "",
  files: Readonly<Record<string, string>> = { "a.txt": "a" },
): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  world.write({ [`${path}/template.yaml`]: `name: ${name}\nversion: 1.0.0\n${capabilities}` });
  for (const [file, text] of Object.entries(files)) world.write({ [`${path}/files/${file}`]: text });
}

/** Runs in a project beside the templates, so that these are from outside. */
export function runInProject(world: World, ...args: readonly string[]): Ended {
  mkdirSync(world.path("project"), { recursive: true });
  return world.dxg(args, { cwd: "project" });
}
