/**
 * Where the bytes of the native libraries come from. In the repository and the npm package: the last build. The
 * executable's build replaces this whole module by one that holds the bytes (`ffi/embed.ts`), so it must keep these
 * exports and nothing else.
 */

/** The library's file content, or undefined when there is none that can be read. */
export function embeddedLibrary(): Uint8Array | undefined {
  return lastBuild("libdxg.so");
}

/** The library of the fast path: the little of the other that one generation needs. */
export function embeddedFastLibrary(): Uint8Array | undefined {
  return lastBuild("libdxg-fast.so");
}

function lastBuild(name: string): Uint8Array | undefined {
  const fs: typeof import("node:fs") = require("node:fs");
  try {
    return new Uint8Array(fs.readFileSync(`${import.meta.dir}/../../dist/native/${name}`));
  } catch {
    return undefined;
  }
}
