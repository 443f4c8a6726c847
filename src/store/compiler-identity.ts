/**
 * What compiled the bundles of the cache: they are of no use to another compiler. In the repository it is the hash of
 * the compiler's sources, so that nobody has to remember a number; build.ts replaces this module in the executable by
 * one that holds the result.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(import.meta.dir, "..");
/** Folders whose code decides which bytes a template compiles to. */
const FOLDERS = ["base", "value", "format", "lang", "compile"] as const;

let known: string | undefined;

/** The same for the same compiler, another one for any other. */
export function compilerIdentity(): string {
  known ??= identityOf(compilerSources());
  return known;
}

/** A hash of names and texts, in their order. */
export function identityOf(sources: Iterable<readonly [name: string, text: string]>): string {
  const hasher = new Bun.CryptoHasher("blake2b256");
  for (const source of sources) hasher.update(JSON.stringify(source));
  return hasher.digest("hex");
}

function* compilerSources(): Generator<readonly [string, string]> {
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(SOURCES, folder)).sort()) {
      if (file.endsWith(".ts")) yield [`${folder}/${file}`, readFileSync(join(SOURCES, folder, file), "utf8")];
    }
  }
}
