/** The completions of fish: a line for each word, under a condition that says after which commands and arguments it stands. */
import type { Completes } from "./command.ts";
import { type Completed, LIST_TEMPLATES, SED_PARAMETERS, sedChoices } from "./completed.ts";

export function fishCompletion(all: readonly Completed[]): string {
  const taking = all.flatMap(({ paths, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ names }) => paths.flatMap((path) => names.map((name) => quote(`${path} ${name}`)))),
  );
  const steps = all.flatMap(({ paths }) => paths).filter((path) => path !== "");
  return `# The path of commands before the cursor, a colon, the number of arguments after it, a colon, the first of them.
function __dxg_state
  set -l words (commandline -opc)
  set -l path
  set -l given
  set -l value
  set -l only
  for word in $words[2..-1]
    if set -q value[1]
      set -e value[1]
    else if not set -q only[1]; and test "$word" = --
      set only 1
    else if not set -q only[1]; and string match -q -- '-?*' $word
      contains -- "$path $word" ${taking.join(" ")}; and set value 1
    else if not set -q given[1]; and contains -- (string trim "$path $word") ${steps.map(quote).join(" ")}
      set path (string trim "$path $word")
    else
      set -a given $word
    end
  end
  echo "$path:"(count $given)":$given[1]"
end
function __dxg_at
  set -l state (string split -m 2 : (__dxg_state))
  contains -- "$state[1]:$state[2]" $argv
end
function __dxg_in
  contains -- (string split -m 1 : (__dxg_state))[1] $argv
end
function __dxg_templates
  ${LIST_TEMPLATES} | string replace -r ' .*' ''
end
# The parameters, or where one stands with its \`=\` already, that with each of its choices.
function __dxg_parameters
  set -l template (string split : (string split -m 2 : (__dxg_state))[3])[1]
  test -n "$template"; or return
  set -l given (string split -m 1 = (string replace -r '^--[^=]*=' '' -- (commandline -ct)))
  if not set -q given[2]
    dxg template show $template 2>/dev/null | ${SED_PARAMETERS}
  else if string match -qr '^\\w+$' -- $given[1]
    dxg template show $template --json 2>/dev/null | ${sedChoices('"$given[1]"')} | string replace -r '^(?=.)' "$given[1]="
  end
end
complete -c dxg -f
${all.flatMap((one) => [...positions(one), ...flagLines(one)]).join("\n")}
`;
}

function positions({ paths, commands, positionals }: Completed): readonly string[] {
  const at = (index: number): string => `'__dxg_at ${paths.map((path) => quoteInside(`${path}:${index}`)).join(" ")}'`;
  const words = commands.map(
    ({ word, description }) => `complete -c dxg -n ${at(0)} -a ${word} -d ${quote(description)}`,
  );
  const offered = positionals.flatMap((completes, index) =>
    completes === undefined ? [] : [`complete -c dxg -n ${at(index)} ${offer(completes)}`],
  );
  return [...words, ...offered];
}

function flagLines({ paths, flags }: Completed): readonly string[] {
  const condition = `'__dxg_in ${paths.map(quoteInside).join(" ")}'`;
  return flags.map(({ names, description, takesValue, completes }) => {
    const [long, ...letters] = names;
    const short = letters.map((letter) => ` -s ${letter.slice(1)}`).join("");
    const value = !takesValue ? "" : completes === undefined ? " -x" : ` -r ${offer(completes)}`;
    return `complete -c dxg -n ${condition} -l ${long.slice(2)}${short}${value} -d ${quote(description)}`;
  });
}

function offer(completes: Completes): string {
  switch (completes) {
    case "files":
      return "-F";
    case "templates":
      return "-F -a '(__dxg_templates)'";
    case "parameters":
      return "-f -a '(__dxg_parameters)'";
    default:
      return `-f -a '${completes.join(" ")}'`;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** A word within single quotes. */
function quoteInside(text: string): string {
  return `"${text}"`;
}
