/** One error for everything that is wrong with the answers of a run. */
import { DxgError } from "../../base/error.ts";
import type { ErrorCode } from "../../base/error-codes.ts";
import type { Parameter } from "../../format/manifest.ts";
import { isSecret } from "../../format/secrets.ts";
import { tell } from "./given-value.ts";
import { publicNames } from "./sources.ts";

/** What is wrong, one sentence each, which `tell` finishes. */
export interface Findings {
  /** Names that are no parameter. */
  readonly unknown: readonly string[];
  readonly faults: string[];
  /** Answers to parameters that do not apply. */
  readonly conditions: string[];
  readonly conflicts: string[];
  readonly missing: string[];
}

/**
 * Throws when anything is wrong: code and detail are those of the gravest kind, the other kinds are notes.
 * @param hide takes secrets out of a value
 * @throws {DxgError} params/unknown, params/type, params/condition, params/conflict, params/missing
 */
export function refuseFindings(params: readonly Parameter[], findings: Findings, hide: (text: string) => string): void {
  const { conditions, conflicts, missing } = findings;
  const unknown = findings.unknown.map((one) => tell(one, hide));
  const faults = findings.faults.map((one) => tell(one, hide));
  const missingNotes = missing.map((one) => `missing ${one}`);
  if (unknown.length > 0) {
    const names = publicNames(params);
    throw new DxgError("params/unknown", unknown.join(", "), {
      notes: [...faults, ...conditions, ...conflicts, ...missingNotes],
      hint: names.length === 0 ? "The template has no parameters" : `The parameters are: ${names.join(", ")}`,
    });
  }
  refuseKind("params/type", faults, [...conditions, ...conflicts, ...missingNotes]);
  refuseKind("params/condition", conditions, [...conflicts, ...missingNotes]);
  refuseKind("params/conflict", conflicts, missingNotes);
  if (missing.length > 0) {
    const names = missing.map((one) => one.split(":")[0] ?? "");
    const secret = new Set(params.filter(isSecret).map(({ name }) => name));
    const places = names.every((name) => secret.has(name)) ? "--params FILE" : "-p key=value or --params FILE";
    throw new DxgError("params/missing", names.join(", "), { notes: missing, hint: `Give them with ${places}` });
  }
}

function refuseKind(code: ErrorCode, faults: readonly string[], others: readonly string[]): void {
  const [first] = faults;
  if (first === undefined) return;
  if (faults.length === 1) throw new DxgError(code, first, { notes: others });
  const what = code === "params/conflict" ? "sets" : "parameters";
  throw new DxgError(code, `${faults.length} ${what}`, { notes: [...faults, ...others] });
}
