/**
 * Puts what a hook prints into lines: each stream has its own, so that two that print at once do not mix within a line.
 * Secrets are taken out; nothing is escaped here.
 */
import { HOOK_LINES_SHOWN } from "../base/limits.ts";
import type { ProcessStream } from "../native/process.ts";

/** A line that goes on and on is shown in pieces of this many characters. */
const LINE_CHARACTERS_MAX = 4096;

export class HookOutput {
  readonly #hide: (text: string) => string;
  readonly #onLine: (line: string) => void;
  readonly #last: string[] = [];
  readonly #streams: Readonly<Record<ProcessStream, { readonly decoder: TextDecoder; rest: string }>> = {
    stdout: { decoder: new TextDecoder(), rest: "" },
    stderr: { decoder: new TextDecoder(), rest: "" },
  };

  constructor(hide: (text: string) => string, onLine: (line: string) => void) {
    this.#hide = hide;
    this.#onLine = onLine;
  }

  add(bytes: Uint8Array, stream: ProcessStream): void {
    const state = this.#streams[stream];
    const lines = (state.rest + state.decoder.decode(bytes, { stream: true })).split("\n");
    let rest = lines.pop() ?? "";
    for (const line of lines) this.#tell(line.endsWith("\r") ? line.slice(0, -1) : line);
    for (; rest.length > LINE_CHARACTERS_MAX; rest = rest.slice(LINE_CHARACTERS_MAX)) {
      this.#tell(rest.slice(0, LINE_CHARACTERS_MAX));
    }
    state.rest = rest;
  }

  /** Tells what stands behind the last line ends. */
  end(): void {
    for (const state of Object.values(this.#streams)) {
      const rest = state.rest + state.decoder.decode();
      state.rest = "";
      if (rest !== "") this.#tell(rest);
    }
  }

  /** Oldest first. */
  get lastLines(): readonly string[] {
    return this.#last;
  }

  #tell(text: string): void {
    const line = this.#hide(text);
    this.#last.push(line);
    if (this.#last.length > HOOK_LINES_SHOWN) this.#last.shift();
    this.#onLine(line);
  }
}
