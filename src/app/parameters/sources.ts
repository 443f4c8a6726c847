/**
 * What was given for the parameters of a run, and by what: the command line over the file over the environment over the
 * user's own defaults. Whether it is right is checked in resolve.ts.
 */
import { DxgError } from "../../base/error.ts";
import { type Capabilities, NO_CAPABILITIES } from "../../format/capabilities.ts";
import { mayReadVariable } from "../../format/granted.ts";
import type { Manifest, Parameter } from "../../format/manifest.ts";
import { repr } from "../../value/text.ts";
import type { Dict, Value } from "../../value/value.ts";
import { readFlags, unknownName } from "./arguments.ts";

export interface GivenParameters {
  /** NAME on the command line, or after the template's colon. */
  readonly name: string | undefined;
  /** Both were given. */
  readonly namedTwice?: boolean;
  /** Each `-p` as written. */
  readonly flags: readonly string[];
  /** What a parameters file holds. */
  readonly file: Dict | undefined;
  /** Reads a variable; absent where the environment has no say. */
  readonly environment?: ((name: string) => string | undefined) | undefined;
  /** The user's own defaults. */
  readonly defaults?: UserDefaults | undefined;
}

/** What the user's config.yaml has for a template. */
export interface UserDefaults {
  /** For every template that has a parameter of the name. */
  readonly shared: ReadonlyMap<string, UserDefault>;
  /** For this template alone. */
  readonly own: ReadonlyMap<string, UserDefault>;
}
export interface UserDefault {
  readonly value: Value;
  /** Where it stands: `~/.config/dxg/config.yaml:3`. */
  readonly place: string;
}

export interface Answer {
  readonly value: Value;
  /** Given for this run; else it stands in for the default. */
  readonly explicit: boolean;
  /** Where it comes from, for a sentence in brackets; absent for what was given for this run. */
  readonly from?: string;
}

/** All that was given, by parameter, and what is wrong with how it was given. */
export interface Answers {
  readonly values: ReadonlyMap<string, Answer>;
  /** Sentences that `tell` finishes. */
  readonly faults: string[];
  /** Parameters that were given, but so that no value came of it. */
  readonly faulty: ReadonlySet<string>;
  readonly unknown: readonly string[];
}

/** What of a manifest says how parameters are answered. */
export type ParameterSchema = Pick<Manifest, "params" | "conflicts" | "capabilities">;

/**
 * A parameter that has null counts as not given, whoever says so: no type has a null.
 * @throws {DxgError} cli/bad-argument for a NAME that the template does not take
 */
export function collectAnswers({ params, capabilities }: ParameterSchema, given: GivenParameters): Answers {
  const { name, namedTwice, flags, file, environment, defaults } = given;
  const values = new Map<string, Answer>();
  const unknown: string[] = [];
  const read = readFlags(flags, params);
  const faults = [...read.faults];
  const faulty = new Set(read.faulty);
  if (defaults !== undefined) addUserDefaults(params, defaults, values, unknown);
  if (environment !== undefined) addEnvironment(params, capabilities, environment, { values, faults, faulty });
  if (file !== undefined) {
    const known = publicNames(params);
    for (const [key, value] of file.entries.values()) {
      if (typeof key === "string" && known.includes(key)) {
        if (value !== null) values.set(key, { value, explicit: true });
      } else unknown.push(unknownName(typeof key === "string" ? key : repr(key), params));
    }
  }
  for (const [key, value] of read.values) values.set(key, { value, explicit: true });
  unknown.push(...read.unknown);
  if (name !== undefined) {
    let positional: Parameter | undefined;
    for (const one of params) if (one.positional) positional = one;
    if (positional === undefined) throw new DxgError("cli/bad-argument", `the template takes no NAME ("${name}")`);
    if (read.values.has(positional.name)) faults.push(`${positional.name}: given both as NAME and with -p`);
    else if (namedTwice === true) {
      faults.push(`${positional.name}: given both as NAME and after the template's colon`);
    }
    values.set(positional.name, { value: name, explicit: true });
  }
  return { values, faults, faulty, unknown };
}

export function publicNames(params: readonly Parameter[]): readonly string[] {
  return params.filter((one) => !one.private).map((one) => one.name);
}

function addUserDefaults(
  params: readonly Parameter[],
  { shared, own }: UserDefaults,
  values: Map<string, Answer>,
  unknown: string[],
): void {
  const known = publicNames(params);
  for (const [key, { value, place }] of [...shared, ...own]) {
    if (known.includes(key) && value !== null) values.set(key, { value, explicit: false, from: `from ${place}` });
  }
  for (const [key, { place }] of own) {
    if (!known.includes(key)) unknown.push(`${unknownName(key, params)} in ${place}`);
  }
}

function addEnvironment(
  params: readonly Parameter[],
  capabilities: Capabilities | undefined,
  environment: (name: string) => string | undefined,
  into: { values: Map<string, Answer>; faults: string[]; faulty: Set<string> },
): void {
  for (const parameter of params) {
    const { name, env } = parameter;
    // A bundle says for itself what it reads, so its own grants are asked again.
    if (env === undefined || parameter.private || !mayReadVariable(capabilities ?? NO_CAPABILITIES, env)) continue;
    const text = environment(env);
    if (text === undefined) continue;
    const { values, faults } = readFlags([`${name}=${text}`], [parameter]);
    const value = values.get(name);
    const from = `from the variable ${env}`;
    if (value !== undefined) into.values.set(name, { value, explicit: false, from });
    else {
      into.faults.push(...faults.map((fault) => `${fault} (${from})`));
      into.faulty.add(name);
    }
  }
}
