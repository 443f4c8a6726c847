/** What `dxg doctor` finds in the user's own folders and in the project: config folder, keys, trust, templates. It changes nothing. */
import { configFolder } from "../base/config-folder.ts";
import { DxgError } from "../base/error.ts";
import { joinPath } from "../base/path.ts";
import { countText } from "../format/parameter-size.ts";
import { list, showPath, status } from "../native/os.ts";
import { projectTemplates } from "../source/find.ts";
import { readOwnKey } from "../trust/keyring.ts";
import { othersWrite } from "../trust/own-file.ts";
import { loadTrust } from "../trust/trust-file.ts";
import type { Check } from "./doctor.ts";
import { userDefaults } from "./parameters/user-config.ts";
import { describeTemplates } from "./template-list.ts";

/** The config folder, the file of defaults and the keys in it, and what is trusted. */
export async function configChecks(): Promise<readonly Check[]> {
  const folder = configFolder();
  if (folder === undefined) return [{ name: "config", state: "note", detail: "no home folder: nothing is kept" }];
  return [
    attempt("config", () => folderCheck(folder)),
    ...(await defaultsChecks()),
    ...keyChecks(joinPath(folder, "keys")),
    trustCheck(),
  ];
}

/** The file is read for each template alike, so that any name finds what is wrong. */
async function defaultsChecks(): Promise<readonly Check[]> {
  const name = "config.yaml";
  try {
    const defaults = await userDefaults("template");
    if (defaults === undefined) return [];
    return [{ name, state: "ok", detail: `${countText(defaults.shared.size, "default")} for all templates` }];
  } catch (error) {
    return [failed(name, error)];
  }
}

function folderCheck(folder: string): Check {
  const name = "config";
  const found = status(folder);
  if (found === undefined) return { name, state: "ok", detail: `${showPath(folder)}, not used yet` };
  const open = [folder, joinPath(folder, "keys")].find((path) => {
    const one = status(path);
    return one?.kind === "directory" && othersWrite(one);
  });
  if (open === undefined) return { name, state: "ok", detail: showPath(folder) };
  const detail = `others can write to ${showPath(open)}, and so decide what is trusted: chmod go-w ${showPath(open)}`;
  return { name, state: "note", detail };
}

/** One check for each key that cannot be used, one for all where none is so. */
function keyChecks(folder: string): readonly Check[] {
  const faults: Check[] = [];
  let count = 0;
  const all = attempt("keys", (): Check => {
    if (status(folder)?.kind === "directory") {
      for (const { name } of list(folder)) {
        if (!name.endsWith(".key")) continue;
        count += 1;
        const path = joinPath(folder, name);
        const check = attempt(`key ${name}`, () => {
          readOwnKey(path);
          return { name: "", state: "ok", detail: "" };
        });
        if (check.state !== "ok") faults.push(check);
      }
    }
    return { name: "keys", state: "ok", detail: count === 0 ? "none of your own" : `${count} of your own` };
  });
  return faults.length > 0 ? faults : [all];
}

function trustCheck(): Check {
  return attempt("trust", () => {
    const { keys, groups, revoked } = loadTrust();
    const trusted = `${countText(keys.size, "key")} and ${countText(groups.size, "group")} trusted`;
    const detail = `${trusted}, ${countText(revoked.size, "key")} revoked`;
    return { name: "trust", state: "ok", detail };
  });
}

/** The project's templates and the user's: each that cannot be used is told. */
export async function templateChecks(): Promise<readonly Check[]> {
  const name = "project templates";
  try {
    const folder = projectTemplates();
    const faulty = (await describeTemplates()).filter(
      ({ origin, fault }) => origin !== "builtin" && fault !== undefined,
    );
    return [
      { name, state: "ok", detail: folder ?? "none here" },
      ...faulty.map((one): Check => {
        return { name: `template ${one.name}`, state: "failed", detail: `cannot be used: ${one.fault}` };
      }),
    ];
  } catch (error) {
    return [failed(name, error)];
  }
}

function attempt(name: string, look: () => Check): Check {
  try {
    return look();
  } catch (error) {
    return failed(name, error);
  }
}

function failed(name: string, error: unknown): Check {
  if (!(error instanceof DxgError)) throw error;
  const { message, hint, span } = error;
  const place = span === undefined ? "" : ` (line ${span.line})`;
  return { name, state: "failed", detail: `${message}${place}${hint === undefined ? "" : `: ${hint}`}` };
}
