/** `dxg template init`. */
import { initTemplate } from "../app/template-init.ts";
import { reportDone } from "../ui/done.ts";
import { printable } from "../ui/printable.ts";
import type { Command } from "./command.ts";

export const init: Command = {
  name: "template init",
  description: "Make a small working template to start from",
  arguments: {
    name: { type: "positional", description: "Name, made below .dx/templates; a path is used as it is" },
  },
  examples: [
    ["dxg template init service", "makes .dx/templates/service"],
    ["dxg template init ./templates/service", "makes it there"],
  ],
  run(args) {
    const { path, next } = initTemplate(args.required("name"));
    reportDone(`Made ${printable(path)}\nTry it: ${printable(next)}\n`);
    return 0;
  },
};
