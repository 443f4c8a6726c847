/** What is said of a filter or test that does not exist. */
import { suggest } from "../base/suggest.ts";
import { filtersByName, functionsByName, testsByName } from "../format/builtins.ts";

export interface UnknownName {
  readonly code: "compile/unknown-filter" | "compile/unknown-test";
  readonly detail: string;
  readonly hint: string;
}

export function unknownName(what: "filter" | "test", name: string): UnknownName {
  const close = suggest(name, (what === "filter" ? filtersByName() : testsByName()).keys());
  const near = close === undefined ? `See docs/language.md for the ${what}s` : `Did you mean "${close}"?`;
  return {
    code: what === "filter" ? "compile/unknown-filter" : "compile/unknown-test",
    detail: `"${name}"`,
    hint: otherKind(what, name) ?? near,
  };
}

/** How a built-in of that name is written that is of another kind. */
function otherKind(what: "filter" | "test", name: string): string | undefined {
  if (functionsByName().has(name)) return `\`${name}\` is a function: write \`${name}(value)\``;
  if (what === "test" && filtersByName().has(name)) return `\`${name}\` is a filter: write \`value | ${name}\``;
  if (what === "filter" && testsByName().has(name)) return `\`${name}\` is a test: write \`value is ${name}\``;
  return undefined;
}
