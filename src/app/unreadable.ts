/** Why a manifest of packages could not be read: the place and the reason of the first fault, where its kind has a reader here. */
import { DxgError } from "../base/error.ts";
import type { Violation } from "../trust/capability-check.ts";
import type { Entry } from "../trust/entry.ts";
import { parseJson } from "./parameters/json.ts";
import { reasonOf } from "./parameters/quiet-read.ts";
import { parseToml } from "./parameters/toml.ts";

/** Gives the end of a sentence about a violation; empty for those that have another cause. */
export function whyUnread(entries: readonly Entry[]): (violation: Violation) => string {
  return ({ file, need }) => {
    const after = need.kind === "none" ? entries.find(({ path }) => path === file)?.after : undefined;
    return after === undefined ? "" : faultIn(file, new TextDecoder().decode(after));
  };
}

function faultIn(file: string, text: string): string {
  const read = /\.json$/i.test(file) ? parseJson : /\.toml$/i.test(file) ? parseToml : undefined;
  if (read === undefined) return "";
  try {
    read(text, file);
    return " (what stands where dependencies belong is none)";
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const { span, detail } = error;
    // What a template writes may hold a secret: nothing of it is quoted.
    const reason = reasonOf(detail);
    return span === undefined ? ` (${reason})` : ` (line ${span.line}, column ${span.column}: ${reason})`;
  }
}
