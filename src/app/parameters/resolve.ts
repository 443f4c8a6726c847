/**
 * The parameters of a run: what was given over defaults, checked against the manifest. Whatever is missing or wrong is told
 * at once. Values of secrets never get into a message.
 */
import { DxgError } from "../../base/error.ts";
import { NO_CAPABILITIES } from "../../format/capabilities.ts";
import { mayReadVariable } from "../../format/granted.ts";
import type { ManifestExpression, Parameter } from "../../format/manifest.ts";
import { isSecret, secretNames } from "../../format/secrets.ts";
import { REFUSAL_HINT } from "../../runtime/functions.ts";
import { typeError } from "../../value/errors.ts";
import { iterate } from "../../value/iterate.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { undefinedError } from "../../value/undefined.ts";
import { Dict, isMapping, isString, Undefined, type Value } from "../../value/value.ts";
import { settleChoice, valueFault } from "./check-value.ts";
import { describeMissing, exampleArgument, textsOf, unsetArgument } from "./example.ts";
import { tell } from "./given-value.ts";
import { Secrets } from "./hide-secrets.ts";
import { type Findings, refuseFindings } from "./report.ts";
import { type Answer, type Answers, collectAnswers, type GivenParameters, type ParameterSchema } from "./sources.ts";

export type { GivenParameters, ParameterSchema } from "./sources.ts";

/** The expressions of a manifest, by their programs. */
export interface Expressions {
  /** The value, from the answers so far. @throws {DxgError} render/* */
  readonly value: (program: number, known: Dict) => Value;
  /** The names that it reads. */
  readonly reads: (program: number) => readonly string[];
}

/**
 * The value of every parameter, in the order of the manifest. An expression is worked out only when all that it reads is
 * in order, so that an answer that is wrong is never reported as a fault of a default.
 * @param secrets gets every secret before anything is checked; no message tells what is in there
 * @throws {DxgError} params/unknown, params/type, params/condition, params/conflict, params/missing: the first that applies,
 *   with all faults in its notes; params/refused by the template; cli/bad-argument for a NAME that the template does not take, render/* for an expression
 *   that fails
 */
export function resolveParameters(
  schema: ParameterSchema,
  given: GivenParameters,
  expressions: Expressions,
  secrets: Secrets = new Secrets(),
): Dict {
  const answers = collectAnswers(schema, given);
  addSecrets(schema.params, answers, secrets);
  return new Resolution(schema, answers, expressions, secrets).resolve();
}

function addSecrets(params: readonly Parameter[], { values }: Answers, secrets: Secrets): void {
  for (const parameter of params) {
    const answer = isSecret(parameter) ? values.get(parameter.name) : undefined;
    if (answer !== undefined) for (const text of textsOf(answer.value)) secrets.add(text);
  }
}

/**
 * The answers that are given, without those that are missing; for a file of them. Nothing is worked out: conditions and
 * computed choices are checked when the answers are used.
 * @throws {DxgError} params/unknown, params/type with all faults
 */
export function checkAnswers(params: readonly Parameter[], file: Dict, flags: readonly string[]): Dict {
  const answers = collectAnswers({ params }, { name: undefined, flags, file });
  const { values, faults, unknown } = answers;
  const secrets = new Secrets();
  addSecrets(params, answers, secrets);
  const checked = new Dict();
  for (const parameter of params) {
    const value = values.get(parameter.name)?.value;
    if (value === undefined) continue;
    const fault = valueFault(parameter, value);
    if (fault === undefined) checked.set(parameter.name, value);
    else faults.push(`${parameter.name}: ${fault}`);
  }
  refuseFindings(params, { unknown, faults, conditions: [], conflicts: [], missing: [] }, secrets.hide);
  return checked;
}

/** What cannot be known because what it depends on is wrong. */
const UNKNOWN: unique symbol = Symbol("unknown");

class Resolution {
  readonly #schema: ParameterSchema;
  readonly #answers: Answers;
  readonly #expressions: Expressions;
  readonly #secrets: Secrets;
  readonly #names: Set<string> = new Set();
  readonly #resolved: Dict = new Dict();
  readonly #findings: Findings;
  readonly #given: Set<string> = new Set();
  /** The first expression that failed: told when nothing that was given is wrong. */
  #failure: DxgError | undefined;

  constructor(schema: ParameterSchema, answers: Answers, expressions: Expressions, secrets: Secrets) {
    this.#schema = schema;
    this.#answers = answers;
    this.#expressions = expressions;
    this.#secrets = secrets;
    const { unknown, faults } = answers;
    this.#findings = { unknown, faults, conditions: [], conflicts: [], missing: [] };
    for (const { name } of schema.params) this.#names.add(name);
  }

  resolve(): Dict {
    const { params, conflicts } = this.#schema;
    for (const parameter of params) {
      const value = this.#valueOf(parameter);
      if (value === UNKNOWN) continue;
      this.#resolved.set(parameter.name, value);
      if (isSecret(parameter)) for (const text of textsOf(value)) this.#secrets.add(text);
    }
    for (const set of conflicts ?? []) this.#conflict(set);
    refuseFindings(params, this.#findings, this.#secrets.hide);
    if (this.#failure !== undefined) throw this.#failure;
    return this.#resolved;
  }

  #valueOf(parameter: Parameter): Value | typeof UNKNOWN {
    const { name, when } = parameter;
    const answer = this.#answers.values.get(name);
    const applies = when === undefined ? true : this.#holds(parameter, when);
    if (applies === false) {
      if (when !== undefined && answer?.explicit === true) {
        const { text, line } = when;
        this.#findings.conditions.push(
          `${name}: it applies only when ${text} (template.yaml:${line}), which is not so`,
        );
      }
      return this.#default(parameter, undefined);
    }
    if (this.#answers.faulty.has(name)) return UNKNOWN;
    const choices = applies === UNKNOWN ? undefined : this.#choices(parameter);
    const known = choices === UNKNOWN ? undefined : choices;
    if (answer !== undefined) return this.#answer(parameter, answer, known);
    if (applies === UNKNOWN) return UNKNOWN;
    if (parameter.required) {
      this.#findings.missing.push(describeMissing(parameter, known, this.#variableOf(parameter)));
      return UNKNOWN;
    }
    return this.#default(parameter, known);
  }

  #variableOf({ env }: Parameter): string | undefined {
    return env !== undefined && mayReadVariable(this.#schema.capabilities ?? NO_CAPABILITIES, env) ? env : undefined;
  }

  #answer(parameter: Parameter, answer: Answer, choices: readonly Value[] | undefined): Value | typeof UNKNOWN {
    const { name } = parameter;
    const value = settleChoice(answer.value, parameter.choicesFrom === undefined ? undefined : choices);
    const fault = valueFault(parameter, value, choices);
    if (fault === undefined) {
      this.#given.add(name);
      return value;
    }
    this.#findings.faults.push(`${name}: ${fault}${answer.from === undefined ? "" : ` (${answer.from})`}`);
    return UNKNOWN;
  }

  #default(parameter: Parameter, choices: readonly Value[] | undefined): Value | typeof UNKNOWN {
    const { name, default: given } = parameter;
    if (given === undefined) return null;
    const value = given.kind === "value" ? given.value : this.#evaluate(given, `in the default of ${name}`);
    if (value === UNKNOWN || value === null) return value;
    if (valueFault(parameter, value, choices) === undefined) return value;
    const secret = isSecret(parameter) || (given.kind === "expression" && this.#readsSecret(given.program));
    const fault = valueFault(parameter, value, choices, secret) ?? "";
    this.#failure ??= new DxgError("params/type", `${name}: ${tell(fault, this.#secrets.hide)}`, {
      notes: ["it is the default that the template gives"],
      hint: this.#hintOfDefault(parameter, choices),
    });
    return UNKNOWN;
  }

  /** Whether a program reads a secret, or what is computed from one. */
  #readsSecret(program: number): boolean {
    const secret = secretNames(this.#schema.params, ({ default: given }) =>
      given?.kind === "expression" ? this.#expressions.reads(given.program) : [],
    );
    return this.#expressions.reads(program).some((name) => secret.has(name));
  }

  #hintOfDefault(parameter: Parameter, choices: readonly Value[] | undefined): string {
    const example = exampleArgument(parameter, choices);
    if (parameter.private || (example === undefined && !isSecret(parameter))) return "Correct the template";
    return `Give a value with ${example ?? "--params FILE"}`;
  }

  #choices(parameter: Parameter): readonly Value[] | typeof UNKNOWN | undefined {
    const { name, choices, choicesFrom } = parameter;
    if (choicesFrom === undefined) return choices;
    return this.#attempt(`in the choices of ${name}`, () => {
      const value = this.#evaluate(choicesFrom, `in the choices of ${name}`);
      if (value === UNKNOWN) return value;
      // Characters of a text and keys of a dict are items too, but hardly what was meant.
      if (isString(value) || isMapping(value)) throw typeError(`expected a list of choices, got ${typeName(value)}`);
      return [...iterate(value)];
    });
  }

  #holds({ name }: Parameter, when: ManifestExpression): boolean | typeof UNKNOWN {
    return this.#attempt(`in the condition of ${name}`, () => {
      const value = this.#evaluate(when, `in the condition of ${name}`);
      return value === UNKNOWN ? value : truth(value);
    });
  }

  #evaluate({ program }: { readonly program: number }, where: string): Value | typeof UNKNOWN {
    for (const name of this.#expressions.reads(program)) {
      if (this.#names.has(name) && !this.#resolved.has(name)) return UNKNOWN;
    }
    return this.#attempt(where, () => {
      const value = this.#expressions.value(program, this.#resolved);
      if (value instanceof Undefined) throw undefinedError(value);
      return value;
    });
  }

  /** Runs what a template may fail in; its first failure is kept. */
  #attempt<T>(where: string, run: () => T): T | typeof UNKNOWN {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      this.#failure ??= this.#secrets.hideIn(refusal(error) ?? error.with({ notes: [where] }));
      return UNKNOWN;
    }
  }

  /** Of a set of parameters at most one may be set. */
  #conflict(set: readonly string[]): void {
    const both = this.#schema.params.filter(({ name }) => {
      const value = set.includes(name) ? this.#resolved.get(name) : undefined;
      return value !== undefined && truth(value);
    });
    if (both.length < 2) return;
    const names = both.map(({ name }) => name);
    const byDefault = both.filter(({ name }) => !this.#given.has(name));
    const unset = byDefault.map((one) => `${one.name} is set by default, ${unsetArgument(one)} unsets it`);
    this.#findings.conflicts.push([`${names.join(", ")}: one of them at most can be set`, ...unset].join("; "));
  }
}

/** A refusal by `fail` while parameters are worked out is about what was given: the user's to mend, as a wrong type. */
function refusal({ code, detail, span, notes, hint }: DxgError): DxgError | undefined {
  if (code !== "render/refused" || hint !== REFUSAL_HINT) return undefined;
  return new DxgError("params/refused", detail, { ...(span && { span }), notes, hint });
}
