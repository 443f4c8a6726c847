/**
 * Which settings of pytest have it load the project's own tests only. Its options are those of a command line, where any
 * may name a plugin, another file of settings or a folder somewhere else, so what nothing here knows counts as one.
 */
import { members } from "./json-strict.ts";

/** Settings whose values nothing is loaded by. */
const PLAIN: ReadonlySet<string> = new Set(
  "minversion python_files python_classes python_functions norecursedirs markers xfail_strict strict strict_config strict_markers strict_xfail strict_parametrization_ids empty_parameter_set_mark console_output_style doctest_encoding doctest_optionflags consider_namespace_packages collect_imported_tests faulthandler_timeout junit_suite_name junit_logging junit_log_passing_tests junit_duration_report junit_family log_auto_indent log_cli log_cli_date_format log_cli_format log_cli_level log_date_format log_file_date_format log_file_format log_file_level log_format log_level tmp_path_retention_count tmp_path_retention_policy truncation_limit_chars truncation_limit_lines usefixtures verbosity_assertions verbosity_subtests verbosity_test_cases asyncio_mode asyncio_debug asyncio_default_fixture_loop_scope asyncio_default_test_loop_scope timeout timeout_method timeout_func_only".split(
    " ",
  ),
);
/** Settings that name files and folders. */
const PLACES: ReadonlySet<string> = new Set(["testpaths", "pythonpath", "cache_dir"]);

/** Options that load nothing, without what follows `=`. Short ones may stand together, but not with `-p`. */
const SHORT = /^-(?:[lqsvx]+|r[A-Za-z]+|[km]|n(?:\d+|auto|logical)?)$/;
const LONG: ReadonlySet<string> = new Set(
  "asyncio-mode benchmark-disable benchmark-enable benchmark-only benchmark-skip capture code-highlight color cov cov-append cov-branch cov-fail-under cov-report deselect disable-pytest-warnings disable-warnings dist doctest-continue-on-failure doctest-glob doctest-ignore-import-errors doctest-modules doctest-report durations durations-min exitfirst failed-first ff full-trace ignore ignore-glob import-mode junit-xml junitxml last-failed lf log-cli-level log-level maxfail maxprocesses new-first nf no-cov no-cov-on-fail no-header no-showlocals no-summary numprocesses quiet random-order random-order-seed reruns reruns-delay runslow runxfail setup-show show-capture showlocals stepwise strict strict-config strict-markers sw tb timeout verbose verbosity".split(
    " ",
  ),
);

/** Whether a setting is plain. @param keys its place below `tool.pytest` */
export function isPlainPytestSetting(keys: readonly string[], value: unknown): boolean {
  // The table of settings was the only one before pytest 9.
  const [key, ...below] = keys[0] === "ini_options" ? keys.slice(1) : keys;
  if (key === undefined) return members(value).length === 0;
  if (below.length > 0) return false;
  if (PLAIN.has(key)) return true;
  if (key === "filterwarnings") return linesOf(value)?.every(isPlainFilter) ?? false;
  const words = key === "addopts" || PLACES.has(key) ? wordsOf(value) : undefined;
  if (words === undefined) return false;
  return key === "addopts" ? words.every(isPlainOption) : words.every(isInside);
}

function isPlainOption(word: string, index: number, words: readonly string[]): boolean {
  // A plugin that is not to be loaded.
  if (word === "-p") return WITHOUT.test(words[index + 1] ?? "");
  if (word.startsWith("-p")) return WITHOUT.test(word.slice(2));
  if (words[index - 1] === "-W") return isPlainFilter(word);
  if (!word.startsWith("-")) return isInside(word);
  if (SHORT.test(word)) return true;
  if (word.startsWith("-W")) return isPlainFilter(word.slice(2));
  const [, name = "", value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
  return LONG.has(name) && (value === undefined || value === "" || isInside(value));
}

const WITHOUT = /^no:[\w.-]+$/;

/** A path below the project, or a word that is none. `@` and `~` begin what is elsewhere. */
function isInside(word: string): boolean {
  return /^[\w.*(]/.test(word) && !/\.\.|^[A-Za-z]:[\\/]|:[\\/]|\\/.test(word);
}

/** `ACTION:MESSAGE:CATEGORY:…`: a category with a dot is of a module, which is loaded. */
function isPlainFilter(filter: string): boolean {
  const category = filter.split(":")[2]?.trim() ?? "";
  return !category.includes(".") || /^pytest\.\w+$/.test(category);
}

/** The words of a command line, or of a list; undefined where a shell may see others. */
function wordsOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== "string") return textsOf(value);
  if (!/^\s*(?:(?:"[^"\\]*"|'[^'\\]*'|[^\s"'\\])+(?:\s+|$))*$/.test(value)) return undefined;
  return [...value.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ""));
}

function linesOf(value: unknown): readonly string[] | undefined {
  return typeof value === "string" ? value.split(/\r?\n/) : textsOf(value);
}

function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
}
