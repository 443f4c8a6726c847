/** A result that is in memory only, as checks see it: with the folders that its files need. */
import { DxgError } from "../base/error.ts";
import { parentPath } from "../base/path.ts";
import { showPath } from "../native/os.ts";
import { FOLDER_MODE } from "./held-tree.ts";
import { outputMode } from "./output-mode.ts";
import type { PlannedOutput } from "./plan.ts";
import type { StagedEntry, StagedTree } from "./staged.ts";

export class MemoryTree implements StagedTree {
  readonly path = undefined;
  readonly #outputs: readonly PlannedOutput[];

  constructor(outputs: readonly PlannedOutput[]) {
    this.#outputs = outputs;
  }

  list(): readonly StagedEntry[] {
    const found = new Map<string, StagedEntry>();
    for (const { path, bytes, mode } of this.#outputs) {
      for (const folder of foldersOf(bytes === undefined ? `${path}/` : path)) {
        found.set(folder, { path: folder, kind: "directory", size: 0, mode: FOLDER_MODE, links: 1 });
      }
      if (bytes !== undefined) {
        found.set(path, { path, kind: "file", size: bytes.length, mode: outputMode(mode), links: 1 });
      }
    }
    return [...found.values()];
  }

  read(path: string): Uint8Array {
    const output = this.#outputs.find((one) => one.path === path);
    if (output?.bytes === undefined) throw new DxgError("write/refused", `${showPath(path)} is no file`);
    return output.bytes;
  }
}

/** Outermost first. */
function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = parentPath(path); folder !== ""; folder = parentPath(folder)) folders.unshift(folder);
  return folders;
}
