/** The capabilities and hooks of template.yaml: from their checked form to grants with their lines. It enforces nothing. */
import { CAPABILITY_NAMES, type Capabilities, type CapabilityName, type Grant } from "../format/capabilities.ts";
import type { Read } from "../format/definition.ts";
import { commandFault, grantFault } from "../format/grant.ts";
import { denialOfRun, mayRun } from "../format/granted.ts";
import type { Hook } from "../format/hooks.ts";
import type { CapabilitiesInput, CommandInput, DenialsInput, HooksInput } from "../format/manifest-definition.ts";
import type { Faults } from "./manifest-faults.ts";

/** Text of a command in which somebody counts on a shell. */
const SHELL = /["'`\\|&;<>$()*?~#\n]/;

export function readCapabilities(input: Read<CapabilitiesInput>, faults: Faults): Capabilities {
  const { deny } = input.value;
  return {
    line: faults.line(input.key.start),
    grants: grantsOf(input.value, faults),
    denials: deny === undefined ? [] : grantsOf(deny.value, faults),
  };
}

function grantsOf(input: CapabilitiesInput | DenialsInput, faults: Faults): readonly Grant[] {
  const grants: Grant[] = [];
  for (const capability of CAPABILITY_NAMES) {
    if (capability === "max_output_size") {
      const size = "max_output_size" in input ? input.max_output_size : undefined;
      if (size !== undefined) give(grants, capability, size, bytesOf(size, faults), faults);
      continue;
    }
    const read = input[capability];
    if (read === undefined) continue;
    if (typeof read.value === "boolean") {
      if (read.value) give(grants, capability, read, true, faults);
      continue;
    }
    for (const item of read.value) {
      const value = capability === "can_run" ? wordsOf(item, faults) : textOf(item.value);
      if (value !== undefined) give(grants, capability, item, value, faults);
    }
  }
  return grants;
}

function give(
  grants: Grant[],
  capability: CapabilityName,
  { key }: Read<unknown>,
  value: Grant["value"] | undefined,
  faults: Faults,
): void {
  if (value === undefined) return;
  const fault = grantFault(capability, value);
  if (fault !== undefined) faults.add(key, fault.detail, fault.hint);
  else grants.push({ capability, value, line: faults.line(key.start) });
}

function textOf(value: CommandInput): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** `2 MiB`, or bytes as a number. */
function bytesOf({ value, key }: Read<string | number | bigint>, faults: Faults): number | undefined {
  const [, digits, unit] = typeof value === "string" ? (/^([0-9.]+) ?([A-Za-z]+)$/.exec(value) ?? []) : [];
  const bytes = typeof value === "number" ? value : Number(digits) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  faults.add(key, `"max_output_size" is no whole number of bytes`, "For example: 2 MiB");
  return undefined;
}

/** The words of a command, as they are listed, or those of a text between blanks. */
function wordsOf({ value, key }: Read<CommandInput>, faults: Faults): readonly string[] | undefined {
  if (typeof value !== "string") return value.map((word) => word.value);
  if (!SHELL.test(value)) return value.split(" ").filter((word) => word !== "");
  const [character = ""] = SHELL.exec(value) ?? [];
  faults.add(
    key,
    `the command holds ${JSON.stringify(character)}, which means something to a shell only`,
    'No shell reads it: write a list of its words, such as [echo, "a word"]',
  );
  return undefined;
}

/** The hooks in the order in which they run. Each must be granted word for word. */
export function readHooks(input: HooksInput, capabilities: Capabilities, faults: Faults): readonly Hook[] {
  const hooks: Hook[] = [];
  for (const moment of ["pre_generate", "post_generate"] as const) {
    for (const item of input[moment]?.value ?? []) {
      const command = wordsOf(item, faults);
      if (command === undefined) continue;
      const shown = JSON.stringify(command.join(" "));
      const fault = commandFault(command);
      if (fault !== undefined) faults.add(item.key, fault.detail, fault.hint);
      else if (!item.sound) continue;
      else if (denialOfRun(capabilities, command) !== undefined)
        faults.add(item.key, `the hook ${shown} is denied by "can_run" of "deny"`);
      else if (!mayRun(capabilities, command)) {
        const hint = `Add it to "can_run" of "capabilities", word for word: ${JSON.stringify(command)}`;
        faults.add(item.key, `the hook ${shown} is not listed in "can_run"`, hint);
      } else hooks.push({ moment, command, line: faults.line(item.key.start) });
    }
  }
  return hooks;
}
