/** What `dxg template compile` prints. */
import type { Compiled } from "../app/template-compile.ts";
import { diagnostic } from "./findings.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";
import { formatBytes } from "./tree.ts";

export function reportCompiled(compiled: Compiled, json: boolean): string {
  if (json) return jsonText({ ...compiled, warnings: compiled.warnings.map(diagnostic) });
  const { source, output, sourceBytes, outputBytes, programs } = compiled;
  const counts = ["micro", "macro", "expression"]
    .map((mode) => ({ mode, count: programs.filter((program) => program.mode === mode).length }))
    .filter(({ count }) => count > 0)
    .map(({ mode, count }) => `${count} ${mode}`)
    .join(", ");
  const sizes = `${formatBytes(sourceBytes)} of text, ${formatBytes(outputBytes)} compiled`;
  return `${printable(source)} -> ${printable(output)}\n${sizes}; programs: ${counts}\n`;
}
