/** `dxg template schema`. */
import { manifestSchema } from "../app/template-schema.ts";
import { writeStandardOutput } from "../native/os.ts";
import type { Command } from "./command.ts";

export const schema: Command = {
  name: "template schema",
  description: "Print the JSON Schema of template.yaml, for editors and other tools",
  arguments: {},
  examples: [
    ["dxg template schema > template.schema.json", "then, in template.yaml: # yaml-language-server: $schema=…"],
  ],
  run() {
    writeStandardOutput(`${JSON.stringify(manifestSchema(), undefined, 2)}\n`);
    return 0;
  },
};
