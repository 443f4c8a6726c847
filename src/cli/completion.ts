/** `dxg completion`. */
import { writeStandardOutput } from "../native/os.ts";
import type { Command } from "./command.ts";
import { completionScript, SHELLS } from "./completion-script.ts";

export const completion: Command = {
  name: "completion",
  description: "Print the completion script of a shell",
  arguments: {
    shell: { type: "positional", completes: SHELLS, description: "bash, zsh, fish or powershell" },
  },
  examples: [
    ["source <(dxg completion bash)", "in ~/.bashrc"],
    ["dxg completion fish > ~/.config/fish/completions/dxg.fish", "for fish"],
  ],
  async run(args, commands) {
    writeStandardOutput(await completionScript(args.required("shell"), commands));
    return 0;
  },
};
