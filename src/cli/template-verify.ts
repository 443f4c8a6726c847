/** `dxg template verify`. */
import { verifyBinaries } from "../app/template-verify.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportVerified } from "../ui/signatures.ts";
import type { Command } from "./command.ts";

export const verify: Command = {
  name: "template verify",
  description: "Say who signed a .dxf or .dxt, when, and whether it is trusted; ends with 1 when one is not",
  arguments: {
    file: { type: "positional", description: "A .dxf or .dxt, or a folder of them" },
    "allow-rollback": { type: "boolean", description: "Accept a version that is older than one used before" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["dxg template verify service.dxf", "its signatures, and the .sig beside it"],
    ["dxg template verify bundles", "every binary below the folder"],
  ],
  async run(args) {
    const verified = await verifyBinaries(args.required("file"), args.flag("allow-rollback"));
    writeStandardOutput(reportVerified(verified, args.flag("json")));
    return verified.every(({ verdict }) => verdict === "trusted") ? 0 : 1;
  },
};
