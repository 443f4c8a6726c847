/**
 * The names in sources: each is one string however often it comes, so that it is cut out and hashed once. Where two have
 * the same place in the table, the last one stands there.
 */
import { nameKind, T_NAME, type TokenKind } from "./token.ts";

const PLACES = 512;

/** Units of sources that a table may keep in memory by the names that are cut out of them. */
const KEPT_UNITS_MAX = 1 << 19;

/** The table of the lexer before: most templates have names in common. */
let spare: NameTable | undefined;

export class NameTable {
  /** Of the name that was found last. */
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
}

function isAt(name: string, input: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index += 1) {
    if (name.charCodeAt(index) !== input.charCodeAt(start + index)) return false;
  }
  return true;
}
