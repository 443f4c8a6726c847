/**
 * Runs one conformance case and says whether it came out as Jinja2 has it: the same text, or an error of the same class
 * and, for what Jinja2 finds in the text of a template, on the same line. The words of errors are not compared.
 */
import { DxgError } from "../../src/base/error.ts";
import { SetCompiler } from "../../src/compile/compiler.ts";
import { type CompileOptions, JINJA_DEFAULTS } from "../../src/compile/options.ts";
import { atLine } from "../../src/compile/origin.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxt, encodeDxt } from "../../src/format/dxt.ts";
import type { Extension, NewlineSequence } from "../../src/lang/syntax-options.ts";
import type { Environment } from "../../src/runtime/context.ts";
import { loadTemplate, Template } from "../../src/runtime/template.ts";
import { mappingGet, mappingPairs } from "../../src/value/compare.ts";
import { iterate } from "../../src/value/iterate.ts";
import { repr, toText } from "../../src/value/text.ts";
import {
  Dict,
  isMapping,
  SafeString,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../../src/value/value.ts";
import type { Case, Expected, ExpectedError } from "./case.ts";
import { pythonClasses } from "./python-classes.ts";

export type Outcome =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "error"; readonly error: DxgError }
  /** Anything but a DxgError: always a failure. */
  | { readonly kind: "crash"; readonly error: unknown }
  /** The case needs an option that there is none for. */
  | { readonly kind: "option"; readonly option: string };

export interface Verdict {
  readonly passed: boolean;
  readonly outcome: Outcome;
}

export function judge(one: Case): Verdict {
  const outcome = run(one);
  return { outcome, passed: agrees(one.expected, outcome) };
}

function run(one: Case): Outcome {
  const options = compileOptions(one);
  if (typeof options === "string") return { kind: "option", option: options };
  try {
    return { kind: "text", text: one.kind === "expression" ? evaluate(one, options) : render(one, options) };
  } catch (error) {
    return error instanceof DxgError ? { kind: "error", error } : { kind: "crash", error };
  }
}

function render(one: Case, options: CompileOptions): string {
  return loadTemplate(compileTemplate(one.template, options)).render(one.context, environmentOf(one));
}

function environmentOf({ globals, options, translations }: Case): Environment {
  return options.has("i18n") ? { globals, translations } : { globals };
}

/** The value of an expression, as repr() writes it. */
function evaluate(one: Case, options: CompileOptions): string {
  const compiler = new SetCompiler(options);
  compiler.template("", "main");
  const program = compiler.expression({ name: one.id, text: one.template, origin: atLine(0) });
  const value = new Template(decodeDxt(encodeDxt(compiler.finish())), program).evaluate(
    one.context,
    environmentOf(one),
  );
  // Jinja2's compile_expression() gives None for an undefined value.
  return repr(value instanceof Undefined ? null : asInJson(value));
}

/** A value as a file of cases can tell it, where tuples are lists, markup is text and the keys of dicts are strings. */
function asInJson(value: Value): Value {
  if (value instanceof SafeString) return value.text;
  if (Array.isArray(value) || value instanceof Tuple) return iterate(value).map(asInJson);
  if (!isMapping(value)) return value;
  return Dict.of(mappingPairs(value).map(([key, inner]) => [keyInJson(key), asInJson(inner)]));
}

function keyInJson(key: Value): string {
  return key === null || typeof key === "boolean" ? String(key) : toText(key);
}

const UNDEFINED: Readonly<Record<string, UndefinedMode>> = {
  Undefined: "lenient",
  StrictUndefined: "strict",
  ChainableUndefined: "chainable",
  DebugUndefined: "debug",
};
const SWITCHES = {
  trim_blocks: "trimBlocks",
  lstrip_blocks: "lstripBlocks",
  keep_trailing_newline: "keepTrailingNewline",
  autoescape: "autoescape",
  newstyle_gettext: "newstyleGettext",
} as const;
const DELIMITERS = {
  block_start_string: "blockStart",
  block_end_string: "blockEnd",
  variable_start_string: "variableStart",
  variable_end_string: "variableEnd",
  comment_start_string: "commentStart",
  comment_end_string: "commentEnd",
} as const;
const PREFIXES = { line_statement_prefix: "lineStatementPrefix", line_comment_prefix: "lineCommentPrefix" } as const;
/** Classes and modules of Jinja2's extensions. */
const EXTENSIONS: { readonly [name: string]: Extension } = {
  ExprStmtExtension: "do",
  LoopControlExtension: "loopcontrols",
  InternationalizationExtension: "i18n",
  DebugExtension: "debug",
  TimeExtension: "time",
};

/** Jinja2's options in our names over Jinja2's defaults; the name of the first that has no counterpart. */
function compileOptions(one: Case): CompileOptions | string {
  const loader = (name: string): string | undefined =>
    one.templates.get(name) ?? (name === one.name ? one.template : undefined);
  let options: CompileOptions = {
    ...JINJA_DEFAULTS,
    extensions: [],
    builtins: "jinja",
    name: one.name ?? "<template>",
    loader,
    names: () => [...one.templates.keys()],
  };
  for (const [name, value] of one.options) {
    const given = optionOf(name, value);
    if (given === undefined) return name;
    options = { ...options, ...given, delimiters: { ...options.delimiters, ...given.delimiters } };
  }
  return options;
}

/** One option in our words; undefined when there is none. */
function optionOf(name: string, value: Value): CompileOptions | undefined {
  if (isSwitch(name) && typeof value === "boolean") return { [SWITCHES[name]]: value };
  if (Object.hasOwn(DELIMITERS, name) && typeof value === "string") {
    return { delimiters: { [DELIMITERS[name as keyof typeof DELIMITERS]]: value } };
  }
  if (Object.hasOwn(PREFIXES, name) && (value === null || typeof value === "string")) {
    return value === null ? {} : { [PREFIXES[name as keyof typeof PREFIXES]]: value };
  }
  switch (name) {
    case "undefined":
      return typeof value === "string" && Object.hasOwn(UNDEFINED, value)
        ? { undefined: UNDEFINED[value]! }
        : undefined;
    case "environment":
      return { immutable: value === "ImmutableSandboxedEnvironment" };
    case "newline_sequence":
      return { newlineSequence: value as NewlineSequence };
    case "policies":
      return isMapping(value)
        ? { policies: Object.fromEntries(mappingPairs(value).map(([key, one]) => [String(key), one])) }
        : undefined;
    case "autoescape_by_name":
      return isMapping(value) ? { autoescape: (name) => mappingGet(value, name ?? "None") === true } : undefined;
    case "extensions":
      return Array.isArray(value) ? extensionsOf(value) : undefined;
    case "i18n":
      return {};
    default:
      return undefined;
  }
}

/** Extensions by their classes or modules: `ExprStmtExtension`, `jinja2.ext.do`. */
function extensionsOf(values: readonly Value[]): CompileOptions | undefined {
  const known = Object.values(EXTENSIONS);
  const extensions = values.map((value) => {
    const name = String(value).split(".").at(-1) ?? "";
    return Object.hasOwn(EXTENSIONS, name) ? EXTENSIONS[name] : known.find((extension) => extension === name);
  });
  return extensions.every((extension) => extension !== undefined) ? { extensions } : undefined;
}

function isSwitch(name: string): name is keyof typeof SWITCHES {
  return Object.hasOwn(SWITCHES, name);
}

function agrees(expected: Expected, outcome: Outcome): boolean {
  switch (expected.kind) {
    case "text":
      return outcome.kind === "text" && outcome.text === expected.text;
    case "value":
      return outcome.kind === "text" && outcome.text === valueText(expected.value);
    default:
      return outcome.kind === "error" && sameError(expected.error, outcome.error);
  }
}

function valueText(value: Value): string {
  return repr(value);
}

/** Errors whose line is compared: those that Jinja2 finds in the text of a template. */
const WITH_LINE: readonly string[] = ["TemplateSyntaxError", "TemplateAssertionError"];

function sameError({ type, line }: ExpectedError, error: DxgError): boolean {
  if (!pythonClasses(error).includes(type)) return false;
  return !WITH_LINE.includes(type) || line === undefined || error.span?.line === line;
}
