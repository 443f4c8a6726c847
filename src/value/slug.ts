/** A text as a part of a URL or file name: ASCII letters, digits and single hyphens. */

/** Letters that Unicode does not decompose into an ASCII letter and marks, as they are commonly written in ASCII. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  ẞ: "ss",
  æ: "ae",
  Æ: "ae",
  œ: "oe",
  Œ: "oe",
  ø: "o",
  Ø: "o",
  ł: "l",
  Ł: "l",
  đ: "d",
  Đ: "d",
  ð: "d",
  Ð: "d",
  þ: "th",
  Þ: "th",
  ħ: "h",
  Ħ: "h",
  ı: "i",
  ŋ: "n",
  Ŋ: "n",
  ŧ: "t",
  Ŧ: "t",
  ĸ: "k",
};

const MARKS = /\p{M}+/gu;
const APOSTROPHES = /['\u2019\u02bc]/g;
const NOT_ASCII = /[^\0-\x7f]/gu;
const SEPARATORS = /[^a-z0-9]+/g;
const ENDS = /^-+|-+$/g;

/** The text with its letters in ASCII where they have a common spelling; other letters are spaces. */
export function asciiLetters(text: string): string {
  return text
    .normalize("NFKD")
    .replace(MARKS, "")
    .replace(APOSTROPHES, "")
    .replace(NOT_ASCII, (letter) => (Object.hasOwn(LETTERS, letter) ? (LETTERS[letter] ?? "") : " "));
}

/** "Crème brûlée & Co." as creme-brulee-co; an apostrophe joins ("don't" as dont). Other scripts are dropped. */
export function slugify(text: string): string {
  return asciiLetters(text).toLowerCase().replace(SEPARATORS, "-").replace(ENDS, "");
}
