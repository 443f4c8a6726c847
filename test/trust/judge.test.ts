/** The policy: what signatures are worth, from data alone. Rows of the list of attacks carry their numbers. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { encodeSig, readSigned, withSignatures } from "../../src/format/signed.ts";
import { isSignature } from "../../src/trust/ed25519.ts";
import { type JudgeOptions, judge, judgeNames, type Verdict } from "../../src/trust/judge.ts";
import { addDetached, addSignature } from "../../src/trust/sign.ts";
import { recordTrusted, signerOf } from "../../src/trust/signer.ts";
import { type KeyGroup, NO_RECORD, NO_STATE, type TrustState, versionKey } from "../../src/trust/state.ts";
import { DAY, idOf, NOW, signedBundle, smallBundle, statement, testKey, trusting } from "./keys.ts";

// Processes, scrypt and signatures by the thousand, on machines that may be busy.
setDefaultTimeout(60_000);

const [ada, bo, cy] = [testKey(1), testKey(2), testKey(3)];

function verdictOn(bytes: Uint8Array, state: TrustState, options: Partial<JudgeOptions> = {}): Verdict {
  return judge(bytes, state, { now: NOW, ...options }, isSignature);
}

/** The kind of a verdict, or the code of a refusal. */
function told(bytes: Uint8Array, state: TrustState, options: Partial<JudgeOptions> = {}): string {
  const verdict = verdictOn(bytes, state, options);
  return verdict.kind === "refused" ? verdict.error.code : verdict.kind;
}

function withGroup(group: Omit<KeyGroup, "name">, state: TrustState = NO_STATE): TrustState {
  return { ...state, groups: new Map([["release", { name: "release", ...group }]]) };
}

function withSeen(version: string, state: TrustState = trusting(ada)): TrustState {
  return { ...state, versions: new Map([[versionKey(ada.publicKey, "note"), version]]) };
}

describe("judge()", () => {
  test("tells unsigned, unknown and trusted apart", () => {
    expect(told(smallBundle(), trusting(ada))).toBe("unsigned");
    expect(told(signedBundle([ada]), NO_STATE)).toBe("untrusted-key");
    expect(told(signedBundle([ada]), trusting(bo))).toBe("untrusted-key");
    expect(told(signedBundle([ada]), trusting(ada))).toBe("trusted");
    expect(told(signedBundle([bo, ada]), trusting(ada))).toBe("trusted");
  });

  test("row B2: refuses a file whose name, version, comment or times were changed and the rest left", () => {
    const good = signedBundle([ada], { comment: "first", expires: NOW + DAY });
    const { signatures } = readSigned(good);
    const [signature] = signatures;
    const changes = [
      { name: "other" },
      { version: "2.0.0" },
      { comment: "second" },
      { time: NOW - 1 },
      { expires: 0 },
      { replaces: new Uint8Array(32).fill(1) },
    ];
    for (const change of changes) {
      expect(told(withSignatures(good, [{ ...signature!, ...change }]), trusting(ada))).toBe("trust/bad-signature");
    }
    expect(told(withSignatures(good, [signature!]), trusting(ada))).toBe("trusted");
  });

  test("row B3: refuses a version below the highest seen from that signer, unless told otherwise", () => {
    const older = signedBundle([ada], { version: "1.9.0" });
    expect(told(older, withSeen("1.10.0"))).toBe("trust/rollback");
    expect(told(older, withSeen("1.10.0"), { allowRollback: true })).toBe("trusted");
    expect(told(older, withSeen("1.10.0"), { pinned: true })).toBe("trusted");
    expect(told(older, withSeen("1.9.0"))).toBe("trusted");
    expect(told(older, withSeen("1.9.0-rc.1"))).toBe("trusted");
    expect(told(signedBundle([ada], { version: "1.9.0-rc.1" }), withSeen("1.9.0"))).toBe("trust/rollback");
    // What another signer has signed, or of another template, says nothing.
    const other = new Map([
      [versionKey(bo.publicKey, "note"), "9.0.0"],
      [versionKey(ada.publicKey, "notes"), "9.0.0"],
    ]);
    expect(told(older, { ...trusting(ada), versions: other })).toBe("trusted");
  });

  test("row B4: refuses what has expired, with its date", () => {
    const bytes = signedBundle([ada], { expires: NOW + DAY });
    expect(told(bytes, trusting(ada), { now: NOW + DAY - 1 })).toBe("trusted");
    const verdict = verdictOn(bytes, trusting(ada), { now: NOW + DAY });
    expect(verdict.kind === "refused" && verdict.error.detail).toContain("2027-01-16 08:00 UTC");
    expect(told(bytes, trusting(ada), { now: NOW + DAY })).toBe("trust/expired");
    // A hash that the user's lock file names is not refused for its age.
    expect(told(bytes, trusting(ada), { now: NOW + DAY, pinned: true })).toBe("trusted");
  });

  test("row B4: notices a clock that was set back", () => {
    const bytes = signedBundle([ada], { expires: NOW + DAY });
    const seenLater = { ...trusting(ada), clock: NOW + 2 * DAY };
    expect(told(bytes, seenLater, { now: NOW + 100 })).toBe("trust/clock");
    expect(told(bytes, { ...trusting(ada), clock: NOW + 3600 }, { now: NOW + 100 })).toBe("trust/clock");
    expect(told(bytes, { ...trusting(ada), clock: NOW + 500 }, { now: NOW + 100 })).toBe("trusted");
    // What was seen to have expired stays so, however little the clock went back.
    const justAfter = { ...trusting(ada), clock: NOW + DAY + 100 };
    expect(told(bytes, justAfter, { now: NOW + DAY - 100 })).toBe("trust/clock");
    // Made in a future of which this clock knows nothing.
    expect(told(signedBundle([ada]), trusting(ada), { now: NOW - 2 * DAY })).toBe("trust/clock");
    expect(told(signedBundle([ada]), trusting(ada), { now: NOW - 100 })).toBe("trusted");
  });

  test("row B5: refuses sections of one release in the file of another", () => {
    const first = addSignature(smallBundle("1.0.0", "note", "first {{ name }}"), ada, statement());
    const second = addSignature(smallBundle("1.0.0", "note", "other {{ name }}"), ada, statement());
    const mixed = withSignatures(first, readSigned(second).signatures);
    expect(told(mixed, trusting(ada))).toBe("trust/bad-signature");
    const detached = addDetached(first, [], ada, statement());
    expect(told(second, trusting(ada), { detached })).toBe("trust/bad-signature");
  });

  test("row B7: no version is beyond bounds, and a key that fast-forwarded is left behind with its record", () => {
    for (const version of ["9007199254740992.0.0", "1.0.1000000000", "1.0.0-rc.99999999999", "1", "01.0.0", "v1.0.0"]) {
      expect(() => signedBundle([ada], { version })).toThrow(DxgError);
    }
    const far = "999999999.999999999.999999999";
    const state = withSeen(far, trusting(ada, bo));
    expect(told(signedBundle([ada], { version: "2.0.0" }), state)).toBe("trust/rollback");
    // Rotation: another key starts with no record.
    expect(told(signedBundle([bo], { version: "2.0.0" }), state)).toBe("trusted");
  });

  test("row B8: counts distinct keys, and never takes none for enough", () => {
    const keys = [ada.publicKey, bo.publicKey, cy.publicKey];
    const two = withGroup({ threshold: 2, keys });
    expect(told(signedBundle([ada]), two)).toBe("trust/threshold");
    expect(told(signedBundle([ada, cy]), two)).toBe("trusted");
    const verdict = verdictOn(signedBundle([ada, cy]), two);
    expect(verdict.kind === "trusted" && verdict.group).toBe("release");
    // One key twice: in the file it is refused by its form, beside the file it counts once.
    const detached = addDetached(signedBundle([ada]), [], ada, statement());
    expect(told(signedBundle([ada]), two, { detached })).toBe("trust/threshold");
    const twice = readSigned(signedBundle([ada])).signatures;
    expect(() => withSignatures(smallBundle(), [...twice, ...twice])).toThrow("the same key");
    // The same key twice in the group counts once too.
    expect(told(signedBundle([ada]), withGroup({ threshold: 2, keys: [ada.publicKey, ada.publicKey] }))).toBe(
      "trust/threshold",
    );
    // Thresholds that nobody can write are no way in either.
    for (const threshold of [0, -1, Number.NaN]) {
      expect(told(signedBundle([testKey(9)]), withGroup({ threshold, keys }))).toBe("untrusted-key");
      expect(told(smallBundle(), withGroup({ threshold, keys }))).toBe("unsigned");
      expect(told(signedBundle([testKey(9)]), withGroup({ threshold, keys: [] }))).toBe("untrusted-key");
    }
  });

  test("row B10: a key of small order trusts nothing, even if it stands among the trusted ones", () => {
    const weak = "0100000000000000000000000000000000000000000000000000000000000000";
    const key = { publicKey: weak, id: "0000000000000000", since: 0, comment: "" };
    const forged = Uint8Array.fromHex(`${weak}${"00".repeat(32)}`);
    const bytes = withSignatures(smallBundle(), [
      { ...statement(), publicKey: Uint8Array.fromHex(weak), signature: forged },
    ]);
    expect(told(bytes, { ...NO_STATE, keys: new Map([[weak, key]]) })).toBe("trust/bad-signature");
  });

  test("row B11: trust goes by the whole key, never by its id, its comment or the name of the template", () => {
    const state = trusting(ada);
    const pretender = { ...state, keys: new Map([...state.keys].map(([key, one]) => [key, { ...one, id: idOf(bo) }])) };
    expect(told(signedBundle([bo]), pretender)).toBe("untrusted-key");
    expect(told(signedBundle([bo], { name: "note" }), withSeen("1.0.0"))).toBe("untrusted-key");
  });

  test("refuses a revoked key, and does not let one spoil what a trusted key has signed", () => {
    const revoked = new Map([[idOf(bo), { id: idOf(bo), at: NOW, reason: "stolen" }]]);
    expect(told(signedBundle([bo]), { ...trusting(bo), revoked })).toBe("trust/revoked");
    expect(told(signedBundle([bo]), { ...NO_STATE, revoked })).toBe("trust/revoked");
    expect(told(signedBundle([bo]), { ...trusting(bo), revoked }, { pinned: true })).toBe("trust/revoked");
    expect(told(signedBundle([ada, bo]), { ...trusting(ada), revoked })).toBe("trusted");
  });

  test("takes signatures of a .sig, which are about the whole file, with those inside", () => {
    const bytes = signedBundle([ada]);
    const detached = addDetached(bytes, [], bo, statement());
    expect(told(bytes, trusting(bo), { detached })).toBe("trusted");
    expect(told(smallBundle(), trusting(bo), { detached })).toBe("trust/bad-signature");
    // A signature of one kind is none of the other.
    expect(told(withSignatures(smallBundle(), detached), trusting(bo))).toBe("trust/bad-signature");
    expect(told(smallBundle(), trusting(ada), { detached: readSigned(bytes).signatures })).toBe("trust/bad-signature");
    expect(encodeSig(detached).length).toBeLessThan(400);
  });
});

describe("judgeNames()", () => {
  test("refuses a signature for another name or version than the template gives itself", () => {
    const verdict = verdictOn(signedBundle([ada]), trusting(ada));
    expect(judgeNames(verdict, { name: "note", version: "1.0.0" }).kind).toBe("trusted");
    expect(judgeNames(verdict, { name: "note", version: "1.0.1" }).kind).toBe("refused");
    expect(judgeNames(verdict, { name: "Note", version: "1.0.0" }).kind).toBe("refused");
  });
});

describe("recordTrusted()", () => {
  test("keeps the highest version for each signer, the file's hash and the clock", () => {
    const state = trusting(ada);
    const newer = signedBundle([ada, bo], { version: "1.10.0" });
    const record = recordTrusted(NO_RECORD, newer, verdictOn(newer, state), NOW);
    expect([...record.versions]).toEqual([[versionKey(ada.publicKey, "note"), "1.10.0"]]);
    expect(record.clock).toBe(NOW);
    expect([...record.bundles.values()][0]?.keys).toEqual([ada.publicKey, bo.publicKey].sort());
    expect(recordTrusted(record, newer, verdictOn(newer, state), NOW + 1)).toBe(record);
    const older = signedBundle([ada], { version: "1.9.0" });
    const after = recordTrusted(record, older, verdictOn(older, state), NOW - 1000);
    expect([...after.versions]).toEqual([...record.versions]);
    expect(after.clock).toBe(NOW);
    expect(recordTrusted(record, older, verdictOn(older, NO_STATE), NOW)).toBe(record);
  });
});

describe("signerOf()", () => {
  test("verifies a recorded file no more, and still refuses what was revoked or has expired since", async () => {
    const bytes = signedBundle([ada], { expires: NOW + DAY });
    const state = trusting(ada);
    const record = recordTrusted(NO_RECORD, bytes, verdictOn(bytes, state), NOW);
    const known = { ...state, ...record };
    const never = (): boolean => {
      throw new Error("verified again");
    };
    expect(judge(bytes, known, { now: NOW }, never).kind).toBe("trusted");
    expect((await signerOf(bytes, known, { now: NOW })).kind).toBe("trusted");
    expect((await signerOf(bytes, known, { now: NOW + DAY })).kind).toBe("refused");
    const revoked = new Map([[idOf(ada), { id: idOf(ada), at: NOW, reason: "" }]]);
    expect((await signerOf(bytes, { ...known, revoked }, { now: NOW })).kind).toBe("refused");
    expect((await signerOf(bytes, { ...NO_STATE, ...record }, { now: NOW })).kind).toBe("untrusted-key");
    expect((await signerOf(bytes, state, { now: NOW })).kind).toBe("trusted");
  });
});
