/** How the keywords that a call writes and the mapping that it spreads become one dict. No code is emitted here. */
import type { Arguments } from "../lang/ast.ts";

/** Python's keywords that templates can name arguments by. */
const PYTHON_WORDS: readonly string[] = (
  "False None True and as assert async await break class continue def del elif else except finally for from global " +
  "if import in is lambda nonlocal not or pass raise return try while with yield"
).split(" ");

/**
 * The operand of `JoinDict`: 1 where a key that both have is refused. Beside a keyword that Python could not write Jinja2
 * makes a dict of them all, which takes the last of two values.
 */
export function joinOf({ keywords }: Arguments): 0 | 1 {
  return keywords.some(({ name }) => PYTHON_WORDS.includes(name)) ? 0 : 1;
}
