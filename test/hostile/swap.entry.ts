/**
 * The attacker of race.test.ts: changes a folder and a link for each other until it is killed. The folder is in its place
 * longer than the link, so that the other side begins and is then hit in the middle.
 */
import { openDirectory, RENAME, renameAt, statusAt } from "../../src/native/os-at.ts";

const [, , folder = "", one = "", other = ""] = process.argv;
const dir = openDirectory(folder);
if (typeof dir !== "number") throw new Error(`${folder} is not there`);
process.stdout.write("ready\n");

const FOLDER_NS_MAX = 400_000;
const LINK_NS_MAX = 30_000;
let state = 1;

/** Waits for up to so many nanoseconds, mostly for much less: numbers of a linear congruential generator. */
function pause(most: number): void {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  const until = Bun.nanoseconds() + (((state >>> 8) % most) >>> ((state >>> 4) & 3));
  while (Bun.nanoseconds() < until);
}

for (;;) {
  // The other side may have taken a name away: then the next round tries again.
  try {
    pause(statusAt(dir, one, one)?.kind === "link" ? LINK_NS_MAX : FOLDER_NS_MAX);
    renameAt(dir, one, dir, other, RENAME.exchange, one);
  } catch {}
}
