/**
 * Works out, when the executable is built, the defaults that depend on other defaults only: a run that gives none of these
 * takes the value instead of evaluating the expression. What could come out differently another time is left alone.
 */
import { DxgError } from "../../base/error.ts";
import { FILTERS } from "../../format/builtins.ts";
import type { Manifest, Parameter, ParameterDefault, SettledDefault } from "../../format/manifest.ts";
import type { Bundle } from "../../runtime/bundle.ts";
import { isCommonFilter } from "../../runtime/filters/index.ts";
import { Dict, Undefined } from "../../value/value.ts";
import { valueFault } from "./check-value.ts";

/** Refuses a value: never part of one that is settled. */
const REFUSE = "fail";

/** The manifest of a bundle with its settled defaults. */
export function settleDefaults(bundle: Bundle): Manifest {
  const known = new Dict();
  /** By parameter: what its value hangs on, itself included. */
  const dependencies = new Map<string, readonly string[]>();
  const params = bundle.manifest.params.map((parameter): Parameter => {
    const { name, default: given, required, when, choicesFrom } = parameter;
    if (required || when !== undefined || choicesFrom !== undefined) return parameter;
    const settled = settle(bundle, given, known, dependencies);
    if (settled === undefined) return parameter;
    const { value, from } = settled;
    if (value !== null && valueFault(parameter, value) !== undefined) return parameter;
    known.set(name, value);
    dependencies.set(name, [...from, name]);
    return given?.kind === "expression" ? { ...parameter, default: { ...given, settled } } : parameter;
  });
  return { ...bundle.manifest, params };
}

/** Undefined for an expression whose value is not known before a run. */
function settle(
  bundle: Bundle,
  given: ParameterDefault | undefined,
  known: Dict,
  dependencies: ReadonlyMap<string, readonly string[]>,
): SettledDefault | undefined {
  if (given === undefined) return { value: null, from: [] };
  if (given.kind === "value") return { value: given.value, from: [] };
  const from = new Set<string>();
  for (const name of bundle.reads(given.program)) {
    const its = dependencies.get(name);
    if (its === undefined && name !== REFUSE) return undefined;
    for (const one of its ?? []) from.add(one);
  }
  if (!isRepeatable(given.text)) return undefined;
  try {
    const value = bundle.evaluate(given.program, known);
    return value instanceof Undefined ? undefined : { value, from: [...from] };
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return undefined;
  }
}

/** Whether an expression names common filters only: those that roll dice or read a clock are none. */
function isRepeatable(text: string): boolean {
  const words = new Set(text.match(/\w+/g));
  return FILTERS.every(
    ({ id, name, aliases = [] }) => isCommonFilter(id) || ![name, ...aliases].some((each) => words.has(each)),
  );
}
