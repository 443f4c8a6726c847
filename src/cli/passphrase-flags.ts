/** The flag that says where the passphrase of a key comes from, the same for all commands that need one. */
import type { PassphraseOptions } from "../app/passphrase.ts";
import { askHidden } from "../ui/hidden-input.ts";
import type { Arguments } from "./arguments.ts";
import type { Argument } from "./command.ts";

export const PASSPHRASE_FLAG = {
  "passphrase-file": {
    type: "string",
    valueHint: "file|-",
    description: "A file whose only line is the passphrase, or standard input (default: it is asked for)",
  },
} as const satisfies Record<string, Argument>;

export function passphraseOptions(args: Arguments): PassphraseOptions {
  return { file: args.text("passphrase-file"), ask: askHidden };
}
