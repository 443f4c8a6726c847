/**
 * The settings of template.yaml: the options of the compiler by their names in Jinja2, so that what Copier has under
 * `_envops` can be taken over. It knows no YAML; the manifest's reader finds the values and their places.
 */
import { DxgError } from "../base/error.ts";
import type { TemplateSettings } from "../format/manifest.ts";
import { UNDEFINED_MODES } from "../format/manifest-value.ts";
import { completeSyntax, DELIMITER_NAMES, type Delimiters, type NewlineSequence } from "../lang/syntax-options.ts";
import { mappingPairs } from "../value/compare.ts";
import { toText } from "../value/text.ts";
import { isMapping, type Value } from "../value/value.ts";
import { type CompileOptions, syntaxOf } from "./options.ts";
import { FilterDefaults } from "./policies.ts";

export const SETTING_KEYS: readonly string[] = [
  "trim_blocks",
  "lstrip_blocks",
  "keep_trailing_newline",
  "undefined",
  "autoescape",
  ...Object.values(DELIMITER_NAMES),
  "line_statement_prefix",
  "line_comment_prefix",
  "newline_sequence",
  "passthrough",
  "indent_values",
  "policies",
];

export interface ReadSettings {
  /** What a bundle carries of them. */
  readonly settings: TemplateSettings;
  /** All of them, as the compiler takes them. */
  readonly options: CompileOptions;
}

/** Settings by key, each undefined where it is not given. */
export interface SettingsSource {
  readonly text: (key: string) => string | undefined;
  readonly flag: (key: string) => boolean | undefined;
  readonly oneOf: <T extends string>(key: string, known: readonly T[]) => T | undefined;
  readonly value: (key: string) => Value | undefined;
  readonly refuse: (key: string, detail: string, hint?: string) => never;
}

/** @throws {DxgError} template/bad-manifest, by `refuse` */
export function readSettings(source: SettingsSource): ReadSettings {
  const endings = Array.isArray(source.value("autoescape")) ? textsOf(source, "autoescape") : undefined;
  const settings: TemplateSettings = {
    trimBlocks: source.flag("trim_blocks") ?? true,
    lstripBlocks: source.flag("lstrip_blocks") ?? true,
    keepTrailingNewline: source.flag("keep_trailing_newline") ?? true,
    undefined: source.oneOf("undefined", UNDEFINED_MODES) ?? "strict",
    autoescape: endings !== undefined || (source.flag("autoescape") ?? false),
  };
  const delimiters: { -readonly [key in keyof Delimiters]?: string } = {};
  for (const [key, name] of Object.entries(DELIMITER_NAMES) as [keyof Delimiters, string][]) {
    const text = source.text(name);
    if (text !== undefined) delimiters[key] = text;
  }
  const statements = source.text("line_statement_prefix");
  const comments = source.text("line_comment_prefix");
  const newline = source.text("newline_sequence");
  const passthrough = textsOf(source, "passthrough");
  const policies = source.value("policies");
  if (policies !== undefined && !isMapping(policies)) source.refuse("policies", '"policies" must be a mapping');
  const options: CompileOptions = {
    ...settings,
    ...(endings === undefined ? {} : { autoescape: { enabled: endings } }),
    delimiters,
    ...(statements === undefined ? {} : { lineStatementPrefix: statements }),
    ...(comments === undefined ? {} : { lineCommentPrefix: comments }),
    // Whether it is a newline is checked with the rest.
    ...(newline === undefined ? {} : { newlineSequence: newline as NewlineSequence }),
    ...(passthrough === undefined ? {} : { passthrough }),
    indentValues: source.flag("indent_values") ?? false,
    ...(policies === undefined || !isMapping(policies)
      ? {}
      : { policies: Object.fromEntries(mappingPairs(policies).map(([name, value]) => [toText(name), value])) }),
  };
  check(source, options);
  return { settings, options };
}

function textsOf(source: SettingsSource, key: string): readonly string[] | undefined {
  const value = source.value(key);
  if (value === undefined) return undefined;
  const texts = Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  if (!Array.isArray(value) || texts.length < value.length) source.refuse(key, `"${key}" must be a list of texts`);
  return texts;
}

/** Options that do not fit together are told at their key. */
function check(source: SettingsSource, options: CompileOptions): void {
  try {
    completeSyntax(syntaxOf(options, false));
    new FilterDefaults(options.policies ?? {}, options.newlineSequence);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const key = SETTING_KEYS.find((name) => error.detail.startsWith(`${name}:`)) ?? "policies";
    source.refuse(key, error.detail, error.hint);
  }
}
