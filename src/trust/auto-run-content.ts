/** Files of which only the content tells whether programs run something by themselves: compared with the file before. */
import { foldedPath, parentPath } from "../base/path.ts";
import { packageReason } from "./auto-run-package.ts";
import { pythonReason } from "./auto-run-python.ts";
import { type Entry, fileNameOf } from "./entry.ts";
import { memberAt } from "./json-strict.ts";
import { isTag } from "./npm-spec.ts";
import { parseToml } from "./toml.ts";
import { isSame } from "./value-text.ts";

/** Who runs what is new in a file, in words; undefined when nobody does. */
export function contentReason({ path, after }: Entry, before: Uint8Array | undefined): string | undefined {
  if (after === undefined) return undefined;
  const name = foldedPath(fileNameOf(path));
  const now = decode(after);
  const then = before === undefined ? undefined : decode(before);
  if (name === "package.json") return packageReason(now, then) ?? tagReason(path, then);
  if (name === "cargo.toml") return cargoReason(now, then);
  if (name === "pyproject.toml") return pythonReason(now, then);
  if (name === "head" && /^(?:ref: |[0-9a-f]{40})/.test(now)) return "git obeys the folder as a repository";
  return undefined;
}

/** Where a dependency has a tag, yarn 1 takes a folder of that name before it asks the registry. */
function tagReason(path: string, then: string | undefined): string | undefined {
  const isTaken = then === undefined && isTag(foldedPath(fileNameOf(parentPath(path))));
  return isTaken ? "yarn takes its folder for a package where the folder's name is a dependency's tag" : undefined;
}

/** What cargo runs or loads when it builds, and editors build when they open the folder. */
function cargoReason(now: string, then: string | undefined): string | undefined {
  const root = parseToml(now);
  const old = then === undefined ? undefined : parseToml(then);
  const isNew = (...path: readonly string[]): boolean => !isSame(memberAt(root, ...path), memberAt(old, ...path));
  // `project` is what `package` was called, and still read.
  for (const table of ["package", "project"]) {
    const script = memberAt(root, table, "build");
    if (script !== undefined && script !== false && isNew(table, "build")) {
      return "cargo runs the build script that it names";
    }
  }
  const isMacro = ["proc-macro", "proc_macro"].some((key) => {
    const value = memberAt(root, "lib", key);
    return value !== undefined && value !== false && isNew("lib", key);
  });
  const isCompilerPart = ["crate-type", "crate_type"].some((key) => {
    const types = memberAt(root, "lib", key);
    return types !== undefined && !isOrdinaryCrate(types) && isNew("lib", key);
  });
  if (isMacro || isCompilerPart) return "the compiler runs the macros of the crate when it builds";
  if (memberAt(root, "cargo-features") !== undefined && isNew("cargo-features")) {
    return "cargo obeys its unstable features";
  }
  return undefined;
}

const CRATE_TYPES: readonly unknown[] = ["bin", "lib", "rlib", "dylib", "cdylib", "staticlib"];

function isOrdinaryCrate(types: unknown): boolean {
  return Array.isArray(types) && types.every((type) => CRATE_TYPES.includes(type));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
