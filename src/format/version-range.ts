/** Ranges of versions in npm's syntax, by the package `semver`, which loads when the first one is read. */

/** Whether a text is a range, such as `^1.2.0` or `>=0.1.0 <2`. */
export function isVersionRange(text: string): boolean {
  const valid = require("semver/ranges/valid") as typeof import("semver/ranges/valid");
  return text.trim() !== "" && valid(text) !== null;
}

/** Whether a version lies in a range; one before a release counts as the release that it leads to. */
export function isInRange(version: string, range: string): boolean {
  const satisfies = require("semver/functions/satisfies") as typeof import("semver/functions/satisfies");
  return satisfies(version, range, { includePrerelease: true });
}
