/** A template directory as read from wherever it lies: what the bundle compiler works on. */

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
