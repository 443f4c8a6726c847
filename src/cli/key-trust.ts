/** `dxg key trust`. */
import { trustGroup, trustKey } from "../app/key.ts";
import { DxgError } from "../base/error.ts";
import { reportDone } from "../ui/done.ts";
import { reportGroup, reportTrusted } from "../ui/keys.ts";
import type { Command } from "./command.ts";

export const trust: Command = {
  name: "key trust",
  description: "Trust what a key signs, or what enough keys of a group sign together",
  arguments: {
    key: {
      type: "positional",
      required: false,
      description: "A public key, its file, or the id or name of a key of yours",
    },
    comment: { type: "string", valueHint: "text", description: "Whose key it is, instead of what the key says itself" },
    group: { type: "string", valueHint: "name", description: "Trust no key alone, but --threshold of --keys together" },
    threshold: { type: "string", valueHint: "number", description: "How many keys of the group must have signed" },
    keys: { type: "string", valueHint: "a,b,…", description: "The keys of the group, as for KEY" },
    json: { type: "boolean", description: "Print one JSON object" },
  },
  examples: [
    ["dxg key trust ada.pub", "after you have made sure that it is hers"],
    ["dxg key trust --group release --threshold 2 --keys ada.pub,bo.pub,cy.pub", "two of three"],
  ],
  async run(args) {
    const [key, group, threshold, keys] = [
      args.text("key"),
      args.text("group"),
      args.text("threshold"),
      args.text("keys"),
    ];
    if (group !== undefined && threshold !== undefined && keys !== undefined && key === undefined) {
      reportDone(reportGroup(await trustGroup(group, threshold, keys.split(",")), args.flag("json")));
    } else if (key !== undefined && group === undefined && threshold === undefined && keys === undefined) {
      reportDone(reportTrusted(await trustKey(key, args.text("comment")), args.flag("json")));
    } else {
      throw new DxgError("cli/missing-argument", "either KEY, or --group with --threshold and --keys");
    }
    return 0;
  },
};
