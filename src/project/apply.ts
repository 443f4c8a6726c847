/**
 * Carries out a plan, all of it or nothing: the contents are staged, may be looked at and changed there, and are
 * renamed into place. Before the first rename neither a failure nor a signal leaves a trace, and what a kill leaves is
 * removed by the next run; from the first rename on a failure is undone and signals wait.
 */
import { DxgError } from "../base/error.ts";
import { Commit } from "./commit.ts";
import { Destination } from "./destination.ts";
import { InPlace } from "./in-place.ts";
import { MemoryTree } from "./memory-tree.ts";
import type { Change, Plan, PlannedOutput } from "./plan.ts";
import { HeldSignals } from "./signals.ts";
import { Stage } from "./stage.ts";
import type { StagedTree } from "./staged.ts";

export interface Applied {
  /** Files and folders. */
  readonly written: number;
  /** Content bytes written. */
  readonly bytes: number;
}

/**
 * @throws {DxgError} write/conflict, write/interrupted, io/*: nothing that the plan names has changed then
 */
export function applyPlan(plan: Plan): Applied {
  const changes = writing(plan);
  if (changes.length === 0) return { written: 0, bytes: 0 };
  const staging = Staging.open(plan.destination, "memory");
  try {
    staging.write(changes);
    return staging.commit(plan);
  } finally {
    staging.close();
  }
}

function writing(plan: Plan): readonly Change[] {
  const changes: Change[] = [];
  for (const change of plan.changes) if (change.kind === "create" || change.kind === "overwrite") changes.push(change);
  return changes;
}

/**
 * A generation between plan and result. Signals wait from `open` to `close`; one that came acts at `close`. Without a
 * `commit` that has gone well, `close` leaves the destination as it was.
 */
export class Staging {
  readonly #destination: Destination;
  /** Undefined when contents stay in memory until the commit. */
  readonly #stage: Stage | undefined;
  readonly #inPlace: InPlace;
  readonly #commit: Commit;
  readonly #signals: HeldSignals;
  #committed = false;
  #outputs: readonly PlannedOutput[] = [];

  private constructor(destination: Destination, stage: Stage | undefined, signals: HeldSignals) {
    this.#destination = destination;
    this.#stage = stage;
    this.#inPlace = new InPlace(destination);
    this.#commit = new Commit(stage ?? this.#inPlace, destination);
    this.#signals = signals;
  }

  /**
   * @param path absolute path of the destination
   * @param where `disk` for hooks and all that works on files; in `memory` contents are staged beside their places, and
   *   only by the commit
   * @throws {DxgError} write/failed, io/*: nothing is left behind then
   */
  static open(path: string, where: "disk" | "memory"): Staging {
    const signals = new HeldSignals();
    let destination: Destination | undefined;
    try {
      destination = Destination.open(path);
      return new Staging(destination, where === "disk" ? Stage.make(destination) : undefined, signals);
    } catch (error) {
      destination?.close();
      signals.release();
      throw error;
    }
  }

  /** What is staged, to look at and to run hooks in. */
  get tree(): StagedTree {
    return this.#stage ?? new MemoryTree(this.#outputs);
  }

  /** Stages contents; once for each path. @throws {DxgError} write/interrupted, io/* */
  write(outputs: readonly PlannedOutput[]): void {
    this.#outputs = [...this.#outputs, ...outputs];
    this.#stage?.write(outputs);
  }

  /** As `Stage.outputs`: what is staged now, to be planned anew. */
  outputs(by: string): readonly PlannedOutput[] {
    return this.#stage?.outputs(this.#outputs, by) ?? this.#outputs;
  }

  /**
   * Renames what the plan writes into place; all of that is staged.
   * @throws {DxgError} write/conflict, write/failed, io/*: all is as it was then, but for what the notes name
   */
  commit(plan: Plan): Applied {
    const changes = writing(plan);
    try {
      this.#commit.run(changes);
    } catch (error) {
      const notes = this.#commit.rollBack();
      throw error instanceof DxgError ? error.with({ notes }) : error;
    }
    this.#committed = true;
    let total = 0;
    for (const { bytes } of changes) total += bytes?.length ?? 0;
    return { written: changes.length, bytes: total };
  }

  /** Ends it: undoes what was not committed, and removes the stage and what was made for it. */
  close(): void {
    try {
      this.#commit.finish();
      tidily(() => this.#inPlace.remove(this.#committed));
      tidily(() => this.#stage?.remove());
      if (!this.#committed) tidily(() => this.#destination.removeMade());
    } finally {
      this.#destination.close();
      this.#signals.release();
    }
  }
}

/** What cannot be tidied is left to the next run: whether a generation went well does not hang on it. */
function tidily(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
  }
}
