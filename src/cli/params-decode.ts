/** `dxg params decode`. */
import { decodeParameters } from "../app/parameters/binary.ts";
import { writeStandardOutput } from "../native/os.ts";
import type { Command } from "./command.ts";

export const decode: Command = {
  name: "params decode",
  description: "Print the parameters of a .dxp file as JSON",
  arguments: {
    file: { type: "positional", description: "A .dxp file; - is standard input" },
    template: { type: "string", alias: "t", valueHint: "name", description: "Whose parameters a record holds" },
  },
  examples: [
    ["dxg params decode answers.dxp", "of a file that describes itself"],
    ["dxg params decode answers.dxp -t component-full", "of a record"],
  ],
  async run(args) {
    writeStandardOutput(`${await decodeParameters(args.required("file"), args.text("template"))}\n`);
    return 0;
  },
};
