/**
 * Versions by Semantic Versioning 2.0.0 (https://semver.org), with a bound on every number, so that nobody can sign a
 * version that no other will ever follow. It compares; what follows from that is decided by its callers.
 */

/** The greatest number in a version that is signed: room for dates such as 20261122. */
export const VERSION_NUMBER_MAX = 999_999_999;
/** Characters of a version. */
export const VERSION_LENGTH_MAX = 100;

const NUMBER = "(0|[1-9]\\d*)";
const IDENTIFIER = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const BUILD = "[0-9A-Za-z-]+";

/** What a version is, as the source of a regular expression; its groups are the three numbers and the pre-release. */
export const VERSION_PATTERN: string =
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}` + `(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`;

type Identifier = number | string;

/** What of a version counts when two are compared. */
export interface Version {
  readonly numbers: readonly number[];
  /** Empty for a release, which comes after all that lead to it. */
  readonly prerelease: readonly Identifier[];
}

/** The version of a text, or undefined when it is none or a number in it is beyond `VERSION_NUMBER_MAX`. */
export function parseVersion(text: string): Version | undefined {
  if (text.length > VERSION_LENGTH_MAX) return undefined;
  const found = new RegExp(VERSION_PATTERN).exec(text);
  if (found === null) return undefined;
  const numbers = [Number(found[1]), Number(found[2]), Number(found[3])];
  const prerelease = (found[4]?.split(".") ?? []).map(identifier);
  const all = [...numbers, ...prerelease.filter((one) => typeof one === "number")];
  return all.every((number) => number <= VERSION_NUMBER_MAX) ? { numbers, prerelease } : undefined;
}

function identifier(text: string): Identifier {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Below, at or above 0 as `left` comes before, with or after `right`. */
export function compareVersions(left: Version, right: Version): number {
  for (let index = 0; index < 3; index++) {
    const difference = left.numbers[index]! - right.numbers[index]!;
    if (difference !== 0) return difference;
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return right.prerelease.length - left.prerelease.length;
  }
  for (let index = 0; index < Math.min(left.prerelease.length, right.prerelease.length); index++) {
    const difference = compareIdentifiers(left.prerelease[index]!, right.prerelease[index]!);
    if (difference !== 0) return difference;
  }
  return left.prerelease.length - right.prerelease.length;
}

/** Numbers come before words. */
function compareIdentifiers(left: Identifier, right: Identifier): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "number") return -1;
  if (typeof right === "number") return 1;
  return left < right ? -1 : left > right ? 1 : 0;
}
