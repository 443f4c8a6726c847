/**
 * A generation whose template has hooks: outputs are staged, hooks run on the stage, and what they leave is planned,
 * checked against what the template declares, and renamed into place. Loaded only for such templates.
 */

import { DxgError } from "../base/error.ts";
import { firstOf } from "../base/first-of.ts";
import { NO_CAPABILITIES } from "../format/capabilities.ts";
import type { Hook } from "../format/hooks.ts";
import type { Manifest } from "../format/manifest.ts";
import { makeDirectories } from "../native/os.ts";
import { Staging } from "../project/apply.ts";
import { checkOutputPaths } from "../project/output-path.ts";
import { type ConflictPolicy, type Plan, type PlannedOutput, planOutputs } from "../project/plan.ts";
import { signalWaits } from "../project/signals.ts";
import type { AutoRun } from "../trust/capability-check.ts";
import { checkPlan } from "./capability-check.ts";
import { showCommand } from "./hook-command.ts";
import { runHooks } from "./hooks.ts";

export interface HookedGeneration {
  readonly manifest: Manifest;
  readonly outputs: readonly PlannedOutput[];
  /** Absolute path. */
  readonly destination: string;
  readonly onConflict: ConflictPolicy;
  /** NAME on the command line. */
  readonly name: string | undefined;
  readonly allowNetwork: boolean;
  /** Takes secrets out of what a hook prints: it reads the files that the template makes of them. */
  readonly hide: (text: string) => string;
  /** Gets every line that a hook prints, without secrets. */
  readonly onLine: (line: string) => void;
  /** Gets the error of a hook that a signal has stopped, before the signal acts, which may end the process. */
  readonly cancelled?: (error: DxgError) => void;
  /** Gets the files that programs run by themselves, before anything is written. */
  readonly warn: (files: readonly AutoRun[]) => void;
}

/**
 * @returns what was carried out
 * @throws {DxgError} hook/*, write/*, path/*, trust/not-allowed, io/*: the destination is unchanged then
 */
export async function generateWithHooks(generation: HookedGeneration): Promise<Plan> {
  const { manifest, outputs, destination, onConflict } = generation;
  const capabilities = manifest.capabilities ?? NO_CAPABILITIES;
  checkOutputPaths(outputs);
  const staging = Staging.open(destination, "disk");
  try {
    const stage = staging.tree.path;
    if (stage === undefined) throw new Error("Internal error: the stage of hooks is not on disk");
    makeDirectories(stage);
    const run = {
      hooks: manifest.hooks ?? [],
      capabilities,
      stage,
      template: manifest.name,
      version: manifest.version,
      destination,
      name: generation.name,
      allowNetwork: generation.allowNetwork,
      hide: generation.hide,
      onLine: generation.onLine,
      isCancelled: signalWaits,
    };
    await runHooks("pre_generate", run);
    staging.write(outputs);
    await runHooks("post_generate", run);
    const plan = planOutputs(leftByHooks(staging, run.hooks), destination, onConflict);
    const autoRun = await checkPlan(plan, capabilities);
    if (autoRun.length > 0) generation.warn(autoRun);
    staging.commit(plan);
    return plan;
  } catch (error) {
    if (error instanceof DxgError && error.code === "hook/cancelled") generation.cancelled?.(error);
    throw error;
  } finally {
    staging.close();
  }
}

/** What is in the stage after all hooks. Which of them left what is refused cannot be told: all are named. @throws {DxgError} */
function leftByHooks(staging: Staging, hooks: readonly Hook[]): readonly PlannedOutput[] {
  try {
    return staging.outputs("a hook");
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    throw error.with({
      notes: firstOf(
        hooks.map(({ command, line }) => `line ${line} of template.yaml runs \`${showCommand(command)}\``),
      ),
    });
  }
}
