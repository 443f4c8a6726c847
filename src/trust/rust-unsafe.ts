/**
 * Unsafe code in Rust sources, found by syntax: the keyword, and what undoes the compiler's promises without it (the cases
 * of rustc's lint `unsafe_code`), or has it read code that is not looked at here. Only what the file before did not have
 * counts; an unsafe block that was changed is a new one.
 */
import { type RustToken, rustTokens } from "./rust-lexer.ts";

export interface UnsafeUse {
  /** As a person would name it: `unsafe`, `#[no_mangle]`. */
  readonly what: string;
  /** 1-based. */
  readonly line: number;
}

/** Attributes that are unsafe, also where editions before 2024 let them stand without the word. */
const UNSAFE_ATTRIBUTES: readonly string[] = ["no_mangle", "export_name", "link_section"];
/** Macros whose code the compiler does not check. */
const UNSAFE_MACROS: readonly string[] = ["global_asm"];

/** Uses in `after` that are not in `before`. */
export function newUnsafe(after: string, before: string | undefined): readonly UnsafeUse[] {
  const known = new Map<string, number>();
  for (const { key } of before === undefined ? [] : uses(before)) known.set(key, (known.get(key) ?? 0) + 1);
  return uses(after).filter(({ key }) => {
    const left = known.get(key) ?? 0;
    if (left > 0) known.set(key, left - 1);
    return left === 0;
  });
}

interface FoundUse extends UnsafeUse {
  /** All of the code that it is about: equal for equal code. */
  readonly key: string;
}

function uses(source: string): readonly FoundUse[] {
  const found = usesIn(rustTokens(source, true));
  // Which of the two readings is right depends on the edition, which stands elsewhere: neither may hide anything.
  return source.includes("cr#") || source.includes('cr"') ? [...found, ...usesIn(rustTokens(source, false))] : found;
}

function usesIn(tokens: readonly RustToken[]): readonly FoundUse[] {
  const found: FoundUse[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const what = findAt(tokens, index);
    if (what === undefined) continue;
    // What is unsafe inside is part of it: it is new when the whole is.
    const end = extentEnd(tokens, index);
    const key = tokens.slice(index, end).map(({ kind, text }) => `${kind}:${text}`);
    found.push({ what, line: tokens[index]!.line, key: key.join(" ") });
    index = end - 1;
  }
  return found;
}

function findAt(tokens: readonly RustToken[], index: number): string | undefined {
  const { kind, text } = tokens[index]!;
  if (kind !== "word") return undefined;
  const sign = (offset: number): string =>
    tokens[index + offset]?.kind === "sign" ? tokens[index + offset]!.text : "";
  if (text === "unsafe") return "unsafe";
  if (UNSAFE_MACROS.includes(text) && sign(1) === "!") return `${text}!`;
  if (text === "include" && sign(1) === "!" && !namesRust(tokens[index + 3]))
    return "include! of a file that is no .rs";
  const inAttribute = sign(-1) === "[" || sign(-1) === "," || sign(-1) === "(";
  if (UNSAFE_ATTRIBUTES.includes(text) && inAttribute && ["]", "=", ",", ")"].includes(sign(1))) return `#[${text}]`;
  if (text === "path" && inAttribute && sign(1) === "=" && !namesRust(tokens[index + 2])) {
    return "#[path] of a file that is no .rs";
  }
  return undefined;
}

function namesRust(token: RustToken | undefined): boolean {
  return token?.kind === "string" && /^[\w./ -]+\.rs$/.test(token.text) && !token.text.startsWith("/");
}

const OPEN = "([{";
const CLOSE = ")]}";

/** Where the block, item or statement ends that a use begins, or that its attribute is for. */
function extentEnd(tokens: readonly RustToken[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    const { kind, text } = tokens[index]!;
    if (kind !== "sign") continue;
    if (OPEN.includes(text)) depth += 1;
    else if (CLOSE.includes(text)) {
      if (depth === 0 && text === "}") return Math.max(index, start + 1);
      depth = Math.max(0, depth - 1);
      if (depth === 0 && text === "}") return index + 1;
    } else if (depth === 0 && text === ";") return index + 1;
  }
  return tokens.length;
}
