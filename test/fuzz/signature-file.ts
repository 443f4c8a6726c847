/** `.sig` files for the fuzzer: signatures of a small bundle by real keys, with statements of every kind. */

import type { Signature } from "../../src/format/signature.ts";
import { decodeSig, encodeSig } from "../../src/format/signed.ts";
import { native } from "../../src/native/native.ts";
import { isSignature } from "../../src/trust/ed25519.ts";
import { judge } from "../../src/trust/judge.ts";
import { addDetached, type Statement } from "../../src/trust/sign.ts";
import { type TrustState, versionKey } from "../../src/trust/state.ts";
import { DAY, idOf, NOW, smallBundle, statement, testKey, trusting } from "../trust/keys.ts";
import type { Decoder } from "./decoder.ts";
import type { Random } from "./random.ts";
import { reorderedRecords } from "./rule-mutations.ts";

const CHECKSUM_START = 8;
const HEADER_BYTES = 16;
const FILE: Uint8Array = smallBundle();
const KEYS = [1, 2, 3, 4].map(testKey);
const [trusted, grouped, partner, revoked] = KEYS as [
  (typeof KEYS)[0],
  (typeof KEYS)[0],
  (typeof KEYS)[0],
  (typeof KEYS)[0],
];

const STATE: TrustState = {
  ...trusting(trusted),
  groups: new Map([["both", { name: "both", threshold: 2, keys: [grouped.publicKey, partner.publicKey] }]]),
  revoked: new Map([[idOf(revoked), { id: idOf(revoked), at: NOW, reason: "lost" }]]),
  clock: NOW + DAY,
  versions: new Map(KEYS.map(({ publicKey }) => [versionKey(publicKey, "note"), "1.0.0"])),
};

const STATEMENTS: readonly Partial<Statement>[] = [
  {},
  { expires: NOW + DAY * 10 },
  { expires: NOW + 1 },
  { time: NOW + DAY * 5 },
  { version: "0.9.0" },
  { version: "" },
  { name: "other", comment: "größe 日本" },
  { replaces: new Uint8Array(32).fill(9) },
];

function signed(keys: readonly (typeof KEYS)[0][], more: Partial<Statement>): Uint8Array {
  const none: readonly Signature[] = [];
  return encodeSig(keys.reduce((before, key) => addDetached(FILE, before, key, statement(more)), none));
}

function mutate(base: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = base.slice();
  for (let left = 1 + random.below(2); left > 0; left--) bytes = changed(bytes, random);
  if (bytes.length > HEADER_BYTES && random.below(15) !== 0) {
    bytes.set(native().blake3(bytes.subarray(HEADER_BYTES), HEADER_BYTES - CHECKSUM_START), CHECKSUM_START);
  }
  return bytes;
}

const EDGES = [0, 1, 2, 0x10, 0x1f, 0x20, 0x7f, 0x80, 0xff];

function changed(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  switch (random.below(8)) {
    case 0:
      return bytes.slice(0, at);
    case 1: {
      const longer = new Uint8Array(bytes.length + 1 + random.below(random.below(20) === 0 ? 20_000 : 30));
      longer.set(bytes);
      return longer;
    }
    case 2:
    case 3:
      if (bytes.length < HEADER_BYTES + 4) return bytes;
      return Uint8Array.from([
        ...bytes.subarray(0, HEADER_BYTES),
        ...reorderedRecords(bytes.slice(HEADER_BYTES), random),
      ]);
    case 4:
      // Header, number, lengths, kinds and times of the first record.
      bytes[random.below(Math.min(bytes.length, 90))] = random.pick(EDGES);
      return bytes;
    case 5:
      bytes[at] = random.pick(EDGES);
      return bytes;
    default:
      bytes[at] = random.below(256);
      return bytes;
  }
}

export const SIG: Decoder = {
  name: ".sig",
  rules: [
    "format/not-dxt the first bytes are not those of a .sig",
    "format/truncated # bytes are no .sig",
    "format/too-large # bytes in a .sig",
    "format/version version # of .sig",
    "format/bad-header the reserved bytes of the .sig are not #",
    "format/checksum the checksum of the .sig is not that of its content",
    "format/bad-signature signature-count",
    "format/bad-signature signature-record",
    "format/bad-signature signature-field",
    "format/bad-signature signature-order",
  ],
  bases() {
    const single = KEYS.flatMap((key) => STATEMENTS.map((more) => signed([key], more)));
    const several = [KEYS.slice(1, 3), KEYS.slice(0, 2), KEYS].map((keys) => signed(keys, { expires: NOW + DAY * 10 }));
    return [...single, ...several, ...several, ...several];
  },
  mutate,
  read(bytes, uses) {
    const detached = decodeSig(bytes);
    const verdict = uses.sound("judged", () => judge(FILE, STATE, { now: NOW + DAY, detached }, isSignature));
    uses.note(`judged: ${verdict.kind === "refused" ? verdict.error.code : verdict.kind}`);
    // The rules of weighing lie behind the signatures: here every one of the right form counts as sound.
    const weighed = uses.sound("weighed", () => judge(FILE, STATE, { now: NOW + DAY, detached }, () => true));
    uses.note(`weighed: ${weighed.kind === "refused" ? weighed.error.code : weighed.kind}`);
  },
};
