/**
 * The bundler plugin that puts the native library into the executable: it replaces src/native/embedded.ts by a module
 * that holds the bytes. Build time only.
 */
import type { BunPlugin } from "bun";

/** @param library the file's bytes; undefined makes an executable that runs on the TypeScript twins */
export function embedLibraryPlugin(library: Uint8Array | undefined): BunPlugin {
  const bytes = library === undefined ? "undefined" : `Uint8Array.fromBase64("${library.toBase64()}")`;
  const contents = `let bytes;\nexport function embeddedLibrary() { return (bytes ??= ${bytes}); }\n`;
  return {
    name: "dxg-embed-library",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]native[\\/]embedded\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}
