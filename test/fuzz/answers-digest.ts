/**
 * Prints a digest of what generated templates give in the implementation that DXG_IMPL names:
 * `bun run test/fuzz/answers-digest.ts CASES SEED`. same-bytes.test.ts compares the digests of all implementations.
 */
import { generate } from "./jinja/campaign.ts";
import { ours } from "./jinja/compare.ts";

const [cases = 0, seed = 1] = process.argv.slice(2).map(Number);
const digest = new Bun.CryptoHasher("sha256");
let rendered = 0;
for (let number = 0; number < cases; number += 1) {
  const { one } = generate(seed, number, "all");
  for (const mode of ["auto", "macro"] as const) {
    const answer = JSON.stringify(ours(one, true, mode));
    if (answer.startsWith('{"ok"')) rendered += 1;
    digest.update(answer);
  }
}
console.log(JSON.stringify({ digest: digest.digest("hex"), rendered }));
