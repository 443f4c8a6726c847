/**
 * One case in three ways, in the current folder, and how what they give differs: all of it by TypeScript, the files alone
 * by the native call that the long way has, and all of it by the native call of the fast path.
 */
import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { checkPlan } from "../../../src/app/capability-check.ts";
import { planBundle } from "../../../src/app/plan-bundle.ts";
import { DxgError } from "../../../src/base/error.ts";
import { relativePath, resolvePath } from "../../../src/base/path.ts";
import { generateFast } from "../../../src/native/fast.ts";
import { FAST_FLAG } from "../../../src/native/fast-abi.ts";
import { Bundle, type BundleOutput, type Globals, loadBundle } from "../../../src/runtime/bundle.ts";
import type { Parameters } from "../../../src/runtime/context.ts";
import { turnsText } from "../../../src/trust/turned-text.ts";
import { printable, printableLines } from "../../../src/ui/printable.ts";
import { compileCase, type FastCase } from "./templates.ts";

/** What a run leaves and says. */
interface Outcome {
  /** Path to mode and content, `folder` for a folder; absolute paths. */
  readonly tree: ReadonlyMap<string, string>;
  readonly report: string;
  readonly note: string;
}

export interface Compared {
  /** The code of the error that TypeScript throws; undefined when it renders. */
  readonly error: string | undefined;
  readonly accepted: boolean;
  /** How the two differ, in words. */
  readonly difference: string | undefined;
}

export interface CompiledCase {
  readonly bytes: Uint8Array;
  readonly bundle: Bundle;
}

/** Renders all by TypeScript: the native renderer does nothing where there are globals that it does not know. */
class Reference extends Bundle {
  override outputs(parameters: Parameters, globals: Globals = new Map()): readonly BundleOutput[] {
    return super.outputs(parameters, new Map([...globals, ["no name", null]]));
  }
}

/** Undefined when the case does not compile. */
export function compiled(one: FastCase): CompiledCase | undefined {
  try {
    const bytes = compileCase(one);
    return { bytes, bundle: loadBundle(bytes) };
  } catch (error) {
    if (error instanceof DxgError) return undefined;
    throw error;
  }
}

/**
 * The current folder and one beside it are emptied. Standard output must take nothing, so that the native call hands
 * over what it would print.
 */
export async function compare(one: FastCase, { bytes, bundle }: CompiledCase): Promise<Compared> {
  const expected = await slow(one, new Reference(bundle.loaded, bundle.manifest));
  const shown = "code" in expected ? expected.code : show(expected);
  // A bundle that has refused once tries no more.
  const long = await slow(one, new Bundle(bundle.loaded, bundle.manifest));
  const shownLong = "code" in long ? long.code : show(long);
  const { name, flags } = one.answers;
  const texts = ["sample", "sample", name ?? "", one.output, ...flags];
  const flag = String.fromCharCode(name === undefined ? 0 : FAST_FLAG.named);
  const result = generateFast(new TextEncoder().encode(`${flag}${texts.join("\0")}\0`), bytes);
  const tree = found();
  clean(tree);
  const error = "code" in expected ? expected.code : undefined;
  const accepted = result !== "refused";
  const differ = (what: string): Compared => ({ error, accepted, difference: `TypeScript: ${shown}\n${what}` });
  if (shownLong !== shown) return differ(`native files: ${shownLong}`);
  if (result === "refused") {
    return tree.size > 0
      ? differ(`refused, but left: ${[...tree.keys()].join(", ")}`)
      : { error, accepted, difference: undefined };
  }
  if (result === "done") return differ("standard output took the report");
  const fast = show({ tree, ...result });
  return fast === shown ? { error, accepted, difference: undefined } : differ(`native: ${fast}`);
}

/** What the use case behind `dxg generate` does, but without writing. */
async function slow({ answers, output }: FastCase, bundle: Bundle): Promise<Outcome | { readonly code: string }> {
  const destination = resolvePath(output === "" ? "." : output);
  const { name, flags } = answers;
  const given = { name, flags, file: undefined };
  try {
    const { plan, message } = planBundle(bundle, { given, name, destination, onConflict: "fail" });
    const warned = await checkPlan(plan, bundle.manifest.capabilities);
    if (warned.length > 0) return { code: "warning of files that run" };
    const tree = new Map<string, string>();
    const folder = relativePath(destination);
    const prefix = folder === "." ? "" : `${folder}/`;
    let report = "";
    for (const { path, bytes, mode } of plan.changes) {
      if (bytes !== undefined && turnsText(bytes)) return { code: "warning of turned text" };
      addFolders(tree, `${destination}/${path}`);
      tree.set(`${destination}/${path}`, bytes === undefined ? "folder 755" : `${mode.toString(8)} ${content(bytes)}`);
      report += `created ${printable(prefix + path)}\n`;
    }
    if (report === "") return { code: "nothing to write" };
    return { tree, report, note: message === undefined ? "" : `${printableLines(message)}\n` };
  } catch (error) {
    if (error instanceof DxgError) return { code: error.code };
    throw error;
  }
}

/** The folders above a path that the run has to make. */
function addFolders(tree: Map<string, string>, path: string): void {
  const root = process.cwd();
  const above = root.slice(0, root.lastIndexOf("/"));
  for (let end = path.lastIndexOf("/"); end > above.length; end = path.lastIndexOf("/", end - 1)) {
    const folder = path.slice(0, end);
    if (folder !== root) tree.set(folder, "folder 755");
  }
}

/** Bytes as text that tells any difference. */
function content(bytes: Uint8Array): string {
  return JSON.stringify(
    Buffer.from(bytes)
      .toString("utf8")
      .replaceAll("\ufffd", () => "\ufffd!"),
  );
}

function show({ tree, report, note }: Outcome): string {
  const files = [...tree].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, what]) => `  ${path} ${what}`);
  return [JSON.stringify(report), JSON.stringify(note), ...files].join("\n");
}

/** All that is in the current folder and beside it. */
function found(): ReadonlyMap<string, string> {
  const tree = new Map<string, string>();
  const root = process.cwd();
  walk(root.slice(0, root.lastIndexOf("/")), tree);
  tree.delete(root);
  return tree;
}

function walk(folder: string, into: Map<string, string>): void {
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`;
    const stats = lstatSync(path);
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isDirectory()) {
      into.set(path, `folder ${mode}`);
      walk(path, into);
    } else into.set(path, stats.isFile() ? `${mode} ${content(readFileSync(path))}` : "other");
  }
}

function clean(tree: ReadonlyMap<string, string>): void {
  for (const path of tree.keys()) {
    rmSync(path, { recursive: true, force: true });
  }
}
