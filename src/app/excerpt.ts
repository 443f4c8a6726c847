/**
 * Adds to an error of a render what no binary holds but the caller may find in the source: the line that it happened on,
 * and the names of locals. It must not load what parses before there is an error.
 */
import { DxgError } from "../base/error.ts";
import { joinPath } from "../base/path.ts";
import type { SyntaxOptions } from "../lang/syntax-options.ts";
import { status } from "../native/os.ts";
import { readText } from "../source/directory.ts";
import { Undefined } from "../value/value.ts";

/** The text of a source by its name in errors, or undefined. */
export interface FindSource {
  (source: string): string | undefined;
  /** How the sources are written; as by default when absent. */
  readonly syntax?: () => Promise<SyntaxOptions | undefined>;
}

/** Finds nothing. */
export const nowhere: FindSource = () => undefined;

/** Runs `body`; an error that leaves it gets its source line. @throws {DxgError} what `body` throws */
export function withExcerpt<T>(find: FindSource, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof DxgError) || error.span === undefined || error.span.text !== undefined) throw error;
    const { source, line } = error.span;
    const text = attempt(find, source)?.split(/\r\n|\r|\n/, line)[line - 1];
    throw text === undefined ? error : error.at({ ...error.span, text });
  }
}

/** Runs `body`; the error of a misspelt local that leaves it names the local. @throws {DxgError} what `body` throws */
export async function withLocals<T>(find: FindSource, body: () => T | Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof DxgError) || error.span === undefined) throw error;
    if (error.code !== "render/undefined" && !(error.cause instanceof Undefined)) throw error;
    const text = attempt(find, error.span.source);
    if (text === undefined) throw error;
    const { withLocalName } = await import("./local-names.ts");
    throw withLocalName(error, text, await find.syntax?.());
  }
}

function attempt(find: FindSource, source: string): string | undefined {
  try {
    return find(source);
  } catch {
    // The error itself is what matters; its line is only a help.
    return undefined;
  }
}

/** Finds the sources of a template directory: files, the manifest, partials. */
export function sourcesBelow(directory: string): FindSource {
  const find = (source: string): string | undefined => {
    const partial = joinPath(directory, `partials/${source}`);
    for (const path of [joinPath(directory, source), partial, `${partial}.j2`]) {
      if (status(path)?.kind === "file") return readText(path);
    }
    return undefined;
  };
  return Object.assign(find, { syntax: async () => (await import("./local-names.ts")).syntaxBelow(directory) });
}
