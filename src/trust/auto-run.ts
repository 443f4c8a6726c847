/**
 * Files that programs run or obey without being asked: editors when a folder is opened, package managers when they
 * install, continuous integration when it is pushed, shells when they start. They are a class of their own, which a
 * template may write only where its capabilities name the file. What is in them is looked at in auto-run-content.ts.
 *
 * Names are compared without regard to case and composition, as some file systems do.
 */
import { hasWildcard } from "../base/glob.ts";
import { foldedPath } from "../base/path.ts";
import { AUTO_RUN_ENDINGS, AUTO_RUN_NAMES, AUTO_RUN_PATTERNS, AUTO_RUN_PLACES } from "./auto-run-names.ts";

type Words = readonly (readonly [reason: string, words: readonly string[]])[];

const NAMES: Words = AUTO_RUN_NAMES.map(wordsOf);
const ENDINGS: Words = AUTO_RUN_ENDINGS.map(wordsOf);
const PLACES: Words = AUTO_RUN_PLACES.map(wordsOf);

function wordsOf([reason, ...lists]: readonly [reason: string, ...lists: readonly string[]]): Words[number] {
  return [reason, lists.flatMap((list) => list.split(" "))];
}

const BUILD_SCRIPT = "cargo runs it when it builds, and editors build when they open the folder";
/** Folders of a crate in which a file called build.rs is a module like any other. */
const CRATE_FOLDERS: readonly string[] = ["src", "tests", "examples", "benches", "bin"];

/** Names whose content decides: package.json by its scripts, for example. */
const BY_CONTENT: readonly (readonly [name: string, reason: string])[] = [
  ["package.json", "package managers run its scripts"],
  ["cargo.toml", "cargo runs the build script that it names"],
  ["pyproject.toml", "Python's tools run or obey what it says when they install"],
  ["head", "git obeys a folder with such a file as a repository"],
];

/**
 * Whether a glob names a file of the class: its last name is written out, and so is what makes it one of them. Who grants
 * `ci.yml` in whatever folder has not said that it may be a workflow.
 */
export function namesAutoRun(glob: string): boolean {
  return !hasWildcard(glob.slice(glob.lastIndexOf("/") + 1)) && possibleAutoRunReason(glob) !== undefined;
}

/**
 * Who runs a file, in words, as far as its path tells; undefined for an ordinary one.
 * @param path segments separated by `/`; a glob is taken as if its signs were letters
 */
export function autoRunReason(path: string): string | undefined {
  const folded = foldedPath(path);
  const name = folded.slice(folded.lastIndexOf("/") + 1);
  for (const [reason, names] of NAMES) if (names.includes(name)) return reason;
  for (const [reason, endings] of ENDINGS) if (endings.some((one) => name.endsWith(one))) return reason;
  if (name === "build.rs" && !CRATE_FOLDERS.includes(folded.split("/").at(-2) ?? "")) return BUILD_SCRIPT;
  for (const [reason, pattern] of AUTO_RUN_PATTERNS) if (pattern.test(folded)) return reason;
  const rooted = `/${folded}`;
  for (const [reason, places] of PLACES) {
    for (const place of places) {
      const found = rooted.includes(`/${place}`);
      if (found && (place.endsWith("/") || rooted.endsWith(`/${place}`))) return reason;
    }
  }
  return undefined;
}

/** As `autoRunReason`, also for names of which only the content can tell. */
export function possibleAutoRunReason(path: string): string | undefined {
  const folded = foldedPath(path);
  const name = folded.slice(folded.lastIndexOf("/") + 1);
  return autoRunReason(path) ?? BY_CONTENT.find(([one]) => one === name)?.[1];
}
