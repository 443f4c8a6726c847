/** What `dxg doctor` prints. */
import type { Examination } from "../app/doctor.ts";
import { wrap } from "./columns.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

/** Before what is told of a check stands its state. */
const MARGIN = 8;
const WIDTH_MIN = 20;

/** @param width characters in a line of the terminal that shows it; undefined where there is none */
export function reportExamination(examination: Examination, json: boolean, width?: number): string {
  if (json) return jsonText(examination);
  const { version, bun, platform, native, checks } = examination;
  const lines = [
    `dxg ${version}, Bun ${bun}, ${platform}`,
    `native library: ${native.implementation} (${native.how})`,
    ...native.why.map((reason) => `  ${printable(reason)}`),
    "",
    ...checks.map(({ name, state, detail }) => {
      const told = `${printable(name)}: ${printable(detail)}`;
      const broken = width === undefined ? [told] : wrap(told, Math.max(WIDTH_MIN, width - MARGIN));
      return `${state.padEnd(MARGIN)}${broken.join(`\n${" ".repeat(MARGIN)}`)}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
