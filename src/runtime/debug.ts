/** What `{% debug %}` writes: the names that a template can use where it stands. */
import { FILTERS, TESTS } from "../format/builtins.ts";
import { repr } from "../value/text.ts";
import { Dict } from "../value/value.ts";
import type { Context } from "./context.ts";

export function debugText(context: Context): string {
  const names = (table: readonly { readonly name: string; readonly aliases?: readonly string[] }[]): string[] =>
    table.flatMap(({ name, aliases = [] }) => [name, ...aliases]).sort();
  return [
    `{'context': ${repr(Dict.of(context.all()))},`,
    ` 'filters': ${repr(names(FILTERS))},`,
    ` 'tests': ${repr(names(TESTS))}}`,
  ].join("\n");
}
