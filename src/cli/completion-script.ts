/** Completion scripts, made from the command table: commands, subcommands and flags; templates by asking `dxg`. */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import type { CommandEntry, CommandTable } from "./command.ts";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** Words that may follow a path of commands. */
interface Words {
  readonly path: string;
  /** Other paths of the same commands. */
  readonly aliases: readonly string[];
  readonly words: readonly { readonly word: string; readonly description: string }[];
  readonly takesTemplate: boolean;
}

/** @throws {DxgError} cli/bad-argument for an unknown shell */
export async function completionScript(shell: string, commands: CommandTable): Promise<string> {
  const all: Words[] = [];
  await collect("", commands, all);
  switch (shell) {
    case "bash":
      return bash(all);
    case "zsh":
      return `#compdef dxg\nautoload -U +X bashcompinit && bashcompinit\n${bash(all)}`;
    case "fish":
      return fish(all);
    case "powershell":
      return powershell(all);
    default: {
      const close = suggest(shell, SHELLS);
      throw new DxgError("cli/bad-argument", `no completions for "${shell}"`, {
        hint: close === undefined ? `Choose one of: ${SHELLS.join(", ")}` : `Did you mean "${close}"?`,
      });
    }
  }
}

async function collect(path: string, table: CommandTable, into: Words[]): Promise<void> {
  into.push({
    path,
    aliases: [],
    words: Object.entries(table).map(([word, { description }]) => ({ word, description })),
    takesTemplate: false,
  });
  for (const [name, entry] of Object.entries(table)) {
    const inner = path === "" ? name : `${path} ${name}`;
    if (entry.group !== undefined) await collect(inner, entry.group, into);
    else into.push(await flagsOf(inner, entry));
  }
}

async function flagsOf(path: string, entry: CommandEntry): Promise<Words> {
  const command = await entry.load?.();
  const definitions = Object.entries(command?.arguments ?? {});
  const flags = definitions.filter(([, { type }]) => type !== "positional");
  return {
    path,
    aliases: (entry.aliases ?? []).map((alias) => [...path.split(" ").slice(0, -1), alias].join(" ")),
    words: [
      ...flags.map(([name, { description }]) => ({ word: `--${name}`, description: description ?? "" })),
      { word: "--help", description: "Show how it is used" },
    ],
    takesTemplate: definitions.some(([name]) => name === "template"),
  };
}

/** The names of the templates are the first words of the lines. */
const LIST_TEMPLATES = "dxg template list 2>/dev/null";

/** Prints the parameters of a template, one a line: the first words below the heading that `dxg template show` writes. */
const SED_PARAMETERS = "sed -n '/^Parameters$/,/^$/s/^  \\([^ ]*\\) .*/\\1/p'";

/** For zsh too, where `path` is the array of $PATH and a length after a colon must not be a name. */
function bash(all: readonly Words[]): string {
  const cases = all.map(({ path, aliases, words, takesTemplate }) => {
    const list = words.map(({ word }) => word).join(" ");
    const pattern = [path, ...aliases].map((one) => `"${one}"`).join("|");
    return `    ${pattern}) words="${list}${takesTemplate ? ` $(${LIST_TEMPLATES} | cut -d ' ' -f 1)` : ""}" ;;`;
  });
  return `_dxg() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" word words="" at=1
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "$word" in -*) break ;; esac
    case " ${groups(all)} " in
      *" \${command:+$command:}$word "*) command="\${command:+$command }$word" at=$((at + 1)) ;;
      *) break ;;
    esac
  done
  case "$command:\${COMP_WORDS[COMP_CWORD-1]}" in
    generate:-p|generate:--param|g:-p|g:--param)
      words="$(dxg template show "\${COMP_WORDS[at]}" 2>/dev/null | ${SED_PARAMETERS})" command=-p ;;
  esac
  case "$command" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _dxg dxg
`;
}

/** Every path of commands, words joined by a colon: what the bash function steps along. */
function groups(all: readonly Words[]): string {
  return all
    .flatMap(({ path, aliases }) => [path, ...aliases])
    .filter((path) => path !== "")
    .map((path) => path.replaceAll(" ", ":"))
    .join(" ");
}

function fish(all: readonly Words[]): string {
  const lines = ["complete -c dxg -f"];
  for (const { path, aliases, words, takesTemplate } of all) {
    const condition =
      path === ""
        ? "__fish_use_subcommand"
        : path
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${[word, ...aliases].join(" ")}`)
            .join("; and ");
    for (const { word, description } of words) {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      lines.push(`complete -c dxg -n '${condition}' ${what} -d '${description.replaceAll("'", "\\'")}'`);
    }
    if (takesTemplate) {
      lines.push(`complete -c dxg -n '${condition}' -F -a "(${LIST_TEMPLATES} | string replace -r ' .*' '')"`);
    }
  }
  lines.push(`function __dxg_parameters
  set -l words (commandline -opc)
  test (count $words) -gt 2; and dxg template show $words[3] 2>/dev/null | ${SED_PARAMETERS}
end
complete -c dxg -n '__fish_seen_subcommand_from generate g' -s p -l param -x -a '(__dxg_parameters)'`);
  return `${lines.join("\n")}\n`;
}

function powershell(all: readonly Words[]): string {
  const table = all.flatMap(({ path, aliases, words }) =>
    [path, ...aliases].map((one) => `    '${one}' = @(${words.map(({ word }) => `'${word}'`).join(", ")})`),
  );
  const templates = all.filter(({ takesTemplate }) => takesTemplate).flatMap(({ path, aliases }) => [path, ...aliases]);
  return `Register-ArgumentCompleter -Native -CommandName dxg -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = @{
${table.join("\n")}
  }
  $path = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    $next = ($path + ' ' + $element.ToString()).Trim()
    if ($table.ContainsKey($next)) { $path = $next } else { break }
  }
  $elements = @($commandAst.CommandElements | ForEach-Object { $_.ToString() } | Where-Object { $_ -ne $wordToComplete })
  if (@('generate', 'g') -contains $path -and @('-p', '--param') -contains $elements[-1]) {
    $in = $false
    dxg template show $elements[2] 2>$null | ForEach-Object {
      if ($_ -eq 'Parameters') { $in = $true } elseif ($_ -eq '') { $in = $false } elseif ($in) { ($_.Trim() -split ' ')[0] }
    } | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_)
    }
    return
  }
  $words = @($table[$path])
  if (@(${templates.map((path) => `'${path}'`).join(", ")}) -contains $path) {
    $words += @(dxg template list 2>$null | ForEach-Object { ($_ -split ' ')[0] })
  }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_)
  }
}
`;
}
