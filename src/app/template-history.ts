/**
 * The use case behind `dxg template show --history`: from a binary back over what it replaced, as far as the files are at hand
 * (in its folder) or were recorded when they were used.
 */
import { DxgError } from "../base/error.ts";
import { joinPath, parentPath, relativePath, resolvePath } from "../base/path.ts";
import { readSigned } from "../format/signed.ts";
import { list } from "../native/os.ts";
import { findTemplate } from "../source/find.ts";
import type { Signer } from "../trust/judge.ts";
import { signerOf } from "../trust/signer.ts";
import type { TrustState } from "../trust/state.ts";
import { loadTrust } from "../trust/trust-file.ts";
import { readBinary, readSigBeside } from "./bundle-files.ts";
import { secondsNow } from "./key.ts";

/** One binary of the trail, the newest first. */
export interface HistoryEntry {
  /** Content hash: 64 hexadecimal digits. */
  readonly content: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Where this is known from. */
  readonly source: "file" | "record" | "nothing";
  /** Of a file at hand. */
  readonly path: string | undefined;
  readonly signers: readonly Signer[];
  /** When a recorded one was verified here, seconds since 1970. */
  readonly recordedAt: number | undefined;
  /** Ids of the keys of a recorded one. */
  readonly keys: readonly string[];
}

const ENTRIES_MAX = 1000;
/** Files of a folder that are looked at. */
const FILES_MAX = 1000;

/** @throws {DxgError} trust/unsigned for what has no signatures; trust/bad-signature; template/not-found; format/*; io/* */
export async function historyOf(wanted: string): Promise<readonly HistoryEntry[]> {
  const path = pathOf(wanted);
  const state = loadTrust();
  const first = await fileEntry(path, state);
  if (first.entry.signers.length === 0) {
    throw new DxgError("trust/unsigned", wanted, {
      hint: "The trail is in the signatures: `dxg template sign` makes one",
    });
  }
  const nearby = contentsBeside(path);
  const entries = [first.entry];
  const seen = new Set([first.entry.content]);
  let next = first.replaces;
  while (next !== "" && !seen.has(next) && entries.length < ENTRIES_MAX) {
    seen.add(next);
    const step = await entryOf(next, nearby, state);
    entries.push(step.entry);
    next = step.replaces;
  }
  return entries;
}

function pathOf(wanted: string): string {
  if (/\.dxt$/i.test(wanted)) return resolvePath(wanted);
  const location = findTemplate(wanted);
  if (location.kind === "bundle") return location.path;
  throw new DxgError("trust/unsigned", `${wanted} is no file of a bundle`, { hint: "Name a .dxf or .dxt" });
}

interface Step {
  readonly entry: HistoryEntry;
  /** Content hash of what it replaced, or empty. */
  readonly replaces: string;
}

async function entryOf(content: string, nearby: ReadonlyMap<string, string>, state: TrustState): Promise<Step> {
  const path = nearby.get(content);
  if (path !== undefined) return fileEntry(path, state);
  const none = { content, path: undefined, signers: [] };
  const recorded = [...state.bundles.values()].find((one) => one.content === content);
  if (recorded === undefined) {
    const entry = { ...none, name: undefined, version: undefined, source: "nothing", recordedAt: undefined, keys: [] };
    return { entry: { ...entry, source: "nothing" }, replaces: "" };
  }
  const { name, version, at, keys, replaces } = recorded;
  const entry = { ...none, name, version, source: "record" as const, recordedAt: at, keys };
  return { entry, replaces };
}

async function fileEntry(path: string, state: TrustState): Promise<Step> {
  const bytes = readBinary(path);
  const { contentHash } = readSigned(bytes);
  // What was valid in its time stays in the trail.
  const detached = readSigBeside(path);
  const verdict = await signerOf(bytes, state, {
    now: secondsNow(),
    pinned: true,
    ...(detached === undefined ? {} : { detached }),
  });
  if (verdict.kind === "refused" && verdict.error.code === "trust/bad-signature") throw verdict.error;
  const { signers } = verdict;
  const signature = signers[0]?.signature;
  const entry: HistoryEntry = {
    content: contentHash.toHex(),
    name: signature?.name,
    version: signature?.version,
    source: "file",
    path: relativePath(path),
    signers,
    recordedAt: undefined,
    keys: signers.map(({ publicKey }) => publicKey),
  };
  const replaced = signers.find((one) => one.signature.replaces !== undefined)?.signature.replaces;
  return { entry, replaces: replaced?.toHex() ?? "" };
}

/** Paths of the binaries in the folder of a file, by content hash; what cannot be read is no part of a trail. */
function contentsBeside(path: string): ReadonlyMap<string, string> {
  const folder = parentPath(path);
  const found = new Map<string, string>();
  for (const { name, kind } of list(folder).slice(0, FILES_MAX)) {
    if (kind !== "file" || !/\.dx[ft]$/i.test(name)) continue;
    const beside = joinPath(folder, name);
    try {
      found.set(readSigned(readBinary(beside)).contentHash.toHex(), beside);
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
    }
  }
  return found;
}
