/** Tests of the count of work that operators keep: rounding, and that taking it empties it. */
import { expect, test } from "bun:test";
import { addWork, takeWork } from "../../src/value/work.ts";

test("takeWork() rounds up to whole steps and starts again", () => {
  // Other tests of this process have left theirs.
  takeWork();
  for (const [done, steps] of [
    [0, 0],
    [0.25, 1],
    [3, 3],
    [3.5, 4],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const) {
    addWork(done);
    expect(takeWork()).toBe(steps);
    expect(takeWork()).toBe(0);
  }
});
