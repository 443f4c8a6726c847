/**
 * The schema of a DX Infinity record: what its fields are called, which numbers they have and which values they hold.
 * Types and the check of one value against one field only; how a record is laid out is in infinity-record.ts.
 */
import { isFloat, isInteger, isMapping, isString, Tuple, type Value } from "../value/value.ts";

/** What a field or parameter holds. `path` and `secret` are strings that are treated with more care. */
export type FieldType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "array"
  | "object"
  | "enum"
  | "path"
  | "secret"
  | "any";

export interface FieldSchema {
  /** The field's number in the encoding, 0 to FIELD_ID_MAX; once used it must never mean another field. */
  readonly id: number;
  readonly name: string;
  readonly type: FieldType;
  /** Type of the items of an `array`; anything when absent. */
  readonly items?: FieldType;
  /** The allowed values of an `enum` (or of the items of an array of `enum`), at least one; an encoded enum is an index into them. */
  readonly choices?: readonly Value[];
}

export interface RecordSchema {
  readonly name: string;
  readonly fields: readonly FieldSchema[];
}

/** The greatest field number: the presence bits of a record then take at most 147 bytes. */
export const FIELD_ID_MAX = 1023;

/** True when the value is of the type; `none` fits every type, since an optional field may be set to it. */
export function fitsType(value: Value, type: FieldType): boolean {
  if (value === null) return true;
  switch (type) {
    case "any":
    case "enum":
      return true;
    case "string":
    case "path":
    case "secret":
      return isString(value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return isInteger(value);
    case "number":
      return isInteger(value) || isFloat(value);
    case "array":
      return Array.isArray(value) || value instanceof Tuple;
    case "object":
      return isMapping(value);
  }
}

/** True when the value fits the field, items of arrays included. Choices are checked where they are encoded. */
export function fitsField(value: Value, field: FieldSchema): boolean {
  if (!fitsType(value, field.type)) return false;
  if (field.items === undefined || value === null || field.type !== "array") return true;
  const items = value instanceof Tuple ? value.items : (value as readonly Value[]);
  for (const item of items) if (!fitsType(item, field.items)) return false;
  return true;
}
