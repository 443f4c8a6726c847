/**
 * The packages that a project's manifest names, whatever the tool: package.json, Cargo.toml, pyproject.toml, go.mod. A
 * package is `NAME` when it comes from the tool's own registry, and `NAME@SOURCE` when it comes from elsewhere, so that
 * allowing a name does not allow another place under that name.
 */
import { cargoDependencies } from "./dependencies-cargo.ts";
import { goDependencies } from "./dependencies-go.ts";
import { packageDependencies } from "./dependencies-npm.ts";
import { pythonDependencies } from "./dependencies-python.ts";

/** Gives the packages that a text names; undefined when it cannot be read. */
export type ReadDependencies = (text: string) => ReadonlySet<string> | undefined;

const READERS: Readonly<Record<string, ReadDependencies>> = {
  "package.json": packageDependencies,
  "cargo.toml": cargoDependencies,
  "pyproject.toml": pythonDependencies,
  "go.mod": goDependencies,
  // pnpm takes these for a package.json in another notation, which nothing here reads.
  "package.yaml": unreadable,
  "package.json5": unreadable,
};

function unreadable(): undefined {
  return undefined;
}

/** The reader for a manifest by its name in small letters, undefined for any other file. */
export function dependencyReader(foldedName: string): ReadDependencies | undefined {
  return Object.hasOwn(READERS, foldedName) ? READERS[foldedName] : undefined;
}
