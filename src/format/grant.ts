/**
 * What one grant of a capability may hold. The compiler asks when template.yaml is read, and the reader of a bundle again:
 * a permission that shows otherwise than it is, or that nothing could match, is refused and never made to fit.
 */
import { globFault as pathGlobFault } from "../base/glob.ts";
import { hiddenCharacter } from "../value/hidden-characters.ts";
import type { CapabilityName, Grant } from "./capabilities.ts";
import { TEXT_FORMATS } from "./definition.ts";

export interface GrantFault {
  readonly detail: string;
  readonly hint?: string;
}

const TEXT_LENGTH_MAX = 500;
const HOST_LENGTH_MAX = 253;
const LABEL_LENGTH_MAX = 63;
const PLAIN_ASCII = /^[\x21-\x7e]+$/;

const OTHER_KIND: GrantFault = { detail: "it is of another kind" };

/** What is wrong with a grant's value, undefined when nothing is. */
export function grantFault(capability: CapabilityName, value: Grant["value"]): GrantFault | undefined {
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
      return sizeFault(value);
    case "can_add_dependencies":
      return typeof value === "string" ? formatFault("package", value) : OTHER_KIND;
    case "can_read_env":
      return typeof value === "string" ? formatFault("variable-name", value) : OTHER_KIND;
    case "can_network":
      return typeof value === "string" ? (formatFault("host", value) ?? hostFault(value)) : OTHER_KIND;
  }
}

function sizeFault(value: Grant["value"]): GrantFault | undefined {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return OTHER_KIND;
  return value > 0 ? undefined : { detail: `${value} must be a size above 0` };
}

function formatFault(name: "package" | "host" | "variable-name", value: string): GrantFault | undefined {
  const { pattern, what, hint } = TEXT_FORMATS[name];
  if (!new RegExp(pattern, "u").test(value)) return { detail: `"${value}" is not ${what}`, hint };
  return lengthFault(value);
}

function lengthFault(text: string): GrantFault | undefined {
  if (text.length <= TEXT_LENGTH_MAX) return undefined;
  return { detail: `${JSON.stringify(text)} is longer than ${TEXT_LENGTH_MAX} characters` };
}

/** A name, or `*.` and a name of at least two parts; no address, port, trailing dot or capital. */
function hostFault(host: string): GrantFault | undefined {
  const fault = (detail: string): GrantFault => ({ detail: `"${host}" ${detail}`, hint: TEXT_FORMATS.host.hint });
  const labels = host.split(".");
  if (/[A-Z]/.test(host)) return fault("is not in small letters");
  if (host.length > HOST_LENGTH_MAX || labels.some((label) => label.length > LABEL_LENGTH_MAX)) {
    return fault("is longer than the name of a host");
  }
  if (/^(?:0x[0-9a-f]*|\d+)$/.test(labels.at(-1) ?? "")) return fault("is an address and not the name of a host");
  return labels[0] === "*" && labels.length < 3 ? fault("stands for too many hosts") : undefined;
}

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
  if (open !== undefined) return fault(`has a ${open} without its other half`);
  const other = pathGlobFault(glob);
  return other === undefined ? lengthFault(glob) : fault(other);
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
  const [program] = words;
  if (program === undefined || program === "") return { detail: "a command without a program" };
  for (const word of words) {
    if (typeof word !== "string") return OTHER_KIND;
    const hidden = hiddenCharacter(word);
    const fault = hidden === undefined ? lengthFault(word) : hiddenFault(word, hidden);
    if (fault !== undefined) return fault;
  }
  if (PLAIN_ASCII.test(String(program))) return undefined;
  return { detail: `${JSON.stringify(words)} must begin with the name of a program in plain ASCII` };
}

function hiddenFault(text: string, character: string): GrantFault {
  return {
    detail: `"${text}" holds ${character}, a character that does not show as what it is`,
    hint: "Remove it: what is granted must be what is read",
  };
}
