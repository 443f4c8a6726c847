/**
 * The user's own files for the fuzzer: `trust`, `seen` and `consents`, secret keys, and lines of public keys. They are
 * read as the program reads them, from files.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasConsent, keepConsent } from "../../src/trust/consents.ts";
import { checkKey } from "../../src/trust/ed25519.ts";
import { judge } from "../../src/trust/judge.ts";
import { openKey, readKeyFile } from "../../src/trust/keyring.ts";
import { readPublicKey, writePublicKey } from "../../src/trust/public-key.ts";
import { writeSecretKey } from "../../src/trust/secret-key.ts";
import {
  NO_POLICY,
  NO_RECORD,
  type TrustPolicy,
  type TrustRecord,
  type TrustState,
  versionKey,
} from "../../src/trust/state.ts";
import { loadTrust } from "../../src/trust/trust-file.ts";
import { readPolicy, readRecord, writePolicy, writeRecord } from "../../src/trust/trust-text.ts";
import { idOf, NOW, signedBundle, testKey } from "../trust/keys.ts";
import { type Decoder, isOneIn, type Uses } from "./decoder.ts";
import { configFolder, fuzzFolder } from "./folder.ts";
import type { Random } from "./random.ts";
import { textMutation } from "./text-mutations.ts";

const encoder = new TextEncoder();
const KEYS = [1, 2, 3].map(testKey);
const HEX = KEYS.map(({ publicKey }) => publicKey);
const [first, second, third] = HEX as [string, string, string];
const BUNDLE: Uint8Array = signedBundle([testKey(1), testKey(2)]);

/** Replaces one of the three files; the other two are not there. */
function replaceState(name: string, bytes: Uint8Array): void {
  for (const other of ["trust", "seen", "consents"])
    if (other !== name) rmSync(join(configFolder(), other), { force: true });
  writeFileSync(join(configFolder(), name), bytes, { mode: 0o600 });
}

const POLICY: TrustPolicy = {
  keys: new Map(
    KEYS.map((key) => [key.publicKey, { publicKey: key.publicKey, id: idOf(key), since: NOW, comment: "größe" }]),
  ),
  groups: new Map([
    ["both", { name: "both", threshold: 2, keys: [first, second] }],
    ["one", { name: "one", threshold: 1, keys: [third] }],
  ]),
  revoked: new Map(KEYS.slice(1).map((key) => [idOf(key), { id: idOf(key), at: NOW, reason: "lost" }])),
};

const SHARED_RULES = [
  "the last line is cut",
  "# fields",
  "it is of an unknown kind",
  "a text is too long or has controls",
];
const TIME_RULES = ["a time is no number", "a time is after the year #"];
const KEY_RULE = "the key is not # hexadecimal digits";

const badState = (rules: readonly string[]): readonly string[] => rules.map((rule) => `trust/bad-state ${rule}`);

export const TRUST: Decoder = {
  name: "trust",
  rules: badState([
    "the first line is not …",
    "… is not UTF-#",
    ...SHARED_RULES,
    ...TIME_RULES,
    KEY_RULE,
    "the key is there twice",
    "the name is not as it must be",
    "the threshold is not # or more",
    "the keys are no list",
    "a key is not # hexadecimal digits",
    "a key is there twice",
    "there are too many keys",
    "the threshold is above the number of keys",
    "the group is there twice",
    "the id is not # hexadecimal digits",
    "the id is there twice",
  ]),
  bases: () =>
    [POLICY, { ...POLICY, groups: new Map() }, NO_POLICY].map((policy) => encoder.encode(writePolicy(policy))),
  mutate: textMutation([
    ...HEX,
    ...HEX.map((hex) => `,${hex}`),
    ...KEYS.map(idOf),
    "dxg trust 1",
    "key",
    `key\tx\t1\t\n`,
    `group\tx\t0\t${first}\n`,
    `group\tx\t2\t${first}\n`,
    "group",
    "revoked",
    "\t",
    "\n",
    ",",
    "0",
    "1",
    "3",
    "99",
    "999999999999",
    "1e3",
    "x".repeat(300),
    `group\tbig\t1\t${Array.from({ length: 17 }, (_, index) => index.toString(16).padStart(64, "0")).join(",")}\n`,
  ]),
  read(bytes, uses) {
    replaceState("trust", bytes);
    judgeState(uses, (state) => readPolicy("", writePolicy(state)));
  },
};

/** What a file of state says is the same when it is written again, and judges a bundle. */
function judgeState(uses: Uses, again: (state: TrustState) => Partial<TrustState>): void {
  const state = loadTrust();
  uses.sound("the same when written again", () => checkSame(state, { ...state, ...again(state) }));
  const verdict = uses.sound("judged by", () => judge(BUNDLE, state, { now: NOW }, () => true));
  uses.note(`judged by: ${verdict.kind === "refused" ? verdict.error.code : verdict.kind}`);
}

function checkSame(one: unknown, other: unknown): void {
  if (!Bun.deepEquals(one, other)) throw new Error("it changes when it is written and read again");
}

const RECORD: TrustRecord = {
  clock: NOW,
  versions: new Map(HEX.map((hex, index) => [versionKey(hex, `note-${index}`), `1.${index}.0`])),
  bundles: new Map(
    HEX.map((hex, index) => [
      hex,
      {
        hash: hex,
        content: first,
        keys: HEX.slice(0, 1 + index),
        name: "note",
        version: index === 0 ? "" : "1.0.0",
        at: NOW,
        replaces: index === 1 ? second : "",
      },
    ]),
  ),
};

export const SEEN: Decoder = {
  name: "seen",
  rules: badState([
    "the first line is not …",
    "… is not UTF-#",
    ...SHARED_RULES,
    ...TIME_RULES,
    KEY_RULE,
    "the clock is there twice",
    "the template is there twice",
    "the version is none",
    "the hash is not # hexadecimal digits",
    "the bundle is there twice",
    "the keys are no list",
  ]),
  bases: () =>
    [RECORD, { ...RECORD, bundles: new Map() }, NO_RECORD].map((record) => encoder.encode(writeRecord(record))),
  mutate: textMutation([
    ...HEX,
    "dxg seen 1",
    "clock",
    "version",
    "version\tx\tnote\t1.0.0\n",
    "bundle",
    "\t",
    "\n",
    ",",
    "0",
    "1.0.0",
    "1.0.0-rc.1+x",
    "999999999999",
    "1.0",
    "x".repeat(300),
  ]),
  read(bytes, uses) {
    replaceState("seen", bytes);
    judgeState(uses, (state) => readRecord("", writeRecord(state)));
  },
};

const CONSENT = { identity: "directory /home/ada/templates/note", permissions: "ab".repeat(32) };
/** The line that `keepConsent` writes, without its note: it is made once and stays. */
let consentLines: Uint8Array | undefined;

/** Such a file refuses nothing: what is no line that allows something allows nothing. */
export const CONSENTS: Decoder = {
  name: "consents",
  rules: [],
  bases() {
    if (consentLines === undefined) {
      rmSync(join(configFolder(), "consents"), { force: true });
      keepConsent(CONSENT, "note 1.0.0");
      keepConsent({ ...CONSENT, identity: "bundle x" }, "größe \u001b[2J");
      consentLines = new Uint8Array(readFileSync(join(configFolder(), "consents")));
    }
    return [consentLines];
  },
  mutate: textMutation([CONSENT.permissions, "#", " ", "\n", '"note"', first]),
  read(bytes, uses) {
    replaceState("consents", bytes);
    if (isOneIn(bytes, 50)) chmodSync(join(configFolder(), "consents"), 0o666);
    const allowed = uses.sound("read", () => hasConsent(CONSENT));
    uses.note(allowed ? "it allows" : "it does not allow");
    const other = uses.sound("read", () => hasConsent({ ...CONSENT, permissions: "cd".repeat(32) }));
    if (other) throw new Error("a permission set is allowed that nobody allowed");
    if (!isOneIn(bytes, 40)) return;
    uses.sound("added to", () => keepConsent(CONSENT, "again"));
    if (!hasConsent(CONSENT)) throw new Error("what was allowed is not allowed");
  },
};

/** Cheap, for tests only. */
const COST = { logN: 10, p: 1 } as const;
const PASSPHRASE = "größe 1";

const secretText = textMutation([
  ...HEX,
  "dxg secret key 1",
  "name: ",
  "comment: ",
  "time: ",
  "public: ",
  "encryption: none",
  "encryption: scrypt logN=18 r=8 p=4 aes-256-gcm",
  "logN=10",
  "logN=11",
  "logN=17",
  "logN=99",
  "p=2",
  "p=9",
  "salt: ",
  "nonce: ",
  "secret: ",
  "\n",
  "x".repeat(600),
]);

/** Another cost, in bounds or not. */
function otherCost(base: Uint8Array, random: Random): Uint8Array {
  const cost = `logN=${random.pick([0, 1, 9, 10, 16, 17, 18, 99])} r=8 p=${random.pick([0, 1, 2, 4, 5, 9])}`;
  return encoder.encode(new TextDecoder().decode(base).replace(/logN=\d+ r=8 p=\d/, cost));
}

export const SECRET_KEY: Decoder = {
  name: "secret key",
  rules: [
    "trust/bad-key it is no secret key file",
    "trust/bad-key its lines from encryption on are not as this version reads them",
    "trust/bad-key it asks for scrypt with logN=# p=#, which is out of bounds",
    "trust/bad-key … is not UTF-#",
    "io/too-large",
  ],
  bases() {
    const key = testKey(1);
    const encrypted = writeSecretKey({ ...key, comment: "größe" }, PASSPHRASE, COST);
    const plain = writeSecretKey(key, undefined);
    return [plain, encrypted, encrypted].map((text) => encoder.encode(text));
  },
  mutate: (base, random, bases) => (random.below(10) === 0 ? otherCost(base, random) : secretText(base, random, bases)),
  async read(bytes, uses) {
    const path = join(fuzzFolder(), "secret.key");
    writeFileSync(path, bytes, { mode: 0o600 });
    const { encrypted } = readKeyFile(path);
    // Costlier ones are left: what the most costly one takes is known.
    if (encrypted && !new TextDecoder().decode(bytes).includes("logN=10 r=8 p=1 ")) return uses.note("known, costly");
    await uses.attemptLater("opened", () => openKey(path, () => Promise.resolve(PASSPHRASE)));
  },
};

/** The neutral element, points of small order and numbers that are not below the prime. */
const WEAK = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

export const PUBLIC_KEY: Decoder = {
  name: "public key",
  rules: ["trust/bad-key it is not one line of a public key"],
  bases: () =>
    [
      `dxg-ed25519 ${first} Ada, releases`,
      `dxg-ed25519 ${second}\n`,
      third,
      ...WEAK.map((hex) => `dxg-ed25519 ${hex}`),
    ].map((text) => encoder.encode(text)),
  mutate: textMutation([...HEX, ...WEAK, "dxg-ed25519", " ", "\n", "größe", "x".repeat(300)]),
  read(bytes, uses) {
    const key = readPublicKey(new TextDecoder().decode(bytes));
    uses.sound("the same when written again", () => checkSame(readPublicKey(writePublicKey(key)), key));
    uses.attempt("sound", () => checkKey(Uint8Array.fromHex(key.publicKey)));
  },
};
