/** Applies a filter by its name without a machine: what tests of the filters stand on. */
import { bindArguments, type FilterContext, findFilter } from "../../src/runtime/filters/filter.ts";
import { filterById } from "../../src/runtime/filters/index.ts";
import type { CallArguments, Value } from "../../src/value/value.ts";

export function applyFilter(context: FilterContext, name: string, value: Value, args: CallArguments): Value {
  const signature = findFilter(name);
  return filterById(signature.id)!(context, value, bindArguments(signature, args), args.keywords);
}
