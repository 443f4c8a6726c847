/**
 * Files that a Cargo.toml has cargo compile although they are no Rust sources by their names (The Cargo Book, "Cargo
 * Targets"): nobody looks at them for unsafe code.
 */
import { memberAt } from "./json-strict.ts";
import { namesRust } from "./rust-unsafe.ts";
import { parseToml } from "./toml.ts";
import { valueText } from "./value-text.ts";

const TARGETS: readonly string[] = ["lib", "bin", "test", "example", "bench"];

/** The keys that name such a file in `after` and did not name it in `before`. */
export function newUnreadTargets(after: string, before: string | undefined): readonly string[] {
  const known = new Set(before === undefined ? [] : unreadTargets(before).map(textOf));
  return unreadTargets(after)
    .filter((target) => !known.has(textOf(target)))
    .map(({ key }) => key);
}

interface Target {
  readonly key: string;
  readonly file: unknown;
}

function unreadTargets(text: string): readonly Target[] {
  const root = parseToml(text);
  const found = TARGETS.flatMap((key) =>
    oneOrMore(memberAt(root, key)).map((target) => ({ key: `${key}.path`, file: memberAt(target, "path") })),
  );
  // `project` is what `package` was called, and still read.
  for (const table of ["package", "project"]) {
    for (const file of oneOrMore(memberAt(root, table, "build"))) found.push({ key: `${table}.build`, file });
  }
  return found.filter(({ file }) => file !== undefined && typeof file !== "boolean" && !isRust(file));
}

function isRust(file: unknown): boolean {
  return typeof file === "string" && namesRust(file);
}

function oneOrMore(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function textOf({ key, file }: Target): string {
  return `${key} ${valueText(file) ?? ""}`;
}
