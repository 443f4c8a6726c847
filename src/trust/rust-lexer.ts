/**
 * The words of Rust sources, told from comments, strings, characters and lifetimes (The Rust Reference, "Lexical
 * structure"). It makes tokens and judges nothing; broken sources give the tokens up to where they break, and those
 * after a quote that never ends are none, as for the compiler.
 */

export interface RustToken {
  /** `word`: identifiers and keywords. `raw`: identifiers written `r#…`. `string`: its content as written. */
  readonly kind: "word" | "raw" | "string" | "sign";
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/**
 * @param cStrings whether `cr"…"` is a raw string, as since the edition 2021; before, it is a name beside a string
 */
export function rustTokens(source: string, cStrings: boolean): readonly RustToken[] {
  const tokens: RustToken[] = [];
  let line = 1;
  let counted = 0;
  let at = source.startsWith("\ufeff") ? 1 : 0;
  const push = (kind: RustToken["kind"], start: number, text: string): void => {
    for (; counted < start; counted += 1) if (source.charCodeAt(counted) === LINE_FEED) line += 1;
    tokens.push({ kind, text, line });
  };
  // A script's first line, unless it is an attribute of the crate.
  if (source.startsWith("#!", at) && !/^#!\s*\[/.test(source.slice(at, at + SHEBANG_LOOK))) at = lineEnd(source, at);
  while (at < source.length) {
    const sign = source.charAt(at);
    if (sign === "/" && source.charAt(at + 1) === "/") at = lineEnd(source, at);
    else if (sign === "/" && source.charAt(at + 1) === "*") at = commentEnd(source, at);
    else if (sign === '"') {
      const end = stringEnd(source, at);
      push("string", at, source.slice(at + 1, end - 1));
      at = end;
    } else if (sign === "'") {
      const end = characterEnd(source, at);
      if (end > 0) at = end;
      else {
        // A lifetime: its name is no word, not even 'unsafe, which no program can have.
        at += 1;
        while (isWordPart(source, at)) at += width(source, at);
      }
    } else if (isDigit(source, at)) {
      // With its suffix: the r of `1r"…"` begins no raw string.
      while (isWordPart(source, at)) at += width(source, at);
    } else if (isWordStart(source, at)) {
      const start = at;
      while (isWordPart(source, at)) at += width(source, at);
      const word = source.slice(start, at);
      const next = source.charAt(at);
      if (next === '"' || next === "#" || next === "'") {
        const end = literalEnd(source, word, at, cStrings);
        if (end > 0) {
          push("string", start, source.slice(at, end));
          at = end;
          continue;
        }
        if (word === "r" && next === "#" && isWordStart(source, at + 1)) {
          at += 1;
          const name = at;
          while (isWordPart(source, at)) at += width(source, at);
          push("raw", start, source.slice(name, at));
          continue;
        }
      }
      push("word", start, word);
    } else {
      if (!/\s/.test(sign)) push("sign", at, sign);
      at += 1;
    }
  }
  return tokens;
}

const LINE_FEED = 0x0a;
const SHEBANG_LOOK = 200;
const CHARACTER_ESCAPE = /^'\\(?:u\{[0-9a-fA-F_]*\}|x[0-9a-fA-F]{2}|[^\n])'/;

/** End of a literal that begins with a prefix such as `r`, `b` or `br`; 0 when the word is a name of its own. */
function literalEnd(source: string, prefix: string, at: number, cStrings: boolean): number {
  const next = source.charAt(at);
  if (next === "'") return prefix === "b" ? Math.max(0, characterEnd(source, at)) : 0;
  const raw = prefix === "r" || prefix === "br" || (cStrings && prefix === "cr");
  if (raw) return rawStringEnd(source, at);
  return next === '"' && (prefix === "b" || (cStrings && prefix === "c")) ? stringEnd(source, at) : 0;
}

/** End of `#"…"#` with any number of `#`; 0 when that is not what stands there. */
function rawStringEnd(source: string, at: number): number {
  let hashes = 0;
  while (source.charAt(at + hashes) === "#") hashes += 1;
  if (source.charAt(at + hashes) !== '"') return 0;
  const close = `"${"#".repeat(hashes)}`;
  const end = source.indexOf(close, at + hashes + 1);
  return end < 0 ? source.length : end + close.length;
}

function stringEnd(source: string, at: number): number {
  for (let index = at + 1; index < source.length; index += 1) {
    const sign = source.charAt(index);
    if (sign === "\\") index += 1;
    else if (sign === '"') return index + 1;
  }
  return source.length;
}

/** End of a character such as 'a' or '\n'; -1 for a lifetime. */
function characterEnd(source: string, at: number): number {
  if (source.charAt(at + 1) === "\\") {
    const escaped = CHARACTER_ESCAPE.exec(source.slice(at, at + SHEBANG_LOOK));
    return escaped === null ? -1 : at + escaped[0].length;
  }
  const end = at + 1 + width(source, at + 1);
  return source.charAt(end) === "'" && source.charAt(at + 1) !== "'" ? end + 1 : -1;
}

function commentEnd(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const pair = source.slice(at, at + 2);
    if (pair === "/*") depth += 1;
    else if (pair === "*/") depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return source.length;
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end;
}

function width(source: string, at: number): number {
  return (source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function isWordStart(source: string, at: number): boolean {
  const code = source.codePointAt(at) ?? 0;
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
  return /\p{XID_Start}/u.test(String.fromCodePoint(code));
}

function isWordPart(source: string, at: number): boolean {
  const code = source.codePointAt(at) ?? 0;
  if (code < 0x80) return isWordStart(source, at) || isDigit(source, at);
  return /\p{XID_Continue}/u.test(String.fromCodePoint(code));
}

function isDigit(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}
