/**
 * The rules that the import graph and the source files keep. Each rule takes the files and gives a sentence for each
 * breach; nothing here reads the disk.
 */
import { resolveSpecifier, type SourceFile, withoutComments } from "./source-file.ts";

export type Rule = (files: readonly SourceFile[]) => readonly string[];

/** Folders of src/ from the bottom up; a file imports from its own layer or from those before it. */
const LAYERS: readonly (readonly string[])[] = [
  ["base"],
  ["value"],
  ["native"],
  ["format"],
  ["lang"],
  ["compile"],
  ["runtime"],
  ["project", "session", "store", "trust", "source", "token", "pool", "stream", "rules"],
  ["app"],
  ["ui"],
  ["cli"],
  ["main.ts", "index.ts"],
];

/** Where each package may be imported; a package that is not here may be imported nowhere in src/. */
const SEAMS: Readonly<Record<string, RegExp>> = {
  "bun:ffi": /^src\/native\//,
  citty: /^src\/cli\//,
  pluralize: /^src\/value\/inflect\.ts$/,
  "@clack/prompts": /^src\/ui\//,
  "smol-toml": /^src\/(?:app\/parameters|trust)\//,
  "@noble/ed25519": /^src\/trust\/ed25519\.ts$/,
  yaml: /^src\/(?:compile|app\/parameters|runtime\/filters\/more)\//,
  "entities/decode": /^src\/runtime\/named-references\.ts$/,
  re2js: /^src\/(?:runtime\/filters\/more\/|value\/pattern\.ts$)/,
  "semver/functions/satisfies": /^src\/format\/version-range\.ts$/,
  "semver/ranges/valid": /^src\/format\/version-range\.ts$/,
};

/** Modules that build.ts replaces in the executable: only their stand-ins for development read the disk at once. */
const REPLACED: readonly string[] = [
  "src/native/embedded.ts",
  "src/source/embedded-bundles.ts",
  "src/store/compiler-identity.ts",
];

const LINES_MAX = 420;

function layerOf(path: string): number {
  const [root, folder] = path.split("/");
  return root === "src" ? LAYERS.findIndex((layer) => layer.includes(folder ?? "")) : -1;
}

function isSource({ path }: SourceFile): boolean {
  return path.startsWith("src/") && path.endsWith(".ts");
}

/** Imports only go down, and the folders of one layer (the services) never import each other. */
export const layers: Rule = (files) =>
  files.filter(isSource).flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      const target = resolveSpecifier(path, specifier);
      if (target === undefined || target === "package.json") return [];
      const [from, to] = [layerOf(path), layerOf(target)];
      if (from < 0) return [`${path} is in no known layer`];
      if (to < 0) return [`${path} imports ${target}, which is in no known layer`];
      if (to > from) return [`${path} imports ${target}, which is above it`];
      if (to === from && path.split("/")[1] !== target.split("/")[1]) {
        return [`${path} imports ${target}, which is beside it`];
      }
      return [];
    }),
  );

/** Whatever the runtime reaches, by any way of importing, is neither the language nor the compiler. */
export const runtimeAlone: Rule = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const start = files.filter(({ path }) => path.startsWith("src/runtime/")).map(({ path }) => path);
  return reach(byPath, start, () => true)
    .filter(({ path }) => /^src\/(?:lang|compile)\//.test(path))
    .map(({ path, by }) => `the runtime reaches ${path} through ${by}`);
};

/** Packages stay behind their seams. */
export const seams: Rule = (files) =>
  files.filter(isSource).flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, how }) => {
      if (specifier.startsWith(".") || specifier.startsWith("node:")) return [];
      const seam = SEAMS[specifier];
      if (seam === undefined) return [`${path} imports the package ${specifier}, which has no seam`];
      return seam.test(path) || how === "type" ? [] : [`${path} imports ${specifier} outside its seam`];
    }),
  );

/** Nothing that the process can load imports a module of Node with its own loading: that would cost start-up time. */
export const startUp: Rule = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return reach(byPath, ["src/main.ts"], ({ how }) => how !== "type")
    .filter(({ path }) => !REPLACED.includes(path))
    .flatMap(({ path }) =>
      (byPath.get(path)?.imports ?? [])
        .filter(({ how, specifier }) => how === "static" && specifier.startsWith("node:"))
        .map(({ specifier }) => `${path} imports ${specifier} statically`),
    );
};

/** The environment, the process's end and code from strings have one place each, or none. */
export const seamsOfProcess: Rule = (files) =>
  files.filter(isSource).flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const faults: string[] = [];
    const forbid = (pattern: RegExp, what: string, allowed: readonly string[] = []): void => {
      if (pattern.test(code) && !allowed.includes(path)) faults.push(`${path} uses ${what}`);
    };
    forbid(/\b(?:process|Bun|import\.meta)\.env\b/, "the environment", ["src/base/env.ts"]);
    forbid(/\bprocess\.(?:exit|abort|reallyExit)\s*\(/, "process.exit", ["src/cli/exit.ts", "src/main.ts"]);
    forbid(/\beval\s*\(|\bnew\s+Function\b/, "code from strings");
    return faults;
  });

/** No type is switched off. */
export const types: Rule = (files) =>
  files
    .filter(({ path }) => path.endsWith(".ts"))
    .flatMap(({ path, text }) => [
      ...(/@ts-(?:ignore|nocheck|expect-error)\b/.test(text) ? [`${path} switches type checks off`] : []),
      ...(/(?::\s*|\bas\s+|<)any\b(?!\w)/.test(withoutComments(text)) ? [`${path} uses the type any`] : []),
    ]);

/** One concept a file. */
export const lengths: Rule = (files) =>
  files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > LINES_MAX ? [`${path} has ${lines} lines`] : [];
  });

/** Every file says at its top what it is for. */
export const headers: Rule = (files) =>
  files.flatMap(({ path, text }) => (/^(?:#![^\n]*\n)?\/\*/.test(text) ? [] : [`${path} has no comment at its top`]));

interface Reached {
  readonly path: string;
  /** The file that imports it. */
  readonly by: string;
}

function reach(
  byPath: ReadonlyMap<string, SourceFile>,
  start: readonly string[],
  follow: (one: SourceFile["imports"][number]) => boolean,
): readonly Reached[] {
  const reached = new Map<string, Reached>(start.map((path) => [path, { path, by: path }]));
  for (const { path } of reached.values()) {
    for (const one of byPath.get(path)?.imports ?? []) {
      const target = follow(one) ? resolveSpecifier(path, one.specifier) : undefined;
      if (target !== undefined && !reached.has(target)) reached.set(target, { path: target, by: path });
    }
  }
  return [...reached.values()];
}
