/** Runs `bun test` and reads what it prints. It decides nothing about what is run, and prints nothing itself. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

export interface TestRun extends Counts {
  /** What was printed, without the lines of tests that passed. */
  readonly output: string;
  /** What could not be tested here, each once: the text behind `not run: `. */
  readonly notRun: readonly string[];
}

const LINE = /^\s*(\d+) (pass|fail)$/gm;
/** Lines that say nothing to somebody who looks for a failure. */
const NOISE = /^(?:\(pass\).*|bun test v.*|\s*)\n/gm;
/** The name of a file none of whose tests failed. */
const QUIET_FILE = /^\S+\.test\.ts:\n(?=\S+\.test\.ts:\n|\s*\d+ (?:pass|tests failed))/gm;

/**
 * The result of a run from its output and exit code. A run that crashed, was killed, printed no counts or had no tests
 * (and did not say what it could not run) is a failure even when no test failed.
 */
export function readTestRun(output: string, exitCode: number | null): TestRun {
  let passed = 0;
  let failed = 0;
  let counted = false;
  for (const [, number, what] of output.matchAll(LINE)) {
    counted = true;
    if (what === "pass") passed = Number(number);
    else failed = Number(number);
  }
  const notRun = notRunLines(output);
  const empty = passed === 0 && notRun.length === 0;
  if (failed === 0 && (exitCode !== 0 || !counted || empty)) failed = 1;
  return { passed, failed, output: output.replace(NOISE, "").replace(QUIET_FILE, ""), notRun };
}

/** The texts behind `not run: `, in order, each once. */
export function notRunLines(output: string): readonly string[] {
  return [...new Set([...output.matchAll(/^\s*not run: (.+)$/gm)].map(([, what]) => what?.trim() ?? ""))];
}

/** Runs test files in one process. */
export async function runTests(
  files: readonly string[],
  root: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TestRun> {
  const command = [process.execPath, "test", "--timeout", "60000", ...files.map((file) => `./${file}`)];
  const { output, exitCode } = await run(command, root, env);
  return readTestRun(output, exitCode);
}

/** Runs a command to its end; both of its streams in one text, in the order of their arrival. */
export async function run(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly output: string; readonly exitCode: number | null }> {
  const child = Bun.spawn([...command], {
    cwd,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 600_000,
  });
  let output = "";
  const collect = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  await Promise.all([collect(child.stdout), collect(child.stderr), child.exited]);
  const { exitCode, signalCode } = child;
  if (signalCode !== null) output += `\nkilled by ${signalCode}\n`;
  return { output, exitCode: signalCode === null ? exitCode : null };
}
