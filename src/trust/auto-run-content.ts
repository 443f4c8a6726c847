/** Files of which only the content tells whether programs run something by themselves: compared with the file before. */
import { foldedPath } from "../base/path.ts";
import { type Entry, fileNameOf } from "./entry.ts";
import { memberAt, members, parseStrictJson } from "./json-strict.ts";
import { parseToml } from "./toml.ts";

/** What npm, yarn, pnpm and Bun run by themselves (docs.npmjs.com, "Life Cycle Operation Order"). */
const LIFECYCLE =
  "preinstall install postinstall prepublish preprepare prepare postprepare prepublishOnly prepack postpack dependencies".split(
    " ",
  );
/** Keys by which package managers fetch and run something else. */
const OBEYED: readonly (readonly string[])[] = [
  ["packageManager"],
  ["devEngines"],
  ["trustedDependencies"],
  ["gypfile"],
  ["husky"],
  ["simple-git-hooks"],
  ["lint-staged"],
  ["pnpm", "onlyBuiltDependencies"],
  ["pnpm", "patchedDependencies"],
  ["patchedDependencies"],
];

/** Who runs what is new in a file, in words; undefined when nobody does. */
export function contentReason({ path, after }: Entry, before: Uint8Array | undefined): string | undefined {
  if (after === undefined) return undefined;
  const name = foldedPath(fileNameOf(path));
  const now = decode(after);
  const then = before === undefined ? undefined : decode(before);
  if (name === "package.json") return packageReason(now, then);
  if (name === "cargo.toml") return cargoReason(now, then);
  if (name === "pyproject.toml") return pythonReason(now, then);
  if (name === "head" && /^(?:ref: |[0-9a-f]{40})/.test(now)) return "git obeys the folder as a repository";
  return undefined;
}

function packageReason(now: string, then: string | undefined): string | undefined {
  const root = parseStrictJson(now)?.value;
  // What cannot be read is a violation of its own; until it is mended it counts as the worst that it could be.
  if (root === undefined) return "package managers run its scripts";
  const old = then === undefined ? undefined : parseStrictJson(then)?.value;
  const fresh = members(memberAt(root, "scripts"))
    .filter(([key, script]) => memberAt(old, "scripts", key) !== script)
    .map(([key]) => key);
  const first = fresh.find((key) => LIFECYCLE.includes(key));
  if (first !== undefined) return `package managers run its script ${JSON.stringify(first)} when they install`;
  if (fresh.length > 0) return `package managers run its script ${JSON.stringify(fresh[0])}`;
  const obeyed = OBEYED.find((keys) => !same(memberAt(root, ...keys), memberAt(old, ...keys)));
  return obeyed === undefined ? undefined : `package managers obey its "${obeyed.join(".")}"`;
}

function cargoReason(now: string, then: string | undefined): string | undefined {
  const script = memberAt(parseToml(now), "package", "build");
  if (script === undefined || script === false) return undefined;
  return same(script, memberAt(parseToml(then ?? ""), "package", "build"))
    ? undefined
    : "cargo runs the build script that it names";
}

function pythonReason(now: string, then: string | undefined): string | undefined {
  const own = (text: string | undefined): unknown =>
    text === undefined ? undefined : memberAt(parseToml(text), "build-system", "backend-path");
  return same(own(now), own(then)) ? undefined : "Python runs its build backend when it installs";
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
