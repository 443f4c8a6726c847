/**
 * Where the bytes of the native library come from. In the repository: the last build. The executable's build replaces
 * this whole module by one that holds the bytes (`ffi/embed.ts`), so it must keep this one export and nothing else.
 */

let bytes: Uint8Array | undefined;

/** The library's file content, always the same array, or undefined when there is none that can be read. */
export function embeddedLibrary(): Uint8Array | undefined {
  if (bytes !== undefined) return bytes;
  const fs: typeof import("node:fs") = require("node:fs");
  try {
    bytes = new Uint8Array(fs.readFileSync(`${import.meta.dir}/../../dist/native/libdxg.so`));
    return bytes;
  } catch {
    return undefined;
  }
}
