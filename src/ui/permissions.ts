/** The permissions of a template as text for a person. */
import { printable } from "./printable.ts";

/** Lines under a heading; ends in a newline. */
export function permissionText(lines: readonly string[]): string {
  return ["The template", ...lines.map((line) => `  - ${printable(line)}`), ""].join("\n");
}
