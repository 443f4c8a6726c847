/** Files of keys and of trust: they come back as they were written, anything else is refused, and nothing else than a DxgError is thrown. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { decodeSignatures, encodeSignatures } from "../../src/format/signature.ts";
import { decodeSig, encodeSig, readSigned, withSignatures } from "../../src/format/signed.ts";
import { native } from "../../src/native/native.ts";
import { IntegrityGuard } from "../../src/trust/guard.ts";
import { readPublicKey, writePublicKey } from "../../src/trust/public-key.ts";
import { readKeyInfo, readSecretKey, writeSecretKey } from "../../src/trust/secret-key.ts";
import { readPolicy, readRecord, writePolicy, writeRecord } from "../../src/trust/trust-text.ts";
import { signaturePlace, withSignatureBytes } from "../format/edit.ts";
import { Random } from "../fuzz/random.ts";
import { idOf, NOW, signedBundle, testKey, trusting } from "./keys.ts";

// Processes, scrypt and signatures by the thousand, on machines that may be busy.
setDefaultTimeout(60_000);

const ada = testKey(1);
/** Cheap, for tests only. */
const COST = { logN: 10, p: 1 } as const;
const never = (): Promise<string> => Promise.reject(new Error("asked for a passphrase"));

async function failure(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
  return "nothing";
}

describe("secret key files", () => {
  test("come back with the right passphrase only", async () => {
    const text = writeSecretKey(ada, "größe 1", COST);
    expect(text).not.toContain(ada.secret.toHex());
    expect(readKeyInfo(text)).toMatchObject({ name: "key-1", publicKey: ada.publicKey, encrypted: true });
    expect(await readSecretKey(text, async () => "größe 1")).toEqual(ada);
    // The same letters in another form of Unicode.
    expect(await readSecretKey(text, async () => "gro\u0308ße 1".normalize("NFD"))).toEqual(ada);
    expect(await failure(() => readSecretKey(text, async () => "grosse 1"))).toBe("trust/passphrase");
    expect(writeSecretKey(ada, "größe 1", COST)).not.toBe(text);
  });

  test("without a passphrase never ask for one", async () => {
    expect(await readSecretKey(writeSecretKey(ada, undefined), never)).toEqual(ada);
  });

  test("are refused when anything in them was changed", async () => {
    const text = writeSecretKey(ada, "secret", COST);
    for (const [from, to] of [
      ["name: key-1", "name: key-2"],
      ["comment: ", "comment: trusted by all"],
      [`public: ${ada.publicKey}`, `public: ${testKey(2).publicKey}`],
      [`time: ${NOW}`, "time: 1"],
    ] as const) {
      expect(await failure(() => readSecretKey(text.replace(from, to), async () => "secret"))).toBe("trust/passphrase");
    }
  });

  test("ask scrypt for no more than a bounded amount of memory and time", async () => {
    const text = writeSecretKey(ada, "secret", COST);
    for (const cost of [
      "logN=30 r=8 p=1",
      "logN=9 r=8 p=1",
      "logN=10 r=8 p=9",
      "logN=18 r=8 p=1",
      "logN=17 r=8 p=2",
      "logN=16 r=8 p=3",
      "logN=10 r=64 p=1",
    ]) {
      const hostile = text.replace("logN=10 r=8 p=1", cost);
      expect(await failure(() => readSecretKey(hostile, never))).toBe("trust/bad-key");
    }
  });
});

describe("public key lines", () => {
  test("come back as they were, and are refused in any other form", async () => {
    const key = { publicKey: ada.publicKey, comment: "Ada, releases" };
    const line = writePublicKey(key);
    expect(readPublicKey(line)).toEqual(key);
    expect(readPublicKey(`${line}\n`)).toEqual(key);
    expect(readPublicKey(ada.publicKey)).toEqual({ publicKey: ada.publicKey, comment: "" });
    for (const bad of [
      `${line}\n\n`,
      ` ${line}`,
      `${line} `,
      line.toUpperCase(),
      line.slice(0, 40),
      `${line}\x1b[2J`,
      "",
    ]) {
      expect(await failure(() => readPublicKey(bad))).toBe("trust/bad-key");
    }
  });
});

const POLICY = {
  keys: trusting(ada).keys,
  groups: new Map([["release", { name: "release", threshold: 2, keys: [testKey(2).publicKey, testKey(3).publicKey] }]]),
  revoked: new Map([[idOf(testKey(4)), { id: idOf(testKey(4)), at: NOW, reason: "stolen" }]]),
};
const HASH = "ab".repeat(32);
const RECORD = {
  clock: NOW,
  versions: new Map([[`${ada.publicKey}\tnote`, "1.2.3-rc.1"]]),
  bundles: new Map([
    [HASH, { hash: HASH, content: HASH, keys: [ada.publicKey], name: "note", version: "1.0.0", at: NOW, replaces: "" }],
  ]),
};

describe("trust files", () => {
  test("come back as they were", () => {
    expect(readPolicy("trust", writePolicy(POLICY))).toEqual(POLICY);
    expect(readRecord("seen", writeRecord(RECORD))).toEqual(RECORD);
  });

  test("row B8: hold no threshold of 0, above the number of keys, or of a key that is there twice", async () => {
    const [one, two] = [testKey(2).publicKey, testKey(3).publicKey];
    for (const group of [
      `0\t${one},${two}`,
      `3\t${one},${two}`,
      `2\t${one},${one}`,
      `-1\t${one}`,
      `1.5\t${one},${two}`,
      "1\t",
    ]) {
      expect(await failure(() => readPolicy("trust", `dxg trust 1\ngroup\trelease\t${group}\n`))).toBe(
        "trust/bad-state",
      );
    }
  });

  test("are refused whole when a line is not as it must be", async () => {
    const good = writePolicy(POLICY);
    for (const bad of [
      good.replace("dxg trust 1", "dxg trust 2"),
      good.slice(0, -1),
      `${good}\n`,
      `${good}allow\tall\n`,
      good.replace("revoked\t", "revoke\t"),
      good + good.split("\n")[1]!,
      good.replace(ada.publicKey, "../../etc/passwd"),
      "",
    ]) {
      expect(await failure(() => readPolicy("trust", bad))).toBe("trust/bad-state");
    }
    for (const bad of [writeRecord(RECORD).replace("1.2.3-rc.1", "9007199254740992.0.0"), "dxg seen 1\nclock\t-1\n"]) {
      expect(await failure(() => readRecord("seen", bad))).toBe("trust/bad-state");
    }
  });
});

describe("readers of signatures, key files and trust files", () => {
  const bundle = signedBundle([ada, testKey(2)], { comment: "a comment", replaces: new Uint8Array(32).fill(3) });
  const { signatures } = readSigned(bundle);
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);
  const { offset } = signaturePlace(bundle);

  const section = encodeSignatures(signatures);
  const sig = encodeSig(signatures);

  /** What is read, and how; what was accepted must be written in the same way again. */
  const READERS: readonly (readonly [name: string, good: Uint8Array, read: (bytes: Uint8Array) => unknown])[] = [
    ["the section", section, (bytes) => expect(encodeSignatures(decodeSignatures(bytes))).toEqual(bytes)],
    [
      "a file with the section",
      bundle.slice(offset),
      (bytes) => {
        const file = withSignatureBytes(bundle, bytes);
        expect(withSignatures(file, readSigned(file).signatures)).toEqual(file);
      },
    ],
    [
      ".sig with the checksum repaired",
      sig,
      (bytes) => {
        if (bytes.length >= 16) bytes.set(native().blake3(bytes.subarray(16), 8), 8);
        expect(encodeSig(decodeSig(bytes))).toEqual(bytes);
      },
    ],
    [".sig", sig, (bytes) => expect(encodeSig(decodeSig(bytes))).toEqual(bytes)],
    ["a secret key", bytesOf(writeSecretKey(ada, undefined)), (bytes) => readSecretKey(text(bytes), never)],
    ["an encrypted key", bytesOf(writeSecretKey(ada, "x", COST)), (bytes) => readKeyInfo(text(bytes))],
    [
      "a public key",
      bytesOf(writePublicKey({ publicKey: ada.publicKey, comment: "Ada" })),
      (bytes) => readPublicKey(text(bytes)),
    ],
    [
      "the policy",
      bytesOf(writePolicy(POLICY)),
      (bytes) => expect(writePolicy(readPolicy("p", text(bytes))).length).toBeGreaterThan(0),
    ],
    [
      "the record",
      bytesOf(writeRecord(RECORD)),
      (bytes) => expect(writeRecord(readRecord("r", text(bytes))).length).toBeGreaterThan(0),
    ],
  ];

  test.each(READERS)("row B14: throw nothing but a DxgError for mutations of %s", async (_name, good, read) => {
    const random = new Random(41);
    const codes = new Map<string, number>();
    for (let count = 0; count < 4000; count++) {
      const code = await failure(() => read(mutated(good, random)));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect(codes.size).toBeGreaterThan(1);
  });

  test("row B14: throw nothing but a DxgError for bytes of no form at all", async () => {
    const random = new Random(42);
    for (let count = 0; count < 2000; count++) {
      const bytes = Uint8Array.from({ length: random.below(200) }, () => random.below(256));
      for (const [, , read] of READERS) await failure(() => read(bytes.slice()));
    }
  });
});

/** A copy with a few bytes changed, inserted, removed or doubled. */
function mutated(good: Uint8Array, random: Random): Uint8Array {
  const bytes = [...good];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(bytes.length);
    const kind = random.below(5);
    if (kind === 0) bytes.splice(at, 1 + random.below(4));
    else if (kind === 1) bytes.splice(at, 0, random.below(256));
    else if (kind === 2) bytes.splice(at, 0, ...bytes.slice(at, at + random.below(80)));
    else if (kind === 3) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    else bytes[at] = random.below(256);
  }
  return Uint8Array.from(bytes);
}

describe("IntegrityGuard", () => {
  test("notices any change of the bytes that are in use", () => {
    const bytes = signedBundle([ada]);
    const guard = new IntegrityGuard(bytes);
    guard.check();
    for (const at of [0, 100, bytes.length - 1]) {
      bytes[at]! ^= 1;
      expect(() => guard.check()).toThrow("has changed in memory");
      bytes[at]! ^= 1;
      guard.check();
    }
    expect(guard.hash).toEqual(native().blake3(bytes, 32));
  });
});
