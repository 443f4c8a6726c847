/** Micro renders and JavaScript's heap, measured in processes of their own by the engine's counters. */
import { describe, expect, test } from "bun:test";

const PROGRAM = `${import.meta.dir}/../harness/heap-of-renders.ts`;
/** What the engine's own work (compiled code, its caches) may leave, far below a byte for each of a million renders. */
const LEFT_BYTES = 200_000;
const LEFT_OBJECTS = 2000;
/** The engine takes whole blocks of 16 KB at a time, now and then one for itself. */
const ROUNDING = 0.5;

function measured(what: string, environment: Record<string, string> = {}): Record<string, number> {
  // The kernels of the processor, whichever this process is made to use: the twins in TypeScript make views.
  const { DXG_IMPL: _forced, ...inherited } = process.env;
  const { stdout, exitCode } = Bun.spawnSync([process.execPath, PROGRAM, what], {
    env: { ...inherited, ...environment },
    stderr: "inherit",
  });
  expect(exitCode).toBe(0);
  return JSON.parse(stdout.toString()) as Record<string, number>;
}

describe("renderInto() of a micro template", () => {
  test("leaves nothing on the heap in a million renders", () => {
    const { bytes, objects } = measured("growth");
    expect(bytes).toBeLessThan(LEFT_BYTES);
    expect(objects).toBeLessThan(LEFT_OBJECTS);
  }, 60_000);

  test("allocates nothing, neither for a render nor for a placeholder", () => {
    const { oneSlot, fortySlots, anObject } = measured("allocations", { BUN_JSC_useGC: "0" });
    // One small object for each round would show: the counters work.
    expect(anObject).toBeGreaterThan(15);
    expect(oneSlot).toBeLessThan(ROUNDING);
    expect(fortySlots).toBeLessThan(ROUNDING);
  }, 60_000);
});
