/**
 * Generates `route-crud` with the built executable into a workspace that the tools of this project can work in. For the
 * `route-*` tests only; it must not know what the output should look like.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

/** One run: the NAME on the command line and the other parameters. */
export interface RouteCase {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** How a program ended. */
export interface Outcome {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly text: string;
}

/** Runs a program to its end. */
export async function run(command: readonly string[], cwd: string): Promise<Outcome> {
  const child = Bun.spawn([...command], { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, text: out + err };
}

/** The path of a development tool of this project. */
export function tool(name: "tsc" | "biome"): string {
  return join(ROOT, "node_modules/.bin", name);
}

/** Makes an empty workspace with the strictest settings that a user might have. */
export async function makeWorkspace(): Promise<string> {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "dxg-route-")));
  symlinkSync(join(ROOT, "node_modules"), join(workspace, "node_modules"));
  const compilerOptions = {
    target: "ESNext",
    lib: ["ESNext"],
    module: "Preserve",
    moduleResolution: "Bundler",
    types: ["bun-types"],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedDeclarations: true,
    declaration: true,
    skipLibCheck: true,
  };
  const biome = { root: true, formatter: { indentStyle: "space", indentWidth: 2, lineWidth: 120 } };
  await Bun.write(join(workspace, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["out"] }));
  await Bun.write(join(workspace, "biome.json"), JSON.stringify(biome));
  mkdirSync(join(workspace, "out"));
  return workspace;
}

/** Removes a workspace. */
export function removeWorkspace(workspace: string): void {
  rmSync(workspace, { recursive: true, force: true });
}

/** Runs `dxg generate route-crud` and gives the folder that it wrote to. */
export async function generateRoute(workspace: string, id: string, route: RouteCase): Promise<string> {
  const out = join(workspace, "out", id);
  const params = join(workspace, `${id}.json`);
  await Bun.write(params, JSON.stringify(route.params));
  const result = await run(
    [join(ROOT, "dist/dxg"), "generate", "route-crud", route.name, "-o", out, "--params", params],
    workspace,
  );
  if (result.code !== 0) throw new Error(`${route.name} ${JSON.stringify(route.params)}: ${result.text}`);
  return out;
}

/** The lines of a report that say what failed, few enough to read. */
export function complaints(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("(pass)"));
  return lines.slice(0, 60).join("\n").slice(0, 6000);
}
