/** Options of the compiler, by their public names, and their defaults. */
import type { BuiltinOrigin } from "../format/builtins.ts";
import type { Delimiters, Extension, NewlineSequence, SyntaxOptions } from "../lang/syntax-options.ts";
import type { UndefinedMode } from "../value/value.ts";
import type { Autoescape } from "./autoescape.ts";
import type { Policies } from "./policies.ts";

export interface CompileOptions {
  /** Name of the source in errors; `<template>` when absent. */
  readonly name?: string;
  /** Drop the first newline after a block tag or comment. Default true. */
  readonly trimBlocks?: boolean;
  /** Drop white space before a block tag or comment at the start of a line. Default true. */
  readonly lstripBlocks?: boolean;
  /** Keep the newline at the end of the source. Default true. */
  readonly keepTrailingNewline?: boolean;
  /** Other strings around tags and comments. Default `{% %}`, `{{ }}` and `{# #}`. */
  readonly delimiters?: Partial<Delimiters>;
  /** What makes a line a block tag when only blanks stand before it, such as `#`. Default none. */
  readonly lineStatementPrefix?: string;
  /** What makes the rest of a line a comment, such as `##`. Default none. */
  readonly lineCommentPrefix?: string;
  /** What a newline of the template becomes. Default `\n`. */
  readonly newlineSequence?: NewlineSequence;
  /** Openings such as `${{` whose text stays as it is, to the mirrored closing. Default none. */
  readonly passthrough?: readonly string[];
  /** Give every line of a value that stands alone on its line the indentation of the first. Default false. */
  readonly indentValues?: boolean;
  /** Extensions of Jinja2 whose tags are known: `do`, `loopcontrols`, `i18n`, `debug`. Default all. */
  readonly extensions?: readonly Extension[];
  /**
   * Which filters, tests and functions there are: those of Jinja2 and of its extensions that are on, or also those of dxg,
   * Cookiecutter and Ansible. Default `all`.
   */
  readonly builtins?: "jinja" | "all";
  /** What a missing name does. Default `strict`. */
  readonly undefined?: UndefinedMode;
  /** Escape output for HTML unless marked safe: always, never, or by the template's name. Default false. */
  readonly autoescape?: Autoescape;
  /**
   * When names of filters, tests and templates that do not exist, and faults of templates that are named by others, are
   * reported: when the template is compiled, or as in Jinja2 when a render comes there. Default `compile`.
   */
  readonly faults?: "compile" | "render";
  /** `gettext` and its kin format their messages themselves, as in Jinja2's new style. Default false. */
  readonly newstyleGettext?: boolean;
  /** Defaults of filters, by their names in Jinja2. */
  readonly policies?: Policies;
  /** Refuse methods that change lists and dicts, as Jinja2's ImmutableSandboxedEnvironment does. Default false. */
  readonly immutable?: boolean;
  /** Source of a template that `include` names, or undefined when there is none. */
  readonly loader?: (name: string) => string | undefined;
  /** Names that `loader` knows: the file holds all of them when an include computes its name. */
  readonly names?: () => readonly string[];
  /** Names to suggest for one that does not exist, where they are others than `names`. */
  readonly similar?: () => readonly string[];
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

/** Origins of the built-ins that templates know; undefined for all. */
export function originsOf(options: CompileOptions): readonly BuiltinOrigin[] | undefined {
  const { builtins, extensions, newstyleGettext } = options;
  if (builtins !== "jinja") return undefined;
  const isOn = (extension: Extension): boolean => extensions?.includes(extension) ?? true;
  const origins: BuiltinOrigin[] = ["jinja"];
  if (isOn("i18n")) origins.push(newstyleGettext === true ? "newstyle" : "i18n");
  if (isOn("time")) origins.push("time");
  return origins;
}

/** How the text of a template is read; `verbatim` is for paths and messages, whose white space is all their own. */
export function syntaxOf(options: CompileOptions, verbatim: boolean): SyntaxOptions {
  const { delimiters, lineStatementPrefix, lineCommentPrefix, newlineSequence, passthrough, indentValues } = options;
  const { extensions } = options;
  if (verbatim) {
    return { trimBlocks: false, lstripBlocks: false, keepTrailingNewline: true, delimiters, passthrough, extensions };
  }
  return {
    trimBlocks: options.trimBlocks ?? true,
    lstripBlocks: options.lstripBlocks ?? true,
    keepTrailingNewline: options.keepTrailingNewline ?? true,
    delimiters,
    lineStatementPrefix,
    lineCommentPrefix,
    newlineSequence,
    passthrough,
    indentValues,
    extensions,
  };
}
