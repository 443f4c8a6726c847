/** Lets signals that ask a process to end wait while files are written. What they do afterwards is not decided here. */
import { DxgError } from "../base/error.ts";
import { heldSignal, holdSignals, releaseSignals } from "../native/os-at.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class HeldSignals {
  readonly #byLibrary: boolean = holdSignals();

  /** From now on they wait. Without the native library only those count that come while JavaScript waits, as for a hook. */
  constructor() {
    told = undefined;
    if (!this.#byLibrary) for (const signal of SIGNALS) process.on(signal, note);
  }

  /** They act again, and the first that waited acts now. */
  release(): void {
    if (!this.#byLibrary) {
      for (const signal of SIGNALS) process.off(signal, note);
      if (told !== undefined) process.kill(process.pid, told);
      return;
    }
    const waited = releaseSignals();
    if (waited !== 0) process.kill(process.pid, waited);
  }
}

/** @throws {DxgError} write/interrupted when a signal waits */
export function stopIfAsked(): void {
  if (signalWaits()) throw new DxgError("write/interrupted", "nothing was written");
}

/** Whether a signal that asks the process to end waits. */
export function signalWaits(): boolean {
  return told !== undefined || heldSignal() !== 0;
}

/** The first that came without the native library. */
let told: NodeJS.Signals | undefined;

function note(signal: NodeJS.Signals): void {
  told ??= signal;
}
