/**
 * Unsafe code in Rust sources, found by syntax: the keyword, and what undoes the compiler's promises without it (the cases
 * of rustc's lint `unsafe_code`), or has it read code that is not looked at here. Only what the file before did not have
 * counts; an unsafe block that was changed is a new one.
 */
import { RustCode } from "./rust-code.ts";
import { type RustToken, rustTokens } from "./rust-lexer.ts";
import { splicedAt } from "./rust-spliced.ts";

export interface UnsafeUse {
  /** As a person would name it: `unsafe`, `#[no_mangle]`. */
  readonly what: string;
  /** 1-based. */
  readonly line: number;
}

/** Attributes that are unsafe, also where editions before 2024 let them stand without the word. */
const UNSAFE_ATTRIBUTES: readonly string[] = ["no_mangle", "export_name", "link_section"];
/** Names that mean nothing harmless wherever they stand: macros whose code the compiler does not check, and what makes one. */
const UNSAFE_NAMES: readonly string[] = ["global_asm", "naked_asm", "rustc_builtin_macro"];

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
  const code = new RustCode(tokens);
  const found: FoundUse[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const what = findAt(code, index) ?? splicedAt(code, index);
    if (what === undefined) continue;
    // What is unsafe inside is part of it: it is new when the whole is.
    const end = extentEnd(tokens, index);
    const key = tokens.slice(index, end).map(({ kind, text }) => `${kind}:${text}`);
    found.push({ what, line: tokens[index]!.line, key: key.join(" ") });
    index = end - 1;
  }
  return found;
}

function findAt(code: RustCode, index: number): string | undefined {
  const name = code.name(index);
  if (name === "unsafe") return code.tokens[index]!.kind === "word" ? "unsafe" : undefined;
  if (UNSAFE_NAMES.includes(name)) return code.isBang(index + 1) ? `${name}!` : name;
  if (name === "asm") return assemblyAt(code, index);
  if (name === "include") return includeAt(code, index);
  if (UNSAFE_ATTRIBUTES.includes(name)) return isAttribute(code, index) ? `#[${name}]` : undefined;
  if (name === "link") return isLink(code, index) ? "#[link]" : undefined;
  return name === "path" ? pathAt(code, index) : undefined;
}

/** It is a common name of modules, such as that of cortex-m. */
function assemblyAt(code: RustCode, index: number): string | undefined {
  if (code.isBang(index + 1)) return "asm!";
  const isRenamed = code.name(index + 1) === "as" || code.name(index - 3) === "arch";
  return code.inUse(index) && isRenamed ? "asm by another name" : undefined;
}

function includeAt(code: RustCode, index: number): string | undefined {
  const inMacro = code.inMacro(index);
  if (code.sign(index + 1) === "!" && code.sign(index + 2) !== "=") {
    const isWhole = code.isOpen(index + 2) && [index + 4, index + 5].includes(code.closing(index + 2));
    if (!isWhole || !isRustLiteral(code.tokens[index + 3])) return "include! of a file that is no .rs";
    // A macro can put the parts together in another way.
    return inMacro ? "include! inside a macro" : undefined;
  }
  // In a macro, signs around it say nothing: it can leave them out.
  if (inMacro) return "include by another name";
  const isEnd = code.sign(index + 1) !== ":" && code.sign(index + 1) !== ".";
  return code.inUse(index) && isEnd ? "include by another name" : undefined;
}

/** As an attribute, or for a macro that may make one of it. */
function isAttribute(code: RustCode, index: number): boolean {
  if (code.inAttribute(index)) return true;
  return code.inMacro(index) && code.sign(index - 1) !== "." && code.sign(index + 1) !== ":";
}

/** It takes a library of any name into the program, whose code runs before that of the program. */
function isLink(code: RustCode, index: number): boolean {
  if (code.sign(index + 1) !== "(") return false;
  return isAttributeName(code, index) || (code.inMacro(index) && code.isSet(index + 3));
}

function pathAt(code: RustCode, index: number): string | undefined {
  const isAnother = code.isSet(index + 1) ? !isRustLiteral(code.tokens[index + 2]) : code.sign(index + 1) === "$";
  const isName = code.sign(index - 1) === "[" || isAttributeName(code, index);
  return isAnother && isName ? "#[path] of a file that is no .rs" : undefined;
}

/** Whether a name is that of an attribute: the first in its brackets, or one that a `cfg_attr` gives. */
function isAttributeName(code: RustCode, index: number): boolean {
  const open = code.opening(index);
  if (open < 0 || !code.inAttribute(index)) return code.inConditional(index);
  if (open === index - 1) return code.sign(open) === "[";
  return code.name(open - 1) === "cfg_attr" && code.sign(index - 1) === ",";
}

function isRustLiteral(token: RustToken | undefined): boolean {
  return token?.kind === "string" && namesRust(token.text);
}

/** Whether a path is surely that of a file that is looked at when a template makes it. */
export function namesRust(path: string): boolean {
  return /^[\w./ -]+\.rs$/.test(path) && !path.startsWith("/");
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
