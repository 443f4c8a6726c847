/** The use case behind `dxg generate`: resolve, load, parameters, plan, apply. */

import { foreignVariable } from "../base/env.ts";
import type { DxgError } from "../base/error.ts";
import { resolvePath } from "../base/path.ts";
import type { Hook } from "../format/hooks.ts";
import type { Manifest } from "../format/manifest.ts";
import { applyPlan } from "../project/apply.ts";
import type { ConflictPolicy, Plan } from "../project/plan.ts";
import type { Bundle } from "../runtime/bundle.ts";
import { isKnownTemplate } from "../source/find.ts";
import type { AutoRun } from "../trust/capability-check.ts";
import { turnsText } from "../trust/turned-text.ts";
import type { Dict } from "../value/value.ts";
import { checkPlan } from "./capability-check.ts";
import { nowhere, sourcesBelow, withLocals } from "./excerpt.ts";
import { type FoundBundle, loadBundleOf } from "./load-bundle.ts";
import { quietly } from "./parameters/quiet-read.ts";
import { userDefaults } from "./parameters/user-config.ts";
import { type BundlePlan, type PlanRequest, planBundle, renderBundle } from "./plan-bundle.ts";
import type { Permissions, TrustRequest } from "./trust-decision.ts";

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
  readonly trust: TrustRequest;
  readonly hooks: HookRequest;
  /** Gets the files that programs run by themselves, before anything is written. */
  readonly warn: (files: readonly AutoRun[]) => void;
  /** Told why the use of a signed bundle could not be recorded. */
  readonly notRecorded: (error: DxgError) => void;
  /** A signed bundle may be older than one that was used before. */
  readonly allowRollback: boolean;
}

/** What becomes of the hooks of a template. */
export interface HookRequest {
  /** Whether they run at all. */
  readonly run: boolean;
  /** Whether those without `can_network` run where the network cannot be cut off. */
  readonly allowNetwork: boolean;
  /** Gives what shows the lines that they print; nothing does when it is not there. */
  readonly shown?: () => Promise<(line: string) => void>;
  /** Tells that a signal has stopped a hook, after which the signal ends the process. */
  readonly cancelled?: () => Promise<(error: DxgError) => void>;
}

export interface Generation {
  readonly template: string;
  readonly version: string;
  readonly plan: Plan;
  readonly dryRun: boolean;
  /** Shown at the end, from the template. */
  readonly message: string | undefined;
  /** What the template may do; of a dry run, where it is more than ordinary files. */
  readonly permissions: Permissions | undefined;
  /** The template's hooks, in their order. */
  readonly hooks: readonly Hook[];
  readonly hooksRan: boolean;
  /** New or changed files that hold characters which turn the direction of text. */
  readonly turned: readonly string[];
}

/** @throws {DxgError} whatever stands in the way; the destination is unchanged then */
export async function generateFiles(request: GenerateRequest): Promise<Generation> {
  const short = splitColonForm(request.template);
  const found = await loadBundleOf(short.template, {
    allowRollback: request.allowRollback,
    notRecorded: request.notRecorded,
    record: !request.dryRun,
  });
  const { bundle, location } = found;
  const { manifest } = bundle;
  if (manifest.engine !== undefined) (await import("./engine.ts")).checkEngine(manifest);
  if (location.kind !== "builtin") await (await import("./trust-decision.ts")).allowTemplate(found, request.trust);
  const name = request.name ?? short.name;
  const given = {
    name,
    namedTwice: request.name !== undefined && (short.name ?? "") !== "",
    flags: [...short.flags, ...request.flags],
    file: await quietly(manifest.params, () => fileOf(request, manifest)),
    environment: foreignVariable,
    defaults: await quietly(manifest.params, () => userDefaults(manifest.name)),
  };
  const destination = resolvePath(request.output ?? ".");
  const asked: PlanRequest = {
    given,
    name,
    destination,
    onConflict: request.onConflict,
    ...(location.kind === "directory" ? { find: sourcesBelow(location.path) } : {}),
  };
  const hooks = bundle.manifest.hooks ?? [];
  const runsHooks = hooks.length > 0 && request.hooks.run;
  const plans = runsHooks ? withHooks : withoutHooks;
  const { plan, message } = await withLocals(asked.find ?? nowhere, () => plans(bundle, asked, request));
  const { name: template, version } = bundle.manifest;
  const hooksRan = runsHooks && !request.dryRun;
  const permissions = request.dryRun ? await extraPermissions(found) : undefined;
  const { dryRun } = request;
  return { template, version, plan, dryRun, message, permissions, hooks, hooksRan, turned: turnedFiles(plan) };
}

function turnedFiles({ changes }: Plan): readonly string[] {
  const turned: string[] = [];
  for (const { kind, path, bytes } of changes) {
    if ((kind === "create" || kind === "overwrite") && bytes !== undefined && turnsText(bytes)) turned.push(path);
  }
  return turned;
}

async function withoutHooks(bundle: Bundle, asked: PlanRequest, request: GenerateRequest): Promise<BundlePlan> {
  const result = planBundle(bundle, asked);
  const autoRun = await result.secrets.guardAsync(() => checkPlan(result.plan, bundle.manifest.capabilities));
  if (autoRun.length > 0) request.warn(autoRun);
  if (!request.dryRun) applyPlan(result.plan);
  return result;
}

/** A dry run shows what is there before the hooks, which may change all of it: what differs is no conflict yet. */
async function withHooks(bundle: Bundle, asked: PlanRequest, request: GenerateRequest): Promise<BundlePlan> {
  if (request.dryRun) return withoutHooks(bundle, { ...asked, onConflict: "overwrite" }, request);
  const { outputs, message, secrets } = renderBundle(bundle, asked);
  const { destination, name, onConflict } = asked;
  const { allowNetwork, shown, cancelled: teller } = request.hooks;
  const onLine = (await shown?.()) ?? ignore;
  const cancelled = (await teller?.()) ?? ignore;
  const { generateWithHooks } = await import("./hooked-generation.ts");
  const run = { manifest: bundle.manifest, outputs, destination, name, onConflict, allowNetwork, onLine, cancelled };
  const plan = await secrets.guardAsync(() => generateWithHooks({ ...run, hide: secrets.hide, warn: request.warn }));
  return { plan, message, secrets };
}

function ignore(): void {
  // An error repeats the last lines of a hook.
}

/** The permissions of a template that asks for more than ordinary files. */
async function extraPermissions({ bundle, location }: FoundBundle): Promise<Permissions | undefined> {
  const { permissionsOf } = await import("./trust-decision.ts");
  const permissions = permissionsOf(bundle.manifest, location);
  return permissions.ordinary ? undefined : permissions;
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
