/** Makes sure that a template that is found by its name has that name: what reports and files tell must find it again. */
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import { showPath } from "../native/os.ts";
import { MANIFEST_FILE } from "../source/directory.ts";
import type { TemplateLocation } from "../source/find.ts";
import { sourcesBelow } from "./excerpt.ts";

/**
 * @param name of the template's manifest
 * @throws {DxgError} template/bad-manifest
 */
export function checkTemplateName(location: TemplateLocation, name: string): void {
  if (name === location.name || location.kind === "builtin" || location.origin === "path") return;
  const [what, there] =
    location.kind === "directory" ? (["folder", location.name] as const) : (["file", `${location.name}.dxf`] as const);
  const detail = `the template is called "${name}" but its ${what} "${showPath(there)}"`;
  const wanted = location.kind === "directory" ? name : `${name}.dxf`;
  const span = location.kind === "directory" ? nameIn(location.path) : undefined;
  throw new DxgError("template/bad-manifest", detail, {
    ...(span && { span }),
    notes: [`in the template ${showPath(location.path)}`],
    hint: `Call both the same: write name: ${location.name}, or rename the ${what} to ${wanted}`,
  });
}

/** Where the manifest of a template directory tells its name. */
function nameIn(path: string): Span | undefined {
  const lines = sourcesBelow(path)(MANIFEST_FILE)?.split(/\r\n|\r|\n/) ?? [];
  const index = lines.findIndex((line) => /^name\s*:/.test(line));
  const text = lines[index];
  return text === undefined
    ? undefined
    : { source: MANIFEST_FILE, line: index + 1, column: 1, length: text.length, text };
}
