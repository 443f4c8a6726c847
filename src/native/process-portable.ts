/**
 * The process runner without the C library: Bun.spawn with an argument vector, a session of its own that is ended as a
 * group, limits of time and output. It can keep a program neither from the network nor from files; `Confinement` says so.
 * A process that has left the session goes on after the program's end; nothing waits for it, and its output is lost.
 */
import type { Confinement, ProcessEnd, ProcessRequest, ProcessResult, ProcessStream } from "./process-request.ts";

const POLL_MS = 20;
/** After so many of them without output a program that has ended has no more: others hold its pipes. */
const QUIET_POLLS = 2;

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
  let child: Child;
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

type Child = Bun.Subprocess<"ignore", "pipe", "pipe">;

async function follow(child: Child, request: ProcessRequest): Promise<ProcessEnd> {
  const { limits, onOutput, isCancelled } = request;
  const readers = { stdout: child.stdout.getReader(), stderr: child.stderr.getReader() };
  let room = limits.outputBytes;
  let stopped: ProcessEnd | undefined;
  let quietPolls = 0;
  /** All that waits for output goes on as at its end. */
  const close = (): void => {
    for (const reader of Object.values(readers)) void reader.cancel().catch(() => {});
  };
  const stop = (why: "time" | "output" | "cancelled"): void => {
    stopped ??= { kind: "stopped", why };
    if (!hasEnded(child)) endGroup(child.pid);
    close();
  };
  const take = async (stream: ProcessStream): Promise<void> => {
    for (;;) {
      const { value, done } = await readers[stream].read();
      if (done || stopped !== undefined) return;
      quietPolls = 0;
      onOutput(value.subarray(0, room), stream);
      room -= value.length;
      if (room < 0) stop("output");
    }
  };
  const deadline = performance.now() + limits.milliseconds;
  const watch = setInterval(() => {
    if (performance.now() > deadline) stop("time");
    else if (isCancelled?.() === true) stop("cancelled");
    else if (hasEnded(child) && quietPolls++ === QUIET_POLLS) close();
  }, POLL_MS);
  try {
    await Promise.all([child.exited.then(() => endRest(child.pid)), take("stdout"), take("stderr")]);
  } catch (error) {
    if (!hasEnded(child)) endGroup(child.pid);
    close();
    throw error;
  } finally {
    clearInterval(watch);
  }
  if (stopped !== undefined) return stopped;
  if (child.signalCode === null) return { kind: "exited", status: child.exitCode ?? 0 };
  return { kind: "signalled", signal: SIGNALS[child.signalCode] ?? 0 };
}

/** Whether the child was reaped, so that its number can be given to another process. */
function hasEnded({ exitCode, signalCode }: Child): boolean {
  return exitCode !== null || signalCode !== null;
}

/** The group is the child's session. */
function endGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/**
 * Ends what a child that was just reaped has left in its group, which keeps the child's number for as long as anybody is
 * in it: a process of that number is somebody else's, and so may the group be.
 */
function endRest(pid: number): void {
  if (process.platform !== "win32" && !isTaken(pid)) endGroup(pid);
}

function isTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
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
