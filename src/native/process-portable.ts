/**
 * The process runner without the C library: Bun.spawn with an argument vector, a session of its own that is ended as a
 * group, limits of time and output. It can keep a program neither from the network nor from files; `Confinement` says so.
 */
import type { Confinement, ProcessEnd, ProcessRequest, ProcessResult, ProcessStream } from "./process-request.ts";

const POLL_MS = 20;

export const PORTABLE_CONFINEMENT: Confinement = {
  network: undefined,
  tree: "group",
  writes: false,
  reads: false,
  processes: false,
  resources: false,
};

export async function runPortableProcess(request: ProcessRequest): Promise<ProcessResult> {
  const confinement = PORTABLE_CONFINEMENT;
  if (request.network === "cut") {
    return { end: { kind: "not-started", what: "network", errno: "ENOTSUP" }, confinement };
  }
  let child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  try {
    child = Bun.spawn([request.program, ...request.words.slice(1)], {
      argv0: request.words[0] ?? request.program,
      cwd: request.directory,
      env: { ...request.environment },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      detached: true,
    });
  } catch (error) {
    const denied = error instanceof Error && "code" in error && error.code === "EACCES";
    return { end: { kind: "not-started", what: "program", errno: denied ? "EACCES" : "ENOENT" }, confinement };
  }
  return { end: await follow(child, request), confinement };
}

async function follow(child: Bun.Subprocess<"ignore", "pipe", "pipe">, request: ProcessRequest): Promise<ProcessEnd> {
  const { limits, onOutput, isCancelled } = request;
  let room = limits.outputBytes;
  let stopped: ProcessEnd | undefined;
  const stop = (why: "time" | "output" | "cancelled"): void => {
    stopped ??= { kind: "stopped", why };
    endGroup(child.pid);
  };
  const take = async (from: ReadableStream<Uint8Array>, stream: ProcessStream): Promise<void> => {
    for await (const bytes of from) {
      if (room < 0) continue;
      onOutput(bytes.subarray(0, room), stream);
      room -= bytes.length;
      if (room < 0) stop("output");
    }
  };
  const deadline = performance.now() + limits.milliseconds;
  const watch = setInterval(() => {
    if (performance.now() > deadline) stop("time");
    else if (isCancelled?.() === true) stop("cancelled");
  }, POLL_MS);
  const output = Promise.all([take(child.stdout, "stdout"), take(child.stderr, "stderr")]);
  try {
    await child.exited;
    // What it has left behind goes now, and with it the last writers of the pipes.
    endGroup(child.pid);
    await output;
  } finally {
    clearInterval(watch);
  }
  if (stopped !== undefined) return stopped;
  if (child.signalCode === null) return { kind: "exited", status: child.exitCode ?? 0 };
  return { kind: "signalled", signal: SIGNALS[child.signalCode] ?? 0 };
}

/** The group is the child's session; a process that has left it is not reached. */
function endGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/** Signals that end programs, by their numbers, which are the same on Linux and macOS. */
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGXFSZ: 25,
};
