/**
 * The names and values of generated templates that are made of parts: what is probably in sight at a place, and
 * expressions that use it. tags.ts makes the templates.
 */
import type { Random } from "../random.ts";

export const TEMPLATES: readonly string[] = ["main", "mid", "base", "top", "part", "lib", "leaf"];
export const NAMES: readonly string[] = ["a", "b", "c", "x"];
export const MACROS: readonly string[] = ["m", "n", "k"];
export const MODULES: readonly string[] = ["u", "v"];
export const BLOCKS: readonly string[] = ["p", "q", "r", "s"];
export const FILTERS: readonly string[] = [
  "upper",
  "trim",
  "e",
  "safe",
  "replace('v', 'w')",
  "default('d')",
  "title",
  "indent(2)",
];
/** Arguments in every form of a call. */
const SUPERS = [
  "super() if super",
  "super() if super is defined",
  "super.super() if super and super.super",
  "super is defined",
];
const CALLERS = [
  "varargs",
  "kwargs",
  "caller() if caller",
  "caller(1) if caller is defined",
  "caller is defined",
  "kwargs|length",
  "caller(a=2) if caller",
  "caller.name if caller",
];
/** What a macro takes, as far as its text tells. */
export interface MacroHead {
  readonly parameters: readonly string[];
  readonly positionals: boolean;
  readonly keywords: boolean;
  readonly caller: boolean;
}

const ANY_HEAD: MacroHead = { parameters: NAMES.slice(0, 1), positionals: false, keywords: false, caller: true };
/** Percentages of the calls that fit what they call, and of those that ask before whether it is there. */
const FITTING = 90;
const GUARDED = 55;

const SPREADS = ["*[1, 2]", "**{'a': 2}", "**{'x': 1}", "*xs", "**{'z': 3}", "*[1], **{'y': 2}"];

export abstract class TagValues {
  protected readonly random: Random;
  protected readonly used: Set<string> = new Set();
  protected number = 0;
  /** Index of the template that is being made. */
  protected template = 0;
  protected blocks: Set<string> = new Set();
  protected loops = 0;
  protected captures = 0;
  protected joins = true;
  protected inMacro = false;
  protected inBlock = false;
  /** Macros, modules and namespaces that are probably in sight here. */
  protected known: readonly string[] = [];
  /** The macros of this template by name, the last of each. */
  protected readonly heads: Map<string, MacroHead> = new Map();
  /** Places of the macro and the block that are being made among their names. */
  protected macroLevel = -1;
  protected blockLevel = -1;

  constructor(random: Random) {
    this.random = random;
  }

  protected pick<T>(items: readonly T[]): T {
    return this.random.pick(items);
  }

  protected chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  /** The name of a template as an expression: a later one, but for a few. */
  protected target(wanted: readonly string[]): string {
    const later = wanted.filter((name) => TEMPLATES.indexOf(name) > this.template);
    const safe = later.length === 0 ? "leaf" : this.chance(1) ? this.pick([...TEMPLATES, "none"]) : this.pick(later);
    return this.pick([
      `'${safe}'`,
      `'${safe}'`,
      `'${safe}'`,
      `'${safe}' if true else c`,
      `'${safe.slice(0, 1)}' ~ '${safe.slice(1)}'`,
      `absent|default('${safe}')`,
    ]);
  }

  protected name(): string {
    return this.pick(NAMES);
  }

  /** One of the names that are in sight, seldom another one. */
  protected sight(names: readonly string[]): string | undefined {
    if (this.chance(2)) return this.pick(names);
    // Macros call those after them, so that few run for ever.
    const seen = this.known.filter(
      (name) => names.includes(name) && !(MACROS.indexOf(name) >= 0 && MACROS.indexOf(name) <= this.macroLevel),
    );
    return seen.length === 0 ? undefined : this.pick(seen);
  }

  protected see(name: string): void {
    this.known = [...this.known, name];
  }

  protected ofModule(depth: number): string {
    const name = this.sight(MODULES);
    if (name === undefined) return this.name();
    const member = this.pick(MACROS);
    return this.pick([
      `${name}.${this.pick([...NAMES, ...MACROS])}`,
      `${name}.${member}(${this.arguments(member, depth)}) if ${name}.${member}`,
      `${name}`,
    ]);
  }

  protected ofMacro(): string {
    const name = this.sight(MACROS);
    if (name === undefined) return "absent";
    return `${name}.${this.pick(["name", "arguments", "catch_kwargs", "catch_varargs", "caller", "zz"])}`;
  }

  protected ofBlock(): string {
    const later = BLOCKS.slice(this.blockLevel + 1);
    if (later.length === 0) return "self is defined";
    const name = this.pick(later);
    return this.chance(3) ? `self.${name}()` : `self.${name}() if self.${name} and not absent`;
  }

  protected ofSpace(): string {
    const name = this.sight(["sp"]);
    return name === undefined ? this.name() : `${name}.${this.name()}`;
  }

  protected value(depth = 1): string {
    this.number += 1;
    const simple = [`${this.number}`, `'v${this.number}'`, this.name(), this.name()];
    if (this.joins) simple.push(`'<' ~ ${this.name()}`);
    if (depth <= 0 || this.chance(55)) return this.pick(simple);
    return this.pick([
      this.call(depth - 1),
      this.call(depth - 1),
      this.ofModule(depth - 1),
      this.ofBlock(),
      ...(this.inBlock ? SUPERS : []),
      ...(this.inMacro ? CALLERS : []),
      ...(this.loops > 0 ? ["loop.index", "loop.last", "loop.depth", "loop.previtem", "loop.changed(a)"] : []),
      this.ofMacro(),
      this.sight(MACROS) ?? "a",
      `${this.name()} is defined`,
      `(${this.value(depth - 1)})|${this.pick(FILTERS)}`,
      `[${this.name()}, ${this.value(depth - 1)}]`,
      `${this.value(depth - 1)} if ${this.test()} else ${this.name()}`,
      this.ofSpace(),
    ]);
  }

  protected call(depth: number): string {
    const name = this.sight(MACROS);
    if (name === undefined) return this.name();
    const call = `${name}(${this.arguments(name, depth)})`;
    return this.chance(GUARDED) ? `(${call} if ${name} is defined else ${this.name()})` : call;
  }

  /** Arguments of a call of a macro that mostly fit its last definition in this template. */
  protected arguments(name: string, depth: number): string {
    if (this.chance(35)) return "";
    if (!this.chance(FITTING)) return this.#anyArguments(depth);
    const { parameters, positionals, keywords, caller } = this.heads.get(name) ?? ANY_HEAD;
    const count = this.random.below(1 + Math.min(2, parameters.length));
    const plain = Array.from({ length: count }, () => this.value(depth));
    const rest = parameters.slice(count);
    if (positionals && rest.length === 0 && this.chance(50)) plain.push(this.value(depth), "*xs");
    const named = rest.length > 0 && this.chance(30) ? [`${this.pick(rest)}=${this.value(depth)}`] : [];
    if (keywords && this.chance(50)) named.push(`z=${this.value(depth)}`, "**{'y': 2}");
    if (caller && this.chance(8)) named.push(`caller=${this.sight(MACROS) ?? this.name()}`);
    return [
      ...plain,
      ...named.toSorted((one, other) => Number(one.startsWith("**")) - Number(other.startsWith("**"))),
    ].join(", ");
  }

  /** Arguments whether or not they fit. */
  #anyArguments(depth: number): string {
    const positional = Array.from({ length: this.random.below(this.chance(30) ? 3 : 2) }, () => this.value(depth));
    const names = this.chance(25) ? [this.pick(["a", "a", "a", "b", "b", "c", "b", "z"])] : [];
    const keywords = names.map((name) => `${name}=${this.value(depth)}`);
    const spread = this.chance(30) ? [this.pick(SPREADS)] : [];
    return [...positional, ...keywords, ...spread].join(", ");
  }

  protected test(): string {
    return this.pick(["true", "false", this.name(), `not ${this.name()}`, `${this.name()} is defined`, "b == 5"]);
  }
}
