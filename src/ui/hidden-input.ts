/**
 * Asks for a passphrase at the terminal without showing it. The terminal is as it was afterwards, also when a signal ends
 * the process. It must be called only where standard input is a terminal.
 */
import { DxgError } from "../base/error.ts";
import { writeStandardError } from "../native/os.ts";
import { CONTROL_Z, readKeys, stopJob } from "./job-control.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
const INTERRUPT = "\x03";
const END = "\x04";
const CLEAR = "\x15";
const LENGTH_MAX = 1024;

/** What was typed or pasted beyond the line that was asked for; the next question takes it. */
const ahead = { text: "" };

/** @throws {DxgError} trust/passphrase when the input ends */
export async function askHidden(question: string): Promise<string> {
  const { stdin } = process;
  const decoder = new TextDecoder();
  const restore = (): void => {
    stdin.setRawMode(false);
    stdin.pause();
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off("SIGCONT", ask);
    writeStandardError("\n");
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    restore();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  let line = "";
  // Also when a job that was stopped goes on: what was typed before is not to be seen any more.
  const ask = (): void => {
    line = "";
    readKeys();
    writeStandardError(question);
  };
  process.on("SIGCONT", ask);
  ask();
  try {
    for (;;) {
      for (const char of takeAhead()) {
        if (char === "\r" || char === "\n") return line;
        ahead.text = ahead.text.slice(char.length);
        if (char === INTERRUPT) onSignal("SIGINT");
        else if (char === END && line === "") throw ended();
        else if (char === CONTROL_Z) stopJob();
        else if (char === CLEAR) line = "";
        else if (char === "\x7f" || char === "\b") line = [...line].slice(0, -1).join("");
        else if (char >= " " && line.length < LENGTH_MAX) line += char;
      }
      ahead.text += decoder.decode(await nextChunk(), { stream: true });
    }
  } finally {
    ahead.text = ahead.text.replace(/^\r?\n?/, "");
    restore();
  }
}

function takeAhead(): readonly string[] {
  return [...ahead.text];
}

function nextChunk(): Promise<Uint8Array> {
  const { stdin } = process;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Uint8Array): void => {
      stdin.off("end", onEnd);
      resolve(chunk);
    };
    const onEnd = (): void => {
      stdin.off("data", onData);
      reject(ended());
    };
    stdin.once("data", onData);
    stdin.once("end", onEnd);
    stdin.resume();
  });
}

function ended(): DxgError {
  return new DxgError("trust/passphrase", "the input ended", { hint: "Type it and press Enter" });
}
