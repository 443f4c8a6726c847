/** `dxg key export`. */
import { exportKey } from "../app/key.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportExported } from "../ui/keys.ts";
import type { Command } from "./command.ts";

export const exportCommand: Command = {
  name: "key export",
  description: "Print a public key as one line, for others to trust",
  arguments: {
    key: { type: "positional", description: "The id or name of a key of yours, or the id of one that you trust" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [["dxg key export release > release.pub", "a file to hand out"]],
  run(args) {
    writeStandardOutput(reportExported(exportKey(args.required("key")), args.flag("json")));
    return 0;
  },
};
