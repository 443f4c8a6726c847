/** What may follow which words of a command line: the commands as the scripts of all shells need them. */
import { type Argument, type CommandEntry, type CommandTable, type Completes, PATH_HINTS } from "./command.ts";

export interface CompletedFlag {
  /** `--output`, then its letters. */
  readonly names: readonly [string, ...(readonly string[])];
  readonly description: string;
  /** Whether a value follows, and what it may be; nothing is known of one without `completes`. */
  readonly takesValue: boolean;
  readonly completes: Completes | undefined;
}

/** What may follow a path of commands. */
export interface Completed {
  /** The path, and others that mean the same; empty for `dxg` itself. */
  readonly paths: readonly [string, ...(readonly string[])];
  readonly commands: readonly { readonly word: string; readonly description: string }[];
  readonly flags: readonly CompletedFlag[];
  /** What each positional argument may be; undefined for one that is the user's own. */
  readonly positionals: readonly (Completes | undefined)[];
}

const HELP: CompletedFlag = {
  names: ["--help"],
  description: "Show how it is used",
  takesValue: false,
  completes: undefined,
};

/** Gathers a table of commands and all below it. */
export async function collect(path: string, table: CommandTable, into: Completed[]): Promise<void> {
  const commands = Object.entries(table).map(([word, { description }]) => ({ word, description }));
  into.push({ paths: [path], commands, flags: [], positionals: [] });
  for (const [name, entry] of Object.entries(table)) {
    const inner = path === "" ? name : `${path} ${name}`;
    if (entry.group !== undefined) await collect(inner, entry.group, into);
    else into.push(await ofCommand(inner, entry));
  }
}

async function ofCommand(path: string, entry: CommandEntry): Promise<Completed> {
  const definitions = Object.entries((await entry.load?.())?.arguments ?? {});
  const aliases = (entry.aliases ?? []).map((alias) => [...path.split(" ").slice(0, -1), alias].join(" "));
  return {
    paths: [path, ...aliases],
    commands: [],
    flags: [...definitions.filter(([, { type }]) => type !== "positional").map(flagOf), HELP],
    positionals: definitions.filter(([, { type }]) => type === "positional").map(([, { completes }]) => completes),
  };
}

function flagOf([name, argument]: readonly [string, Argument]): CompletedFlag {
  const letters = "alias" in argument ? [argument.alias ?? []].flat() : [];
  return {
    names: [`--${name}`, ...letters.map((letter) => `-${letter}`)],
    description: argument.description ?? "",
    takesValue: argument.type !== "boolean",
    completes: argument.completes ?? valuesOf(argument),
  };
}

function valuesOf(argument: Argument): Completes | undefined {
  if (argument.type === "enum") return argument.options;
  return PATH_HINTS.includes(argument.valueHint ?? "") ? "files" : undefined;
}

/** Prints the names of the templates, which are the first words of the lines. */
export const LIST_TEMPLATES = "dxg template list 2>/dev/null";

/** Prints the parameters of a template, one a line, as `-p` takes them: the first words below the heading that `dxg template show` writes. */
export const SED_PARAMETERS = "sed -n '/^Parameters$/,/^$/s/^  \\([^ ][^ ]*\\).*/\\1=/p'";

/**
 * Prints the choices of the parameter that is called `name`, one a line, as `dxg template show --json` tells them; those of a
 * boolean are its two values. The name is a word of the shell; whatever JSON writes with a backslash is left out.
 */
export function sedChoices(name: string): string {
  const boolean = '/^        "type": "boolean"/{s/.*/true/p;s/.*/false/p;}';
  const text = 's/^          "\\(.*\\)"$/\\1/p';
  const other = 's/^          \\([^" ].*\\)$/\\1/p';
  const choices = `/^        "choices": [[]$/,/^        []]/{/[\\]/d;s/,$//;${text};${other};}`;
  return `sed -n '/^        "name": "'${name}'",$/,/^      }/{${boolean};${choices};}'`;
}
