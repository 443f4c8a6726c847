/** The crates that a Cargo.toml names (The Cargo Book, "Specifying Dependencies"). */
import { memberAt } from "./json-strict.ts";
import { ManifestShape } from "./manifest-shape.ts";
import { parseToml } from "./toml.ts";

/** With an underscore they are old spellings that Cargo still reads. */
const TABLES: readonly string[] = [
  "dependencies",
  "dev-dependencies",
  "dev_dependencies",
  "build-dependencies",
  "build_dependencies",
];

export function cargoDependencies(text: string): ReadonlySet<string> | undefined {
  const root = parseToml(text);
  if (root === undefined) return undefined;
  const found = new Set<string>();
  const shape = new ManifestShape();
  const tables = (owner: unknown): void => {
    for (const table of TABLES) {
      for (const [name, value] of shape.table(owner, table)) {
        if (typeof value !== "string") shape.table(value);
        add(found, name, value);
      }
    }
  };
  tables(root);
  tables(memberAt(root, "workspace"));
  for (const [, target] of shape.table(root, "target")) tables(target);
  // What is put in another crate's place.
  for (const [, patched] of shape.table(root, "patch")) {
    for (const [name, value] of shape.table(patched)) add(found, name, value);
  }
  for (const [name, value] of shape.table(root, "replace")) add(found, name.replace(/[:@].*$/s, ""), value);
  return shape.isSound ? found : undefined;
}

const SOURCES: readonly string[] = ["git", "path", "registry", "registry-index", "base"];

function add(found: Set<string>, key: string, value: unknown): void {
  const real = memberAt(value, "package");
  const name = typeof real === "string" ? real : key;
  const sources = SOURCES.flatMap((source) => {
    const place = memberAt(value, source);
    return place === undefined ? [] : [`${source}:${String(place)}`];
  });
  found.add(sources.length === 0 ? name : `${name}@${sources.join(",")}`);
}
