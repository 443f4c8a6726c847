/**
 * The tokens of a Rust source with what stands around each: the bracket that it is in, whether a macro gets it, whether an
 * attribute or a `use` has it. It tells where a token stands and judges nothing. Sources whose brackets do not match,
 * which no compiler takes, give some answer.
 */
import type { RustToken } from "./rust-lexer.ts";

const OPEN = "([{";
const CLOSE = ")]}";
/** Words after which `!` is the operator. */
const BEFORE_EXPRESSION: readonly string[] = ["if", "while", "match", "return", "in", "else", "break", "move"];

interface Group {
  readonly open: number;
  readonly inMacro: boolean;
  readonly inAttribute: boolean;
  readonly inConditional: boolean;
}

const NO_GROUP: Group = { open: -1, inMacro: false, inAttribute: false, inConditional: false };

export class RustCode {
  readonly tokens: readonly RustToken[];
  readonly #around: Group[] = [];
  /** By the index of an opening bracket, that of its closing one. */
  readonly #closing = new Map<number, number>();
  readonly #inUse = new Set<number>();

  constructor(tokens: readonly RustToken[]) {
    this.tokens = tokens;
    const groups: Group[] = [NO_GROUP];
    let useDepth = 0;
    for (let index = 0; index < tokens.length; index += 1) {
      const sign = this.sign(index);
      if (sign !== "" && CLOSE.includes(sign) && groups.length > 1) this.#closing.set(groups.pop()!.open, index);
      this.#around.push(groups.at(-1)!);
      if (sign === ";" || groups.length < useDepth) useDepth = 0;
      if (useDepth > 0) this.#inUse.add(index);
      // With `<` it is a bound.
      if (this.#isWord(index, "use") && this.sign(index + 1) !== "<") useDepth = groups.length;
      if (this.isOpen(index)) groups.push(this.#group(index, groups.at(-1)!));
    }
  }

  /** The sign at a place, empty when something else is there. */
  sign(index: number): string {
    const token = this.tokens[index];
    return token?.kind === "sign" ? token.text : "";
  }

  /** The identifier or keyword at a place without `r#`, empty when something else is there. */
  name(index: number): string {
    const token = this.tokens[index];
    return token?.kind === "word" || token?.kind === "raw" ? token.text : "";
  }

  isOpen(index: number): boolean {
    const sign = this.sign(index);
    return sign !== "" && OPEN.includes(sign);
  }

  /** Where the bracket ends that a place opens; the end of the source when it does not. */
  closing(open: number): number {
    return this.#closing.get(open) ?? this.tokens.length;
  }

  /** The opening bracket that is nearest around a place, -1 when none is. */
  opening(index: number): number {
    return this.#around[index]!.open;
  }

  /** Whether a macro gets the token, or is defined by it. */
  inMacro(index: number): boolean {
    return this.#around[index]!.inMacro;
  }

  inAttribute(index: number): boolean {
    return this.#around[index]!.inAttribute;
  }

  /** Whether it stands in a `cfg_attr`. */
  inConditional(index: number): boolean {
    return this.#around[index]!.inConditional;
  }

  inUse(index: number): boolean {
    return this.#inUse.has(index);
  }

  /** Whether `!` at a place is that of a macro's call or definition by what follows. */
  isBang(index: number): boolean {
    return this.sign(index) === "!" && (this.isOpen(index + 1) || this.sign(index + 1) === "$");
  }

  /** Whether `=` at a place sets something: neither `==` nor `=>`. */
  isSet(index: number): boolean {
    return this.sign(index) === "=" && !"=>".includes(this.sign(index + 1) || " ");
  }

  #group(open: number, around: Group): Group {
    // As in `name! [` and `macro_rules! name {`.
    const bang = this.name(open - 1) === "" ? open - 1 : open - 2;
    const called = this.tokens[bang - 1];
    const isExpression = called?.kind === "word" && BEFORE_EXPRESSION.includes(called.text);
    const isMacro = this.sign(bang) === "!" && this.name(bang - 1) !== "" && !isExpression;
    const isAttribute = this.sign(open) === "[" && this.#isHash(open - 1);
    return {
      open,
      inMacro: around.inMacro || isMacro,
      inAttribute: around.inAttribute || isAttribute,
      inConditional: around.inConditional || this.name(open - 1) === "cfg_attr",
    };
  }

  #isHash(index: number): boolean {
    return this.sign(index) === "#" || (this.sign(index) === "!" && this.sign(index - 1) === "#");
  }

  #isWord(index: number, text: string): boolean {
    const token = this.tokens[index];
    return token?.kind === "word" && token.text === text;
  }
}
