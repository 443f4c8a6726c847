/**
 * The tag bytes of DX Infinity values and their variable-length integers. Numbers only: the writer is
 * infinity-encode.ts, the reader infinity-decode.ts, and the layout in words is docs/formats.md.
 */

/** Integers 0 to 31 are their own tag. */
export const SMALL_INTEGERS = 0x20;
/** 0x20 + (n - 1): a new string of n UTF-16 units, 1 to 64, whose text is the next in the text area. */
export const TAG_STRING = 0x20;
export const SMALL_STRINGS = 64;
/** 0x60 + i: the i-th string of the value again. */
export const TAG_REFERENCE = 0x60;
export const SMALL_REFERENCES = 64;
/** 0xa0 + n: a list of n items. */
export const TAG_LIST = 0xa0;
export const SMALL_LISTS = 16;
/** 0xb0 + i: a dict with the keys of the i-th shape. */
export const TAG_SHAPED = 0xb0;
export const SMALL_SHAPES = 32;
/** 0xd0 + n: a dict with n keys that make a new shape: the keys, then the values. 0xd0 alone is the empty dict. */
export const TAG_SHAPE = 0xd0;
export const SMALL_KEYS = 16;
export const TAG_NONE = 0xe0;
export const TAG_FALSE = 0xe1;
export const TAG_TRUE = 0xe2;
export const TAG_EMPTY_STRING = 0xe3;
/** Varint n - 32. */
export const TAG_INTEGER = 0xe4;
/** Varint -1 - n. */
export const TAG_NEGATIVE = 0xe5;
/** Varint byte count, then the magnitude, little-endian; only beyond ±(2^53 - 1). */
export const TAG_BIG = 0xe6;
export const TAG_BIG_NEGATIVE = 0xe7;
/** Eight bytes, little-endian IEEE 754; only where no shorter form below holds the number. */
export const TAG_FLOAT = 0xe8;
/** 0xe9 + e: zigzag varint m; the float m / 10^e, e from 0 to 4, m of at most 31 bits and, for e above 0, no multiple of 10. */
export const TAG_DECIMAL = 0xe9;
export const DECIMAL_EXPONENTS = 5;
export const DECIMAL_LIMIT = 0x7fff_ffff;
/** Varint length - 65. */
export const TAG_LONG_STRING = 0xee;
/** Varint index - 64. */
export const TAG_LONG_REFERENCE = 0xef;
/** Varint count - 16. */
export const TAG_LONG_LIST = 0xf0;
/** Varint index - 32. */
export const TAG_LONG_SHAPED = 0xf1;
/** Varint count - 16. */
export const TAG_LONG_SHAPE = 0xf2;
/** Varint count, then the items. */
export const TAG_TUPLE = 0xf3;
/** Varint count, then key, value, key, value; only when a key is not a plain string. */
export const TAG_DICT = 0xf4;
/** A string follows. */
export const TAG_SAFE_STRING = 0xf5;
/** Varint count - 2, then one shaped dict, then only the values of the others: a list of dicts that all have one shape. */
export const TAG_TABLE = 0xf6;

/** 10^0 to 10^4; dividing an exact integer by one rounds once, so that the decimal form is exact. */
export const POWERS_OF_TEN: readonly number[] = [1, 10, 100, 1000, 10_000];

/** The shortest decimal form of a float, as [m, e], or undefined when it needs its eight bytes. */
export function decimalForm(number: number): readonly [number, number] | undefined {
  for (let exponent = 0; exponent < DECIMAL_EXPONENTS; exponent++) {
    const power = POWERS_OF_TEN[exponent]!;
    const mantissa = Math.round(number * power);
    if (!(Math.abs(mantissa) <= DECIMAL_LIMIT)) return undefined;
    if (Object.is(mantissa, -0) && exponent === 0 && number === 0) return undefined;
    if (mantissa / power === number) return [mantissa, exponent];
  }
  return undefined;
}

/** True for the tag of a dict that has a shape. */
export function isShaped(tag: number): boolean {
  return (tag >= TAG_SHAPED && tag < TAG_NONE) || tag === TAG_LONG_SHAPED || tag === TAG_LONG_SHAPE;
}
