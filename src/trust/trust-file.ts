/**
 * Where the user's trust is kept: the files `trust` (what a person decided) and `seen` (what was met) in the config folder.
 * Every change reads, changes and replaces a file under a lock, so that runs side by side lose nothing of each other.
 */
import { configFolder } from "../base/config-folder.ts";
import { DxgError } from "../base/error.ts";
import { joinPath } from "../base/path.ts";
import { changeMode, makeDirectories, readFile, replaceFile, showPath, status, withLock } from "../native/os.ts";
import { distrust } from "./own-file.ts";
import { NO_POLICY, NO_RECORD, type TrustPolicy, type TrustRecord, type TrustState } from "./state.ts";
import { readPolicy, readRecord, writePolicy, writeRecord } from "./trust-text.ts";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const STATE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * The config folder, made when it is missing.
 * @throws {DxgError} trust/bad-state when there is no home; io/*
 */
export function makeConfigFolder(...below: readonly string[]): string {
  const folder = configFolder();
  if (folder === undefined) throw noHome();
  const path = below.reduce(joinPath, folder);
  for (const made of makeDirectories(path)) if (made.startsWith(folder)) changeMode(made, FOLDER_MODE);
  return path;
}

function noHome(): DxgError {
  return new DxgError("trust/bad-state", "there is no home folder to keep it in", {
    hint: "Set HOME or XDG_CONFIG_HOME to an absolute path",
  });
}

/**
 * What the user trusts and has seen; nothing where nothing was recorded.
 * @throws {DxgError} trust/bad-state for a file that cannot be relied on; io/*
 */
export function loadTrust(): TrustState {
  const folder = configFolder();
  if (folder === undefined) return { ...NO_POLICY, ...NO_RECORD };
  return { ...loadPolicy(folder), ...loadRecord(folder) };
}

function loadPolicy(folder: string): TrustPolicy {
  const path = joinPath(folder, "trust");
  const text = readState(path);
  return text === undefined ? NO_POLICY : readPolicy(showPath(path), text);
}

function loadRecord(folder: string): TrustRecord {
  const path = joinPath(folder, "seen");
  const text = readState(path);
  return text === undefined ? NO_RECORD : readRecord(showPath(path), text);
}

/** Changes what the user decided. @throws {DxgError} trust/bad-state; io/*; what `change` throws */
export function changePolicy(change: (policy: TrustPolicy) => TrustPolicy): void {
  const folder = makeConfigFolder();
  withLock(joinPath(folder, "lock"), () => {
    replaceFile(joinPath(folder, "trust"), encoder.encode(writePolicy(change(loadPolicy(folder)))), FILE_MODE);
  });
}

/** Changes what was seen; the same object back means no change. @throws {DxgError} as `changePolicy` */
export function changeRecord(change: (record: TrustRecord) => TrustRecord): void {
  const folder = makeConfigFolder();
  withLock(joinPath(folder, "lock"), () => {
    const record = loadRecord(folder);
    const changed = change(record);
    if (changed !== record) replaceFile(joinPath(folder, "seen"), encoder.encode(writeRecord(changed)), FILE_MODE);
  });
}

const encoder = new TextEncoder();

function readState(path: string): string | undefined {
  const found = status(path);
  if (found === undefined) return undefined;
  const bad = (what: string, hint: string): never => {
    throw new DxgError("trust/bad-state", `${showPath(path)} ${what}`, { hint });
  };
  const fault = distrust(path, found);
  if (fault !== undefined) bad(fault.what, fault.hint);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFile(path, STATE_BYTES_MAX));
  } catch (error) {
    if (error instanceof DxgError) throw error;
    return bad("is not UTF-8", "Restore it from a backup");
  }
}
