/** `dxg template vars`. */
import { templateVariables } from "../app/template-vars.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportVariables } from "../ui/variables.ts";
import type { Command } from "./command.ts";

export const vars: Command = {
  name: "template vars",
  description: "List what a template reads: names, types, where, and parameters that nothing reads",
  arguments: {
    template: {
      type: "positional",
      completes: "templates",
      description: "A template's name or directory, a .dxf or .dxt, or a text template",
    },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["dxg template vars component-full", "what a built-in reads"],
    ["dxg template vars hello.txt.j2 --json", "the same as data, for editors"],
  ],
  async run(args) {
    const found = await templateVariables(args.required("template"));
    writeStandardOutput(reportVariables(found, args.flag("json")));
    return 0;
  },
};
