/** The packages that a package.json names (docs.npmjs.com, package.json; yarn's resolutions, pnpm's and Bun's own keys). */
import { parseStrictJson } from "./json-strict.ts";
import { ManifestShape } from "./manifest-shape.ts";

const TABLES: readonly (readonly string[])[] = [
  ["dependencies"],
  ["devDependencies"],
  ["peerDependencies"],
  ["optionalDependencies"],
  ["resolutions"],
  ["catalog"],
  ["pnpm", "packageExtensions"],
  ["pnpm", "configDependencies"],
];
/** Tables of tables. */
const NESTED: readonly (readonly string[])[] = [["catalogs"]];

export function packageDependencies(text: string): ReadonlySet<string> | undefined {
  const parsed = parseStrictJson(text);
  if (parsed === undefined || parsed.value === null) return undefined;
  const packages = new NamedPackages();
  packages.readRoot(parsed.value);
  return packages.shape.isSound ? packages.found : undefined;
}

const DEPTH_MAX = 50;

class NamedPackages {
  readonly found: Set<string> = new Set<string>();
  readonly shape: ManifestShape = new ManifestShape();

  readRoot(root: unknown): void {
    for (const path of TABLES) this.#names(root, path);
    for (const path of NESTED) for (const [, table] of this.shape.table(root, ...path)) this.#names(table, []);
    for (const path of [["overrides"], ["pnpm", "overrides"]]) this.#overrides(this.shape.table(root, ...path), 0);
    // Bun's table has catalogs; elsewhere it is a list of folders.
    const workspaces = this.shape.table(root).find(([key]) => key === "workspaces")?.[1];
    if (!Array.isArray(workspaces)) {
      this.#names(workspaces, ["catalog"]);
      for (const [, table] of this.shape.table(workspaces, "catalogs")) this.#names(table, []);
    }
    this.shape.table(root, "scripts");
  }

  #names(owner: unknown, path: readonly string[]): void {
    for (const [name, range] of this.shape.table(owner, ...path)) this.#add(name, range);
  }

  /** Overrides nest: what is replaced below a package is an object of its own. */
  #overrides(members: readonly (readonly [string, unknown])[], depth: number): void {
    if (depth > DEPTH_MAX) {
      this.shape.refuse();
      return;
    }
    for (const [name, inner] of members) {
      if (typeof inner === "string") {
        // `$name` takes the version of a direct dependency.
        if (!inner.startsWith("$")) this.#add(name, inner);
      } else this.#overrides(this.shape.table(inner), depth + 1);
    }
  }

  #add(written: string, range: unknown): void {
    if (typeof range === "string") {
      this.found.add(packageOf(written, range));
      return;
    }
    this.found.add(`${written}@${typeof range}`);
    // Package extensions: tables of dependencies, and of what is said about them.
    for (const [, inner] of this.shape.table(range)) {
      for (const [name, one] of this.shape.table(inner)) this.#add(name, one);
    }
  }
}

function packageOf(written: string, range: string): string {
  const alias = /^npm:(@?[^@]+)(?:@(.*))?$/s.exec(range.trim());
  if (alias !== null) return alias[1]!;
  const name = bareName(written);
  return isRegistryRange(range) ? name : `${name}@${range.trim()}`;
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
