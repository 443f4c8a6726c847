/** Runs a script by one of the process runners, and tells how it ended, what it wrote and how long it took. */
import { tmpdir } from "node:os";
import type { ProcessRequest, ProcessResult, runProcess } from "../../src/native/process.ts";

export interface Told extends ProcessResult {
  readonly out: string;
  readonly milliseconds: number;
}

const MIB = 1024 * 1024;

export const LIMITS = {
  milliseconds: 20_000,
  outputBytes: MIB,
  memoryBytes: 1024 * MIB,
  cpuSeconds: 20,
  fileBytes: 8 * MIB,
  processes: 200,
};

export async function told(script: string, change: Partial<ProcessRequest>, run: typeof runProcess): Promise<Told> {
  let out = "";
  const startedAt = performance.now();
  const result = await run({
    program: "/bin/bash",
    words: ["bash", "-c", script],
    directory: tmpdir(),
    environment: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    network: "open",
    writable: [],
    hidden: [],
    limits: LIMITS,
    onOutput: (bytes) => {
      out += new TextDecoder().decode(bytes);
    },
    ...change,
  });
  return { ...result, out, milliseconds: performance.now() - startedAt };
}
