/**
 * The user's config.yaml: defaults of parameters for every template, or for one. A start that finds no such file costs one
 * look; its reader and the package for YAML load only when there is one.
 */
import { configFolder } from "../../base/config-folder.ts";
import { joinPath } from "../../base/path.ts";
import { status } from "../../native/os.ts";
import type { UserDefaults } from "./sources.ts";

/** What the user's config.yaml has for a template. @throws {DxgError} cli/bad-config with the place, io/* */
export async function userDefaults(template: string): Promise<UserDefaults | undefined> {
  const folder = configFolder();
  const path = folder === undefined ? undefined : joinPath(folder, "config.yaml");
  if (path === undefined || status(path) === undefined) return undefined;
  return (await import("./user-config-read.ts")).readUserDefaults(path, template);
}
