/** `dxg key list`. */
import { listKeys } from "../app/key.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportKeys } from "../ui/keys.ts";
import type { Command } from "./command.ts";

export const list: Command = {
  name: "key list",
  description: "List your own keys, and the keys and groups that you trust or have revoked",
  arguments: { json: { type: "boolean", description: "Print one JSON object" } },
  examples: [["dxg key list", "names, ids and comments"]],
  run(args) {
    writeStandardOutput(reportKeys(listKeys(), args.flag("json")));
    return 0;
  },
};
