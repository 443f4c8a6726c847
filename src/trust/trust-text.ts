/**
 * The text of the two files of trust (docs/signatures.md): lines of fields with tabs between them. Reading is strict, since a
 * line that is passed over could be a revocation: a file that is not exactly as dxg writes it is refused whole. Whether a
 * key is sound is looked at whenever it verifies (ed25519.ts), so one that was put here by another hand trusts nothing.
 */
import { DxgError } from "../base/error.ts";
import { parseVersion } from "../format/semver.ts";
import { isSignatureText, keyId, TIME_MAX } from "../format/signature.ts";
import type { KeyGroup, Revocation, TrustedKey, TrustPolicy, TrustRecord, VerifiedBundle } from "./state.ts";
import { versionKey } from "./state.ts";

const POLICY_HEAD = "dxg trust 1";
const RECORD_HEAD = "dxg seen 1";
const KEY = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-f]{16}$/;
/** Names of keys and groups: they are never parts of paths, but may become words of a command line. */
export const LABEL: RegExp = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** The newest verified bundles that are remembered. */
const BUNDLES_MAX = 4096;
/** Keys of a group. */
export const GROUP_KEYS_MAX = 16;

/** One line, split into its fields. */
class Line {
  readonly #fields: readonly string[];
  readonly #fail: (what: string) => never;

  constructor(fields: readonly string[], fail: (what: string) => never) {
    this.#fields = fields;
    this.#fail = fail;
  }

  get kind(): string {
    return this.#fields[0]!;
  }

  /** All fields must be there and no more. */
  expect(count: number): void {
    if (this.#fields.length !== count + 1) this.fail(`${this.#fields.length} fields`);
  }

  matching(index: number, pattern: RegExp, what: string): string {
    const field = this.#fields[index]!;
    return pattern.test(field) ? field : this.fail(what);
  }

  text(index: number): string {
    const field = this.#fields[index]!;
    return isSignatureText(field) ? field : this.fail("a text is too long or has controls");
  }

  time(index: number): number {
    const time = Number(this.matching(index, /^(?:0|[1-9]\d{0,11})$/, "a time is no number"));
    return time <= TIME_MAX ? time : this.fail("a time is after the year 9999");
  }

  fail(what: string): never {
    return this.#fail(what);
  }
}

function readLines(path: string, text: string, head: string, take: (line: Line) => void): void {
  const lines = text.split("\n");
  const failAt =
    (number: number) =>
    (what: string): never => {
      throw new DxgError("trust/bad-state", `${path}:${number}: ${what}`, {
        hint: "Correct the line or restore the file from a backup; without the file nothing is trusted",
      });
    };
  if (lines[0] !== head) failAt(1)(`the first line is not "${head}"`);
  if (lines.pop() !== "") failAt(lines.length + 1)("the last line is cut");
  for (const [index, line] of lines.entries()) if (index > 0) take(new Line(line.split("\t"), failAt(index + 1)));
}

export function writePolicy({ keys, groups, revoked }: TrustPolicy): string {
  return writeLines(POLICY_HEAD, [
    ...[...keys.values()].map(({ publicKey, since, comment }) => ["key", publicKey, since, comment]),
    ...[...groups.values()].map(({ name, threshold, keys: all }) => ["group", name, threshold, all.join(",")]),
    ...[...revoked.values()].map(({ id, at, reason }) => ["revoked", id, at, reason]),
  ]);
}

/** @throws {DxgError} trust/bad-state */
export function readPolicy(path: string, text: string): TrustPolicy {
  const keys = new Map<string, TrustedKey>();
  const groups = new Map<string, KeyGroup>();
  const revoked = new Map<string, Revocation>();
  readLines(path, text, POLICY_HEAD, (line) => {
    switch (line.kind) {
      case "key": {
        line.expect(3);
        const publicKey = line.matching(1, KEY, "the key is not 64 hexadecimal digits");
        if (keys.has(publicKey)) line.fail("the key is there twice");
        keys.set(publicKey, { publicKey, id: idOf(publicKey), since: line.time(2), comment: line.text(3) });
        return;
      }
      case "group": {
        line.expect(3);
        const name = line.matching(1, LABEL, "the name is not as it must be");
        const threshold = Number(line.matching(2, /^[1-9]\d?$/, "the threshold is not 1 or more"));
        const all = line.matching(3, /^[0-9a-f,]+$/, "the keys are no list").split(",");
        for (const key of all) if (!KEY.test(key)) line.fail("a key is not 64 hexadecimal digits");
        if (new Set(all).size !== all.length) line.fail("a key is there twice");
        if (all.length > GROUP_KEYS_MAX) line.fail("there are too many keys");
        if (threshold > all.length) line.fail("the threshold is above the number of keys");
        if (groups.has(name)) line.fail("the group is there twice");
        groups.set(name, { name, threshold, keys: all });
        return;
      }
      case "revoked": {
        line.expect(3);
        const id = line.matching(1, ID, "the id is not 16 hexadecimal digits");
        if (revoked.has(id)) line.fail("the id is there twice");
        revoked.set(id, { id, at: line.time(2), reason: line.text(3) });
        return;
      }
      default:
        line.fail("it is of an unknown kind");
    }
  });
  return { keys, groups, revoked };
}

function idOf(publicKey: string): string {
  return keyId(Uint8Array.fromHex(publicKey));
}

/** The newest `BUNDLES_MAX` bundles are written; of older ones the signatures are verified again when they come back. */
export function writeRecord({ clock, versions, bundles }: TrustRecord): string {
  const kept = [...bundles.values()].slice(-BUNDLES_MAX);
  return writeLines(RECORD_HEAD, [
    ["clock", clock],
    ...[...versions].map(([key, version]) => ["version", ...key.split("\t"), version]),
    ...kept.map((one) => [
      "bundle",
      one.hash,
      one.content,
      one.keys.join(","),
      one.name,
      one.version,
      one.at,
      one.replaces,
    ]),
  ]);
}

/** @throws {DxgError} trust/bad-state */
export function readRecord(path: string, text: string): TrustRecord {
  let clock: number | undefined;
  const versions = new Map<string, string>();
  const bundles = new Map<string, VerifiedBundle>();
  readLines(path, text, RECORD_HEAD, (line) => {
    switch (line.kind) {
      case "clock":
        line.expect(1);
        if (clock !== undefined) line.fail("the clock is there twice");
        clock = line.time(1);
        return;
      case "version": {
        line.expect(3);
        const key = versionKey(line.matching(1, KEY, "the key is not 64 hexadecimal digits"), line.text(2));
        if (versions.has(key)) line.fail("the template is there twice");
        versions.set(key, versionField(line, 3));
        return;
      }
      case "bundle": {
        line.expect(7);
        const hash = line.matching(1, KEY, "the hash is not 64 hexadecimal digits");
        if (bundles.has(hash)) line.fail("the bundle is there twice");
        const keys = line.matching(3, /^[0-9a-f]{64}(?:,[0-9a-f]{64})*$/, "the keys are no list").split(",");
        bundles.set(hash, {
          hash,
          content: line.matching(2, KEY, "the hash is not 64 hexadecimal digits"),
          keys,
          name: line.text(4),
          version: line.text(5) === "" ? "" : versionField(line, 5),
          at: line.time(6),
          replaces: line.matching(7, /^(?:[0-9a-f]{64})?$/, "the hash is not 64 hexadecimal digits"),
        });
        return;
      }
      default:
        line.fail("it is of an unknown kind");
    }
  });
  return { clock: clock ?? 0, versions, bundles };
}

function versionField(line: Line, index: number): string {
  const version = line.text(index);
  return parseVersion(version) === undefined ? line.fail("the version is none") : version;
}

function writeLines(head: string, rows: readonly (readonly (string | number)[])[]): string {
  return `${[head, ...rows.map((fields) => fields.join("\t"))].join("\n")}\n`;
}
