/** From a loaded bundle and what the user gave to a plan: parameters, outputs, message. The command line and the API share it. */
import { DxgError } from "../base/error.ts";
import { isSecret } from "../format/secrets.ts";
import { type ConflictPolicy, type Plan, type PlannedOutput, planOutputs } from "../project/plan.ts";
import type { Bundle } from "../runtime/bundle.ts";
import type { Value } from "../value/value.ts";
import { BuiltinValues } from "./builtin-values.ts";
import { type FindSource, nowhere, withExcerpt } from "./excerpt.ts";
import { Secrets } from "./parameters/hide-secrets.ts";
import { quietExpression, quietFiles } from "./parameters/quiet-render.ts";
import { type Expressions, type GivenParameters, resolveParameters } from "./parameters/resolve.ts";

export interface PlanRequest {
  readonly given: GivenParameters;
  /** What `dxg.name` tells. */
  readonly name: string | undefined;
  /** Absolute path. */
  readonly destination: string;
  readonly onConflict: ConflictPolicy;
  /** What `dxg.now` and `dxg.year` tell; the clock when absent. */
  readonly now?: Date | undefined;
  /** Where the template's sources are, for the lines of errors. */
  readonly find?: FindSource;
}

export interface BundlePlan {
  readonly plan: Plan;
  /** Shown at the end, from the template. */
  readonly message: string | undefined;
  /** Those that were given: nothing that is shown may tell them. */
  readonly secrets: Secrets;
}

export interface BundleOutputs {
  readonly outputs: readonly PlannedOutput[];
  /** Shown at the end, from the template. */
  readonly message: string | undefined;
  /** Those that were given: nothing that is shown may tell them. */
  readonly secrets: Secrets;
}

/** @throws {DxgError} params/*, render/* with the place, path/*, write/*, io/*; none of them tells a secret */
export function planBundle(bundle: Bundle, request: PlanRequest): BundlePlan {
  const { outputs, message, secrets } = renderBundle(bundle, request);
  return { plan: secrets.guard(() => planOutputs(outputs, request.destination, request.onConflict)), message, secrets };
}

/** What a bundle gives, before it is compared with the destination. @throws {DxgError} params/*, render/* with the place */
export function renderBundle(bundle: Bundle, request: PlanRequest): BundleOutputs {
  const { given, name, destination, now } = request;
  const globals = new Map<string, Value>([["dxg", new BuiltinValues(destination, name, now)]]);
  const secrets = new Secrets();
  const expressions: Expressions = {
    value: (program, known) => quietExpression(bundle, program, () => bundle.evaluate(program, known, globals)),
    reads: (program) => bundle.reads(program),
  };
  const { outputs, message } = withExcerpt(request.find ?? nowhere, () => {
    const parameters = placeless(request.find === undefined, () =>
      resolveParameters(bundle.manifest, given, expressions, secrets),
    );
    return secrets.guard(() =>
      quietFiles(bundle, () => ({
        outputs: bundle.outputs(parameters, globals),
        message: closing(bundle.message(parameters, globals)),
      })),
    );
  });
  return {
    outputs,
    message: message !== undefined && tellsSecret(bundle) ? secrets.hide(message) : message,
    secrets,
  };
}

/** The compiler refuses a message that reads a secret; other bundles may have one. */
function tellsSecret(bundle: Bundle): boolean {
  const { params, messageProgram } = bundle.manifest;
  if (messageProgram === undefined || !params.some(isSecret)) return false;
  const read = bundle.reads(messageProgram);
  return params.some((one) => isSecret(one) && read.includes(one.name));
}

/** Runs `body`; what a template that nobody can look into refuses is told without a place there. */
function placeless<T>(hidden: boolean, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!hidden || !(error instanceof DxgError) || error.code !== "params/refused") throw error;
    const { code, detail, notes, hint } = error;
    throw new DxgError(code, detail, { notes, ...(hint !== undefined && { hint }) });
  }
}

/** A message without the blank lines around it that the tags of its template leave; none when nothing else is left. */
function closing(message: string | undefined): string | undefined {
  const text = message?.trimEnd() ?? "";
  if (text === "") return undefined;
  let start = 0;
  for (
    let end = text.indexOf("\n");
    end >= 0 && text.slice(start, end).trim() === "";
    end = text.indexOf("\n", start)
  ) {
    start = end + 1;
  }
  return text.slice(start);
}
