/**
 * Finds a template by what the user wrote: a path; a name in the nearest `.dx/templates` upwards, in the user's
 * templates, or among the built-ins.
 */
import { environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { currentFolder, isAbsolutePath, joinPath, parentPath, resolvePath } from "../base/path.ts";
import { suggest } from "../base/suggest.ts";
import { list, showPath, status } from "../native/os.ts";
import { type BundleSource, builtinBundle, builtinNames } from "./builtin.ts";
import { isDirectory, isTemplateDirectory } from "./directory.ts";

export type TemplateLocation =
  | { readonly kind: "builtin"; readonly name: string; readonly bundle: BundleSource }
  /** A directory of sources. */
  | { readonly kind: "directory"; readonly name: string; readonly path: string; readonly origin: Origin }
  /** A compiled bundle. */
  | { readonly kind: "bundle"; readonly name: string; readonly path: string; readonly origin: Origin };

/** Where a template was found. */
export type Origin = "path" | "project" | "user" | "builtin";

export interface ListedTemplate {
  readonly name: string;
  readonly origin: Origin;
  readonly path: string | undefined;
}

/**
 * @throws {DxgError} template/not-found with the nearest name
 */
export function findTemplate(wanted: string): TemplateLocation {
  if (looksLikePath(wanted)) return atPath(wanted);
  for (const { folder, origin } of folders()) {
    const path = joinPath(folder, wanted);
    if (isTemplateDirectory(path)) return { kind: "directory", name: wanted, path, origin };
    const bundle = `${path}.dxf`;
    if (isFile(bundle)) return { kind: "bundle", name: wanted, path: bundle, origin };
  }
  const bundle = builtinBundle(wanted);
  if (bundle !== undefined) return { kind: "builtin", name: wanted, bundle };
  const close = nearest(wanted);
  throw new DxgError("template/not-found", `"${showPath(wanted)}"`, {
    hint:
      close === undefined
        ? "`dxg template list` shows the templates; a path needs a slash"
        : `Did you mean "${close}"?`,
  });
}

/** The name that was meant, also by the first part of `template:name`. */
function nearest(wanted: string): string | undefined {
  const names = listTemplates().map(({ name }) => name);
  return suggest(wanted, names) ?? suggest(wanted.split(":", 1)[0] ?? "", names);
}

/** Whether a name is a template's: decides if `a:b` is the colon form. */
export function isKnownTemplate(name: string): boolean {
  if (looksLikePath(name)) return status(name) !== undefined;
  if (builtinNames().includes(name)) return true;
  return folders().some(({ folder }) => {
    const path = joinPath(folder, name);
    return isTemplateDirectory(path) || isFile(`${path}.dxf`);
  });
}

/** Every template that a name finds, by name; one that a nearer one hides is not listed. */
export function listTemplates(): readonly ListedTemplate[] {
  const found = new Map<string, ListedTemplate>();
  const add = (template: ListedTemplate): void => {
    if (!found.has(template.name)) found.set(template.name, template);
  };
  for (const { folder, origin } of folders()) {
    if (!isDirectory(folder)) continue;
    for (const { name } of list(folder)) {
      const path = joinPath(folder, name);
      if (isDirectory(path)) {
        if (mayBeTemplate(path)) add({ name, origin, path });
      } else if (name.endsWith(".dxf") && isFile(path)) add({ name: name.slice(0, -".dxf".length), origin, path });
    }
  }
  for (const name of builtinNames()) add({ name, origin: "builtin", path: undefined });
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One that cannot be entered may be a template: whoever loads it is told why it cannot. */
function mayBeTemplate(path: string): boolean {
  try {
    return isTemplateDirectory(path);
  } catch (error) {
    if (error instanceof DxgError) return true;
    throw error;
  }
}

/** The nearest `.dx/templates` at or above the current folder. */
export function projectTemplates(): string | undefined {
  for (let folder = currentFolder(); ; folder = parentPath(folder)) {
    const templates = joinPath(folder, ".dx/templates");
    if (isDirectory(templates)) return templates;
    if (folder === "/" || folder === "") return undefined;
  }
}

function looksLikePath(wanted: string): boolean {
  return wanted.includes("/") || wanted === "." || wanted === ".." || wanted.endsWith(".dxf") || isAbsolutePath(wanted);
}

/** Whether a file is there, or a link to something that is no directory, which opening it shows. */
function isFile(path: string): boolean {
  const kind = status(path)?.kind;
  return kind === "file" || (kind === "link" && !isDirectory(path));
}

function atPath(wanted: string): TemplateLocation {
  const path = resolvePath(wanted);
  const found = status(path);
  if (isDirectory(path)) {
    if (isTemplateDirectory(path)) return { kind: "directory", name: wanted, path, origin: "path" };
    throw new DxgError("template/not-found", `"${showPath(wanted)}" has no template.yaml`, {
      hint: "`dxg template init NAME` makes a template",
    });
  }
  if (found === undefined) {
    const close = wanted.includes(":") ? nearest(wanted) : undefined;
    const hint = close === undefined ? {} : { hint: `Did you mean "${close}"?` };
    throw new DxgError("template/not-found", `"${showPath(wanted)}" does not exist`, hint);
  }
  return { kind: "bundle", name: wanted, path, origin: "path" };
}

function folders(): readonly { readonly folder: string; readonly origin: Origin }[] {
  const home = environment("home");
  const data = environment("dataHome") ?? (home === undefined ? undefined : joinPath(home, ".local/share"));
  const project = projectTemplates();
  return [
    ...(project === undefined ? [] : [{ folder: project, origin: "project" as const }]),
    ...(data === undefined ? [] : [{ folder: joinPath(data, "dxg/templates"), origin: "user" as const }]),
  ];
}
