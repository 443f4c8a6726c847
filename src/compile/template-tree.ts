/** A template directory as read from wherever it lies: what the bundle compiler works on. */
import { decodeUtf8 } from "../base/utf8.ts";

/** Files that end so are rendered, and lose it; all others are copied. */
export const TEMPLATE_SUFFIX = ".j2";

/** A file's name without the ending of templates. */
export function withoutSuffix(path: string): string {
  return path.endsWith(TEMPLATE_SUFFIX) ? path.slice(0, -TEMPLATE_SUFFIX.length) : path;
}

export interface TreeFile {
  /** Relative to `files/`, segments separated by `/`. */
  readonly path: string;
  /** Content; undefined for a folder that is to be made even when empty. */
  readonly bytes: Uint8Array | undefined;
  readonly executable: boolean;
}

export interface TemplateTree {
  /** Name of the directory, for messages; the template's own name is in its manifest. */
  readonly name: string;
  /** Text of `template.yaml`. */
  readonly manifest: string;
  /** Sorted by path. */
  readonly files: readonly TreeFile[];
  /** Texts below `partials/`, by path relative to it. */
  readonly partials: ReadonlyMap<string, string>;
}

/** The text of a file that is rendered. @throws {DxgError} io/not-utf8 */
export function templateText(bytes: Uint8Array, source: string): string {
  return decodeUtf8(bytes, source, `Save it as UTF-8, or drop ${TEMPLATE_SUFFIX} to copy it as it is`);
}
