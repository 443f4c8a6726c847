/** `dxg doctor`. */
import { examine } from "../app/doctor.ts";
import { writeStandardOutput } from "../native/os.ts";
import { terminalWidth } from "../ui/columns.ts";
import { reportExamination } from "../ui/examination.ts";
import type { Command } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  description: "Check the installation and say what is in use and why",
  arguments: { json: { type: "boolean", description: "Print one JSON object" } },
  examples: [["dxg doctor", "native library, folders, templates"]],
  async run(args) {
    const examination = await examine();
    writeStandardOutput(reportExamination(examination, args.flag("json"), terminalWidth()));
    return examination.checks.some(({ state }) => state === "failed") ? 1 : 0;
  },
};
