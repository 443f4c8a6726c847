/** `dxg params encode`. */
import { encodeParameters } from "../app/parameters/binary.ts";
import { DxgError } from "../base/error.ts";
import type { Command } from "./command.ts";

export const encode: Command = {
  name: "params encode",
  description: "Write parameters as a .dxp file",
  arguments: {
    file: { type: "positional", required: false, description: "JSON, YAML, TOML or .dxp; - is standard input" },
    param: {
      type: "string",
      alias: "p",
      repeats: true,
      valueHint: "key=value",
      description: "Parameter; wins over the file; may be repeated",
    },
    template: {
      type: "string",
      alias: "t",
      valueHint: "name",
      description: "Check them against a template's parameters and store no names",
    },
    output: {
      type: "string",
      alias: "o",
      valueHint: "file",
      description: "Where to write it (default, and -: standard output)",
    },
  },
  examples: [
    ["dxg params encode answers.yaml -o answers.dxp", "a file that describes itself"],
    ["dxg params encode answers.json -t component-full -o answers.dxp", "checked, and smaller"],
  ],
  async run(args) {
    const request = { file: args.text("file"), flags: args.all("param"), output: args.text("output") ?? "-" };
    if (request.file === undefined && request.flags.length === 0) {
      throw new DxgError("cli/missing-argument", "FILE or -p", { hint: "`dxg params encode --help` shows how" });
    }
    await encodeParameters({ ...request, template: args.text("template") });
    return 0;
  },
};
