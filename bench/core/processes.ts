/** Times whole processes in turns with bench/native/process_timer.c. */
import { compileProgram } from "./c-program.ts";
import type { Samples } from "./measure.ts";

/** A process that a user would start. `@@` in a word is replaced by the round's number; see process_timer.c. */
export interface Command {
  readonly name: string;
  readonly words: readonly string[];
}

/** @throws {Error} without a C compiler, or when a process fails */
export function timeProcesses(rounds: number, commands: readonly Command[]): Samples[] {
  const timer = compileProgram("process_timer", false);
  if (timer === undefined) throw new Error("a C compiler is needed to time processes");
  const words = commands.flatMap(({ words }, index) => (index === 0 ? words : [":::", ...words]));
  const { stdout, exitCode } = Bun.spawnSync([timer, String(rounds), ...words], { stdout: "pipe", stderr: "inherit" });
  if (exitCode !== 0) throw new Error(`process_timer ended with ${exitCode}`);
  const samples = commands.map(({ name }) => ({ name, rounds: [] as number[] }));
  for (const line of stdout.toString().trim().split("\n")) {
    const [index, nanoseconds, status] = line.split(" ").map(Number);
    const { name, rounds: times } = samples[index!]!;
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    times.push(nanoseconds!);
  }
  return samples;
}
