/**
 * What a template may do, in words for a person, and the hash that a consent is pinned to. Both are made from the same
 * set, so that nothing is allowed that was not shown.
 */
import type { Capabilities, CapabilityName, Grant } from "../format/capabilities.ts";
import { mayUseNetwork } from "../format/granted.ts";
import type { Hook } from "../format/hooks.ts";
import { native } from "../native/native.ts";
import { namesAutoRun, possibleAutoRunReason } from "./auto-run.ts";
import { commandMark } from "./command-mark.ts";

/** All that is asked for. */
export interface PermissionSet {
  readonly capabilities: Capabilities;
  readonly hooks: readonly Hook[];
  /** Name of the built-in template in whose place it would run. */
  readonly shadows: string | undefined;
}

/** Whether it asks for more than ordinary files below the destination. */
export function isOrdinary({ capabilities, hooks, shadows }: PermissionSet): boolean {
  if (hooks.length > 0 || shadows !== undefined) return false;
  return capabilities.grants.every(({ capability, value }) => {
    if (capability === "max_output_size") return true;
    if (capability !== "can_create_files" && capability !== "can_modify_files") return false;
    return !namesAutoRun(String(value));
  });
}

/** One short sentence for each thing, without a full stop. */
export function permissionLines({ capabilities, hooks, shadows }: PermissionSet): readonly string[] {
  const { line, grants, denials } = capabilities;
  const lines: string[] = [];
  if (shadows !== undefined) lines.push(`runs in place of the built-in template ${quoted(shadows)}`);
  if (line === 0) lines.push("creates and changes ordinary files below the destination");
  else {
    lines.push(
      ...fileLines("creates", grants, "can_create_files"),
      ...fileLines("changes", grants, "can_modify_files"),
    );
  }
  lines.push(...otherLines(grants));
  for (const { moment, command } of hooks) {
    lines.push(`runs ${moment === "pre_generate" ? "before" : "after"} the files are made: ${markedText(command)}`);
  }
  if (hooks.length > 0 && mayUseNetwork(capabilities)) {
    lines.push(
      "lets these commands use the whole network and the services of this machine: hosts cannot be told apart",
    );
  }
  for (const one of [
    ...fileLines("creates", denials, "can_create_files"),
    ...fileLines("changes", denials, "can_modify_files"),
  ]) {
    if (!one.includes(" no files")) lines.push(`never ${one}`);
  }
  for (const one of otherLines(denials)) lines.push(`never ${one}`);
  return lines;
}

function fileLines(verb: string, all: readonly Grant[], rule: CapabilityName): readonly string[] {
  const globs = sorted(textsOf(all, rule));
  if (globs.length === 0) return [`${verb} no files`];
  const named = globs.filter(namesAutoRun);
  const ordinary = globs.filter((glob) => !namesAutoRun(glob));
  const lines = named.map(
    (glob) => `${verb} ${quoted(glob)}, which programs may run: ${possibleAutoRunReason(glob) ?? ""}`,
  );
  if (ordinary.includes("**")) lines.unshift(`${verb} ordinary files below the destination`);
  else if (ordinary.length > 0) lines.unshift(`${verb} ordinary files that match ${ordinary.map(quoted).join(", ")}`);
  return lines;
}

const LIST_LINES: readonly (readonly [rule: CapabilityName, words: string])[] = [
  ["can_add_dependencies", "adds dependencies"],
  ["can_network", "reaches hosts over the network"],
  ["can_read_env", "reads variables of the environment"],
];

function otherLines(all: readonly Grant[]): readonly string[] {
  const lines: string[] = [];
  const has = (rule: CapabilityName): boolean => all.some(({ capability }) => capability === rule);
  if (has("can_modify_cargo")) lines.push("creates and changes Cargo.toml");
  if (has("can_execute_unsafe")) lines.push("writes Rust code that is unsafe");
  for (const [rule, words] of LIST_LINES) {
    const values = sorted(textsOf(all, rule));
    if (values.length > 0) lines.push(`${words}: ${values.map(quoted).join(", ")}`);
  }
  const commands = all.flatMap(({ capability, value }) =>
    capability === "can_run" && typeof value === "object" ? [markedText(value)] : [],
  );
  for (const command of sorted(commands)) lines.push(`may run: ${command}`);
  for (const { capability, value } of all) {
    if (capability === "max_output_size") lines.push(`writes at most ${String(value)} bytes`);
  }
  return lines;
}

function textsOf(all: readonly Grant[], rule: CapabilityName): readonly string[] {
  return all.filter(({ capability }) => capability === rule).map(({ value }) => String(value));
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** The words of a command such that no two commands look the same. */
function commandText(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}

/** Behind the words no word can look like the remark, which has blanks outside quotes. */
function markedText(words: readonly string[]): string {
  const mark = commandMark(words);
  return mark === undefined ? commandText(words) : `${commandText(words)} (${mark})`;
}

/** As it is where it can be nothing else, and in quotes where it has a comma, a quote or a blank. */
function quoted(text: string): string {
  return /^[^\s,"]+$/.test(text) ? text : JSON.stringify(text);
}

const CONTEXT = "dxg permissions 1";

/**
 * BLAKE3 of the set in a canonical form, as 64 hexadecimal digits: the order and the lines in which capabilities stand do
 * not count, that of the hooks does.
 */
export function permissionHash({ capabilities, hooks, shadows }: PermissionSet): string {
  const { line, grants, denials } = capabilities;
  const set = (all: readonly Grant[]): readonly string[] =>
    sorted(all.map(({ capability, value }) => JSON.stringify([capability, value])));
  const canonical = JSON.stringify([
    CONTEXT,
    line > 0,
    set(grants),
    set(denials),
    hooks.map(({ moment, command }) => [moment, command]),
    shadows ?? null,
  ]);
  return native().blake3(new TextEncoder().encode(canonical), 32).toHex();
}
