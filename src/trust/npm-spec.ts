/**
 * What a package.json says about one package, as npm, yarn, pnpm and Bun take it: a version, range or tag of the registry,
 * another name there, or anything else (a file, a folder, a repository, another package of the workspace). They try files,
 * addresses and repositories before versions, each in its own way, so whatever is not known to be of the registry is taken
 * for something else.
 */
import { isVersionRange } from "../format/version-range.ts";

/**
 * The packages that an entry may install: `NAME` from the registry, `NAME@SOURCE` from elsewhere.
 * @param written the name that it has in this project
 */
export function packageOf(written: string, entry: string): readonly string[] {
  const spec = entry.trim();
  const elsewhere = [`${written}@${spec}`];
  if (!isPackageName(written)) return elsewhere;
  if (!spec.startsWith("npm:")) return isOfRegistry(spec) ? [written] : elsewhere;
  const alias = spec.slice("npm:".length);
  const at = alias.indexOf("@", 1);
  const name = at < 0 ? alias : alias.slice(0, at);
  if (at >= 0) return isPackageName(name) && isOfRegistry(alias.slice(at + 1)) ? [name] : elsewhere;
  // npm takes it for a name, and yarn for a range or tag of the package as it is written.
  if (isPackageName(name)) return [written, name];
  return alias !== "" && isOfRegistry(alias) ? [written] : elsewhere;
}

/** Whether a text is a tag that counts as of the registry. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Customary tags: yarn 1 looks for a folder of the name first, so a word that could be any folder's is none. */
const TAG =
  /^(?:alpha|beta|canary|dev|edge|experimental|insiders?|latest|legacy|lts|next|nightly|preview|rc|stable)(?:[-.]?\d+)*$/;
/** A file, also where the rest is a version: `1.0.0-a.tgz`. */
const ARCHIVE = /\.(?:tgz|tar|tar\.[a-z0-9]+|t[bx]z2?|zip)$/i;
const NAME = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~_-][\w.~-]*$/i;

function isOfRegistry(spec: string): boolean {
  return !ARCHIVE.test(spec) && (spec === "" || isTag(spec) || isVersionRange(spec));
}

function isPackageName(text: string): boolean {
  return NAME.test(text) && !ARCHIVE.test(text);
}
