/**
 * The separators of an output path's own text. They come out as NUL, so that what the author wrote can be told from what a
 * value brought along: a part that renders to nothing leaves the file out, and a value cannot make one by itself. A part
 * that is written empty (`/etc/x`, `a//b`, `a/`) keeps its slash, which the runtime refuses. It parses and writes no code.
 */
import { DxgError } from "../base/error.ts";
import type { Body, Statement } from "../lang/ast.ts";
import { type SourceInfo, spanOf } from "./origin.ts";

const SEPARATOR = "\0";

/** @throws {DxgError} path/unsafe when the text of a path holds the separator itself */
export function refuseNul(source: SourceInfo): void {
  const before = source.text.indexOf(SEPARATOR);
  if (before === -1) return;
  throw new DxgError("path/unsafe", `"${source.text}" holds a control or invisible character`, {
    span: spanOf(source, { line: 1, column: before + 1, length: 1 }),
    hint: "Use characters that can be seen",
  });
}

/** The statements of a path with its separators told apart. */
export function separatePath(body: Body): Body {
  return separated(body, true, true);
}

/**
 * @param empty whether nothing stands before in the same part, not even what may render to nothing
 * @param last whether the path ends with these statements
 */
function separated(body: Body, empty: boolean, last: boolean): Body {
  let isEmpty = empty;
  return body.map((statement, index): Statement => {
    const isLast = last && index === body.length - 1;
    const before = isEmpty;
    isEmpty = false;
    if (statement.kind === "text") {
      const text = separatedText(statement.text, before);
      isEmpty = statement.text.endsWith("/");
      return { ...statement, text: isLast && text.endsWith(SEPARATOR) ? `${text}/` : text };
    }
    if (statement.kind !== "if") return statement;
    const inner = (branch: Body): Body => separated(branch, before, isLast);
    return {
      ...statement,
      branches: statement.branches.map((branch) => ({ ...branch, body: inner(branch.body) })),
      otherwise: inner(statement.otherwise),
    };
  });
}

/** A slash after another one, or at the beginning of an empty part, is kept. */
function separatedText(text: string, empty: boolean): string {
  const separators = text.replaceAll(/(?<!\/)\//g, SEPARATOR);
  return empty && text.startsWith("/") ? `/${separators.slice(1)}` : separators;
}
