/** What this system offers for writing safely, found by asking it. For `dxg doctor`. */
import {
  closeDirectory,
  holdSignals,
  openDirectory,
  type PathGuard,
  pathGuard,
  releaseSignals,
} from "../native/os-at.ts";

export interface WritingSupport {
  readonly guard: PathGuard;
  /** Whether signals can wait until a run has tidied up. */
  readonly holdsSignals: boolean;
}

export function writingSupport(): WritingSupport {
  const dir = openDirectory("/");
  const guard = typeof dir === "number" ? pathGuard(dir) : "paths";
  if (typeof dir === "number") closeDirectory(dir);
  const holdsSignals = holdSignals();
  if (holdsSignals) releaseSignals();
  return { guard, holdsSignals };
}
