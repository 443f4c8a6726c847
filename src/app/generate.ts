/** The use case behind `dxg generate`: resolve, load, parameters, plan, apply. */
import { resolvePath } from "../base/path.ts";
import { applyPlan } from "../project/apply.ts";
import { type ConflictPolicy, type Plan, planOutputs } from "../project/plan.ts";
import type { Bundle } from "../runtime/bundle.ts";
import { isKnownTemplate } from "../source/find.ts";
import { toText } from "../value/text.ts";
import type { Dict } from "../value/value.ts";
import { BuiltinValues } from "./builtin-values.ts";
import { loadBundleOf } from "./load-bundle.ts";
import { readParametersFile } from "./parameters/file.ts";
import { resolveParameters } from "./parameters/resolve.ts";

export interface GenerateRequest {
  /** Name, path, bundle, or the colon form. */
  readonly template: string;
  readonly name: string | undefined;
  /** Each `-p` as written. */
  readonly flags: readonly string[];
  readonly paramsFile: string | undefined;
  readonly output: string | undefined;
  readonly dryRun: boolean;
  readonly onConflict: ConflictPolicy;
}

export interface Generation {
  readonly template: string;
  readonly version: string;
  readonly plan: Plan;
  readonly dryRun: boolean;
  /** Shown at the end, from the template. */
  readonly message: string | undefined;
}

/** @throws {DxgError} whatever stands in the way; the destination is unchanged then */
export async function generateFiles(request: GenerateRequest): Promise<Generation> {
  const short = splitColonForm(request.template);
  const { bundle } = await loadBundleOf(short.template);
  const name = request.name ?? short.name;
  const destination = resolvePath(request.output ?? ".");
  const builtins = new BuiltinValues(destination, name);
  const parameters = await parametersOf(
    bundle,
    { ...request, name, flags: [...short.flags, ...request.flags] },
    builtins,
  );
  const plan = planOutputs(bundle.outputs(parameters), destination, request.onConflict);
  const message = bundle.message(parameters);
  if (!request.dryRun) applyPlan(plan);
  return { template: bundle.manifest.name, version: bundle.manifest.version, plan, dryRun: request.dryRun, message };
}

/** The parameters of a run as the renderer takes them: a plain object, `dxg` among them. */
async function parametersOf(
  bundle: Bundle,
  request: Pick<GenerateRequest, "name" | "flags" | "paramsFile">,
  builtins: BuiltinValues,
): Promise<{ readonly [name: string]: unknown }> {
  const file = request.paramsFile === undefined ? undefined : await readParametersFile(request.paramsFile);
  const given = { name: request.name, flags: request.flags, file };
  const resolved = resolveParameters(bundle.manifest.params, given, (program, known) =>
    bundle.evaluate(program, { ...asObject(known), dxg: builtins }),
  );
  return { ...asObject(resolved), dxg: builtins };
}

function asObject(dict: Dict): { readonly [name: string]: unknown } {
  const object: { [name: string]: unknown } = Object.create(null);
  for (const [key, value] of dict.entries.values()) object[toText(key)] = value;
  return object;
}

/** `template:name:flag:…`, when the first part is a template; a path on Windows is none. */
function splitColonForm(written: string): { template: string; name: string | undefined; flags: readonly string[] } {
  const [template = "", name, ...flags] = written.split(":");
  if (name === undefined || isKnownTemplate(written) || !isKnownTemplate(template)) {
    return { template: written, name: undefined, flags: [] };
  }
  return { template, name, flags };
}
