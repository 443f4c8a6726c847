/** The binaries that a person means by a file or a folder, and the `.sig` beside each. */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { fileName, joinPath, resolvePath } from "../base/path.ts";
import { containerKind } from "../format/container.ts";
import type { Signature } from "../format/signature.ts";
import { decodeSig, SIG_BYTES_MAX } from "../format/signed.ts";
import { list, readFile, showPath, status } from "../native/os.ts";
import { loadBundle } from "../runtime/bundle.ts";
import { loadTemplate } from "../runtime/template.ts";
import { isDirectory } from "../source/directory.ts";
import { namingFile } from "./naming-file.ts";

/** Files of one folder that are looked at. */
const FILES_MAX = 10_000;
const DEPTH_MAX = 20;

const BINARY_NAME = /\.dx[ft]$/i;

/**
 * The file, or all `.dxf` and `.dxt` below the folder, sorted, however their names are written. Symbolic links in it with
 * such a name, or to a folder, are among them, so that nothing behind a link is passed over: folders behind them are not
 * gone into, and reading them fails.
 * @throws {DxgError} io/not-found; template/not-found for a folder without any; io/too-large
 */
export function bundleFiles(wanted: string): readonly string[] {
  const path = resolvePath(wanted);
  if (status(path) === undefined) throw new DxgError("io/not-found", showPath(wanted));
  if (!isDirectory(path)) return [path];
  const files: string[] = [];
  collect(path, 0, files);
  if (files.length > 0) return files;
  throw new DxgError("template/not-found", `there is no .dxf or .dxt in ${showPath(wanted)}`, {
    hint: "A template's sources are compiled first: dxg template compile",
  });
}

function collect(folder: string, depth: number, into: string[]): void {
  if (depth > DEPTH_MAX)
    throw new DxgError("io/too-large", `${showPath(folder)} is more than ${DEPTH_MAX} folders deep`);
  for (const { name, kind } of list(folder)) {
    const path = joinPath(folder, name);
    if (kind === "directory") collect(path, depth + 1, into);
    else if (BINARY_NAME.test(name) || (kind === "link" && isDirectory(path))) into.push(path);
    if (into.length > FILES_MAX) throw new DxgError("io/too-large", `more than ${FILES_MAX} binaries below the folder`);
  }
}

export function sigPath(path: string): string {
  return `${path}.sig`;
}

/** The signatures in the `.sig` beside a file, undefined when there is none. @throws {DxgError} format/*; io/* */
export function readSigBeside(path: string): readonly Signature[] | undefined {
  const beside = sigPath(path);
  if (status(beside) === undefined) return undefined;
  const hint = "Take it from its author again, or remove it and sign anew: dxg template sign --detached";
  return namingFile(beside, () => decodeSig(readFile(beside, SIG_BYTES_MAX)), hint);
}

/** @throws {DxgError} io/* */
export function readBinary(path: string): Uint8Array {
  return readFile(path, BINARY_BYTES_MAX);
}

/** Name and version that a signature of a file gives: those of the template, or of a text template its file's name. */
export interface Identity {
  readonly name: string;
  readonly version: string;
}

/**
 * What a binary calls itself; it is loaded, and so verified, for that.
 * @throws {DxgError} format/*
 */
export function identityOf(path: string, bytes: Uint8Array): Identity {
  if (containerKind(bytes) === "dxf") {
    const { name, version } = loadBundle(bytes).manifest;
    return { name, version };
  }
  loadTemplate(bytes);
  return { name: fileName(path).replace(/\.dxt$/i, ""), version: "" };
}
