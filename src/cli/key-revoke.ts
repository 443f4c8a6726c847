/** `dxg key revoke`. */
import { revokeKey } from "../app/key.ts";
import { reportDone } from "../ui/done.ts";
import { reportRevoked } from "../ui/keys.ts";
import type { Command } from "./command.ts";

export const revoke: Command = {
  name: "key revoke",
  description: "Never trust a key again, for good",
  arguments: {
    key: { type: "positional", description: "Its id, or the name of a key of yours" },
    reason: { type: "string", valueHint: "text", description: "Shown whenever something signed by it is refused" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [['dxg key revoke 0011223344556677 --reason "laptop stolen"', "also for a key that was never trusted"]],
  run(args) {
    reportDone(reportRevoked(revokeKey(args.required("key"), args.text("reason") ?? ""), args.flag("json")));
    return 0;
  },
};
