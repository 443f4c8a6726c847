/**
 * Carries out a plan, all of it or nothing: the contents are staged, may be looked at and changed there, and are
 * renamed into place. Before the first rename neither a failure nor a signal leaves a trace, and what a kill leaves is
 * removed by the next run; from the first rename on a failure is undone and signals wait.
 */
import { DxgError } from "../base/error.ts";
import { Commit } from "./commit.ts";
import { Destination } from "./destination.ts";
import type { Change, Plan, PlannedOutput } from "./plan.ts";
import { HeldSignals } from "./signals.ts";
import { Stage, type StagedTree } from "./stage.ts";

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
  const staging = Staging.open(plan.destination);
  try {
    staging.write(changes);
    return staging.commit(plan);
  } finally {
    staging.close();
  }
}

function writing(plan: Plan): readonly Change[] {
  return plan.changes.filter(({ kind }) => kind === "create" || kind === "overwrite");
}

/**
 * A generation between plan and result. Signals wait from `open` to `close`; one that came acts at `close`. Without a
 * `commit` that has gone well, `close` leaves the destination as it was.
 */
export class Staging {
  readonly #destination: Destination;
  readonly #stage: Stage;
  readonly #commit: Commit;
  readonly #signals: HeldSignals;
  #committed = false;

  private constructor(destination: Destination, stage: Stage, commit: Commit, signals: HeldSignals) {
    this.#destination = destination;
    this.#stage = stage;
    this.#commit = commit;
    this.#signals = signals;
  }

  /** @param path absolute path of the destination @throws {DxgError} write/failed, io/*: nothing is left behind then */
  static open(path: string): Staging {
    const signals = new HeldSignals();
    let destination: Destination | undefined;
    try {
      destination = Destination.open(path);
      const stage = Stage.make(destination);
      return new Staging(destination, stage, new Commit(stage.tree, destination), signals);
    } catch (error) {
      if (destination !== undefined) tidily(() => destination?.removeMade());
      destination?.close();
      signals.release();
      throw error;
    }
  }

  /** What is staged, to look at and to run hooks in. */
  get tree(): StagedTree {
    return this.#stage;
  }

  /** Stages contents; once for each path. @throws {DxgError} write/interrupted, io/* */
  write(outputs: readonly Pick<PlannedOutput, "path" | "bytes" | "mode">[]): void {
    this.#stage.write(outputs);
  }

  /** As `Stage.outputs`: what is staged now, to be planned anew. */
  outputs(planned: readonly PlannedOutput[], by: string): readonly PlannedOutput[] {
    return this.#stage.outputs(planned, by);
  }

  /**
   * Renames what the plan writes into place; all of that is staged.
   * @throws {DxgError} write/conflict, write/failed, io/*: `close` undoes
   */
  commit(plan: Plan): Applied {
    const changes = writing(plan);
    this.#commit.run(changes);
    this.#committed = true;
    return { written: changes.length, bytes: changes.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0) };
  }

  /** Ends it: undoes what was not committed, and removes the stage and what was made for it. */
  close(): void {
    if (this.#committed) this.#commit.finish();
    else this.#commit.rollBack();
    tidily(() => this.#stage.remove());
    if (!this.#committed) tidily(() => this.#destination.removeMade());
    this.#destination.close();
    this.#signals.release();
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
