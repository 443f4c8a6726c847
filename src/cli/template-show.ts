/** `dxg template show`. */
import { showTemplate } from "../app/template-show.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportShown } from "../ui/shown.ts";
import type { Command } from "./command.ts";

export const show: Command = {
  name: "template show",
  description: "Show what a template or binary holds: parameters, files, programs",
  arguments: {
    template: {
      type: "positional",
      completes: "templates",
      description: "A template's name or directory, a .dxf or .dxt, or a text template",
    },
    code: { type: "boolean", description: "Disassemble: sections, strings, instructions" },
    history: { type: "boolean", description: "Which bundles it replaced, who signed them and when" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["dxg template show component-full", "parameters and files of a built-in"],
    ["dxg template show hello.dxt --code", "its instructions"],
    ["dxg template show service.dxf --history", "its audit trail"],
  ],
  async run(args) {
    if (args.flag("history")) {
      const { historyOf } = await import("../app/template-history.ts");
      const { reportHistory } = await import("../ui/history.ts");
      writeStandardOutput(reportHistory(await historyOf(args.required("template")), args.flag("json")));
      return 0;
    }
    const shown = await showTemplate(args.required("template"));
    writeStandardOutput(reportShown(shown, { code: args.flag("code"), json: args.flag("json") }));
    return 0;
  },
};
