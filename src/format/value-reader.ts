/** Reads entries of a dict that came from a file: whatever is missing or of another kind is refused by its name. */
import { DxgError } from "../base/error.ts";
import { mappingGet } from "../value/compare.ts";
import { Dict, isInteger, isMapping, type PlainObject, type Value } from "../value/value.ts";
import type { Limit } from "./parameter-size.ts";

/** Entries that are not undefined, in order. */
export function dictOf(entries: Readonly<Record<string, Value | undefined>>): Dict {
  const dict = new Dict();
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) dict.set(key, value);
  return dict;
}

export function isText(value: Value): value is string {
  return typeof value === "string";
}
export function isLimit(value: Value): value is Limit {
  return (typeof value === "number" && Number.isFinite(value)) || typeof value === "bigint";
}
export function isList(value: Value): value is Value[] {
  return Array.isArray(value);
}

/** @throws {DxgError} format/bad-metadata */
export function asText(value: Value, key: string): string {
  return isText(value) ? value : badEntry(key);
}
/** @throws {DxgError} format/bad-metadata */
export function asList(value: Value, key: string): readonly Value[] {
  return isList(value) ? value : badEntry(key);
}
/** @throws {DxgError} format/bad-metadata */
export function asMapping(value: Value | undefined, key: string): Dict | PlainObject {
  return value !== undefined && isMapping(value) ? value : badEntry(key);
}
/** @throws {DxgError} format/bad-metadata */
export function oneOf<T extends string>(known: readonly T[], given: string, key: string): T {
  return known.find((one) => one === given) ?? badEntry(key);
}
/** @throws {DxgError} format/bad-metadata */
export function badEntry(key: string): never {
  throw new DxgError("format/bad-metadata", `the manifest's "${key}" is missing or has the wrong type`);
}

/** Each method throws format/bad-metadata. */
export class ValueReader {
  readonly #mapping: Dict | PlainObject;

  constructor(mapping: Dict | PlainObject) {
    this.#mapping = mapping;
  }

  value(key: string): Value | undefined {
    return mappingGet(this.#mapping, key);
  }
  text(key: string): string {
    const value = this.value(key);
    return value !== undefined && isText(value) ? value : badEntry(key);
  }
  flag(key: string): boolean {
    const value = this.value(key);
    return typeof value === "boolean" ? value : badEntry(key);
  }
  /** An integer from 0 on. */
  index(key: string): number {
    const value = this.value(key);
    return value !== undefined && isInteger(value) && typeof value === "number" && value >= 0 ? value : badEntry(key);
  }
  list(key: string): readonly Value[] {
    return asList(this.value(key) ?? null, key);
  }
  optional<T extends Value>(key: string, is: (value: Value) => value is T): T | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return is(value) ? value : badEntry(key);
  }
}
