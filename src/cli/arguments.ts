/**
 * Reads arguments strictly against a command's definition: unknown flags are refused with a suggestion, repeated ones
 * kept, a missing value is an error. `--flag value`, `--flag=value`, `-f value`, `-fvalue` and `--` are understood.
 */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { type Argument, type Command, PATH_HINTS } from "./command.ts";

export class Arguments {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** Whether a boolean flag was given. */
  flag(name: string): boolean {
    return this.#values.has(name);
  }
  /** The last value of a flag or positional. */
  text(name: string): string | undefined {
    const values = this.#values.get(name);
    // Not `at(-1)`: its first use costs a cold process 60 microseconds.
    return values?.[values.length - 1];
  }
  /** A positional that the reader has made sure of. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`Internal error: argument ${name} is not required`);
    return value;
  }
  /** All values of a repeated flag, in order. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

interface Definition {
  readonly name: string;
  readonly argument: Argument;
}

/**
 * @throws {DxgError} cli/unknown-flag, cli/bad-argument, cli/missing-argument
 */
export function readArguments(command: Command, raw: readonly string[]): Arguments {
  const values = new Map<string, string[]>();
  const give = (name: string, value: string): void => {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  };
  const definitions: Definition[] = [];
  const positionals: Definition[] = [];
  for (const name of Object.keys(command.arguments)) {
    const definition = { name, argument: command.arguments[name]! };
    if (definition.argument.type === "positional") positionals.push(definition);
    else definitions.push(definition);
  }
  let position = 0;
  for (let index = 0; index < raw.length; index += 1) {
    const word = raw[index] ?? "";
    if (word === "--") {
      for (const rest of raw.slice(index + 1)) position = takePositional(command, positionals, position, rest, give);
      break;
    }
    if (word === "-" || !word.startsWith("-")) {
      position = takePositional(command, positionals, position, word, give);
      continue;
    }
    const { flag, attached } = splitFlag(word);
    const definition = findFlag(definitions, flag);
    if (definition === undefined) throw unknownFlag(command, definitions, flag, position < positionals.length);
    const { name, argument } = definition;
    if (values.has(name) && argument.repeats !== true && argument.type !== "boolean") {
      throw new DxgError("cli/bad-argument", `${flag} is given twice`);
    }
    if (argument.type === "boolean") {
      if (attached !== undefined) throw new DxgError("cli/bad-argument", `${flag} takes no value`);
      give(name, "true");
      continue;
    }
    if (attached?.startsWith("=") === true && !word.startsWith("--")) {
      // The value itself may be a secret.
      const value = argument.valueHint ?? "value";
      throw new DxgError("cli/bad-argument", `${flag} takes its value without "=" before it`, {
        hint: `Write ${flag} ${value}, or --${name}=${value}`,
      });
    }
    const next = raw[index + 1];
    const value = attached ?? next;
    if (value === undefined || (attached === undefined && value.startsWith("-") && value !== "-")) {
      throw new DxgError("cli/missing-argument", `${flag} needs a value`, { hint: seeHelp(command) });
    }
    if (attached === undefined) index += 1;
    checkChoice(flag, argument, value);
    if (value === "" && PATH_HINTS.includes(argument.valueHint ?? "")) throw empty(command, `--${name}`);
    give(name, value);
  }
  for (const { name, argument } of positionals) {
    if (argument.required !== false && !values.has(name)) {
      throw new DxgError("cli/missing-argument", name.toUpperCase(), { hint: seeHelp(command) });
    }
  }
  return new Arguments(values);
}

function takePositional(
  command: Command,
  positionals: readonly Definition[],
  position: number,
  word: string,
  give: (name: string, value: string) => void,
): number {
  const definition = positionals[position];
  if (definition === undefined) {
    throw new DxgError("cli/bad-argument", `"${word}" is one argument too many`, { hint: seeHelp(command) });
  }
  if (word === "" && definition.argument.required !== false) throw empty(command, definition.name.toUpperCase());
  give(definition.name, word);
  return position + 1;
}

/** `--flag=value`, `-fvalue`: the flag as written and what is attached to it. */
function splitFlag(word: string): { flag: string; attached: string | undefined } {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    return equals < 0
      ? { flag: word, attached: undefined }
      : { flag: word.slice(0, equals), attached: word.slice(equals + 1) };
  }
  return { flag: word.slice(0, 2), attached: word.length > 2 ? word.slice(2) : undefined };
}

function flagNames({ name, argument }: Definition): readonly string[] {
  const names = [`--${name}`];
  const alias = ("alias" in argument ? argument.alias : undefined) ?? [];
  for (const one of typeof alias === "string" ? [alias] : alias) names.push(one.length === 1 ? `-${one}` : `--${one}`);
  return names;
}

function findFlag(definitions: readonly Definition[], flag: string): Definition | undefined {
  for (const one of definitions) if (flagNames(one).includes(flag)) return one;
  return undefined;
}

/** An empty path would mean the current folder, hardly what an unset variable of a script was to say. */
function empty(command: Command, what: string): DxgError {
  return new DxgError("cli/bad-argument", `${what} is empty`, { hint: seeHelp(command) });
}

function unknownFlag(
  command: Command,
  definitions: readonly Definition[],
  flag: string,
  takesPositional: boolean,
): DxgError {
  const names = definitions.flatMap(flagNames);
  // A letter is as near to any other: only a long name tells what was meant.
  const close = flag.startsWith("--") ? suggest(flag, [...names, "--help"]) : undefined;
  return new DxgError("cli/unknown-flag", `${flag} of \`dxg ${command.name}\``, {
    hint:
      close !== undefined
        ? `Did you mean ${close}?`
        : takesPositional
          ? `${seeHelp(command)}; if it is no flag, write -- before it`
          : seeHelp(command),
  });
}

function checkChoice(flag: string, argument: Argument, value: string): void {
  if (argument.type !== "enum" || argument.options === undefined || argument.options.includes(value)) return;
  throw new DxgError("cli/bad-argument", `${flag} ${value}`, { hint: `Choose one of: ${argument.options.join(", ")}` });
}

function seeHelp(command: Command): string {
  return `\`dxg ${command.name} --help\` shows how it is used`;
}
