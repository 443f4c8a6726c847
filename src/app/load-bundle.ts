/** From what the user called a template to a loaded bundle: finds it, compiles it when needed, loads and verifies it. */
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import type { TemplateTree } from "../compile/template-tree.ts";
import { containerKind } from "../format/container.ts";
import { readFile } from "../native/os.ts";
import { type Bundle, loadBundle, loadEmbeddedBundle } from "../runtime/bundle.ts";
import type { BundleSource } from "../source/builtin.ts";
import { readTemplateDirectory } from "../source/directory.ts";
import { findTemplate, type TemplateLocation } from "../source/find.ts";
import { findCompiled, keepCompiled, sourceKey } from "../store/compiled.ts";
import type { Verdict } from "../trust/judge.ts";
import type { AdmitOptions } from "./admit.ts";
import { namingFile } from "./naming-file.ts";
import { checkTemplateName } from "./template-name.ts";

export interface FoundBundle {
  readonly location: TemplateLocation;
  readonly bundle: Bundle;
  readonly bytes: Uint8Array;
  /** What the signatures of a bundle from a file are worth, where that was asked for. */
  readonly verdict?: Verdict;
}

/**
 * @param admit how strict to be with the signatures of a bundle from a file; without it they are not looked at
 * @throws {DxgError} template/*, format/*, trust/*, and what compiling throws
 */
export async function loadBundleOf(wanted: string, admit?: AdmitOptions): Promise<FoundBundle> {
  const location = findTemplate(wanted);
  if (location.kind === "builtin") return loadBuiltin(location, location.bundle);
  if (location.kind === "bundle") {
    // Read once, into memory of our own: what is judged is what is used, whatever happens to the file.
    const bytes = readFile(location.path, BINARY_BYTES_MAX);
    const shown = location.origin === "path" ? wanted : location.path;
    // What is no bundle is told as such, with admission or without: it has no signatures that anything could be said of.
    const loads = (): FoundBundle => namingFile(shown, () => found(location, bytes));
    if (admit === undefined || containerKind(bytes) !== "dxf") return loads();
    const { admitBundle, settleVerdict } = await import("./admit.ts");
    const verdict = await admitBundle(location.path, bytes, admit).catch((error: unknown) =>
      namingFile(shown, (): never => {
        throw error;
      }),
    );
    const loaded = loads();
    return { ...loaded, verdict: settleVerdict(verdict, bytes, loaded.bundle.manifest, admit) };
  }
  const tree = readTemplateDirectory(location.path);
  const key = sourceKey(treeParts(tree));
  const kept = findCompiled(key);
  if (kept !== undefined) {
    try {
      return found(location, kept);
    } catch {
      // A damaged file in the cache is replaced by compiling again.
    }
  }
  const { compileDirectory } = await import("./compile-directory.ts");
  const bytes = compileDirectory(tree, location.path);
  keepCompiled(key, bytes);
  return found(location, bytes);
}

function found(location: TemplateLocation, bytes: Uint8Array): FoundBundle {
  const bundle = loadBundle(bytes);
  checkTemplateName(location, bundle.manifest.name);
  return { location, bytes, bundle };
}

function loadBuiltin(location: TemplateLocation, { bytes: read, decoded }: BundleSource): FoundBundle {
  const bytes = read();
  return {
    location,
    bytes,
    bundle: decoded === undefined ? loadBundle(bytes) : loadEmbeddedBundle(bytes, decoded()),
  };
}

/** Everything that the compiled bundle depends on. */
export function* treeParts(tree: TemplateTree): Generator<string | Uint8Array> {
  yield tree.manifest;
  for (const { path, bytes, executable } of tree.files) {
    yield `${executable ? "x" : "-"}${bytes === undefined ? "d" : "f"}${path}`;
    if (bytes !== undefined) yield bytes;
  }
  for (const [path, text] of tree.partials) {
    yield `p${path}`;
    yield text;
  }
}
