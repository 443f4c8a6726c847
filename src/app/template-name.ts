/**
 * Makes sure that a template that is found by its name has that name: what reports and files tell must find it again. And
 * tells which one was meant where the short form begins with a name that is none.
 */
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import { suggest } from "../base/suggest.ts";
import { showPath } from "../native/os.ts";
import { MANIFEST_FILE } from "../source/directory.ts";
import { listTemplates, type TemplateLocation } from "../source/find.ts";
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

/** The error of a template that is not found, with the nearest name where what was written may be `template:name:flag`. */
export function suggestShortForm(error: DxgError, written: string): DxgError {
  const colon = written.indexOf(":");
  if (error.code !== "template/not-found" || colon < 0 || error.hint?.startsWith("Did you mean") === true) return error;
  const close = suggest(
    written.slice(0, colon),
    listTemplates().map(({ name }) => name),
  );
  if (close === undefined) return error;
  return new DxgError(error.code, error.detail, { hint: `Did you mean "${close}${showPath(written.slice(colon))}"?` });
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
