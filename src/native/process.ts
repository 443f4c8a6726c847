/**
 * Runs one program to its end, kept in as far as the system can: the seam behind which the C library's process runner
 * (`process-c.ts`) and a weaker one on Bun.spawn (`process-portable.ts`) stand. What a hook may do is not decided here.
 */
import { DxgError } from "../base/error.ts";
import { library } from "./load.ts";
import { probeLibraryProcess, runLibraryProcess } from "./process-c.ts";
import { PORTABLE_CONFINEMENT, runPortableProcess } from "./process-portable.ts";
import type { Confinement, ProcessRequest, ProcessResult } from "./process-request.ts";

export type {
  Confinement,
  ProcessEnd,
  ProcessLimits,
  ProcessRequest,
  ProcessResult,
  ProcessStream,
} from "./process-request.ts";

/**
 * Runs a program and waits for its end; no process that it started is left then, as far as `confinement.tree` says.
 * @throws {DxgError} io/failed for words, paths or variables that hold a NUL character
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const texts = [request.program, request.directory, ...request.words, ...request.writable, ...request.hidden];
  for (const text of [...texts, ...Object.entries(request.environment).flat()]) {
    if (text.includes("\0")) throw new DxgError("io/failed", "a text for a new process holds a NUL character");
  }
  const loaded = process.platform === "linux" ? library() : undefined;
  return loaded === undefined ? runPortableProcess(request) : runLibraryProcess(loaded.symbols, request);
}

/** What a process would be kept in by on this system, found by starting one that runs nothing. */
export function probeConfinement(): Confinement {
  const loaded = process.platform === "linux" ? library() : undefined;
  return loaded === undefined ? PORTABLE_CONFINEMENT : probeLibraryProcess(loaded.symbols);
}
