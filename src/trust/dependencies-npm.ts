/** The packages that a package.json names (docs.npmjs.com, package.json; yarn's resolutions, pnpm's and Bun's own keys). */
import { parseStrictJson } from "./json-strict.ts";
import { ManifestShape } from "./manifest-shape.ts";
import { packageOf } from "./npm-spec.ts";

const TABLES: readonly (readonly string[])[] = [
  ["dependencies"],
  ["devDependencies"],
  ["peerDependencies"],
  ["optionalDependencies"],
  ["catalog"],
  ["pnpm", "packageExtensions"],
  ["pnpm", "configDependencies"],
];
/** Tables of tables. */
const NESTED: readonly (readonly string[])[] = [["catalogs"]];
/** Lists of names; npm installs those that no table has. */
const LISTS: readonly string[] = ["bundleDependencies", "bundledDependencies"];

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
    for (const key of LISTS) this.#list(root, key);
    for (const [path, range] of this.shape.table(root, "resolutions")) {
      const names = namesOfPath(path);
      if (names.length === 0) this.shape.refuse();
      for (const name of names) this.#add(name, range);
    }
    for (const path of [["overrides"], ["pnpm", "overrides"]]) this.#overrides(this.shape.table(root, ...path));
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

  #list(root: unknown, key: string): void {
    // All, or none, of the dependencies.
    if (this.shape.table(root).some(([one, value]) => one === key && typeof value === "boolean")) return;
    for (const name of this.shape.list(root, key)) {
      if (typeof name === "string") this.#add(name, "");
      else this.shape.refuse();
    }
  }

  /** Overrides nest: what is replaced below a package is an object of its own, where `.` is the package itself. */
  #overrides(members: readonly (readonly [string, unknown])[], owner: string = ".", depth: number = 0): void {
    if (depth > DEPTH_MAX) {
      this.shape.refuse();
      return;
    }
    for (const [key, inner] of members) {
      const name = key === "." ? owner : nameOfSelector(key);
      if (typeof inner !== "string") this.#overrides(this.shape.table(inner), name, depth + 1);
      // `$name` takes the version of a direct dependency; of another one also the source.
      else if (inner !== `$${name}`) this.#add(name, inner);
    }
  }

  #add(written: string, range: unknown): void {
    if (typeof range === "string") {
      for (const name of packageOf(written, range)) this.found.add(name);
      return;
    }
    this.found.add(`${written}@${typeof range}`);
    // Package extensions: tables of dependencies, and of what is said about them.
    for (const [, inner] of this.shape.table(range)) {
      for (const [name, one] of this.shape.table(inner)) this.#add(name, one);
    }
  }
}

/** Keys of overrides may have a version, and pnpm's the package above: `a@1>b@>=2`. */
function nameOfSelector(key: string): string {
  return withoutVersion(withoutParent(key));
}

/**
 * Keys of resolutions may be paths of packages, with versions: `a/@s/b@1`. A version could have a slash itself, so
 * whatever has a version may be the one that is meant.
 */
function namesOfPath(path: string): readonly string[] {
  const names: string[] = [];
  for (const part of withoutParent(path).split("/")) {
    const above = names.at(-1);
    if (part === "**") continue;
    if (above?.startsWith("@") && !above.includes("/")) names.splice(-1, 1, `${above}/${part}`);
    else names.push(part);
  }
  return names.filter((name, index) => index === names.length - 1 || name.includes("@", 1)).map(withoutVersion);
}

function withoutParent(key: string): string {
  const parent = /[^ |@]>/.exec(key);
  return parent === null ? key : key.slice(parent.index + parent[0].length);
}

function withoutVersion(name: string): string {
  const version = name.indexOf("@", 1);
  return version < 0 ? name : name.slice(0, version);
}
