/**
 * Characters that do not show, or not as what they are: controls, halves of characters, format and direction signs, variation selectors, blanks
 * that are not the blank. A permission that holds one would be granted under another look than it has.
 */
/** The first such character as `U+200B`, undefined when there is none. */
export function hiddenCharacter(text: string): string | undefined {
  const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
  const code = hidden.exec(text)?.[0].codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
