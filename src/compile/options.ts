/** Options of the compiler, by their public names, and their defaults. */
import type { UndefinedMode } from "../value/value.ts";

export interface CompileOptions {
  /** Name of the source in errors; `<template>` when absent. */
  readonly name?: string;
  /** Drop the first newline after a block tag or comment. Default true. */
  readonly trimBlocks?: boolean;
  /** Drop white space before a block tag or comment at the start of a line. Default true. */
  readonly lstripBlocks?: boolean;
  /** Keep the newline at the end of the source. Default true. */
  readonly keepTrailingNewline?: boolean;
  /** What a missing name does. Default `strict`. */
  readonly undefined?: UndefinedMode;
  /** Escape output for HTML unless marked safe. Default false. */
  readonly autoescape?: boolean;
  /**
   * When names of filters, tests and templates that do not exist, and faults of templates that are named by others, are
   * reported: when the template is compiled, or as in Jinja2 when a render comes there. Default `compile`.
   */
  readonly faults?: "compile" | "render";
  /** `gettext` and its kin format their messages themselves, as in Jinja2's new style. Default false. */
  readonly newstyleGettext?: boolean;
  /** Source of a template that `include` names, or undefined when there is none. */
  readonly loader?: (name: string) => string | undefined;
  /** Names that `loader` knows: the file holds all of them when an include computes its name. */
  readonly names?: () => readonly string[];
  /** `macro` keeps even a fixed layout on the machine. Default `auto`. */
  readonly mode?: "auto" | "macro";
}

/** Options of Jinja2 itself, where dxg's defaults differ. */
export const JINJA_DEFAULTS: Required<
  Pick<CompileOptions, "trimBlocks" | "lstripBlocks" | "keepTrailingNewline" | "undefined" | "faults">
> = {
  trimBlocks: false,
  lstripBlocks: false,
  keepTrailingNewline: false,
  undefined: "lenient",
  faults: "render",
};
