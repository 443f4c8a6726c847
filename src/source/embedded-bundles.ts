/**
 * The bundles that come with dxg. In the repository they are read from where the build put them; build.ts replaces this
 * module in the executable by one that holds them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dir, "../../dist/builtin");

function read(): [string, () => Uint8Array][] {
  let names: string[];
  try {
    names = readdirSync(FOLDER).filter((name) => name.endsWith(".dxf"));
  } catch {
    return [];
  }
  return names.sort().map((name) => [name.slice(0, -4), () => new Uint8Array(readFileSync(join(FOLDER, name)))]);
}

/** Whether the bundles are part of the running executable. */
export const bundlesAreEmbedded = false as boolean;

/** A function for each bundle, by name, that gives its bytes. */
export const embeddedBundles: ReadonlyMap<string, () => Uint8Array> = new Map(read());
