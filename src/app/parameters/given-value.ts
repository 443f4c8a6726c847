/**
 * Values in sentences about answers. Which of them are secret is known only when all answers have been read: until then a value
 * is marked in its sentence, so that it alone is searched for secrets, and not what stands in the template.
 */

const BEGIN = "\ufffe";
const END = "\uffff";
const MARKS = /[\ufffe\uffff]/g;
const MARKED = /\ufffe([^\ufffe\uffff]*)\uffff/g;
/** UTF-16 units of a value that are told. */
const SHOWN_MAX = 60;

/** A value, for a sentence that `tell` finishes. */
export function given(text: string): string {
  return BEGIN + text.replace(MARKS, "\ufffd") + END;
}

/** The sentence as it is told; values without their secrets, and not longer than people read. */
export function tell(sentence: string, hide: (text: string) => string): string {
  return sentence.replace(MARKED, (_, text: string) => {
    const shown = hide(text);
    return shown.length > SHOWN_MAX ? `${shown.slice(0, SHOWN_MAX)}…` : shown;
  });
}
