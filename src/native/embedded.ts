/**
 * Where the bytes of the native library come from. In the repository: the last build. The executable's build replaces
 * this whole module by one that holds the bytes (`ffi/embed.ts`), so it must keep this one export and nothing else.
 */

/** The library's file content, or undefined when there is none that can be read. */
export function embeddedLibrary(): Uint8Array | undefined {
  const fs: typeof import("node:fs") = require("node:fs");
  try {
    return new Uint8Array(fs.readFileSync(`${import.meta.dir}/../../dist/native/libdxg.so`));
  } catch {
    return undefined;
  }
}
