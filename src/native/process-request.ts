/** What the process runners take and give back: a request with its limits, how it ended, what kept it in. Types only. */
import type { ErrnoName } from "./os-backend.ts";

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
  /**
   * What ends the processes that it starts, when it ends: the kernel, a guard process, a signal to the group, which does not
   * reach those that have left it (`setsid`).
   */
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
