/** The attacker of race.test.ts: changes a folder and a link for each other, as fast as it can, until it is killed. */
import { openDirectory, RENAME, renameAt } from "../../src/native/os-at.ts";

const [, , folder = "", one = "", other = ""] = process.argv;
const dir = openDirectory(folder);
if (typeof dir !== "number") throw new Error(`${folder} is not there`);
process.stdout.write("ready\n");
/** Pauses of 0 to 400 us, so that each of the other side's steps is hit: numbers of a linear congruential generator. */
const PAUSE_NS_MAX = 400_000;
let state = 1;
for (;;) {
  // The other side takes names away and makes them again: a swap that fails is tried again.
  try {
    renameAt(dir, one, dir, other, RENAME.exchange, one);
  } catch {}
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  const until = Bun.nanoseconds() + ((state >>> 8) % PAUSE_NS_MAX);
  while (Bun.nanoseconds() < until);
}
