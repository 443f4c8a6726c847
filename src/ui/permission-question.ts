/**
 * Asks a person at a terminal whether a template may run, on standard error. While it asks, nothing else writes to the
 * terminal. What was typed before the question could be read is thrown away, the answer is No unless somebody says
 * otherwise, and however it ends the terminal is as it was. A job that was stopped asks anew when it goes on.
 */
import type { PassThrough, Writable } from "node:stream";
import type { PermissionAnswer, PermissionQuestion } from "../app/trust-decision.ts";
import { environment } from "../base/env.ts";
import { isTerminal, showPath, writeStandardError } from "../native/os.ts";
import { AnswerKeys } from "./answer-keys.ts";
import { readKeys, stopJob } from "./job-control.ts";
import { permissionText } from "./permissions.ts";
import { printable } from "./printable.ts";

const STANDARD_INPUT = 0;
const STANDARD_ERROR = 2;
/** Keys that come sooner were not pressed in answer to what was shown. */
const DEAF_MILLISECONDS = 300;
/** A signal is told later than keys that came after it: what was typed while the job stood is no answer. */
const SIGNAL_MILLISECONDS = 20;
const CONTROL_C = "\x03";
const SHOW_CURSOR = "\x1b[?25h";
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

export async function askPermission(question: PermissionQuestion): Promise<PermissionAnswer> {
  const canAsk = isTerminal(STANDARD_INPUT) && isTerminal(STANDARD_ERROR) && environment("ci") === undefined;
  if (!canAsk) return "nobody";
  const restore = (signal: NodeJS.Signals): void => {
    process.stdin.setRawMode(false);
    writeStandardError(`${SHOW_CURSOR}\n`);
    release();
    process.kill(process.pid, signal);
  };
  // An error that nobody catches ends the process with its usual code and message, and no code of clack's.
  const showCursor = (): void => {
    writeStandardError(SHOW_CURSOR);
  };
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, restore);
    process.off("exit", showCursor);
  };
  for (const signal of SIGNALS) process.on(signal, restore);
  process.on("exit", showCursor);
  const job = new Job();
  try {
    for (;;) {
      job.wasStopped = false;
      show(question);
      if (await isInterrupted()) return "cancelled";
      if (job.wasStopped) continue;
      const answer = await confirmed(job);
      if (!job.wasStopped) return answer;
    }
  } finally {
    job.release();
    release();
    process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stdin.unref();
  }
}

/** Whether the process was stopped while it asked: then where the question stands on the screen is not known any more. */
class Job {
  wasStopped = false;
  /** Called when it goes on. */
  onGoOn: (() => void) | undefined;
  /** Whether it stopped itself, and is to be told that it goes on. */
  #stoppedItself = false;

  constructor() {
    process.on("SIGCONT", this.#goOn);
  }

  stop(): void {
    this.wasStopped = true;
    this.#stoppedItself = true;
    stopJob();
  }

  release(): void {
    process.off("SIGCONT", this.#goOn);
  }

  readonly #goOn = (): void => {
    const isOwn = this.#stoppedItself;
    this.#stoppedItself = false;
    if (isOwn) return;
    this.wasStopped = true;
    this.onGoOn?.();
  };
}

function show({ template, version, place, why, permissions }: PermissionQuestion): void {
  const head = `"${printable(template)}" ${printable(version)} in ${showPath(place)}: ${printable(why)}.\n`;
  writeStandardError(`${head}${permissionText(permissions)}`);
}

/** Throws away all keys for a moment; true when one of them was Ctrl-C. */
async function isInterrupted(): Promise<boolean> {
  let interrupted = false;
  const drop = (keys: Uint8Array | string): void => {
    interrupted ||= Buffer.from(keys).includes(CONTROL_C);
  };
  readKeys();
  process.stdin.on("data", drop);
  process.stdin.resume();
  await new Promise((resolve) => setTimeout(resolve, DEAF_MILLISECONDS));
  process.stdin.off("data", drop);
  return interrupted;
}

/** Nothing is answered when the job was stopped in between. */
async function confirmed(job: Job): Promise<PermissionAnswer> {
  const { confirm, isCancel } = await import("@clack/prompts");
  const { keys, stops, release } = await pressedKeys(job);
  try {
    const answer = await confirm({
      message: "May it run, now and later, as long as it asks for no more?",
      initialValue: false,
      input: keys,
      output: await terminal(),
    });
    await new Promise((resolve) => setTimeout(resolve, SIGNAL_MILLISECONDS));
    if (stops()) job.stop();
    if (isCancel(answer)) return "cancelled";
    return answer ? "yes" : "no";
  } finally {
    release();
  }
}

interface PressedKeys {
  readonly keys: PassThrough;
  /** Whether the job is to be stopped. */
  readonly stops: () => boolean;
  readonly release: () => void;
}

/** The keys that answer, as they are pressed; the end of the input ends the question too. */
async function pressedKeys(job: Job): Promise<PressedKeys> {
  const { PassThrough } = await import("node:stream");
  const { stdin } = process;
  const keys = new PassThrough();
  const answer = new AnswerKeys();
  const press = (chunk: Uint8Array | string): void => {
    keys.write(answer.read(Buffer.from(chunk).toString("latin1")));
  };
  const end = (): void => void keys.write(CONTROL_C);
  stdin.on("data", press);
  stdin.on("end", end);
  job.onGoOn = end;
  if (stdin.readableEnded || job.wasStopped) end();
  const release = (): void => {
    stdin.off("data", press);
    stdin.off("end", end);
    job.onGoOn = undefined;
  };
  return { keys, stops: () => answer.stops, release };
}

const COLUMNS = 80;

/** Standard error with a width: a terminal that tells none, or no more than 0, would get a character a line. */
async function terminal(): Promise<Writable> {
  const { Writable } = await import("node:stream");
  const output = new Writable({
    write(chunk: Uint8Array, _encoding, done): void {
      writeStandardError(chunk);
      done();
    },
  });
  const { columns, rows } = process.stderr;
  return Object.assign(output, { isTTY: true, columns: columns > 0 ? columns : COLUMNS, rows });
}
