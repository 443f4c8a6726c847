/**
 * Globs over paths, for `exclude` and for capabilities, defined here and nowhere else. Matching takes at most the length
 * of the glob times that of the path, whoever wrote them; it never looks at the file system.
 *
 * `*` stands for any characters of one name, also none; `?` for one; `[a-z]` for one of a class and `[!a-z]` for one that
 * is not in it; `**` as a whole name for any number of names, at the end for at least one; `{a,b}` for either; `\` takes
 * the next character as it is. A dot at the beginning of a name is like any other character. Case counts.
 */

/** Globs that `{a,b}` may stand for; more are refused. */
const ALTERNATIVES_MAX = 64;

/** Why a text is no glob, or undefined when it is one: a faulty one matches nothing. */
export function globFault(glob: string): string | undefined {
  if (glob === "") return "is empty";
  if (glob.startsWith("/")) return "begins with a slash";
  if (glob.startsWith("!")) return "begins with !, and a glob cannot be turned round";
  const all = expandBraces(glob);
  if (all === undefined) return "has braces that do not match, or too many";
  for (const one of all) {
    for (const segment of one.split("/")) {
      if (segment === "") return "has an empty name between slashes";
      if (segment === "." || segment === "..") return `has ${segment} as a name`;
      if (segment !== "**" && segment.includes("**")) return "has ** beside other characters of a name";
      if (!classesClose(segment)) return "has a [ without ]";
      if (endsEscaped(segment)) return "ends a name with \\";
    }
  }
  return undefined;
}

/** Whether a path, with `/` between its names, is one that the glob stands for. */
export function matchesGlob(glob: string, path: string): boolean {
  if (!glob.includes("{")) return matchesOne(glob, path);
  return expandBraces(glob)?.some((one) => matchesOne(one, path)) ?? false;
}

/** Whether a name has something in it that stands for other characters. */
export function hasWildcard(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) if ("*?[{\\".includes(name.charAt(index))) return true;
  return false;
}

/** Globs without braces that together stand for the same; undefined when the braces are wrong or too many. */
export function expandBraces(glob: string): readonly string[] | undefined {
  let done: string[] = [""];
  let pending = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const sign = glob.charAt(at);
    if (sign === "}") return undefined;
    let pieces: readonly string[] = [sign];
    if (sign === "\\") {
      pieces = [glob.slice(at, at + 2)];
      at += 1;
    } else if (sign === "{") {
      const end = closingBrace(glob, at);
      if (end < 0) return undefined;
      pieces = glob.slice(at + 1, end).split(",");
      at = end;
      pending += 1;
    }
    if (done.length * pieces.length > ALTERNATIVES_MAX || pending > ALTERNATIVES_MAX) return undefined;
    done = pieces.length === 1 ? done.map((one) => one + pieces[0]) : done.flatMap((one) => pieces.map((p) => one + p));
  }
  return done;
}

/** Where the brace closes that opens at `from`; braces do not nest. */
function closingBrace(glob: string, from: number): number {
  for (let at = from + 1; at < glob.length; at += 1) {
    const sign = glob.charAt(at);
    if (sign === "}") return at;
    if (sign === "{" || sign === "\\") return -1;
  }
  return -1;
}

/** `**` is to names what `*` is to characters: on a mismatch only the last one seen takes one more. */
function matchesOne(glob: string, path: string): boolean {
  const pattern = glob.split("/");
  const names = path.split("/");
  let at = 0;
  let name = 0;
  let star = -1;
  let taken = 0;
  while (name < names.length) {
    if (pattern[at] === "**") {
      star = at++;
      taken = name;
      // At the end it takes all the rest, of which there is at least one name.
      if (at === pattern.length) return true;
    } else if (at < pattern.length && matchesName(pattern[at]!, names[name]!)) {
      at += 1;
      name += 1;
    } else if (star >= 0) {
      at = star + 1;
      name = ++taken;
    } else return false;
  }
  return at === pattern.length;
}

function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let taken = 0;
  while (index < name.length) {
    const step = at < pattern.length && pattern.charAt(at) !== "*" ? matchesSign(pattern, at, name, index) : 0;
    if (step !== 0) {
      index += name.codePointAt(index)! > 0xffff ? 2 : 1;
      at += step;
    } else if (pattern.charAt(at) === "*") {
      star = at++;
      taken = index;
    } else if (star >= 0) {
      at = star + 1;
      index = ++taken;
    } else return false;
  }
  while (pattern.charAt(at) === "*") at += 1;
  return at === pattern.length;
}

/** Length of the sign at `at` of the pattern when it stands for the character at `index`, else 0. */
function matchesSign(pattern: string, at: number, name: string, index: number): number {
  const sign = pattern.charAt(at);
  const code = name.codePointAt(index)!;
  if (sign === "?") return 1;
  if (sign === "[") {
    const end = classEnd(pattern, at);
    if (end > 0) return inClass(pattern, at, end, code) ? end + 1 - at : 0;
  }
  const escaped = sign === "\\" && at + 1 < pattern.length ? 1 : 0;
  const wanted = pattern.codePointAt(at + escaped)!;
  return wanted === code ? escaped + (wanted > 0xffff ? 2 : 1) : 0;
}

/** Index of the `]` of a class; one that comes first belongs to the class. */
function classEnd(pattern: string, start: number): number {
  const first = isNegated(pattern, start) ? start + 2 : start + 1;
  return pattern.indexOf("]", first + 1);
}

function isNegated(pattern: string, start: number): boolean {
  return pattern.charAt(start + 1) === "!" || pattern.charAt(start + 1) === "^";
}

function inClass(pattern: string, start: number, end: number, code: number): boolean {
  const negated = isNegated(pattern, start);
  const signs = [...pattern.slice(negated ? start + 2 : start + 1, end)].map((sign) => sign.codePointAt(0)!);
  let found = false;
  for (let index = 0; index < signs.length; index += 1) {
    const low = signs[index]!;
    const ranged = signs[index + 1] === DASH && index + 2 < signs.length;
    if (code >= low && code <= (ranged ? signs[index + 2]! : low)) found = true;
    if (ranged) index += 2;
  }
  return found !== negated;
}

const DASH = 0x2d;

function classesClose(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) {
    if (name.charAt(at) === "\\") at += 1;
    else if (name.charAt(at) === "[") {
      at = classEnd(name, at);
      if (at < 0) return false;
    }
  }
  return true;
}

function endsEscaped(name: string): boolean {
  let count = 0;
  while (name.charAt(name.length - 1 - count) === "\\") count += 1;
  return count % 2 === 1;
}
