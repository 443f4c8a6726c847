/** Where and when something was measured. Reads the machine; judges only whether it is too busy for honest figures. */
import { cpus, loadavg } from "node:os";
import { native } from "../../src/native/native.ts";
import type { Environment } from "./result.ts";

export const ROOT: string = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

export type Before = Omit<Environment, "loadAfter">;

export function environmentBefore(): Before {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    bun: Bun.version,
    system: `${process.platform} ${process.arch}`,
    implementation: native().implementation,
    loadBefore: load(),
  };
}

/** Load average over one minute, to two digits. */
export function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}

/** Others keep more than half a core busy: figures are then spread wide. */
export function isBusy(): boolean {
  return load() > cpus().length / 2;
}

/** The commit, and whether files that it tracks were changed since. */
function commit(): string {
  const git = (...args: string[]): string => {
    const { stdout, success } = Bun.spawnSync(["git", ...args], { cwd: ROOT, stdout: "pipe", stderr: "ignore" });
    return success ? stdout.toString().trim() : "";
  };
  const id = git("rev-parse", "--short=12", "HEAD");
  if (id === "") return "unknown";
  return git("status", "--porcelain", "--untracked-files=no", "src", "ffi", "templates") === ""
    ? id
    : `${id} (changed)`;
}
