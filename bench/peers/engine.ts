/**
 * What a benchmark needs of a JavaScript template engine, and the one notation that all templates of benchmarks are
 * written in: Jinja2's, restricted to names, `for` and `if`. Each engine translates it into its own.
 */

export type Data = { readonly [name: string]: unknown };

export interface Engine {
  readonly name: string;
  /** It speaks Jinja2's language. */
  readonly isJinja?: true;
  /** The template in the engine's own notation. */
  readonly translate: (source: string) => string;
  /** Parses and compiles, all of it at once. No escaping. */
  readonly compile: (own: string) => (data: Data) => string;
  /**
   * A loop that renders each input and puts its bytes into `out`; the sum of the lengths. Each engine has a loop of its
   * own, so that the JavaScript compiler specialises it for that engine alone.
   */
  readonly loop: (render: (data: Data) => string, out: Uint8Array) => (inputs: readonly Data[]) => number;
}

/** How an engine writes the parts of a template. */
export interface Notation {
  readonly text?: (text: string) => string;
  /** `path` as in `name` or `row.name`; `inLoop` when its first name is the loop's. */
  readonly print: (path: string, inLoop: boolean) => string;
  readonly forStart: (item: string, list: string) => string;
  readonly forEnd: string;
  readonly ifStart: (path: string, inLoop: boolean) => string;
  readonly otherwise: string;
  readonly ifEnd: string;
}

const TAG = /\{\{ ([\w.]+) \}\}|\{% (.+?) %\}/g;

/** @throws {Error} for what the common notation does not have */
export function translator(notation: Notation): (source: string) => string {
  const text = notation.text ?? ((plain: string) => plain);
  return (source) => {
    let item = "";
    let result = "";
    let from = 0;
    for (const match of source.matchAll(TAG)) {
      const [whole, path, tag] = match;
      result += text(source.slice(from, match.index));
      from = match.index + whole.length;
      if (path !== undefined) {
        result += notation.print(path, isOf(path, item));
        continue;
      }
      const [word, first = "", , list = ""] = (tag ?? "").split(" ");
      switch (word) {
        case "for":
          item = first;
          result += notation.forStart(first, list);
          break;
        case "endfor":
          item = "";
          result += notation.forEnd;
          break;
        case "if":
          result += notation.ifStart(first, isOf(first, item));
          break;
        case "else":
          result += notation.otherwise;
          break;
        case "endif":
          result += notation.ifEnd;
          break;
        default:
          throw new Error(`benchmark templates have no "${tag}"`);
      }
    }
    return result + text(source.slice(from));
  };
}

function isOf(path: string, item: string): boolean {
  return item !== "" && path.startsWith(`${item}.`);
}

/** @throws {Error} when an engine's bytes differ: a comparison would be worthless */
export function requireEqual(name: string, bytes: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(bytes, expected) === 0) return;
  throw new Error(
    `${name} gives other bytes:\n${new TextDecoder().decode(bytes)}\n---\n${new TextDecoder().decode(expected)}`,
  );
}
