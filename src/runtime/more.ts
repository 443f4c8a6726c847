/**
 * Loads the filters, tests and functions that few templates use, when one is first needed. build.ts replaces this module:
 * in the executable their code is a file of its own, so that a start does not read it.
 */
type More = typeof import("./more-entry.ts");

export function more(): More {
  return require("./more-entry.ts") as More;
}
