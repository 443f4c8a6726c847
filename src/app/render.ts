/** The use case behind `dxg render`: one template, text or compiled, to standard output or a file. */
import { DxgError } from "../base/error.ts";
import { SOURCE_BYTES_MAX } from "../base/limits.ts";
import { parentPath } from "../base/path.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import type { SyntaxOptions } from "../lang/syntax-options.ts";
import { readStandardInput, showPath } from "../native/os.ts";
import { absentNames } from "../runtime/named-program.ts";
import { loadTemplate, type Template } from "../runtime/template.ts";
import { isBinary, readTextOrBinary } from "../source/directory.ts";
import { turnsText } from "../trust/turned-text.ts";
import { mappingPairs } from "../value/compare.ts";
import { toText } from "../value/text.ts";
import { Dict, isMapping, isString, type Value } from "../value/value.ts";
import { type FindSource, withExcerpt, withLocals } from "./excerpt.ts";
import { namingFile } from "./naming-file.ts";
import { TO_STANDARD_OUTPUT, writeOutput } from "./output-file.ts";
import { freeParameters } from "./parameters/arguments.ts";
import { readParametersFile } from "./parameters/file.ts";
import type { RenderFlags } from "./render-options.ts";
import { siblingLoader, siblingNames } from "./sibling-loader.ts";

export interface RenderRequest {
  /** A text template, a `.dxt`, or `-` for standard input. */
  readonly template: string;
  readonly flags: readonly string[];
  readonly paramsFile: string | undefined;
  /** Language, message, translation. */
  readonly translationsFile: string | undefined;
  /** A file, `-` for standard output, or undefined to write nothing. */
  readonly output: string | undefined;
  /** How a text template is compiled. */
  readonly options: RenderFlags;
  /** Those of them that were given. */
  readonly compileFlags: readonly string[];
}

const STANDARD_INPUT = "-";

export interface Rendering {
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** Where they were written, as asked. */
  readonly output: string | undefined;
  /** What was written, where it holds characters that turn the direction of text: a file, or standard output. */
  readonly turned: readonly string[];
}

/** @throws {DxgError} whatever stands in the way; nothing is written then */
export async function renderFile(request: RenderRequest): Promise<Rendering> {
  const inputs = [request.template, request.paramsFile, request.translationsFile];
  if (inputs.filter((input) => input === STANDARD_INPUT).length > 1) {
    throw new DxgError(
      "cli/bad-argument",
      "only one of template, parameters and translations can come from standard input",
    );
  }
  const source = await loadSource(request);
  const parameters = request.paramsFile === undefined ? new Dict() : await readParametersFile(request.paramsFile);
  for (const [name, value] of freeParameters(request.flags).entries.values()) parameters.set(name, value);
  const { translationsFile } = request;
  const translations = translationsFile === undefined ? undefined : await readTranslations(translationsFile);
  const environment = translations === undefined ? undefined : { translations };
  const { find } = source;
  const render = (template: Template): Uint8Array => template.renderBytes(parameters, environment);
  const bytes = await withLocals(find, () => withExcerpt(find, () => renderWhole(source, render)));
  const { output } = request;
  if (output !== undefined) writeOutput(output, bytes, request.template);
  const where = output === undefined || output === TO_STANDARD_OUTPUT ? "standard output" : output;
  return { bytes, output, turned: turnsText(bytes) ? [where] : [] };
}

/** @throws {DxgError} cli/bad-argument where a language has no messages; params/bad-file, io/* */
async function readTranslations(path: string): Promise<Dict> {
  const translations = await readParametersFile(path);
  for (const [language, messages] of translations.entries.values()) {
    if (!isMapping(messages)) throw badTranslations(path, language, "its messages are no mapping");
    for (const [message, translated] of mappingPairs(messages)) {
      if (isString(translated) || isMapping(translated)) continue;
      throw badTranslations(path, language, `the translation of "${toText(message)}" is no text`);
    }
  }
  return translations;
}

function badTranslations(path: string, language: Value, what: string): DxgError {
  return new DxgError("cli/bad-argument", `--translations ${showPath(path)}: ${toText(language)}: ${what}`, {
    hint: 'Write languages with their messages: {"de": {"Hello": "Hallo"}}',
  });
}

interface LoadedSource {
  readonly template: Template;
  readonly find: FindSource;
  /** The same with what a template holds that is worked out to be named so; undefined where there are no sources. */
  readonly compileWith?: (names: readonly string[]) => Template;
}

/**
 * Renders a template with all that it names: which files it works out to include only a render tells, so they are compiled
 * then and it begins again.
 */
function renderWhole(
  { template, find, compileWith }: LoadedSource,
  render: (template: Template) => Uint8Array,
): Uint8Array {
  if (compileWith === undefined) return render(template);
  const names: string[] = [];
  for (let whole = template; ; whole = compileWith(names)) {
    const missed = (): readonly string[] =>
      absentNames(whole.set).filter((name) => !names.includes(name) && find(name) !== undefined);
    let more: readonly string[];
    try {
      const bytes = render(whole);
      more = missed();
      if (more.length === 0) return bytes;
    } catch (error) {
      more = missed();
      if (more.length === 0) throw error;
    }
    names.push(...more);
  }
}

async function loadSource(request: RenderRequest): Promise<LoadedSource> {
  const { template } = request;
  const bytes = template === STANDARD_INPUT ? readStandardInput(SOURCE_BYTES_MAX) : readTextOrBinary(template);
  if (isBinary(bytes) || template.endsWith(".dxt") || template.endsWith(".dxf")) {
    const loaded = namingFile(template, () => loadTemplate(bytes));
    const [flag] = request.compileFlags;
    if (flag === undefined) return { template: loaded, find: () => undefined };
    throw new DxgError("cli/bad-argument", `--${flag}: ${showPath(template)} is compiled, and has its options in it`, {
      hint: "Render the text that it was compiled from",
    });
  }
  const name = template === STANDARD_INPUT ? "<stdin>" : template;
  const { compileTemplate } = await import("../compile/template.ts");
  const text = decodeUtf8(bytes, showPath(name), "Save the template as UTF-8");
  const folder = template === STANDARD_INPUT ? "." : parentPath(template);
  const loader = siblingLoader(folder);
  const similar = siblingNames(folder, template);
  const { renderOptions } = await import("./render-options.ts");
  const options = renderOptions(request.options);
  const compileWith = (names: readonly string[]): Template =>
    loadTemplate(compileTemplate(text, { ...options, name, loader, names: () => names, similar }));
  const { syntaxOf } = await import("../compile/options.ts");
  const find = (source: string): string | undefined => (source === name ? text : loader(source));
  const syntax = (): Promise<SyntaxOptions> => Promise.resolve(syntaxOf(options, false));
  return { template: compileWith([]), find: Object.assign(find, { syntax }), compileWith };
}
