/** What `dxg generate` prints: a line a file, a tree with sizes for a dry run, or one JSON object. */
import type { Generation } from "../app/generate.ts";
import type { DxgError } from "../base/error.ts";
import { relativePath } from "../base/path.ts";
import { writeStandardError, writeStandardOutput } from "../native/os.ts";
import type { Change } from "../project/plan.ts";
import type { AutoRun } from "../trust/capability-check.ts";
import { noteDone, reportDone } from "./done.ts";
import { jsonText } from "./json.ts";
import { permissionText } from "./permissions.ts";
import { printable, printableLines } from "./printable.ts";
import { drawTree, formatBytes } from "./tree.ts";
import { reportTurned } from "./turned-text.ts";

/** Told on standard error before anything is written, whatever the style: nobody may find out later. */
export function reportAutoRun(files: readonly AutoRun[]): void {
  let text = "Files that programs run by themselves:\n";
  for (const { path, reason } of files) text += `  - ${printable(path)}: ${printable(reason)}\n`;
  writeStandardError(text);
}

/** Told on standard error in every style: the protection against older versions is gone for this one. */
export function reportNotRecorded(error: DxgError): void {
  const why = printable(error.message);
  writeStandardError(`warning: this version was not recorded, so an older one will not be noticed: ${why}\n`);
}

/** Told on standard error in every style: the user would wonder why the question comes again. */
export function reportNotRemembered(error: DxgError): void {
  const why = printable(error.message);
  writeStandardError(`warning: your answer could not be remembered, so you will be asked again: ${why}\n`);
}

export type GenerationStyle = "text" | "json" | "quiet";

const DONE: Readonly<Record<Change["kind"], string>> = {
  create: "created",
  unchanged: "unchanged",
  overwrite: "overwritten",
  skip: "kept",
};
const PLANNED: Readonly<Record<Change["kind"], string>> = {
  create: "create",
  unchanged: "unchanged",
  overwrite: "overwrite",
  skip: "keep",
};

/** Prints it; the result is the exit code. */
export function reportGeneration(generation: Generation, style: GenerationStyle): number {
  const tell = generation.dryRun ? writeStandardOutput : reportDone;
  reportTurned(generation.turned);
  if (style === "json") tell(jsonText(asJson(generation)));
  if (style === "text") {
    tell(generation.dryRun ? dryRun(generation) : lines(generation));
    if (generation.message !== undefined && !generation.dryRun) noteDone(`${printableLines(generation.message)}\n`);
  }
  return 0;
}

function lines({ plan }: Generation): string {
  const folder = relativePath(plan.destination);
  const prefix = folder === "." ? "" : `${folder}/`;
  if (plan.changes.length === 0) return "Nothing to write\n";
  let text = "";
  for (const { kind, path } of plan.changes) text += `${DONE[kind]} ${printable(prefix + path)}\n`;
  return text;
}

function dryRun({ plan, permissions }: Generation): string {
  const asked = permissions === undefined ? "" : `${permissionText(permissions.lines)}\n`;
  if (plan.changes.length === 0) return `${asked}Nothing to write\n`;
  const entries = plan.changes.map(({ path, bytes, kind }) => ({
    path,
    note: `${bytes === undefined ? "folder" : formatBytes(bytes.length)}, ${PLANNED[kind]}`,
  }));
  const total = plan.changes.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
  const files = plan.changes.filter(({ bytes }) => bytes !== undefined).length;
  const summary = `${files} ${files === 1 ? "file" : "files"}, ${formatBytes(total)}; dry run, nothing was written`;
  return `${asked}${drawTree(entries)}\n\n${summary}\n`;
}

/** Documented in docs/cli.md. */
function asJson({
  template,
  version,
  plan,
  dryRun: dry,
  message,
  permissions,
  hooks,
  hooksRan,
}: Generation): Readonly<Record<string, unknown>> {
  return {
    template,
    version,
    destination: plan.destination,
    dryRun: dry,
    files: plan.changes.map(({ path, kind, bytes, mode }) => ({
      path,
      change: kind,
      ...(bytes === undefined ? { directory: true } : { bytes: bytes.length, mode: mode.toString(8).padStart(4, "0") }),
    })),
    ...(message === undefined ? {} : { message }),
    ...(permissions === undefined ? {} : { permissions: permissions.lines, permissionHash: permissions.hash }),
    ...(hooks.length === 0 ? {} : { hooks: hooks.map(({ moment, command }) => ({ moment, command, ran: hooksRan })) }),
  };
}
