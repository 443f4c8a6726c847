/**
 * What using an undefined value means: Jinja2's Undefined, StrictUndefined, ChainableUndefined and DebugUndefined, and
 * MiniJinja's semi-strict mode.
 * Whether a use is allowed is decided by each operator; the message is made here.
 */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { typeError } from "./errors.ts";
import { quote } from "./quote.ts";
import { ownerName } from "./type-name.ts";
import { Dict, isMapping, isStrict, type PlainObject, Undefined, type UndefinedMode, type Value } from "./value.ts";

/** The failure of using `missing`: `render/undefined`. @param attribute which was asked of it */
export function undefinedError(missing: Undefined, attribute?: string): DxgError {
  const hint = hintFor(missing, attribute);
  return new DxgError("render/undefined", undefinedMessage(missing), { hint, cause: missing });
}

/**
 * The failure of a value that is refused by its type, in Python's words: `render/type`. Python's own functions know nothing
 * of Jinja2's undefined values and say no more than that; of one the hint tells what is missing.
 */
export function wrongType(value: Value, detail: string): DxgError {
  if (!(value instanceof Undefined)) return typeError(detail);
  return new DxgError("render/type", detail, { hint: namedHint(value, hintFor(value)), cause: value });
}

/** A hint for an error that does not say itself what is missing: "'user' is undefined: did you mean 'users'?" */
export function namedHint(missing: Undefined, hint: string): string {
  return `${undefinedMessage(missing).replace(/\.$/, "")}: ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`;
}

/** Keys that an error names when none is like the one that is missing. */
const KEYS_SHOWN_MAX = 8;

/** An attribute that can be written behind a dot. */
const ATTRIBUTE = /^[A-Za-z_]\w*$/;

function hintFor(missing: Undefined, attribute = ""): string {
  const { holder, message } = missing;
  const keys = message === "" && holder !== undefined && isMapping(holder) ? keysOf(holder) : [];
  const close = suggest(missing.name, keys);
  if (close !== undefined) return `Did you mean ${quote(close)}?`;
  const shown = missing.owner === "" && missing.name !== "" ? missing.name : "…";
  const fallback = ATTRIBUTE.test(attribute) ? `(${shown}|default({})).${attribute}` : `${shown}|default(…)`;
  const start =
    keys.length > 0 && keys.length <= KEYS_SHOWN_MAX
      ? `It has ${keys.map((key) => quote(key)).join(", ")};`
      : "Give it a value,";
  return `${start} or write ${fallback} or \`is defined\` where it may be missing.`;
}

/** Keys that are compared with the one that is missing. */
const KEYS_COMPARED_MAX = 1000;

function keysOf(mapping: Dict | PlainObject): readonly string[] {
  if (!(mapping instanceof Dict)) return Object.keys(mapping).slice(0, KEYS_COMPARED_MAX);
  const keys: string[] = [];
  for (const [key] of mapping.entries.values()) {
    if (keys.length === KEYS_COMPARED_MAX) break;
    if (typeof key === "string") keys.push(key);
  }
  return keys;
}

/** Jinja2's text: "'x' is undefined", "'dict object' has no attribute 'y'". */
export function undefinedMessage(missing: Undefined): string {
  if (missing.message !== "") return missing.message;
  if (missing.owner === "") return `${quote(missing.name)} is undefined`;
  return `${quote(missing.owner)} has no attribute ${quote(missing.name)}`;
}

/**
 * What an undefined value prints.
 * @throws {DxgError} render/undefined in the strict modes.
 */
export function undefinedText(missing: Undefined): string {
  if (isStrict(missing.mode)) throw undefinedError(missing);
  if (missing.mode !== "debug") return "";
  if (missing.owner !== "") {
    const name = missing.message === "" ? quote(missing.name) : missing.name;
    return `{{ no such element: ${missing.owner}[${name}] }}`;
  }
  return `{{ ${missing.message === "" ? missing.name : `undefined value printed: ${missing.message}`} }}`;
}

/** A missing attribute or string key of `owner`. */
export function missingAttribute(owner: Value, name: string, mode: UndefinedMode): Undefined {
  return new Undefined(name, ownerName(owner), mode, "", owner);
}

/** A missing element of `owner`; `shown` is the repr of the key. */
export function missingElement(owner: Value, shown: string, mode: UndefinedMode): Undefined {
  const name = ownerName(owner);
  return new Undefined(shown, name, mode, `${name} has no element ${shown}`);
}

/** @throws {DxgError} render/undefined when `value` is undefined, in every mode: for operators that none allows. */
export function refuseUndefined(value: Value): void {
  if (value instanceof Undefined) throw undefinedError(value);
}
