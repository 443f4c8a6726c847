/** Whether this dxg is one that a template can run with. Loaded only for a template that names versions. */
import { version } from "../../package.json";
import { DxgError } from "../base/error.ts";
import type { Manifest } from "../format/manifest.ts";
import { isInRange } from "../format/version-range.ts";

/** @throws {DxgError} template/engine */
export function checkEngine({ name, engine }: Manifest): void {
  if (engine === undefined || isInRange(version, engine)) return;
  throw new DxgError("template/engine", `"${name}" needs ${engine}, this is ${version}`, {
    hint: "Install a version of dxg that fits, or ask the template's author",
  });
}
