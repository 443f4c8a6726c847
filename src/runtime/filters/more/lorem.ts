/** `lipsum()`: paragraphs of Latin words that mean nothing. */
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { indexOf } from "../../../value/number.ts";
import { capitalize } from "../../../value/string.ts";
import { truth } from "../../../value/truth.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { SafeString, type Value } from "../../../value/value.ts";
import type { FilterContext } from "../filter.ts";
import { drawBelow } from "./random.ts";

const WORDS =
  "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure in reprehenderit voluptate velit esse cillum fugiat nulla pariatur excepteur sint occaecat cupidatat non proident sunt culpa qui officia deserunt mollit anim id est laborum".split(
    " ",
  );

/** Letters that a word and what follows it take at most. */
const WORD_ROOM = 16;

/** `min` words at least, fewer than `max`, in each of `count` paragraphs; with `html` they are marked up and safe. */
export function lipsum(context: FilterContext, count: Value, html: Value, min: Value, max: Value): Value {
  const paragraphs = Math.max(0, indexOf(count));
  // Python's random asks what is no integer to become one.
  for (const bound of paragraphs > 0 ? [min, max] : []) refuseUndefined(bound);
  const [least, most] = paragraphs > 0 ? [indexOf(min), indexOf(max)] : [0, 0];
  if (paragraphs > 0 && least >= most) throw valueError(`lipsum: no number of words from ${least} to below ${most}`);
  if (paragraphs * Math.max(1, most) * WORD_ROOM > VALUE_LENGTH_MAX) {
    throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  const made: string[] = [];
  for (let index = 0; index < paragraphs; index++) {
    const size = Math.max(0, least + drawBelow(most - least));
    context.spend(60 * (size + 1));
    made.push(paragraph(size));
  }
  if (!truth(html)) return made.join("\n\n");
  return new SafeString(made.map((text) => `<p>${text}</p>`).join("\n"));
}

/** Words between commas, and between full stops. */
const COMMA = [3, 5] as const;
const STOP = [10, 10] as const;

const between = ([first, width]: readonly [number, number]): number => first + drawBelow(width);

function paragraph(size: number): string {
  const words: string[] = [];
  let last = "";
  let capital = true;
  let comma = between(COMMA);
  let stop = between(STOP);
  for (let place = 0; place < size; place++) {
    let word = last;
    while (word === last) word = WORDS[drawBelow(WORDS.length)]!;
    last = word;
    const shown = capital ? capitalize(word) : word;
    capital = place >= stop;
    if (capital) {
      words.push(`${shown}.`);
      stop = place + between(STOP);
      comma = place + between(COMMA);
    } else if (place >= comma) {
      words.push(`${shown},`);
      comma = place + between(COMMA);
    } else words.push(shown);
  }
  return `${words.join(" ").replace(/[.,]$/, "")}.`;
}
