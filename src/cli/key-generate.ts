/** `dxg key generate`. */
import { generateKey } from "../app/key.ts";
import { newPassphrase } from "../app/passphrase.ts";
import { DxgError } from "../base/error.ts";
import { reportDone } from "../ui/done.ts";
import { reportMadeKey } from "../ui/keys.ts";
import type { Command } from "./command.ts";
import { PASSPHRASE_FLAG, passphraseOptions } from "./passphrase-flags.ts";

export const generate: Command = {
  name: "key generate",
  description: "Make an Ed25519 key to sign templates with; its file is encrypted by a passphrase",
  arguments: {
    name: { type: "positional", required: false, description: "What you call it (default: default)" },
    comment: { type: "string", valueHint: "text", description: "Told to everyone who gets the public key" },
    ...PASSPHRASE_FLAG,
    "no-passphrase": { type: "boolean", description: "Leave the key unencrypted in its file" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ['dxg key generate release --comment "Ada, releases"', "asks for a passphrase, twice"],
    ["pass show dxg | dxg key generate --passphrase-file -", "takes it from a program"],
  ],
  async run(args) {
    const plain = args.flag("no-passphrase");
    if (plain && args.text("passphrase-file") !== undefined) {
      throw new DxgError("cli/bad-argument", "--no-passphrase and --passphrase-file exclude each other");
    }
    const passphrase = plain ? undefined : () => newPassphrase(passphraseOptions(args));
    const made = await generateKey(args.text("name") ?? "default", args.text("comment") ?? "", passphrase);
    reportDone(reportMadeKey(made, args.flag("json")));
    return 0;
  },
};
