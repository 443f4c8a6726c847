/**
 * The names in sources, and short strings: each is one string however often it comes, so that it is cut out and hashed
 * once. Where two have the same place in the table, the last one stands there.
 */
import { nameKind, T_NAME, type TokenKind } from "./token.ts";

const PLACES = 2048;

/** Units of a string that is looked up. */
const STRING_UNITS_MAX = 32;

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;

/** Units of sources that a table may keep in memory by the names that are cut out of them. */
const KEPT_UNITS_MAX = 1 << 19;

/** The table of the lexer before: most templates have names in common. */
let spare: NameTable | undefined;

export class NameTable {
  /** Of what `find` found last. */
  kind: TokenKind = T_NAME;
  private readonly names: string[] = new Array<string>(PLACES).fill("");
  private readonly kinds: Uint8Array = new Uint8Array(PLACES);

  /** Units of the sources whose names it has. */
  private units = 0;

  /** A table for a source of that many units. */
  static take(units: number): NameTable {
    spare ??= new NameTable();
    if (spare.units > KEPT_UNITS_MAX) {
      spare.names.fill("");
      spare.units = 0;
    }
    spare.units += units;
    return spare;
  }

  /**
   * The name at `start..end`.
   * @param hash any number that is the same for the same name
   */
  find(input: string, start: number, end: number, hash: number): string {
    const place = (hash ^ (hash >>> 9)) & (PLACES - 1);
    const known = this.names[place]!;
    if (isAt(known, input, start, end)) {
      this.kind = this.kinds[place]!;
      return known;
    }
    const name = input.slice(start, end);
    this.kind = nameKind(name);
    this.names[place] = name;
    this.kinds[place] = this.kind;
    return name;
  }

  /** The text of the string whose opening quote is at `start`; undefined where it is long, or not written as it is. */
  findString(input: string, start: number, quote: number): string | undefined {
    let hash = quote;
    for (let end = start + 1; end <= start + 1 + STRING_UNITS_MAX; end += 1) {
      const unit = input.charCodeAt(end);
      if (unit === quote) return this.find(input, start + 1, end, hash);
      if (unit === BACKSLASH || unit === NEWLINE) return undefined;
      hash = hashWith(hash, unit);
    }
    return undefined;
  }
}

/** The hash of a name, unit by unit. */
export function hashWith(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

function isAt(name: string, input: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index += 1) {
    if (name.charCodeAt(index) !== input.charCodeAt(start + index)) return false;
  }
  return true;
}
