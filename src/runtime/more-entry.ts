/** What more.ts loads: filters, tests, functions and the patterns of parameters, which few templates use. An entry of its own in the executable. */
export { Pattern } from "../value/pattern.ts";
export { MORE_FILTERS } from "./filters/more/index.ts";
export { slugifyWith } from "./filters/more/slug.ts";
export { MORE_FUNCTIONS } from "./more-functions.ts";
export { MORE_TESTS } from "./more-tests.ts";
export { namedReference } from "./named-references.ts";
