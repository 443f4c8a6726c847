/** What `dxg template sign` and `dxg template verify` print. */
import type { SignedBinary } from "../app/template-sign.ts";
import type { VerifiedFile } from "../app/template-verify.ts";
import { dateText, type Signer, type SignerStatus } from "../trust/judge.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

export function reportSigned(signed: readonly SignedBinary[], json: boolean): string {
  if (json) return jsonText({ files: signed });
  const lines = signed.map(({ name, version, output, key, expires, signatures }) => {
    const until = expires === 0 ? "" : `, until ${dateText(expires)}`;
    const all = signatures === 1 ? "" : `; ${signatures} signatures`;
    return `Signed ${nameText(name, version)} by ${key}${until}: ${printable(output)}${all}`;
  });
  return `${lines.join("\n")}\n`;
}

export function reportVerified(verified: readonly VerifiedFile[], json: boolean): string {
  if (json) return jsonText({ files: verified.map(verifiedData) });
  const lines = verified.flatMap(verifiedLines);
  if (verified.length > 1) {
    const trusted = verified.filter(({ verdict }) => verdict === "trusted").length;
    lines.push("", `${trusted} of ${verified.length} trusted`);
  }
  return `${lines.join("\n")}\n`;
}

/** What is known of one file: a headline, its signers, and why it is not trusted. */
export function verifiedLines(file: VerifiedFile): readonly string[] {
  return [headLine(file), ...file.signers.map(signerLine), ...faultLines(file)];
}

function headLine({ path, identity, verdict, group }: VerifiedFile): string {
  const what = identity === undefined ? "" : `  ${nameText(identity.name, identity.version)}`;
  const by = group === undefined ? "" : ` as ${group}`;
  return `${verdict === "trusted" ? `trusted${by}` : "NOT TRUSTED"}  ${printable(path)}${what}`;
}

const STATUS_WORDS: Readonly<Record<SignerStatus, string>> = {
  trusted: "trusted",
  group: "of a group",
  unknown: "unknown key",
  revoked: "revoked",
  expired: "expired",
  rollback: "older than seen",
  clock: "at odds with the clock",
};

function signerLine({ id, status, signature, coverage }: Signer): string {
  const { time, expires, comment } = signature;
  const facts = [
    `${id}  ${STATUS_WORDS[status]}`,
    `signed ${dateText(time)}`,
    ...(expires === 0 ? [] : [`until ${dateText(expires)}`]),
    ...(coverage === "file" ? ["in the .sig"] : []),
    ...(comment === "" ? [] : [printable(comment)]),
  ];
  return `  ${facts.join(", ")}`;
}

function faultLines({ error }: VerifiedFile): readonly string[] {
  if (error === undefined) return [];
  const hint = error.hint === undefined ? [] : [`  help: ${printable(error.hint)}`];
  const notes = error.notes.map((note) => `  - ${printable(note)}`);
  return [`  ${error.code}: ${printable(error.message)}`, ...notes, ...hint];
}

function nameText(name: string, version: string): string {
  return version === "" ? printable(name) : `${printable(name)} ${printable(version)}`;
}

/** The same as JSON tells it. */
export function verifiedData({ path, identity, verdict, group, signers, error }: VerifiedFile): object {
  return {
    path,
    ...(identity ?? {}),
    verdict,
    ...(group === undefined ? {} : { group }),
    signatures: signers.map(signerData),
    ...(error === undefined ? {} : { code: error.code, detail: error.detail }),
  };
}

/** A signature as JSON tells it. */
export function signerData({ id, publicKey, status, signature, coverage }: Signer): object {
  const { name, version, time, expires, comment, replaces } = signature;
  return {
    key: id,
    publicKey,
    status,
    name,
    version,
    time,
    ...(expires === 0 ? {} : { expires }),
    ...(comment === "" ? {} : { comment }),
    ...(replaces === undefined ? {} : { replaces: replaces.toHex() }),
    detached: coverage === "file",
  };
}
