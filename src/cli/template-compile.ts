/** `dxg template compile`. */
import { compileToFile } from "../app/template-compile.ts";
import { DxgError } from "../base/error.ts";
import { reportCompiled } from "../ui/compiled.ts";
import { noteDone, reportDone } from "../ui/done.ts";
import { reportFindings } from "../ui/findings.ts";
import type { Command } from "./command.ts";

export const compile: Command = {
  name: "template compile",
  description: "Compile a template directory to a .dxf bundle, or one text template to a .dxt",
  arguments: {
    template: {
      type: "positional",
      completes: "templates",
      description: "A template's name or directory, or a text template",
    },
    output: {
      type: "string",
      alias: "o",
      valueHint: "file",
      description: "Where to write it (default: beside the source; - is standard output)",
    },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["dxg template compile .dx/templates/service -o service.dxf", "a bundle"],
    ["dxg template compile hello.txt.j2", "writes hello.txt.dxt"],
  ],
  async run(args) {
    const output = args.text("output");
    const json = args.flag("json");
    const isPiped = output === "-";
    if (isPiped && json) {
      throw new DxgError("cli/bad-argument", "--json and -o - cannot both have standard output", {
        hint: "Name a file with -o",
      });
    }
    const compiled = await compileToFile(args.required("template"), output);
    if (!json && compiled.warnings.length > 0) noteDone(reportFindings(compiled.warnings));
    const tell = isPiped ? noteDone : reportDone;
    tell(reportCompiled(compiled, json));
    return 0;
  },
};
