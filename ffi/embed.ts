/**
 * The bundler plugin that puts the native libraries into the executable: it replaces src/native/embedded.ts by a module
 * that holds their bytes. Build time only.
 */
import type { BunPlugin } from "bun";

/**
 * @param library the file's bytes; undefined makes an executable that runs on the TypeScript twins
 * @param fast those of the library of the fast path; undefined makes one that has no such path
 */
export function embedLibraryPlugin(library: Uint8Array | undefined, fast?: Uint8Array): BunPlugin {
  const contents = `export function embeddedLibrary() { return ${literal(library)}; }
export function embeddedFastLibrary() { return ${literal(fast)}; }
`;
  return {
    name: "dxg-embed-library",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]native[\\/]embedded\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}

function literal(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "undefined" : `Uint8Array.fromBase64("${bytes.toBase64()}")`;
}
