/** Whether single things are granted: a host, a variable of the environment, a command. Pure; deny wins over allow. */
import type { Capabilities, CapabilityName, Grant } from "./capabilities.ts";

/**
 * Whether a host may be reached. `*.example.com` stands for every name below example.com and not for itself; names are
 * compared without case and without the dot that may end them. Addresses and hosts with a port are never granted.
 */
export function mayReach(capabilities: Capabilities, host: string): boolean {
  const name = canonicalHost(host);
  return name !== undefined && decides(capabilities, "can_network", (granted) => covers(String(granted), name));
}

export function mayReadVariable(capabilities: Capabilities, name: string): boolean {
  return decides(capabilities, "can_read_env", (granted) => granted === name);
}

/** Word for word: neither more nor fewer arguments. */
export function mayRun(capabilities: Capabilities, command: readonly string[]): boolean {
  const isSame = ({ capability, value }: Grant): boolean =>
    capability === "can_run" && wordsOf(value).length === command.length && beginsWith(command, wordsOf(value));
  return denialOfRun(capabilities, command) === undefined && capabilities.grants.some(isSame);
}

/** The denial that stands for a command: that of a program's name alone, or of its first words, denies all that begin so. */
export function denialOfRun({ denials }: Capabilities, command: readonly string[]): Grant | undefined {
  return denials.find(({ capability, value }) => capability === "can_run" && beginsWith(command, wordsOf(value)));
}

function wordsOf(value: Grant["value"]): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function beginsWith(command: readonly string[], words: readonly string[]): boolean {
  return words.length > 0 && words.every((word, index) => command[index] === word);
}

/**
 * Whether hooks get the network at all. Which hosts they reach then, the kernel cannot tell apart: so where one is denied,
 * they get none.
 */
export function mayUseNetwork({ grants, denials }: Capabilities): boolean {
  const names = (list: readonly Grant[]): boolean => list.some(({ capability }) => capability === "can_network");
  return names(grants) && !names(denials);
}

function decides(
  { grants, denials }: Capabilities,
  rule: CapabilityName,
  matches: (value: unknown) => boolean,
): boolean {
  if (denials.some(({ capability, value }) => capability === rule && matches(value))) return false;
  return grants.some(({ capability, value }) => capability === rule && matches(value));
}

function covers(granted: string, host: string): boolean {
  const pattern = granted.toLowerCase();
  return pattern.startsWith("*.")
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : host === pattern;
}

/** A name in small letters; undefined for what is no plain name: an address in any notation, a port, a user, other signs. */
function canonicalHost(host: string): string | undefined {
  const name = (host.endsWith(".") ? host.slice(0, -1) : host).toLowerCase();
  if (name.length > 253 || !/^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) {
    return undefined;
  }
  return /^(?:0x[0-9a-f]*|\d+)$/.test(name.slice(name.lastIndexOf(".") + 1)) ? undefined : name;
}
