/** Completion scripts, made from the command table: each shell has a file that writes its own. */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import type { CommandTable } from "./command.ts";
import { type Completed, collect } from "./completed.ts";
import { bashCompletion } from "./completion-bash.ts";
import { fishCompletion } from "./completion-fish.ts";
import { powershellCompletion } from "./completion-powershell.ts";

export const SHELLS: readonly string[] = ["bash", "zsh", "fish", "powershell"];

/** @throws {DxgError} cli/bad-argument for an unknown shell */
export async function completionScript(shell: string, commands: CommandTable): Promise<string> {
  const all: Completed[] = [];
  await collect("", commands, all);
  switch (shell) {
    case "bash":
      return bashCompletion(all);
    case "zsh":
      return `#compdef dxg\nautoload -U +X bashcompinit && bashcompinit\n${bashCompletion(all)}`;
    case "fish":
      return fishCompletion(all);
    case "powershell":
      return powershellCompletion(all);
    default: {
      const close = suggest(shell, SHELLS);
      throw new DxgError("cli/bad-argument", `no completions for "${shell}"`, {
        hint: close === undefined ? `Choose one of: ${SHELLS.join(", ")}` : `Did you mean "${close}"?`,
      });
    }
  }
}
