/**
 * The process runner on Bun.spawn where a process has left the session of the program and holds its output, and to whom it
 * sends signals. What it has in common with the C library's is in process.test.ts.
 */
import { describe, expect, spyOn, test } from "bun:test";
import { readdirSync } from "node:fs";
import type { ProcessRequest } from "../../src/native/process.ts";
import { runPortableProcess } from "../../src/native/process-portable.ts";
import { LIMITS, type Told, told } from "./told.ts";

const run = (script: string, change: Partial<ProcessRequest> = {}): Promise<Told> =>
  told(script, change, runPortableProcess);

/** Whether there is a process of that number. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.if(process.platform === "linux")(
  "a process on Bun.spawn whose output is held by one that has left its session",
  () => {
    /** Prints the number of the other one. */
    const held = "setsid sleep 30 & echo $!; sleep 0.1";

    async function ended(script: string, change: Partial<ProcessRequest> = {}): Promise<Told> {
      const result = await run(script, change);
      process.kill(Number.parseInt(result.out, 10), "SIGKILL");
      expect(result.milliseconds).toBeLessThan(3000);
      return result;
    }

    test("ends when it exits, with all that it has printed", async () => {
      const { end, out } = await ended(`${held}; head -c 100000 /dev/zero | tr '\\0' x; exit 7`);
      expect(end).toEqual({ kind: "exited", status: 7 });
      expect(out.replace(/^\d+\n/, "")).toBe("x".repeat(100_000));
    });

    test("ends at the limit of time", async () => {
      const { end } = await ended(`${held}; wait`, { limits: { ...LIMITS, milliseconds: 300 } });
      expect(end).toEqual({ kind: "stopped", why: "time" });
    });

    test("ends when it is cancelled", async () => {
      const cancelAt = performance.now() + 300;
      const { end } = await ended(`${held}; wait`, { isCancelled: () => performance.now() > cancelAt });
      expect(end).toEqual({ kind: "stopped", why: "cancelled" });
    });

    test("leaves no descriptor open", async () => {
      const descriptors = (): number => readdirSync("/proc/self/fd").length;
      const before = descriptors();
      for (let round = 0; round < 3; round += 1) await ended(held);
      // They are closed in the background, as are those of earlier tests.
      await Bun.sleep(200);
      expect(descriptors()).toBeLessThan(before + 3);
    });
  },
);

test("a process on Bun.spawn ends when nobody takes its output", async () => {
  let pid = 0;
  const onOutput = (bytes: Uint8Array): void => {
    pid = Number.parseInt(new TextDecoder().decode(bytes), 10);
    throw new Error("refused");
  };
  const startedAt = performance.now();
  await expect(run("echo $$; sleep 20", { onOutput })).rejects.toThrow("refused");
  await Bun.sleep(200);
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(isAlive(pid)).toBe(false);
});

describe.if(process.platform === "linux")("signals of the runner on Bun.spawn", () => {
  /** All that are sent for a program that ends at once and leaves one outside of its group that prints for too long. */
  async function signals(isTaken: boolean): Promise<readonly string[]> {
    const sent: string[] = [];
    const kill = spyOn(process, "kill").mockImplementation((pid, signal) => {
      sent.push(`${signal} to ${pid < 0 ? "the group" : "the process"}`);
      if (isTaken) return true;
      throw Object.assign(new Error("no such process"), { code: "ESRCH" });
    });
    try {
      const limits = { ...LIMITS, milliseconds: 200 };
      const { end } = await run("setsid bash -c 'for i in {1..60}; do echo x; sleep 0.01; done' & exit 0", { limits });
      expect(end).toEqual({ kind: "stopped", why: "time" });
    } finally {
      kill.mockRestore();
    }
    return sent;
  }

  test("go to its group once after its end", async () => {
    expect(await signals(false)).toEqual(["0 to the process", "SIGKILL to the group"]);
  });

  test("go to nobody when its number is another's by then", async () => {
    expect(await signals(true)).toEqual(["0 to the process"]);
  });
});
