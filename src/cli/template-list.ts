/** `dxg template list`. */
import { describeTemplates } from "../app/template-list.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportTemplates } from "../ui/templates.ts";
import type { Command } from "./command.ts";

export const list: Command = {
  name: "template list",
  description: "List the templates that can be generated; nearer ones hide others of their name",
  arguments: { json: { type: "boolean", description: "Print one JSON object" } },
  examples: [["dxg template list", "names, where they come from and what they make"]],
  async run(args) {
    writeStandardOutput(reportTemplates(await describeTemplates(), args.flag("json")));
    return 0;
  },
};
