/** The modules that a go.mod names (Go Modules Reference, "go.mod files"): `require`, `replace`, `tool` and `toolchain`. */

export function goDependencies(text: string): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  let block: string | undefined;
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const words = wordsOf(line);
    if (words === undefined) return undefined;
    if (words.length === 0) continue;
    if (block !== undefined) {
      if (words[0] === ")" && words.length === 1) block = undefined;
      else add(found, block, words);
      continue;
    }
    const [directive = "", ...rest] = words;
    if (!/^[a-z]+$/.test(directive)) return undefined;
    if (rest.length === 1 && rest[0] === "(") block = directive;
    else add(found, directive, rest);
  }
  return block === undefined ? found : undefined;
}

function add(found: Set<string>, directive: string, words: readonly string[]): void {
  const [first = ""] = words;
  if (directive === "require" || directive === "tool") found.add(first);
  if (directive === "toolchain") found.add(`toolchain@${first}`);
  if (directive !== "replace") return;
  const arrow = words.indexOf("=>");
  const target = words[arrow + 1] ?? "";
  // A place on the disk has no version and begins like one.
  found.add(/^(?:\.{0,2}\/|[A-Za-z]:|\\)/.test(target) || target.startsWith(".") ? `${first}@${target}` : target);
}

/** The words of a line without its comment; undefined when a quote does not close. */
function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = [];
  for (let at = 0; at < line.length; ) {
    const sign = line.charAt(at);
    if (sign === " " || sign === "\t") at += 1;
    else if (line.startsWith("//", at)) break;
    else if (sign === '"' || sign === "`") {
      const end = line.indexOf(sign, at + 1);
      if (end < 0 || line.slice(at, end).includes("\\")) return undefined;
      words.push(line.slice(at + 1, end));
      at = end + 1;
    } else if (sign === "(" || sign === ")") {
      words.push(sign);
      at += 1;
    } else {
      const start = at;
      while (at < line.length && !' \t"`()'.includes(line.charAt(at)) && !line.startsWith("//", at)) at += 1;
      words.push(line.slice(start, at));
    }
  }
  return words;
}
