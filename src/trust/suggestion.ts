/**
 * What an author writes into template.yaml so that what was refused is allowed: one suggestion for each place of the file,
 * with everything that is needed there, so that following them once mends all.
 */
import type { Capabilities, CapabilityName } from "../format/capabilities.ts";

/** What would allow one thing that is refused. */
export type Need =
  /** A glob or a package for a list. */
  | { readonly kind: "item"; readonly rule: CapabilityName; readonly item: string }
  | { readonly kind: "flag"; readonly rule: CapabilityName }
  | { readonly kind: "size"; readonly bytes: number; readonly line: number }
  /** What `deny` forbids. */
  | { readonly kind: "denied"; readonly what: string; readonly line: number }
  /** Nothing: the file is wrong. */
  | { readonly kind: "none" };

export interface Suggestion {
  /** An order to the author, with YAML in it. */
  readonly text: string;
  /** 1-based line of template.yaml to change; 0 where there are no capabilities yet. */
  readonly line: number;
}

/** One suggestion for each list, flag or denial to change, without repetition. */
export function suggestions(needs: readonly Need[], capabilities: Capabilities): readonly Suggestion[] {
  const { line, grants } = capabilities;
  const made: Suggestion[] = [];
  const lists = new Map<CapabilityName, Set<string> | undefined>();
  for (const need of needs) {
    switch (need.kind) {
      case "item":
        lists.set(need.rule, (lists.get(need.rule) ?? new Set<string>()).add(need.item));
        break;
      case "flag":
        lists.set(need.rule, undefined);
        break;
      case "size":
        made.push({ text: `max_output_size: ${need.bytes}`, line: need.line });
        break;
      case "denied":
        made.push({ text: `take ${need.what} out of deny`, line: need.line });
        break;
      case "none":
        made.push({ text: "nothing allows it: mend the file", line });
        break;
    }
  }
  if (line === 0 && lists.size > 0) made.push({ text: `add capabilities: ${firstCapabilities(lists)}`, line });
  else {
    for (const [rule, items] of lists) {
      const own = items === undefined ? undefined : grants.find(({ capability }) => capability === rule);
      if (own !== undefined) made.push({ text: `add ${listText(items)} to ${rule}`, line: own.line });
      else made.push({ text: `add ${entryText(rule, items)}`, line });
    }
  }
  const seen = new Set<string>();
  return made.filter(({ text, line: at }) => !seen.has(`${at} ${text}`) && seen.add(`${at} ${text}`));
}

type Lists = ReadonlyMap<CapabilityName, ReadonlySet<string> | undefined>;

const FILE_RULES: readonly CapabilityName[] = ["can_create_files", "can_modify_files"];

/** A first list of capabilities, which grants what templates without one have, and what is needed. */
function firstCapabilities(lists: Lists): string {
  const files = FILE_RULES.map((rule) => entryText(rule, new Set(["**", ...(lists.get(rule) ?? [])])));
  const others = [...lists]
    .filter(([rule]) => !FILE_RULES.includes(rule))
    .map(([rule, items]) => entryText(rule, items));
  return `{ ${[...files, ...others].join(", ")} }`;
}

function entryText(rule: CapabilityName, items: ReadonlySet<string> | undefined): string {
  return items === undefined ? `${rule}: true` : `${rule}: [${listText(items)}]`;
}

function listText(items: ReadonlySet<string> | undefined): string {
  return [...(items ?? [])].map((item) => JSON.stringify(item)).join(", ");
}
