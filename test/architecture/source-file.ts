/** The imports of a source file, read from its text as Biome formats it: an import statement begins its line. */

export interface Import {
  readonly specifier: string;
  /** `static` loads with the file, `lazy` when it runs (`import()`, `require()`), `type` never. */
  readonly how: "static" | "lazy" | "type";
}

export interface SourceFile {
  /** From the repository's root, e.g. `src/base/error.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, imports: /\.ts$/.test(path) ? importsOf(withoutComments(text)) : [] };
}

const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[^"'`;()]*?\sfrom\s+)?["']([^"']+)["']/gm;
const LAZY = /(typeof\s+|:\s*|=\s*|<)?\b(import|require)\(\s*["']([^"']+)["']\s*\)(\.[A-Z]\w*)?/g;

function importsOf(code: string): Import[] {
  const found: Import[] = [];
  for (const [, type, specifier = ""] of code.matchAll(STATEMENT)) {
    found.push({ specifier, how: type === undefined ? "static" : "type" });
  }
  for (const [, before = "", , specifier = "", member] of code.matchAll(LAZY)) {
    const type = before.startsWith("typeof") || member !== undefined;
    found.push({ specifier, how: type ? "type" : "lazy" });
  }
  return found;
}

/** The text without block comments and whole-line comments. */
export function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** The path that a relative specifier of a file leads to; undefined for a package. */
export function resolveSpecifier(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const segments = from.split("/").slice(0, -1);
  for (const segment of specifier.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}
