/** `dxg.*`: what a template may know of its surroundings. Each value is found out only when a template reads it. */
import { environment } from "../base/env.ts";
import { joinPath, parentPath, relativePath } from "../base/path.ts";
import { readFile, status } from "../native/os.ts";
import { Dict, Namespace, type Value } from "../value/value.ts";
import { parseJson } from "./parameters/json.ts";

const SMALL_FILE_MAX = 1024 * 1024;

export class BuiltinValues extends Namespace {
  override readonly typeName = "dxg";
  readonly #destination: string;
  readonly #name: string | undefined;
  readonly #now: Date;

  /** @param destination absolute path; @param name what NAME was on the command line */
  constructor(destination: string, name: string | undefined, now: Date = new Date()) {
    super();
    this.#destination = destination;
    this.#name = name;
    this.#now = now;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "dest":
        return this.#destination;
      case "prefix":
        return prefixOf(this.#destination);
      case "name":
        return this.#name ?? null;
      case "os":
        return process.platform === "darwin" ? "macos" : process.platform === "win32" ? "windows" : process.platform;
      case "now":
        return this.#now.toISOString();
      case "year":
        return this.#now.getFullYear();
      case "git":
        return Dict.of([
          ["user", gitSetting("name")],
          ["email", gitSetting("email")],
        ]);
      case "package":
        return nearestPackage(this.#destination);
      default:
        return undefined;
    }
  }
}

/**
 * What a person in the current folder writes before the path of an output: empty, or the destination and a slash. Line ends
 * and tabs are shown as everywhere: in the lines of a message nobody could tell them from its own.
 */
function prefixOf(destination: string): string {
  const folder = relativePath(destination).replaceAll("\n", "\\n").replaceAll("\t", "\\x09");
  if (folder === ".") return "";
  return folder.endsWith("/") ? folder : `${folder}/`;
}

/** `user.name` or `user.email` of the user's git configuration, or None. */
function gitSetting(key: string): Value {
  const home = environment("home");
  if (home === undefined) return null;
  const config = environment("configHome") ?? joinPath(home, ".config");
  for (const path of [joinPath(home, ".gitconfig"), joinPath(config, "git/config")]) {
    if (status(path)?.kind !== "file") continue;
    const section = /^\s*\[user\]\s*$([\s\S]*?)(?=^\s*\[|$(?![\s\S]))/m.exec(
      new TextDecoder().decode(readFile(path, SMALL_FILE_MAX)),
    );
    const value = new RegExp(`^\\s*${key}\\s*=\\s*(.*?)\\s*$`, "m").exec(section?.[1] ?? "");
    if (value?.[1] !== undefined) return value[1].replace(/^"(.*)"$/, "$1");
  }
  return null;
}

/** The nearest package.json at or above a folder, or None. */
function nearestPackage(from: string): Value {
  for (let folder = from; folder !== ""; folder = folder === "/" ? "" : parentPath(folder)) {
    const path = joinPath(folder, "package.json");
    if (status(path)?.kind === "file") {
      return parseJson(new TextDecoder().decode(readFile(path, SMALL_FILE_MAX)), path, "any");
    }
  }
  return null;
}
