/** Lets signals that ask a process to end wait while files are written. What they do afterwards is not decided here. */
import { DxgError } from "../base/error.ts";
import { heldSignal, holdSignals, releaseSignals } from "../native/os-at.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class HeldSignals {
  readonly #byLibrary: boolean = holdSignals();

  /** From now on they wait. Without the native library they are forgotten, since JavaScript is not told while it runs. */
  constructor() {
    if (!this.#byLibrary) for (const signal of SIGNALS) process.on(signal, forget);
  }

  /** They act again, and the first that waited acts now. */
  release(): void {
    if (!this.#byLibrary) {
      for (const signal of SIGNALS) process.off(signal, forget);
      return;
    }
    const waited = releaseSignals();
    if (waited !== 0) process.kill(process.pid, waited);
  }
}

/** @throws {DxgError} write/interrupted when a signal waits */
export function stopIfAsked(): void {
  if (heldSignal() !== 0) throw new DxgError("write/interrupted", "nothing was written");
}

function forget(): void {
  // Waiting is all.
}
