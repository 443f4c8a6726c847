/**
 * Reads template.yaml into a checked manifest. Its form is that of format/manifest-definition.ts; what no form can say is
 * checked here and beside. All faults are told together, each with its line, column and the line itself.
 */
import { isMap, LineCounter, type ParsedNode, parseDocument, type YAMLMap } from "yaml";
import type { Capabilities } from "../format/capabilities.ts";
import { NO_CAPABILITIES } from "../format/capabilities.ts";
import type { Infer, Place, Read } from "../format/definition.ts";
import { globFault } from "../format/grant.ts";
import type { Manifest, TemplateDependency } from "../format/manifest.ts";
import { type DEPENDENCY, MANIFEST, type ManifestInput } from "../format/manifest-definition.ts";
import { isVersionRange } from "../format/version-range.ts";
import { truth } from "../value/truth.ts";
import type { Value } from "../value/value.ts";
import { readCapabilities, readHooks } from "./manifest-capabilities.ts";
import { checkYaml } from "./manifest-check.ts";
import { Faults } from "./manifest-faults.ts";
import { type ParameterText, type ReadParameter, readParameter, sourceOf } from "./manifest-params.ts";
import { type ReadSettings, readSettings } from "./manifest-settings.ts";
import type { SourceInfo } from "./origin.ts";
import { yamlProblem } from "./yaml-problem.ts";
import { keyText, nodePlace } from "./yaml-value.ts";

/** A manifest, and how its templates are compiled. */
export type ParsedManifest = Manifest & ReadSettings;

/** A manifest and where the texts in it stand that are compiled. */
export interface ManifestSource {
  readonly manifest: ParsedManifest;
  /** Expressions of parameters, in their order. */
  readonly texts: readonly ParameterText[];
  readonly message: SourceInfo | undefined;
  /** Names of all parameters, also of those whose form is wrong, in their order. */
  readonly declared: readonly string[];
  /** For what is wrong besides. */
  readonly faults: Faults;
}

/**
 * @param name the file's name in messages
 * @throws {DxgError} template/bad-manifest with every fault
 */
export function parseManifest(text: string, name: string): ParsedManifest {
  return readManifest(text, name).manifest;
}

/**
 * As `parseManifest`, with places.
 * @param more is called when there are faults, to add those of what could be read
 * @throws {DxgError} template/bad-manifest
 */
export function readManifest(text: string, name: string, more?: (source: ManifestSource) => void): ManifestSource {
  const counter = new LineCounter();
  const faults = new Faults("template/bad-manifest", text, name, counter);
  const root = rootOf(text, counter, faults);
  const input = checkYaml(MANIFEST, root, faults);
  const params = readParameters(input.params, faults);
  const capabilities = input.capabilities === undefined ? undefined : readCapabilities(input.capabilities, faults);
  const manifest: ParsedManifest = {
    name: input.name?.value ?? "",
    version: input.version?.value ?? "",
    description: input.description?.value ?? "",
    params: params.map(({ parameter }) => parameter),
    ...conflictsOf(input, params, faults),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...hooksOf(input, capabilities ?? NO_CAPABILITIES, faults),
    ...dependenciesOf(input, faults),
    ...engineOf(input, faults),
    exclude: globs(input.exclude, faults),
    ...(input.message === undefined ? {} : { message: input.message.value }),
    ...readSettings(input.settings, faults),
  };
  checkEnvironment(input, capabilities ?? NO_CAPABILITIES, faults);
  const { message } = input;
  const source: ManifestSource = {
    manifest,
    texts: params.flatMap(({ texts }) => texts),
    message: message === undefined ? undefined : sourceOf(message, message.value, faults),
    declared: declaredIn(root),
    faults,
  };
  if (faults.count > 0) more?.(source);
  faults.throwAny();
  return source;
}

function declaredIn(root: YAMLMap): readonly string[] {
  const params = root.get("params", true);
  return isMap(params) ? params.items.map((pair) => keyText(pair)) : [];
}

/** The mapping at the root. @throws {DxgError} template/bad-manifest where there is none */
function rootOf(text: string, counter: LineCounter, faults: Faults): YAMLMap {
  const document = parse(text, counter);
  const problem = document === undefined ? TOO_DEEP : yamlProblem(document, text);
  if (problem !== undefined) faults.add(problem, problem.detail, problem.hint);
  const root = document?.contents;
  if (problem === undefined && !isMap(root)) {
    const { start } = nodePlace(root ?? null);
    faults.add({ start, end: start + 1 }, "it must be a mapping with at least a name");
  }
  faults.throwAny();
  return root as YAMLMap;
}

const TOO_DEEP = { detail: "nested too deeply", start: 0, end: 1, hint: undefined };

function parse(text: string, lineCounter: LineCounter): ReturnType<typeof parseDocument<ParsedNode>> | undefined {
  try {
    return parseDocument(text, { lineCounter, intAsBigInt: true, uniqueKeys: false, version: "1.2" });
  } catch (cause) {
    // The package calls itself for each level.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

function readParameters(read: ManifestInput["params"], faults: Faults): readonly ReadParameter[] {
  const params: ReadParameter[] = [];
  for (const [name, one] of read?.value ?? []) params.push(readParameter(name, one, faults));
  const positional = params.filter(({ parameter }) => parameter.positional);
  if (read !== undefined && positional.length > 1) {
    const list = positional.map(({ parameter }) => parameter.name).join(", ");
    faults.add(read.key, `only one parameter can be positional: ${list}`);
  }
  return params;
}

function conflictsOf(
  input: ManifestInput,
  params: readonly ReadParameter[],
  faults: Faults,
): Pick<Manifest, "conflicts"> {
  const { conflicts } = input;
  if (conflicts === undefined) return {};
  const declared = input.params?.value ?? new Map<string, unknown>();
  const byName = new Map(params.map((one) => [one.parameter.name, one]));
  for (const set of conflicts.value) {
    const names = set.value.map((one) => one.value);
    set.value.forEach(({ value, key }, index) => {
      if (!declared.has(value)) faults.add(key, `"${value}" is no parameter of the template`);
      else if (byName.get(value)?.parameter.private === true) faults.add(key, `"${value}" is private: nobody gives it`);
      else if (names.indexOf(value) < index) faults.add(key, `"${value}" stands twice`);
    });
    const byDefault = [...new Set(names)].filter((name) => isSet(byName.get(name)?.constant));
    if (byDefault.length > 1) {
      faults.add(set.key, `${byDefault.join(" and ")} exclude each other, and their defaults set them all`);
    }
  }
  return { conflicts: conflicts.value.map((set) => set.value.map((one) => one.value)) };
}

function isSet(value: Value | undefined): boolean {
  return value !== undefined && truth(value);
}

function hooksOf(input: ManifestInput, capabilities: Capabilities, faults: Faults): Pick<Manifest, "hooks"> {
  if (input.hooks === undefined) return {};
  return { hooks: readHooks(input.hooks.value, capabilities, faults) };
}

function engineOf({ engine }: ManifestInput, faults: Faults): Pick<Manifest, "engine"> {
  if (engine === undefined) return {};
  checkRange(engine, '"engine"', faults);
  return { engine: engine.value };
}

function dependenciesOf(input: ManifestInput, faults: Faults): Pick<Manifest, "dependencies"> {
  if (input.dependencies === undefined) return {};
  const dependencies: TemplateDependency[] = [];
  const seen = new Set<string>();
  for (const { value, sound } of input.dependencies.value as readonly Read<Infer<typeof DEPENDENCY>>[]) {
    const { name, version } = value;
    if (!sound || name === undefined || version === undefined) continue;
    checkRange(version, '"version"', faults);
    if (seen.has(name.value)) faults.add(name.key, `the dependency "${name.value}" stands twice`);
    seen.add(name.value);
    dependencies.push({ name: name.value, range: version.value });
  }
  return { dependencies };
}

function checkRange({ value, key }: Read<string>, label: string, faults: Faults): void {
  if (isVersionRange(value)) return;
  faults.add(key, `${label} is no range of versions: "${value}"`, 'For example: ^1.2.0 or ">=0.1.0 <2"');
}

function globs(read: ManifestInput["exclude"], faults: Faults): readonly string[] {
  return (read?.value ?? []).map(({ value, key }) => {
    const fault = globFault(value);
    if (fault !== undefined) faults.add(key, fault.detail, fault.hint);
    return value;
  });
}

/** A parameter reads a variable of the environment only where a capability lists it. */
function checkEnvironment({ params }: ManifestInput, capabilities: Capabilities, faults: Faults): void {
  const lists = (grants: Capabilities["grants"], name: string): boolean =>
    grants.some(({ capability, value }) => capability === "can_read_env" && value === name);
  for (const [, { value }] of params?.value ?? []) {
    const { env } = value;
    if (env === undefined) continue;
    const at: Place = env.key;
    if (lists(capabilities.denials, env.value)) {
      faults.add(at, `"env" reads ${env.value}, which "can_read_env" of "deny" lists`);
    } else if (!lists(capabilities.grants, env.value)) {
      const hint = `Add it: capabilities: { can_read_env: [${env.value}] }`;
      faults.add(at, `"env" reads ${env.value}, which "can_read_env" does not list`, hint);
    }
  }
}
