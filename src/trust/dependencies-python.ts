/**
 * The packages that a pyproject.toml names: PEP 621 (project), PEP 735 (dependency groups), PEP 518 (build requirements),
 * and the tables of Poetry, PDM, uv and Hatch. Names are compared as PEP 503 has it.
 */
import { memberAt } from "./json-strict.ts";
import { ManifestShape } from "./manifest-shape.ts";
import { parseToml } from "./toml.ts";

export function pythonDependencies(text: string): ReadonlySet<string> | undefined {
  const root = parseToml(text);
  if (root === undefined) return undefined;
  const found = new Set<string>();
  const shape = new ManifestShape();
  const list = (owner: unknown, ...path: readonly string[]): void => {
    for (const one of shape.list(owner, ...path)) {
      if (typeof one === "string") addRequirement(found, one);
      // Another group's requirements, which are read there.
      else if (typeof memberAt(one, "include-group") !== "string") shape.refuse();
    }
  };
  const lists = (...path: readonly string[]): void => {
    for (const [, value] of shape.table(root, ...path)) list(value);
  };
  const named = (owner: unknown, ...path: readonly string[]): void => {
    for (const [name, value] of shape.table(owner, ...path)) addNamed(found, name, value);
  };
  list(root, "project", "dependencies");
  lists("project", "optional-dependencies");
  lists("dependency-groups");
  list(root, "build-system", "requires");
  for (const table of ["dependencies", "dev-dependencies", "requires-plugins"]) named(root, "tool", "poetry", table);
  for (const [, group] of shape.table(root, "tool", "poetry", "group")) named(group, "dependencies");
  lists("tool", "pdm", "dev-dependencies");
  for (const rows of ["dev", "override", "constraint"]) list(root, "tool", "uv", `${rows}-dependencies`);
  named(root, "tool", "uv", "sources");
  for (const [, environment] of shape.table(root, "tool", "hatch", "envs")) {
    list(environment, "dependencies");
    list(environment, "extra-dependencies");
  }
  found.delete("python");
  return shape.isSound ? found : undefined;
}

/** A requirement of PEP 508: `name[extra] >= 1; marker`, `name @ https://…`. */
function addRequirement(found: Set<string>, text: string): void {
  const parts = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:@\s*([^;]+))?/.exec(text);
  if (parts === null) {
    found.add(`${text.trim()}@?`);
    return;
  }
  const name = normal(parts[1]!);
  found.add(parts[2] === undefined ? name : `${name}@${parts[2].trim()}`);
}

const SOURCES: readonly string[] = ["git", "url", "path", "file", "source", "index", "develop"];

/** A row of a table by names: a version, a table with its source, or several of these. */
function addNamed(found: Set<string>, name: string, value: unknown): void {
  for (const one of Array.isArray(value) ? value : [value]) {
    const sources = SOURCES.flatMap((key) => {
      const place = memberAt(one, key);
      return typeof place === "string" ? [`${key}:${place}`] : [];
    });
    found.add(sources.length === 0 ? normal(name) : `${normal(name)}@${sources.join(",")}`);
  }
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
