/**
 * What one grant of a capability may hold. The compiler asks when template.yaml is read, and the reader of a bundle again:
 * a permission that shows otherwise than it is, or that nothing could match, is refused and never made to fit.
 */
import { hiddenCharacter } from "../value/hidden-characters.ts";
import type { CapabilityName, Grant } from "./capabilities.ts";
import { TEXT_FORMATS, type TextFormat } from "./definition.ts";
import { grantFault as ruleFault } from "./grant-rules.ts";

export interface GrantFault {
  readonly detail: string;
  readonly hint?: string;
}

const FORMATS: Partial<Readonly<Record<CapabilityName, "package" | "host" | "variable-name">>> = {
  can_add_dependencies: "package",
  can_network: "host",
  can_read_env: "variable-name",
};

/** What is wrong with a grant's value, undefined when nothing is. */
export function grantFault(capability: CapabilityName, value: Grant["value"]): GrantFault | undefined {
  const fault = formFault(capability, value);
  if (fault !== undefined) return fault;
  const detail = ruleFault({ capability, value, line: 0 });
  return detail === undefined ? undefined : { detail: `${JSON.stringify(value)} ${detail}` };
}

function formFault(capability: CapabilityName, value: Grant["value"]): GrantFault | undefined {
  switch (capability) {
    case "can_create_files":
    case "can_modify_files":
      return typeof value === "string" ? globFault(value) : OTHER_KIND;
    case "can_modify_cargo":
    case "can_execute_unsafe":
      return value === true ? undefined : OTHER_KIND;
    case "can_run":
      return Array.isArray(value) ? commandFault(value as readonly string[]) : OTHER_KIND;
    case "max_output_size":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? undefined : OTHER_KIND;
    default: {
      if (typeof value !== "string") return OTHER_KIND;
      const { pattern, what, hint }: TextFormat & { hint: string } = TEXT_FORMATS[FORMATS[capability] ?? "host"];
      return new RegExp(pattern, "u").test(value) ? undefined : { detail: `"${value}" is not ${what}`, hint };
    }
  }
}

const OTHER_KIND: GrantFault = { detail: "it is of another kind" };

/** What is wrong with a glob over relative paths. */
export function globFault(glob: string): GrantFault | undefined {
  const fault = (detail: string, hint?: string): GrantFault => ({
    detail: `"${glob}" ${detail}`,
    ...(hint === undefined ? {} : { hint }),
  });
  if (glob === "") return { detail: "an empty glob matches nothing" };
  const hidden = hiddenCharacter(glob);
  if (hidden !== undefined) return hiddenFault(glob, hidden);
  if (glob.includes("\\")) return fault("holds a backslash", "Folders are separated by slashes");
  if (glob.startsWith("/")) return fault("begins with a slash", "Paths are relative");
  if (glob.startsWith("!")) return fault("begins with !", "List what is refused under `deny`");
  if (glob.split("/").some((part) => part === ".." || part === "." || part === "")) {
    return fault("has a part that is empty, . or ..", "Write the path as it is below the destination");
  }
  const open = unbalanced(glob);
  return open === undefined ? undefined : fault(`has a ${open} without its other half`);
}

/** A bracket of a glob that has no other half. */
function unbalanced(glob: string): string | undefined {
  const open: string[] = [];
  for (const char of glob) {
    if (open.at(-1) === "[") {
      if (char === "]") open.pop();
    } else if (char === "[" || char === "{") open.push(char);
    else if (char === "]") return char;
    else if (char === "}" && open.pop() !== "{") return char;
  }
  return open[0];
}

/** What is wrong with the words of a command. */
export function commandFault(words: readonly unknown[]): GrantFault | undefined {
  if (words.length === 0 || words[0] === "") return { detail: "a command without a program" };
  for (const word of words) {
    if (typeof word !== "string") return OTHER_KIND;
    const hidden = hiddenCharacter(word);
    if (hidden !== undefined) return hiddenFault(word, hidden);
  }
  return undefined;
}

function hiddenFault(text: string, character: string): GrantFault {
  return {
    detail: `"${text}" holds ${character}, a character that does not show as what it is`,
    hint: "Remove it: what is granted must be what is read",
  };
}
