/** What `dxg doctor` prints. */
import type { Examination } from "../app/doctor.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

export function reportExamination(examination: Examination, json: boolean): string {
  if (json) return jsonText(examination);
  const { version, bun, platform, native, checks } = examination;
  const lines = [
    `dxg ${version}, Bun ${bun}, ${platform}`,
    `native library: ${native.implementation} (${native.how})`,
    ...native.why.map((reason) => `  ${printable(reason)}`),
    "",
    ...checks.map(({ name, state, detail }) => `${state.padEnd(6)}  ${printable(name)}: ${printable(detail)}`),
  ];
  return `${lines.join("\n")}\n`;
}
