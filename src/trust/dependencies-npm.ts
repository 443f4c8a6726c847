/** The packages that a package.json names (docs.npmjs.com, package.json; yarn's resolutions, pnpm's and Bun's own keys). */
import { memberAt, members, parseStrictJson } from "./json-strict.ts";

const TABLES: readonly (readonly string[])[] = [
  ["dependencies"],
  ["devDependencies"],
  ["peerDependencies"],
  ["optionalDependencies"],
  ["resolutions"],
  ["catalog"],
  ["workspaces", "catalog"],
  ["pnpm", "packageExtensions"],
];
/** Tables of tables. */
const NESTED: readonly (readonly string[])[] = [["catalogs"], ["workspaces", "catalogs"]];

export function packageDependencies(text: string): ReadonlySet<string> | undefined {
  const parsed = parseStrictJson(text);
  if (parsed === undefined || members(parsed.value).length === 0) {
    return parsed !== undefined && JSON.stringify(parsed.value) === "{}" ? new Set() : undefined;
  }
  const found = new Set<string>();
  for (const path of TABLES)
    for (const [name, range] of members(memberAt(parsed.value, ...path))) add(found, name, range);
  for (const path of NESTED) {
    for (const [, table] of members(memberAt(parsed.value, ...path))) {
      for (const [name, range] of members(table)) add(found, name, range);
    }
  }
  for (const path of [["overrides"], ["pnpm", "overrides"]]) addOverrides(found, memberAt(parsed.value, ...path), 0);
  return found;
}

const DEPTH_MAX = 50;

/** Overrides nest: what is replaced below a package is an object of its own. */
function addOverrides(found: Set<string>, value: unknown, depth: number): void {
  if (depth > DEPTH_MAX) return;
  for (const [name, inner] of members(value)) {
    if (typeof inner === "string") {
      // `$name` takes the version of a direct dependency.
      if (!inner.startsWith("$")) add(found, name, inner);
    } else addOverrides(found, inner, depth + 1);
  }
}

function add(found: Set<string>, written: string, range: unknown): void {
  if (typeof range !== "string") {
    found.add(`${written}@${typeof range}`);
    for (const [, inner] of members(range)) for (const [name, one] of members(inner)) add(found, name, one);
    return;
  }
  const alias = /^npm:(@?[^@]+)(?:@(.*))?$/s.exec(range.trim());
  if (alias !== null) {
    found.add(alias[1]!);
    return;
  }
  const name = bareName(written);
  found.add(isRegistryRange(range) ? name : `${name}@${range.trim()}`);
}

/** Keys of resolutions and overrides may hold a path and a version: `a/b`, `a>b@1`. */
function bareName(written: string): string {
  const last = written.split(">").at(-1) ?? written;
  const parts = last.split("/").filter((part) => part !== "**");
  const name = parts.length > 1 && parts.at(-2)?.startsWith("@") ? parts.slice(-2).join("/") : (parts.at(-1) ?? last);
  const version = name.indexOf("@", 1);
  return version < 0 ? name : name.slice(0, version);
}

/** Versions and tags come from the registry; anything with a place in it does not. `workspace:` and `catalog:` name it elsewhere. */
function isRegistryRange(range: string): boolean {
  return /^(?:workspace:|catalog:)/.test(range) || /^[\w.\-+*^~<>=| ,]*$/.test(range);
}
