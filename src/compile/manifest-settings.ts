/**
 * The settings of template.yaml: the options of the compiler by their names in Jinja2, so that what Copier has under
 * `_envops` can be taken over. Their form is checked before; here is what their values say of each other.
 */
import { DxgError } from "../base/error.ts";
import type { Read } from "../format/definition.ts";
import type { TemplateSettings } from "../format/manifest.ts";
import type { SettingsInput } from "../format/manifest-definition.ts";
import { SETTINGS } from "../format/manifest-definition-settings.ts";
import { completeSyntax, DELIMITER_NAMES, type Delimiters, type NewlineSequence } from "../lang/syntax-options.ts";
import { mappingPairs } from "../value/compare.ts";
import { toText } from "../value/text.ts";
import { isMapping } from "../value/value.ts";
import type { Faults } from "./manifest-faults.ts";
import { type CompileOptions, syntaxOf } from "./options.ts";
import { FilterDefaults } from "./policies.ts";

export interface ReadSettings {
  /** What a bundle carries of them. */
  readonly settings: TemplateSettings;
  /** All of them, as the compiler takes them. */
  readonly options: CompileOptions;
}

const KEYS: readonly string[] = Object.keys(SETTINGS.keys);

/** Settings, those that are absent by their defaults. What is wrong is told to `faults`. */
export function readSettings(read: Read<SettingsInput> | undefined, faults: Faults): ReadSettings {
  const input = read?.value ?? {};
  const autoescape = input.autoescape?.value ?? false;
  const endings = typeof autoescape === "boolean" ? undefined : autoescape.map((one) => one.value);
  const settings: TemplateSettings = {
    trimBlocks: input.trim_blocks?.value ?? true,
    lstripBlocks: input.lstrip_blocks?.value ?? true,
    keepTrailingNewline: input.keep_trailing_newline?.value ?? true,
    undefined: input.undefined?.value ?? "strict",
    autoescape: endings !== undefined || autoescape === true,
  };
  const delimiters: { -readonly [key in keyof Delimiters]?: string } = {};
  for (const [key, name] of Object.entries(DELIMITER_NAMES) as [keyof Delimiters, keyof SettingsInput][]) {
    const text = input[name]?.value;
    if (typeof text === "string") delimiters[key] = text;
  }
  const { line_statement_prefix: statements, line_comment_prefix: comments, newline_sequence: newline } = input;
  const { passthrough, policies } = input;
  if (policies !== undefined && !isMapping(policies.value)) faults.add(policies.key, '"policies" must be a mapping');
  const options: CompileOptions = {
    ...settings,
    ...(endings === undefined ? {} : { autoescape: { enabled: endings } }),
    delimiters,
    ...(statements === undefined ? {} : { lineStatementPrefix: statements.value }),
    ...(comments === undefined ? {} : { lineCommentPrefix: comments.value }),
    // Whether it is a newline is checked with the rest.
    ...(newline === undefined ? {} : { newlineSequence: newline.value as NewlineSequence }),
    ...(passthrough === undefined ? {} : { passthrough: passthrough.value.map((one) => one.value) }),
    indentValues: input.indent_values?.value ?? false,
    ...(policies === undefined || !isMapping(policies.value)
      ? {}
      : { policies: Object.fromEntries(mappingPairs(policies.value).map(([name, value]) => [toText(name), value])) }),
  };
  if (read?.sound === true) check(read, options, faults);
  return { settings, options };
}

/** Options that do not fit together are told at their key. */
function check({ value, key }: Read<SettingsInput>, options: CompileOptions, faults: Faults): void {
  try {
    completeSyntax(syntaxOf(options, false));
    FilterDefaults.of(options.policies, options.newlineSequence);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const name = KEYS.find((one) => error.detail.startsWith(`${one}:`)) ?? "policies";
    const found = value[name as keyof SettingsInput];
    faults.add(found?.key ?? key, error.detail, error.hint);
  }
}
