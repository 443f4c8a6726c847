/**
 * What a grant may say, whoever reads it: text that is shown to a person must be all of what is granted, so what cannot
 * be seen, or looks like something else, is refused and never left out.
 */
import { globFault } from "../base/glob.ts";
import type { Grant } from "./capabilities.ts";

/** Controls, and characters that change how a text looks without being seen. */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;
const TEXT_LENGTH_MAX = 500;
const PACKAGE = /^[\x21-\x7e]+$/;
const HOST = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PROGRAM = /^[\x21-\x7e]+$/;

/** Why a grant cannot be one, in words that follow its value; undefined when it can. */
export function grantFault({ capability, value }: Grant): string | undefined {
  if (capability === "can_modify_cargo" || capability === "can_execute_unsafe") {
    return value === true ? undefined : "must be true or false";
  }
  if (capability === "max_output_size") {
    return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? undefined : "must be a size above 0";
  }
  if (capability === "can_run") return commandFault(value);
  if (typeof value !== "string") return "must be text";
  const fault = textFault(value);
  if (fault !== undefined) return fault;
  if (capability === "can_create_files" || capability === "can_modify_files") return globFault(value);
  if (capability === "can_add_dependencies") return PACKAGE.test(value) ? undefined : "is not the name of a package";
  if (capability === "can_read_env") return VARIABLE.test(value) ? undefined : "is not the name of a variable";
  return hostFault(value);
}

function textFault(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.length > TEXT_LENGTH_MAX) return `is longer than ${TEXT_LENGTH_MAX} characters`;
  return INVISIBLE.test(text) ? "holds a control or invisible character" : undefined;
}

function commandFault(words: Grant["value"]): string | undefined {
  if (!Array.isArray(words) || words.length === 0) return "must be the words of a command";
  for (const word of words as readonly unknown[]) {
    const fault = typeof word === "string" ? (word === "" ? undefined : textFault(word)) : "must be text";
    if (fault !== undefined) return fault;
  }
  return PROGRAM.test(String(words[0])) ? undefined : "must begin with the name of a program in plain ASCII";
}

/** A name, or `*.` and a name of at least two parts; no address, port, trailing dot or capital. */
function hostFault(host: string): string | undefined {
  const labels = host.split(".");
  if (!HOST.test(host) || host.length > 253 || labels.some((label) => label.length > 63)) {
    return "is not the name of a host in small ASCII letters, such as registry.example.org or *.example.com";
  }
  if (/^(?:0x[0-9a-f]*|\d+)$/.test(labels.at(-1) ?? "")) return "is an address and not the name of a host";
  return labels[0] === "*" && labels.length < 3 ? "stands for too many hosts" : undefined;
}
