/** Row B1: every single bit of a real signed bundle, with the checksum repaired, so that the signature alone has to notice. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { isSignature } from "../../src/trust/ed25519.ts";
import { judge } from "../../src/trust/judge.ts";
import { repaired } from "../format/edit.ts";
import { NOW, signedBundle, testKey, trusting } from "./keys.ts";

const first = testKey(1);
const second = testKey(2);

describe("judge()", () => {
  test("row B1: refuses a signed bundle with any one bit flipped, whatever the checksum says", () => {
    const good = signedBundle([first], { expires: NOW + 1000, comment: "a comment" });
    const state = trusting(first);
    expect(judge(good, state, { now: NOW }, isSignature).kind).toBe("trusted");
    const refusedBy = new Map<string, number>();
    for (let bit = 0; bit < good.length * 8; bit++) {
      const changed = good.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      // A change of the checksum itself is left; everything else gets the right one.
      if (bit >> 3 < 8 || bit >> 3 >= 16) repaired(changed);
      const code = refusal(changed);
      if (code === undefined) throw new Error(`bit ${bit} is not noticed`);
      refusedBy.set(code, (refusedBy.get(code) ?? 0) + 1);
    }
    const bySignature = refusedBy.get("trust/bad-signature") ?? 0;
    console.log(`${good.length * 8} bits: ${[...refusedBy].map(([code, count]) => `${code} ${count}`).join(", ")}`);
    // The others break the form of header, directory or signatures before any signature is looked at.
    expect(bySignature).toBeGreaterThan(good.length * 4);

    function refusal(bytes: Uint8Array): string | undefined {
      try {
        const verdict = judge(bytes, state, { now: NOW }, isSignature);
        return verdict.kind === "refused" ? verdict.error.code : undefined;
      } catch (error) {
        if (error instanceof DxgError) return error.code;
        throw error;
      }
    }
  }, 240_000);

  test("row B1: refuses a bundle of which one of two signatures is changed, though the other is sound and trusted", () => {
    const good = signedBundle([first, second]);
    const state = trusting(first, second);
    expect(judge(good, state, { now: NOW }, isSignature).kind).toBe("trusted");
    for (const back of [1, 64, 200]) {
      const changed = good.slice();
      changed[changed.length - back]! ^= 1;
      const outcome = (): string => judge(repaired(changed), state, { now: NOW }, isSignature).kind;
      let kind = "refused";
      try {
        kind = outcome();
      } catch (error) {
        if (!(error instanceof DxgError)) throw error;
      }
      expect(kind).toBe("refused");
    }
  });
});
