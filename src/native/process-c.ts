/**
 * The process runner on the C library: writes the request, reads output in short steps so that signals are handled in
 * between, and stops what goes on for too long or says too much.
 */
import { EFFECT, PROCESS_FLAG, PROCESS_REQUEST_WORDS, PROCESS_STATE_WORDS, PROCESS_STEP } from "./abi.ts";
import type { LibrarySymbols } from "./load.ts";
import { errnoName } from "./os-backend.ts";
import type { Confinement, ProcessEnd, ProcessRequest, ProcessResult, StartFailure } from "./process-request.ts";

/** How long a signal may have to wait for its handler. */
const STEP_MS = 20;
const BUFFER_BYTES = 64 * 1024;
const MIB = 1024 * 1024;
const NO_DIRECTORY = 0xffffffff;
/** Places in the state (dxg.h). */
const EFFECTS = 5;
const PHASE = 6;
const VALUE = 7;
const FAILED_STEP = 8;
const STREAM = 9;
const STANDARD_OUTPUT = 1;

/** `weaken`: a set of the `no…` flags, for tests of what happens on other kernels. */
export async function runLibraryProcess(
  c: LibrarySymbols,
  request: ProcessRequest,
  weaken = 0,
): Promise<ProcessResult> {
  const state = new Uint32Array(PROCESS_STATE_WORDS);
  const result = start(c, request, weaken | networkFlags(request), state);
  const confinement = (): Confinement => readConfinement(state[EFFECTS]!, request.hidden.length > 0);
  if (result < 0) return { end: notStarted(state[FAILED_STEP]!, result), confinement: confinement() };
  try {
    const stopped = await follow(c, request, state);
    return { end: stopped ?? readEnd(state), confinement: confinement() };
  } finally {
    c.dxg_process_end(state);
  }
}

/** Starts a process that is kept in as a hook without network would be, and that runs nothing. */
export function probeLibraryProcess(c: LibrarySymbols): Confinement {
  const state = new Uint32Array(PROCESS_STATE_WORDS);
  const limits = { milliseconds: 0, outputBytes: 0, memoryBytes: MIB, cpuSeconds: 1, fileBytes: 0, processes: 1 };
  const request: ProcessRequest = {
    program: "/",
    words: ["probe"],
    directory: "/",
    environment: {},
    network: "cut-if-possible",
    writable: [],
    hidden: [],
    limits,
    onOutput: () => {},
  };
  try {
    start(c, request, PROCESS_FLAG.probe | networkFlags(request), state);
    return readConfinement(state[EFFECTS]!, false);
  } finally {
    c.dxg_process_end(state);
  }
}

function networkFlags({ network }: ProcessRequest): number {
  if (network === "open") return 0;
  return PROCESS_FLAG.cutNetwork | (network === "cut" ? PROCESS_FLAG.requireCut : 0);
}

function start(c: LibrarySymbols, request: ProcessRequest, flags: number, state: Uint32Array): number {
  const { program, words, directory, environment, writable, hidden, limits } = request;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const texts = [directory, program, ...words, ...variables, ...writable, ...hidden];
  const bytes = new TextEncoder().encode(`${texts.join("\0")}\0`);
  const numbers = new Uint32Array(PROCESS_REQUEST_WORDS);
  numbers.set([
    flags,
    request.directoryFd ?? NO_DIRECTORY,
    words.length,
    variables.length,
    writable.length,
    hidden.length,
    Math.ceil(limits.memoryBytes / MIB),
    limits.cpuSeconds,
    Math.ceil(limits.fileBytes / MIB),
    limits.processes,
  ]);
  return c.dxg_process_start(bytes, bytes, numbers, state);
}

/** Reads until the end; the result is why it was stopped before. */
async function follow(
  c: LibrarySymbols,
  { limits, onOutput, isCancelled }: ProcessRequest,
  state: Uint32Array,
): Promise<ProcessEnd | undefined> {
  const deadline = performance.now() + limits.milliseconds;
  const buffer = new Uint8Array(BUFFER_BYTES);
  let room = limits.outputBytes;
  for (;;) {
    const count = c.dxg_process_step(state, buffer, buffer, STEP_MS);
    if (count > 0) {
      onOutput(buffer.subarray(0, Math.min(count, room)), state[STREAM] === STANDARD_OUTPUT ? "stdout" : "stderr");
      room -= count;
      if (room < 0) return { kind: "stopped", why: "output" };
    } else if (count < 0 || state[PHASE] !== 0) {
      return undefined;
    }
    if (performance.now() > deadline) return { kind: "stopped", why: "time" };
    await handlersRun();
    if (isCancelled?.() === true) return { kind: "stopped", why: "cancelled" };
  }
}

/** Gives handlers of signals their turn. */
function handlersRun(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function readEnd(state: Uint32Array): ProcessEnd {
  const value = state[VALUE]!;
  if (state[PHASE] === 1) return { kind: "exited", status: value };
  if (state[PHASE] === 2) return { kind: "signalled", signal: value };
  return notStarted(state[FAILED_STEP]!, -value);
}

const FAILURES: Readonly<Record<number, StartFailure>> = {
  [PROCESS_STEP.network]: "network",
  [PROCESS_STEP.program]: "program",
  [PROCESS_STEP.directory]: "directory",
};

function notStarted(step: number, result: number): ProcessEnd {
  return { kind: "not-started", what: FAILURES[step] ?? "system", errno: errnoName(result) };
}

function readConfinement(effects: number, hides: boolean): Confinement {
  const has = (effect: number): boolean => (effects & effect) !== 0;
  const namespace = has(EFFECT.networkNamespace);
  const filter = has(EFFECT.socketFilter);
  return {
    network: namespace ? (filter ? "namespace and filter" : "namespace") : filter ? "filter" : undefined,
    tree: has(EFFECT.pidNamespace) ? "kernel" : "guard",
    writes: has(EFFECT.writeRules),
    // Rules for reading are made only where the folder is there.
    reads: has(EFFECT.readRules) || (has(EFFECT.writeRules) && !hides),
    processes: has(EFFECT.processLimit),
    resources: true,
  };
}
