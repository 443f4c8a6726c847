/**
 * The filters and functions that draw at random. Without a seed what they give cannot be foretold: it comes from the
 * system's generator for secrets. With one it is what Python draws.
 */
import { getItem } from "../../../value/access.ts";
import { limitError, typeError, valueError } from "../../../value/errors.ts";
import { isIterable, iterate, lengthOf } from "../../../value/iterate.ts";
import { indexOf, integerOf } from "../../../value/number.ts";
import { truth } from "../../../value/truth.ts";
import { typeName } from "../../../value/type-name.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { integer, isMapping, Namespace, Undefined, type Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";
import { itemsOf } from "../sequence.ts";
import { PythonRandom } from "./mersenne.ts";

/** Draws an integer from 0 up to, not including, a positive bound. */
type Draw = (bound: bigint) => bigint;

/** As often as not the first try is below the bound. */
const drawSecret: Draw = (bound) => {
  const bits = bound.toString(2).length;
  const bytes = new Uint8Array((bits + 7) >> 3);
  const spare = BigInt(bytes.length * 8 - bits);
  for (;;) {
    crypto.getRandomValues(bytes);
    const drawn = BigInt(`0x${bytes.toHex()}`) >> spare;
    if (drawn < bound) return drawn;
  }
};

/** Words of the system's generator that are not used yet. */
let pool = new Uint32Array(0);
let used = 0;
const POOL_WORDS = 256;
const WORD_RANGE = 2 ** 32;

/** A secret whole number from 0 up to, not including, a positive bound. */
export function drawBelow(bound: number): number {
  if (bound > WORD_RANGE) return Number(drawSecret(BigInt(bound)));
  const fair = WORD_RANGE - (WORD_RANGE % bound);
  for (;;) {
    if (used === pool.length) {
      pool = crypto.getRandomValues(new Uint32Array(POOL_WORDS));
      used = 0;
    }
    const word = pool[used]!;
    pool[used++] = 0;
    if (word < fair) return word % bound;
  }
}

/** The same from any source. */
function drawIndex(draw: Draw, bound: number): number {
  return draw === drawSecret ? drawBelow(bound) : Number(draw(BigInt(bound)));
}

function drawOf(seed: Value | undefined): Draw {
  if (seed === undefined || seed === null) return drawSecret;
  const source = new PythonRandom(seed);
  return (bound) => source.below(bound);
}

/** Jinja2's: an item of a sequence. */
export const random: Filter = (context, value) => {
  const size = lengthOf(value);
  if (size === undefined || value instanceof Namespace) {
    throw typeError(`a random item of a '${typeName(value)}' object cannot be chosen`);
  }
  if (size === 0) return new Undefined("", "", context.undefinedMode, "No random item, sequence was empty.");
  const place = drawBelow(size);
  if (!isMapping(value)) return iterate(value)[place] as Value;
  const item = getItem(value, place, context.undefinedMode);
  if (item instanceof Undefined) throw valueError("random: a dict has no order to choose from");
  return item;
};

/** Ansible's `random`: an item, or an integer from `start` to before the value, in steps. */
export const ansRandom: Filter = (context, value, [start, step, seed]) => {
  refuseUndefined(value);
  const draw = drawOf(seed);
  const end = integerOf(value);
  if (end === undefined) {
    if (isGiven(start) || isGiven(step)) throw valueError("ans_random: start and step are for integers");
    const items = itemsOf(context, value);
    if (items.length === 0) throw valueError("Cannot choose from an empty sequence");
    return items[drawIndex(draw, items.length)] as Value;
  }
  const first = isGiven(start) ? wholeOf(start) : 0n;
  const by = isGiven(step) ? wholeOf(step) : 1n;
  const width = BigInt(end) - first;
  const count = by > 0n ? (width + by - 1n) / by : (width + by + 1n) / by;
  if (width === 0n || width < 0n === by > 0n || count <= 0n) throw valueError("ans_random: the range is empty");
  return integer(first + by * draw(count));
};

/** Zero is the same as absent. */
function isGiven(value: Value | undefined): value is Value {
  return value !== undefined && truth(value);
}

function wholeOf(value: Value): bigint {
  const whole = integerOf(value);
  if (whole === undefined) throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return BigInt(whole);
}

/** What cannot be looped over is given back as it is. */
export const shuffle: Filter = (context, value, [seed]) => {
  refuseUndefined(value);
  if (!isIterable(value)) return value;
  const items = itemsOf(context, value).slice();
  const draw = seed !== undefined && truth(seed) ? drawOf(seed) : drawSecret;
  context.spend(10 * items.length);
  for (let index = items.length - 1; index > 0; index--) {
    const other = drawIndex(draw, index + 1);
    const item = items[index] as Value;
    items[index] = items[other] as Value;
    items[other] = item;
  }
  return items;
};

const MAC_PREFIX = /^[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){0,4}$/;
/** Between these Ansible draws, so that ten hexadecimal digits come out. */
const MAC_FIRST = 68_719_476_736n;
const MAC_LAST = 1_099_511_627_775n;

export const randomMac: Filter = (_context, value, [seed]) => {
  const prefix = stringArgument("random_mac", "its value", value).toLowerCase();
  if (!MAC_PREFIX.test(prefix)) throw valueError(`random_mac: '${prefix}' is no prefix of one to five bytes`);
  const draw = drawOf(seed);
  const digits = (MAC_FIRST + draw(MAC_LAST - MAC_FIRST + 1n)).toString(16);
  const bytes = [...prefix.split(":"), ...(digits.match(/../g) ?? [])];
  return bytes.slice(0, 6).join(":");
};

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Python's `string.punctuation` without what would end a quoted text or a tag. */
const PUNCTUATION = "!#$%&()*+,-./:;<=>?@[\\]^_`{|}~";
const STRING_LENGTH_MAX = 1_000_000;

/** Cookiecutter's `random_ascii_string`: letters, and punctuation when it is asked for. */
export function randomString(length: Value, punctuation: Value): string {
  const size = indexOf(length);
  if (size > STRING_LENGTH_MAX) throw limitError(`result is longer than ${STRING_LENGTH_MAX}`);
  const alphabet = truth(punctuation) ? LETTERS + PUNCTUATION : LETTERS;
  let out = "";
  for (let index = 0; index < size; index++) out += alphabet.charAt(drawBelow(alphabet.length));
  return out;
}
