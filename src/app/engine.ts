/** Whether this dxg is one that a template can run with. Loaded only for a template that names versions. */
import { version } from "../../package.json";
import { DxgError } from "../base/error.ts";
import type { Manifest } from "../format/manifest.ts";
import { isInRange } from "../format/version-range.ts";

/** In words, that a template needs another version; undefined when this one fits. */
export function misfit({ name, engine }: Pick<Manifest, "name" | "engine">): string | undefined {
  if (engine === undefined || isInRange(version, engine)) return undefined;
  return `"${name}" needs ${engine}, this is ${version}`;
}

/** @throws {DxgError} template/engine */
export function checkEngine(manifest: Manifest): void {
  const detail = misfit(manifest);
  if (detail === undefined) return;
  throw new DxgError("template/engine", detail, {
    hint: "Install a version of dxg that fits, or ask the template's author",
  });
}
