/** The other side of oracle.py: one long-lived Python process with Jinja2. It compares nothing. */
import type { UndefinedMode } from "../../../src/value/value.ts";
import type { Tagged } from "../../value/case.ts";

export type JinjaSyntax = {
  readonly [name in
    | "block_start_string"
    | "block_end_string"
    | "variable_start_string"
    | "variable_end_string"
    | "comment_start_string"
    | "comment_end_string"
    | "line_statement_prefix"
    | "line_comment_prefix"
    | "newline_sequence"]?: string;
};

export interface JinjaOptions {
  readonly undefined: UndefinedMode;
  readonly autoescape: boolean;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
  /** Delimiters, prefixes and the newline sequence by their names in Jinja2. */
  readonly syntax?: JinjaSyntax;
  /** Of `trans`; off when not given. */
  readonly newstyleGettext?: boolean;
  /** When our engine tells of names that do not exist; Jinja2 does it when a render comes to them. */
  readonly faults?: "render";
}

export interface JinjaCase {
  readonly template: string;
  readonly includes: Readonly<Record<string, string>>;
  readonly context: Tagged;
  readonly options: JinjaOptions;
  /**
   * Jinja2 works constant expressions out ahead of time, with other results: it forgets what is markup, slices what has
   * no slices, and fails in branches that are never reached. Off for the answer without that.
   */
  readonly folding: boolean;
  /** Whether methods and iterators print their address in memory, which is another one each time, or their name. */
  readonly addresses: boolean;
  /**
   * Whether an `autoescape` block lasts after a `break` in it, and reaches into the blocks that it calls, whose own text
   * was compiled for other escaping.
   */
  readonly leaks: boolean;
}

/** Every name that Jinja2 has. */
export interface JinjaNames {
  readonly filter: readonly string[];
  readonly test: readonly string[];
}

export type JinjaAnswer =
  | { readonly ok: string }
  /** The class of the exception, then its base classes. */
  | { readonly error: readonly string[]; readonly message: string; readonly line?: number | null };

const PYTHONS = ["python3", "/usr/bin/python3"];
const CHECK = "import jinja2, sys; sys.exit(0 if jinja2.__version__ == '3.1.2' else 1)";

/** A Python that has the Jinja2 of the fixtures; undefined when this machine has none. */
export function findPython(): string | undefined {
  return PYTHONS.find((python) => {
    try {
      return Bun.spawnSync([python, "-c", CHECK], { stdout: "ignore", stderr: "ignore" }).success;
    } catch {
      return false;
    }
  });
}

export class Oracle {
  readonly #process: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string) {
    const script = new URL("oracle.py", import.meta.url).pathname;
    this.#process = Bun.spawn([python, "-B", script], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#lines = lines(this.#process.stdout);
  }

  async answers(cases: readonly JinjaCase[]): Promise<readonly JinjaAnswer[]> {
    return (await this.#ask(cases)) as readonly JinjaAnswer[];
  }

  async names(): Promise<JinjaNames> {
    return (await this.#ask(null)) as JinjaNames;
  }

  async #ask(question: readonly JinjaCase[] | null): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    await this.#process.stdin.flush();
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("the Python process ended");
    return JSON.parse(value);
  }

  async close(): Promise<void> {
    await this.#process.stdin.end();
    await this.#process.exited;
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  for await (const chunk of stream) {
    const pieces = decoder.decode(chunk, { stream: true }).split("\n");
    for (const piece of pieces.slice(0, -1)) {
      parts.push(piece);
      yield parts.join("");
      parts = [];
    }
    parts.push(pieces[pieces.length - 1] ?? "");
  }
}
