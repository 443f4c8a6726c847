/** The filters that take paths apart, as texts: Python's `posixpath` and `ntpath`. They never look at a file. */

import { DxgError } from "../../../base/error.ts";
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { iterate } from "../../../value/iterate.ts";
import { isString, Tuple, type Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";

const textFilter =
  (name: string, run: (path: string) => Value): Filter =>
  (context, value) => {
    const path = stringArgument(name, "its value", value);
    context.spend(path.length);
    return run(path);
  };

/** `os.path.split`: what is before the last slash, without slashes at its end, and what is behind it. */
function splitPosix(path: string): readonly [string, string] {
  const cut = path.lastIndexOf("/") + 1;
  return [withoutEnd(path.slice(0, cut), "/"), path.slice(cut)];
}

/** Without the marks at its end, unless it has nothing else. */
function withoutEnd(head: string, marks: string): string {
  let end = head.length;
  while (end > 0 && marks.includes(head.charAt(end - 1))) end--;
  return end === 0 ? head : head.slice(0, end);
}

export const basename: Filter = textFilter("basename", (path) => splitPosix(path)[1]);
export const dirname: Filter = textFilter("dirname", (path) => splitPosix(path)[0]);

export const splitext: Filter = textFilter("splitext", (path) => {
  const name = path.lastIndexOf("/") + 1;
  const dot = path.lastIndexOf(".");
  let first = name;
  while (path.charAt(first) === ".") first++;
  return dot > first ? new Tuple([path.slice(0, dot), path.slice(dot)]) : new Tuple([path, ""]);
});

/** `os.path.join`; a part that begins with a slash begins anew. @throws {DxgError} render/limit */
export function joinPosix(parts: readonly string[]): string {
  let path = parts[0] ?? "";
  for (const part of parts.slice(1)) {
    if (part.startsWith("/")) path = part;
    else path += path === "" || path.endsWith("/") ? part : `/${part}`;
    if (path.length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  return path;
}

/** `ntpath.join`: a drive or a mark at the start of a part begins anew. @throws {DxgError} render/limit */
export function joinWindows(parts: readonly string[]): string {
  let [drive, path] = splitDrive(parts[0] ?? "");
  for (const part of parts.slice(1)) {
    const [partDrive, rest] = splitDrive(part);
    const anew = NT_MARKS.includes(rest.charAt(0)) && rest !== "";
    if (anew) {
      if (partDrive !== "" || drive === "") drive = partDrive;
      path = rest;
    } else if (partDrive !== "" && partDrive.toLowerCase() !== drive.toLowerCase()) {
      drive = partDrive;
      path = rest;
    } else {
      if (partDrive !== "") drive = partDrive;
      path += path === "" || NT_MARKS.includes(path.slice(-1)) ? rest : `\\${rest}`;
    }
    if (path.length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  const bare = drive !== "" && !drive.endsWith(":") && path !== "" && !NT_MARKS.includes(path.charAt(0));
  return drive + (bare ? "\\" : "") + path;
}

export const pathJoin: Filter = (context, value) => {
  if (isString(value)) return stringArgument("path_join", "its value", value);
  const parts = iterate(value).map((part) => stringArgument("path_join", "a part", part));
  context.spend(parts.length);
  return joinPosix(parts);
};

/** The names of a normalised path; `above` counts those that lead out of where it begins. */
function namesOf(path: string): { readonly names: readonly string[]; readonly above: number } {
  const names: string[] = [];
  let above = 0;
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.length > 0) names.pop();
    else if (!path.startsWith("/")) above++;
  }
  return { names, above };
}

/** Between two absolute or two relative paths the working directory does not matter. */
export const relpath: Filter = (context, value, [start = "."]) => {
  const path = stringArgument("relpath", "its value", value);
  const from = stringArgument("relpath", "start", start);
  context.spend(path.length + from.length);
  if (path === "") throw valueError("relpath: no path specified");
  const target = namesOf(path);
  const base = namesOf(from);
  if (path.startsWith("/") !== from.startsWith("/") || base.above > target.above) {
    throw new DxgError("render/refused", "relpath would read the working directory, which no template can", {
      hint: "Give a start that is absolute when the path is, and relative when it is not.",
    });
  }
  const shift = target.above - base.above;
  let shared = 0;
  if (shift === 0) while (shared < base.names.length && base.names[shared] === target.names[shared]) shared++;
  const ups = shift + base.names.length - shared;
  const parts = [...new Array<string>(ups).fill(".."), ...target.names.slice(shared)];
  return parts.length === 0 ? "." : parts.join("/");
};

const NT_MARKS = "/\\";

/** `ntpath.splitdrive`: a drive letter or a share, and the rest. */
function splitDrive(path: string): readonly [string, string] {
  const plain = path.replaceAll("/", "\\");
  if (plain.length > 1 && plain.startsWith("\\\\") && plain.charAt(2) !== "\\") {
    const server = plain.indexOf("\\", 2);
    if (server < 0) return ["", path];
    const share = plain.indexOf("\\", server + 1);
    if (share === server + 1) return ["", path];
    const end = share < 0 ? path.length : share;
    return [path.slice(0, end), path.slice(end)];
  }
  return plain.charAt(1) === ":" ? [path.slice(0, 2), path.slice(2)] : ["", path];
}

function splitNt(path: string): readonly [string, string] {
  const [drive, rest] = splitDrive(path);
  let cut = rest.length;
  while (cut > 0 && !NT_MARKS.includes(rest.charAt(cut - 1))) cut--;
  return [drive + withoutEnd(rest.slice(0, cut), NT_MARKS), rest.slice(cut)];
}

export const winBasename: Filter = textFilter("win_basename", (path) => splitNt(path)[1]);
export const winDirname: Filter = textFilter("win_dirname", (path) => splitNt(path)[0]);
export const winSplitdrive: Filter = textFilter("win_splitdrive", (path) => new Tuple(splitDrive(path)));

/** `urllib.parse.urlsplit` as a dict, or one of its components. */
export const urlsplit: Filter = (context, value, [query = ""]) => {
  const parts = urlParts(stringArgument("urlsplit", "its value", value));
  context.spend(20);
  const wanted = stringArgument("urlsplit", "query", query);
  if (wanted === "") return parts;
  const part = Object.hasOwn(parts, wanted) ? parts[wanted] : undefined;
  if (part === undefined) throw valueError(`urlsplit: unknown URL component: ${wanted}`);
  return part;
};

const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;

function urlParts(url: string): { readonly [name: string]: Value } {
  let rest = url.replace(/^[\0- ]+|[\t\r\n]/g, "");
  const scheme = SCHEME.exec(rest)?.[0] ?? "";
  rest = rest.slice(scheme.length);
  let netloc = "";
  if (rest.startsWith("//")) {
    const end = rest.slice(2).search(/[/?#]/);
    netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = rest.slice(netloc.length + 2);
  }
  const [beforeFragment, fragment] = cutAt(rest, "#");
  const [path, query] = cutAt(beforeFragment, "?");
  return { ...hostParts(netloc), netloc, path, query, scheme: scheme.slice(0, -1).toLowerCase(), fragment };
}

function cutAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function hostParts(netloc: string): { readonly [name: string]: Value } {
  const at = netloc.lastIndexOf("@");
  const [username, password] = at < 0 ? [null, null] : cutUser(netloc.slice(0, at));
  const host = netloc.slice(at + 1);
  const closing = host.startsWith("[") ? host.indexOf("]") : -1;
  const colon = host.indexOf(":", closing + 1);
  const name = closing > 0 ? host.slice(1, closing) : colon < 0 ? host : host.slice(0, colon);
  const digits = colon < 0 ? "" : host.slice(colon + 1);
  if (!/^[0-9]*$/.test(digits) || Number(digits) > 65535) throw valueError(`urlsplit: port out of range: '${digits}'`);
  return {
    hostname: name === "" ? null : name.toLowerCase(),
    port: digits === "" ? null : Number(digits),
    username,
    password,
  };
}

function cutUser(user: string): readonly [string, string | null] {
  const at = user.indexOf(":");
  return at < 0 ? [user, null] : [user.slice(0, at), user.slice(at + 1)];
}
