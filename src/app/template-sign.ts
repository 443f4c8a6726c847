/** The use case behind `dxg template sign`: signs one binary or all of a folder. Nothing is written before all is signed. */
import { DxgError } from "../base/error.ts";
import { relativePath, resolvePath } from "../base/path.ts";
import { compareVersions, parseVersion } from "../format/semver.ts";
import { isSignatureText, TIME_MAX } from "../format/signature.ts";
import { encodeSig, hashToSign, readSigned } from "../format/signed.ts";
import { replaceFile, showPath, status } from "../native/os.ts";
import { findOwnKey, openKey } from "../trust/keyring.ts";
import type { SecretKey } from "../trust/secret-key.ts";
import { loadTrust } from "../trust/trust-file.ts";
import { bundleFiles, type Identity, identityOf, readBinary, readSigBeside, sigPath } from "./bundle-files.ts";
import { checkNotRevoked, secondsNow } from "./key.ts";
import { namingFile } from "./naming-file.ts";
import { existingPassphrase, type PassphraseOptions } from "./passphrase.ts";

export interface SignRequest {
  /** A file or folder. */
  readonly target: string;
  /** Id or name of an own key. */
  readonly key: string | undefined;
  /** `90d`, `12h`, `4w`, or a date. */
  readonly expires: string | undefined;
  /** The file that the signed one replaces. */
  readonly replaces: string | undefined;
  readonly comment: string;
  readonly detached: boolean;
  readonly passphrase: PassphraseOptions;
}

export interface SignedBinary extends Identity {
  readonly path: string;
  /** Where the signature is: the file itself, or its `.sig`. */
  readonly output: string;
  readonly key: string;
  /** Seconds since 1970, 0 for never. */
  readonly expires: number;
  readonly signatures: number;
}

const FILE_MODE = 0o644;

/** @throws {DxgError} trust/*, format/*, cli/bad-argument; io/* */
export async function signBinaries(request: SignRequest): Promise<readonly SignedBinary[]> {
  const time = secondsNow();
  const expires = request.expires === undefined ? 0 : expiryOf(request.expires, time);
  if (!isSignatureText(request.comment)) {
    throw new DxgError("cli/bad-argument", "--comment is one line of at most 255 bytes");
  }
  const paths = bundleFiles(request.target);
  if (request.replaces !== undefined && paths.length > 1) {
    throw new DxgError("cli/bad-argument", "--replaces is for one file, not for a folder of several");
  }
  const identities = paths.map((path) => {
    refuseLink(path);
    if (!request.detached) refuseBesideDetached(path);
    const bytes = readBinary(path);
    return { path, bytes, identity: namingFile(path, () => identityOf(path, bytes)) };
  });
  const replaces = request.replaces === undefined ? undefined : replacedHash(request.replaces, identities[0]!);
  const own = findOwnKey(request.key);
  checkNotRevoked(own.id, loadTrust().revoked);
  const key = await openOwn(own.path, request.passphrase);
  const { addDetached, addSignature } = await import("../trust/sign.ts");
  const writes = identities.map(({ path, bytes, identity }) => {
    const statement = { ...identity, time, expires, replaces, comment: request.comment };
    if (request.detached) {
      const before = readSigBeside(path) ?? [];
      const all = namingFile(sigPath(path), () => addDetached(bytes, before, key, statement));
      return { path, identity, output: sigPath(path), content: encodeSig(all), count: all.length };
    }
    const content = namingFile(path, () => addSignature(bytes, key, statement));
    return { path, identity, output: path, content, count: readSigned(content).signatures.length };
  });
  return writes.map(({ path, identity, output, content, count }) => {
    replaceFile(output, content, status(output)?.mode ?? FILE_MODE);
    return { ...identity, path, output, key: own.id, expires, signatures: count };
  });
}

/** A signature in what a link leads to, or in place of the link, would be a surprise. */
function refuseLink(path: string): void {
  if (status(path)?.kind !== "link") return;
  throw new DxgError("write/failed", `${showPath(relativePath(path))} is a symbolic link`, {
    hint: "Sign the file that it leads to, by its own name",
  });
}

/** A `.sig` covers every byte of its file, which a signature in the file changes. */
function refuseBesideDetached(path: string): void {
  if ((readSigBeside(path)?.length ?? 0) === 0) return;
  const [file, beside] = [showPath(relativePath(path)), showPath(relativePath(sigPath(path)))];
  throw new DxgError(
    "cli/bad-argument",
    `${file} is signed in ${beside}, which a signature in the file would make wrong`,
    {
      hint: `Add --detached to sign it there as well, or remove ${beside} first; nothing was signed`,
    },
  );
}

/** A passphrase that does not open the key is told with the file that it was taken from. */
async function openOwn(path: string, passphrase: PassphraseOptions): Promise<SecretKey> {
  try {
    return await openKey(path, () => existingPassphrase(passphrase));
  } catch (error) {
    const { file } = passphrase;
    if (!(error instanceof DxgError) || error.code !== "trust/passphrase" || file === undefined || file === "-") {
      throw error;
    }
    throw error.with({ notes: [`the passphrase is in ${showPath(file)}`] });
  }
}

/** The content hash of the file that is replaced. */
function replacedHash(
  wanted: string,
  { bytes: own, identity: { name, version } }: { readonly bytes: Uint8Array; readonly identity: Identity },
): Uint8Array {
  const path = resolvePath(wanted);
  const bytes = readBinary(path);
  const old = namingFile(wanted, () => identityOf(path, bytes));
  if (old.name !== name) {
    throw new DxgError("cli/bad-argument", `--replaces ${wanted} is the template ${old.name}, not ${name}`);
  }
  const [before, after] = [parseVersion(old.version), parseVersion(version)];
  if (before !== undefined && after !== undefined && compareVersions(after, before) < 0) {
    throw new DxgError("trust/rollback", `${name} ${version} would replace ${old.version}, which is newer`, {
      hint: "Raise the version in template.yaml and compile the template again",
    });
  }
  const { contentHash } = readSigned(bytes);
  if (contentHash.toHex() === hashToSign(own).toHex()) {
    throw new DxgError("cli/bad-argument", `--replaces ${wanted} has the same content as the file to sign`);
  }
  return contentHash;
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 7 * 86_400 };
/** A day, or a day and a time in UTC. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/;

/** Whether the day is in the calendar: 30 February would be taken for a day in March. */
function isDay(text: string): boolean {
  const time = Date.parse(text);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, "2031-01-31".length));
}

/** Seconds since 1970. @throws {DxgError} cli/bad-argument */
function expiryOf(text: string, now: number): number {
  const span = /^([1-9]\d{0,4})([hdw])$/.exec(text);
  const date = DATE.test(text) && isDay(text) ? Date.parse(text) / 1000 : Number.NaN;
  const seconds = span === null ? date : now + Number(span[1]) * UNITS[span[2]!]!;
  if (Number.isFinite(seconds) && seconds > now && seconds <= TIME_MAX) return seconds;
  throw new DxgError("cli/bad-argument", `--expires ${text}`, {
    hint: "A time from now such as 12h, 90d or 4w, or a date to come such as 2031-01-31 or 2031-01-31T12:00Z",
  });
}
