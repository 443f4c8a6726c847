/**
 * The completion function of bash, which zsh runs too: there `path` is the array of $PATH, a length after a colon must not
 * be a name, and words are not taken apart at `=` and `:`.
 */
import type { Completes } from "./command.ts";
import { type Completed, LIST_TEMPLATES, SED_PARAMETERS, sedChoices } from "./completed.ts";

export function bashCompletion(all: readonly Completed[]): string {
  return `_dxg() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" word words="" kind="" flag="" flags="" takes=""
  local template="" prefix="" only="" owner="" value="" position=0 at=1
  local newline="
"
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "$word" in -*) break ;; esac
    case " ${steps(all)} " in
      *" \${command:+$command:}$word "*) command="\${command:+$command }$word" at=$((at + 1)) ;;
      *) break ;;
    esac
  done
  case "$command" in
${all
  .filter(({ flags }) => flags.length > 0)
  .map(flagCase)
  .join("\n")}
  esac
  for word in "\${COMP_WORDS[@]:$at:$((COMP_CWORD - at))}"; do
    # Bash takes words apart here: what follows belongs to what was before, which is \`value\` of the flag \`owner\`.
    case "$word" in "="|":") [ -n "$flag" ] || flag="\${owner:-$word}" value="$value$word"; continue ;; esac
    if [ -n "$flag" ]; then owner="$flag" value="$value$word" flag=""; continue; fi
    owner="" value=""
    if [ -z "$only" ]; then
      case "$word" in
        --) only=1; continue ;;
        -?*) case "$takes" in *" $word "*) flag="$word" ;; esac; continue ;;
      esac
    fi
    [ "$position" -gt 0 ] || template="\${word%%:*}"
    position=$((position + 1))
  done
  if [ "$current" = "=" ] || [ "$current" = ":" ]; then
    [ -n "$flag" ] || flag="\${owner:-$current}" value="$value$current"
    current=""
  elif [ -z "$flag$only" ]; then
    case "$current" in --*=*) flag="\${current%%=*}" prefix="\${current%%=*}=" current="\${current#*=}" ;; esac
  fi
  if [ -n "$flag" ]; then
    case "$command $flag" in
${all.flatMap(valueCases).join("\n")}
    esac
  elif [ -z "$only" ] && [ "\${current#-}" != "$current" ]; then words="$flags"
  else
    case "$command $position" in
${all.flatMap(positionCases).join("\n")}
      *) words="$flags" ;;
    esac
  fi
  # A parameter ends in \`=\`, and what follows that may be one of its choices.
  if [ "$kind" = parameters ]; then
    case "$value$current" in
      *=*=*|*=*:*) kind="" ;;
      *=*)
        [ -n "$value" ] || prefix="$prefix\${current%%=*}=" current="\${current#*=}" value="\${prefix#--*=}"
        kind=choices value="\${value%=*}" ;;
    esac
  fi
  case "$kind" in
    templates) words="$(${LIST_TEMPLATES} | cut -d ' ' -f 1)" ;;
    parameters)
      words="$(dxg template show "$template" 2>/dev/null | ${SED_PARAMETERS})"
      type compopt >/dev/null 2>&1 && compopt -o nospace +o filenames 2>/dev/null ;;
    choices)
      case "$value" in *[!A-Za-z0-9_]*) ;; *)
        words="$(dxg template show "$template" --json 2>/dev/null | ${sedChoices('"$value"')})" ;;
      esac
      current="\${current//\\\\/}" ;;
    *) words="\${words// /$newline}" ;;
  esac
  COMPREPLY=()
  # Not by \`compgen -W\`, which would run what stands in a name or a choice.
  while IFS= read -r word; do
    case "$word" in "") ;; "$current"*) COMPREPLY=("\${COMPREPLY[@]}" "$word") ;; esac
  done <<< "$words"
  case "$kind" in
    files|templates) local IFS="$newline"; COMPREPLY=("\${COMPREPLY[@]}" $(compgen -f -- "$current")) ;;
  esac
  [ -z "$prefix" ] || COMPREPLY=("\${COMPREPLY[@]/#/$prefix}")
}
complete -o filenames -F _dxg dxg
`;
}

/** Every path of commands, words joined by a colon: what the function steps along. */
function steps(all: readonly Completed[]): string {
  return all
    .flatMap(({ paths }) => paths)
    .filter((path) => path !== "")
    .map((path) => path.replaceAll(" ", ":"))
    .join(" ");
}

function pattern(paths: readonly string[], ends: readonly string[]): string {
  return paths.flatMap((path) => ends.map((end) => `"${path}${end}"`)).join("|");
}

function flagCase({ paths, flags }: Completed): string {
  const taking = flags.filter(({ takesValue }) => takesValue).flatMap(({ names }) => names);
  const words = flags.map(({ names }) => names[0]).join(" ");
  return `    ${pattern(paths, [""])}) flags="${words}" takes=" ${taking.join(" ")} " ;;`;
}

function valueCases({ paths, flags }: Completed): readonly string[] {
  return flags.flatMap(({ names, completes }) =>
    completes === undefined
      ? []
      : [
          `      ${pattern(
            paths,
            names.map((name) => ` ${name}`),
          )}) ${offer(completes)} ;;`,
        ],
  );
}

function positionCases({ paths, commands, positionals }: Completed): readonly string[] {
  const offers = commands.length > 0 ? [commands.map(({ word }) => word)] : positionals;
  return offers.map((completes, index) => `      ${pattern(paths, [` ${index}`])}) ${offer(completes)} ;;`);
}

function offer(completes: Completes | undefined): string {
  if (completes === undefined) return ":";
  return typeof completes === "string" ? `kind=${completes}` : `words="${completes.join(" ")}"`;
}
