/** What may look at the result of a generation before it is in its place, and where the commit takes it from. Types only. */
import type { EntryKind } from "../native/os.ts";
import type { OpenDirectory } from "../native/os-at.ts";
import type { Change } from "./plan.ts";

/** A file, folder or anything else that is staged. */
export interface StagedEntry {
  /** Segments separated by `/`. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Bytes. */
  readonly size: number;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  /** Names of the file, which may lie outside the stage. */
  readonly links: number;
}

/** The staged result, for checks and for what starts hooks. */
export interface StagedTree {
  /** Absolute path of its folder, which hooks run in; undefined when it is in memory. */
  readonly path: string | undefined;
  /** Everything in it, folders before what they hold. @throws {DxgError} io/* */
  list(): readonly StagedEntry[];
  /** @throws {DxgError} write/refused for what is no file; io/* */
  read(path: string): Uint8Array;
}

/**
 * What a commit renames, by the path in `Destination.tree` that it gets: folders that are new there as a whole, with all
 * changes in them, and files in folders that exist.
 */
export interface Units {
  readonly folders: ReadonlyMap<string, readonly Change[]>;
  readonly files: readonly Change[];
}

/** Where a commit finds its units. */
export interface UnitSource {
  /** Writes what is not on disk yet. @throws {DxgError} write/interrupted, io/* */
  prepare(units: Units): void;
  /** The name that a unit has now, in a folder that stays open until the next call. @throws {DxgError} write/failed; io/* */
  locate(path: string): { readonly dir: OpenDirectory; readonly name: string };
}
