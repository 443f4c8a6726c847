/** The use case behind `dxg generate`: resolve, load, parameters, plan, apply. */
import { resolvePath } from "../base/path.ts";
import type { Manifest } from "../format/manifest.ts";
import { applyPlan } from "../project/apply.ts";
import type { ConflictPolicy, Plan } from "../project/plan.ts";
import { isKnownTemplate } from "../source/find.ts";
import type { Dict } from "../value/value.ts";
import { sourcesBelow } from "./excerpt.ts";
import { loadBundleOf } from "./load-bundle.ts";
import { planBundle } from "./plan-bundle.ts";

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
  /** A signed bundle may be older than one that was used before. */
  readonly allowRollback: boolean;
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
  const { bundle, location } = await loadBundleOf(short.template, {
    allowRollback: request.allowRollback,
    record: !request.dryRun,
  });
  const name = request.name ?? short.name;
  const given = { name, flags: [...short.flags, ...request.flags], file: await fileOf(request, bundle.manifest) };
  const { plan, message } = planBundle(bundle, {
    given,
    name,
    destination: resolvePath(request.output ?? "."),
    onConflict: request.onConflict,
    ...(location.kind === "directory" ? { find: sourcesBelow(location.path) } : {}),
  });
  if (!request.dryRun) applyPlan(plan);
  return { template: bundle.manifest.name, version: bundle.manifest.version, plan, dryRun: request.dryRun, message };
}

async function fileOf({ paramsFile }: GenerateRequest, { name, params }: Manifest): Promise<Dict | undefined> {
  if (paramsFile === undefined) return undefined;
  const { readParametersFile } = await import("./parameters/file.ts");
  const { parameterSchema } = await import("../format/parameter-schema.ts");
  return readParametersFile(paramsFile, parameterSchema(name, params));
}

/** `template:name:flag:…`, when the first part is a template; a path on Windows is none. */
function splitColonForm(written: string): { template: string; name: string | undefined; flags: readonly string[] } {
  const [template = "", name, ...flags] = written.split(":");
  if (name === undefined || isKnownTemplate(written) || !isKnownTemplate(template)) {
    return { template: written, name: undefined, flags: [] };
  }
  return { template, name, flags };
}
