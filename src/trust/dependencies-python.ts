/**
 * The packages that a pyproject.toml names: PEP 621 (project), PEP 735 (dependency groups), PEP 518 (build requirements),
 * and the tables of Poetry, PDM, uv and Hatch. Names are compared as PEP 503 has it.
 */
import { memberAt, members } from "./json-strict.ts";
import { parseToml } from "./toml.ts";

export function pythonDependencies(text: string): ReadonlySet<string> | undefined {
  const root = parseToml(text);
  if (root === undefined) return undefined;
  const found = new Set<string>();
  const list = (value: unknown): void => {
    for (const one of Array.isArray(value) ? value : []) if (typeof one === "string") addRequirement(found, one);
  };
  const lists = (table: unknown): void => {
    for (const [, value] of members(table)) list(value);
  };
  const named = (table: unknown): void => {
    for (const [name, value] of members(table)) addNamed(found, name, value);
  };
  list(memberAt(root, "project", "dependencies"));
  lists(memberAt(root, "project", "optional-dependencies"));
  lists(memberAt(root, "dependency-groups"));
  list(memberAt(root, "build-system", "requires"));
  const poetry = memberAt(root, "tool", "poetry");
  named(memberAt(poetry, "dependencies"));
  named(memberAt(poetry, "dev-dependencies"));
  named(memberAt(poetry, "requires-plugins"));
  for (const [, group] of members(memberAt(poetry, "group"))) named(memberAt(group, "dependencies"));
  lists(memberAt(root, "tool", "pdm", "dev-dependencies"));
  list(memberAt(root, "tool", "uv", "dev-dependencies"));
  list(memberAt(root, "tool", "uv", "override-dependencies"));
  list(memberAt(root, "tool", "uv", "constraint-dependencies"));
  named(memberAt(root, "tool", "uv", "sources"));
  for (const [, environment] of members(memberAt(root, "tool", "hatch", "envs"))) {
    list(memberAt(environment, "dependencies"));
    list(memberAt(environment, "extra-dependencies"));
  }
  found.delete("python");
  return found;
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
