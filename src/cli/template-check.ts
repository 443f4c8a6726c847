/** `dxg template check`. */
import { checkTemplates } from "../app/template-check.ts";
import { isFault } from "../compile/diagnostic.ts";
import { writeStandardError, writeStandardOutput } from "../native/os.ts";
import { findingsToJson, reportFindings, summary } from "../ui/findings.ts";
import type { Command } from "./command.ts";

export const check: Command = {
  name: "template check",
  description: "Find mistakes in a template without running it; ends with 1 when there are errors",
  arguments: {
    template: {
      type: "positional",
      completes: "templates",
      description: "A template's name or directory, or a text template",
    },
    json: { type: "boolean", description: "Print one JSON object, for editors" },
  },
  examples: [
    ["dxg template check service", "all files of a template directory"],
    ["dxg template check hello.txt.j2 --json", "the same as data, for editors"],
  ],
  async run(args) {
    const findings = await checkTemplates(args.required("template"));
    if (args.flag("json")) writeStandardOutput(findingsToJson(findings));
    else {
      if (findings.length > 0) writeStandardError(reportFindings(findings));
      writeStandardOutput(summary(findings));
    }
    return findings.some(isFault) ? 1 : 0;
  },
};
