/** `dxg params show`. */
import { showParameters } from "../app/parameters/binary.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportParameters } from "../ui/parameters.ts";
import type { Command } from "./command.ts";

export const show: Command = {
  name: "params show",
  description: "Show what a .dxp file holds: kind, size, identity, values",
  arguments: {
    file: { type: "positional", description: "A .dxp file; - is standard input" },
    template: { type: "string", alias: "t", valueHint: "name", description: "Whose parameters a record holds" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [["dxg params show answers.dxp -t component-full", "names and types come from the template"]],
  async run(args) {
    const shown = await showParameters(args.required("file"), args.text("template"));
    writeStandardOutput(reportParameters(shown, args.flag("json")));
    return 0;
  },
};
