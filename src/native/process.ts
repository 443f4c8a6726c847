/**
 * Runs one program to its end, kept in as far as the system can: the seam behind which the C library's process runner
 * (`process-c.ts`) and a weaker one on Bun.spawn (`process-portable.ts`) stand. What a hook may do is not decided here.
 */
import { DxgError } from "../base/error.ts";
import { library } from "./load.ts";
import type { ErrnoName } from "./os-backend.ts";
import { probeLibraryProcess, runLibraryProcess } from "./process-c.ts";
import { runPortableProcess } from "./process-portable.ts";

/**
 * `open`: the network as the user has it. `cut`: none; where the system cannot cut it off, nothing runs.
 * `cut-if-possible`: none where the system can do it.
 */
export type NetworkAccess = "open" | "cut" | "cut-if-possible";

export interface ProcessLimits {
  /** Milliseconds of wall-clock time for the whole. */
  readonly milliseconds: number;
  /** Bytes on standard output and standard error together. */
  readonly outputBytes: number;
  /** Bytes of data of each process. */
  readonly memoryBytes: number;
  /** Seconds of processor time of each process. */
  readonly cpuSeconds: number;
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Processes and threads at one time. */
  readonly processes: number;
}

export type ProcessStream = "stdout" | "stderr";

export interface ProcessRequest {
  /** Absolute path of the program. */
  readonly program: string;
  /** The words of the command, the first of which names the program. No shell reads them. */
  readonly words: readonly string[];
  /** Absolute path of the working directory. */
  readonly directory: string;
  /** A descriptor of the working directory: where the path leads elsewhere by then, nothing runs. */
  readonly directoryFd?: number;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly network: NetworkAccess;
  /** Absolute paths of folders and files that it may write to. */
  readonly writable: readonly string[];
  /** Absolute paths of folders that it must not read; those that are not there do not matter. */
  readonly hidden: readonly string[];
  readonly limits: ProcessLimits;
  /** Gets all output as it comes; the view is only good during the call. */
  readonly onOutput: (bytes: Uint8Array, stream: ProcessStream) => void;
  /** Asked again and again: whether to stop. */
  readonly isCancelled?: () => boolean;
}

/** Why a process did not start. `network`: it could not be cut off. `program`: there is none that can be run. */
export type StartFailure = "network" | "program" | "directory" | "system";

export type ProcessEnd =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "signalled"; readonly signal: number }
  | { readonly kind: "stopped"; readonly why: "time" | "output" | "cancelled" }
  | { readonly kind: "not-started"; readonly what: StartFailure; readonly errno: ErrnoName | `errno ${number}` };

/** What keeps a process in. */
export interface Confinement {
  /** How the network is cut off; undefined when it is not. */
  readonly network: "namespace and filter" | "namespace" | "filter" | undefined;
  /** Whether all processes that it starts are certain to end with it: by the kernel, by a guard process, by group only. */
  readonly tree: "kernel" | "guard" | "group";
  /** Whether it writes only to what is writable. */
  readonly writes: boolean;
  /** Whether hidden folders cannot be read; true also where there was none to hide. */
  readonly reads: boolean;
  /** Whether the number of its processes is limited. */
  readonly processes: boolean;
  /** Whether memory, processor time and sizes of files are limited. */
  readonly resources: boolean;
}

export interface ProcessResult {
  readonly end: ProcessEnd;
  readonly confinement: Confinement;
}

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

export const PORTABLE_CONFINEMENT: Confinement = {
  network: undefined,
  tree: "group",
  writes: false,
  reads: false,
  processes: false,
  resources: false,
};
