/** `dxg template sign`. */
import { signBinaries } from "../app/template-sign.ts";
import { reportDone } from "../ui/done.ts";
import { reportSigned } from "../ui/signatures.ts";
import type { Command } from "./command.ts";
import { PASSPHRASE_FLAG, passphraseOptions } from "./passphrase-flags.ts";

export const sign: Command = {
  name: "template sign",
  description: "Sign a .dxf or .dxt, or all in a folder; signatures by other keys stay",
  arguments: {
    file: { type: "positional", description: "A .dxf or .dxt, or a folder of them" },
    key: {
      type: "string",
      valueHint: "id",
      description: "Id or name of your key (default: your only one, or `default`)",
    },
    expires: { type: "string", valueHint: "90d|date", description: "From when on the signature counts no more" },
    replaces: {
      type: "string",
      valueHint: "file",
      description: "The bundle that this one follows, for the audit trail",
    },
    comment: { type: "string", valueHint: "text", description: "Signed along" },
    detached: { type: "boolean", description: "Write FILE.sig and leave the file as it is" },
    ...PASSPHRASE_FLAG,
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["dxg template sign service.dxf --expires 180d", "asks for the passphrase of your key"],
    ["dxg template sign service-2.dxf --replaces service-1.dxf", "with the link to what it replaces"],
  ],
  async run(args) {
    const signed = await signBinaries({
      target: args.required("file"),
      key: args.text("key"),
      expires: args.text("expires"),
      replaces: args.text("replaces"),
      comment: args.text("comment") ?? "",
      detached: args.flag("detached"),
      passphrase: passphraseOptions(args),
    });
    reportDone(reportSigned(signed, args.flag("json")));
    return 0;
  },
};
