/** What is said of a filter or test that does not exist. */
import { suggest } from "../base/suggest.ts";
import { filtersByName, testsByName } from "../format/builtins.ts";

export interface UnknownName {
  readonly code: "compile/unknown-filter" | "compile/unknown-test";
  readonly detail: string;
  readonly hint: string;
}

export function unknownName(what: "filter" | "test", name: string): UnknownName {
  const close = suggest(name, (what === "filter" ? filtersByName() : testsByName()).keys());
  return {
    code: what === "filter" ? "compile/unknown-filter" : "compile/unknown-test",
    detail: `"${name}"`,
    hint: close === undefined ? `See docs/language.md for the ${what}s` : `Did you mean "${close}"?`,
  };
}
