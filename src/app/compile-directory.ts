/** Compiles a template directory; the places in errors are paths that the user can open. It loads the compiler. */
import { DxgError } from "../base/error.ts";
import { compileTree } from "../compile/bundle.ts";
import type { TemplateTree } from "../compile/template-tree.ts";
import { sourcesBelow, withExcerpt } from "./excerpt.ts";

/**
 * The bytes of a `.dxf`.
 * @param path of the directory that the tree was read from
 * @throws {DxgError} template/*, lex/*, parse/*, compile/* with the place
 */
export function compileDirectory(tree: TemplateTree, path: string): Uint8Array {
  try {
    return withExcerpt(sourcesBelow(path), () => compileTree(tree));
  } catch (error) {
    throw error instanceof DxgError ? error.with({ notes: [`in the template ${path}`] }) : error;
  }
}
