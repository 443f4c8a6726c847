/** Adds to an error of a render the source line that it happened on, which no binary holds but the caller may find. */
import { DxgError } from "../base/error.ts";
import { joinPath } from "../base/path.ts";
import { status } from "../native/os.ts";
import { readText } from "../source/directory.ts";

/** The text of a source by its name in errors, or undefined. */
export type FindSource = (source: string) => string | undefined;

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
  return (source) => {
    const partial = joinPath(directory, `partials/${source}`);
    for (const path of [joinPath(directory, source), partial, `${partial}.j2`]) {
      if (status(path)?.kind === "file") return readText(path);
    }
    return undefined;
  };
}
