/**
 * A folder of the fuzzer's own, in memory where the system has that, for what is read through files. While it is in use it
 * is the user's config folder as well, so that nothing of the real one is read or changed.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const IN_MEMORY = "/dev/shm";
const NAME = "XDG_CONFIG_HOME";
let folder: string | undefined;

/** Its path; it is there while `withFuzzFolder` runs. */
export function fuzzFolder(): string {
  if (folder === undefined) throw new Error("no folder has been made");
  return folder;
}

/** The folder that dxg keeps keys and decisions in. */
export function configFolder(): string {
  return join(fuzzFolder(), "dxg");
}

export async function withFuzzFolder<T>(run: () => Promise<T>): Promise<T> {
  const before = process.env[NAME];
  folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), "dxg-fuzz-"));
  mkdirSync(configFolder(), { mode: 0o700 });
  process.env[NAME] = folder;
  try {
    return await run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
    folder = undefined;
    if (before === undefined) delete process.env[NAME];
    else process.env[NAME] = before;
  }
}
