/** `str.maketrans` and `str.translate`: tables from code points to code points, texts or None (which drops one). */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { mappingGet, mappingPairs } from "./compare.ts";
import { limitError, typeError, valueError } from "./errors.ts";
import { codePointCount } from "./iterate.ts";
import { integerOf } from "./number.ts";
import { typeName } from "./type-name.ts";
import { refuseUndefined, wrongType } from "./undefined.ts";
import { Dict, isMapping, SafeString, Undefined, type Value } from "./value.ts";
import { addWork } from "./work.ts";

/** `text.translate(table)`. @throws {DxgError} render/type, render/value, render/limit */
export function translate(text: string, table: Value): string {
  // What is asked of a chainable one is itself again, and no character.
  if (table instanceof Undefined && table.mode === "chainable" && text !== "") {
    throw wrongType(table, "character mapping must return integer, None or str");
  }
  refuseUndefined(table);
  if (!isMapping(table)) throw typeError(`'${typeName(table)}' object is no table of characters`);
  let out = "";
  addWork(12 * text.length);
  for (const character of text) {
    const found = mappingGet(table, character.codePointAt(0) ?? 0);
    if (found === undefined) out += character;
    else if (found !== null) out += replacementOf(found);
    if (out.length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  return out;
}

function replacementOf(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof SafeString) return value.text;
  const code = integerOf(value);
  if (code === undefined) throw wrongType(value, "character mapping must return integer, None or str");
  if (code < 0 || code > 0x10ffff) throw valueError("character mapping must be in range(0x110000)");
  return String.fromCodePoint(Number(code));
}

/** `str.maketrans(x[, y[, z]])`. @throws {DxgError} render/type, render/value */
export function makeTable([from, to, dropped]: readonly (Value | undefined)[]): Dict {
  const table = new Dict();
  if (to === undefined) {
    if (from === undefined || !isMapping(from)) {
      throw typeError("if you give only one argument to maketrans it must be a dict");
    }
    for (const [key, value] of mappingPairs(from)) table.set(codeOf(key), value);
    return table;
  }
  const left = Array.from(text(from));
  const right = Array.from(text(to));
  if (left.length !== right.length) {
    throw valueError("the first two maketrans arguments must have equal length");
  }
  addWork(left.length);
  for (const [index, character] of left.entries()) {
    table.set(character.codePointAt(0) ?? 0, right[index]?.codePointAt(0) ?? 0);
  }
  if (dropped !== undefined) for (const character of text(dropped)) table.set(character.codePointAt(0) ?? 0, null);
  return table;
}

function text(value: Value | undefined): string {
  if (typeof value === "string") return value;
  if (value instanceof SafeString) return value.text;
  throw typeError(`maketrans takes strings, not ${value === undefined ? "nothing" : typeName(value)}`);
}

function codeOf(key: Value): Value {
  if (typeof key === "string" || key instanceof SafeString) {
    const character = text(key);
    if (codePointCount(character) !== 1) throw valueError("string keys in translate table must be of length 1");
    return character.codePointAt(0) ?? 0;
  }
  if (integerOf(key) === undefined) throw typeError("keys in translate table must be strings or integers");
  return key;
}
