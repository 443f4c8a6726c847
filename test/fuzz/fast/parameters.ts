/** Random parameters of a template and random answers to them, right and wrong ones. */
import type { Random } from "../random.ts";
import type { Expressions, Kind } from "./expressions.ts";

/** As it stands in template.yaml. */
export interface WrittenParameter {
  type?: string;
  items?: string;
  default?: unknown;
  required?: boolean;
  choices?: unknown;
  pattern?: string;
  min?: number;
  max?: number;
  when?: string | boolean;
  positional?: boolean;
  private?: boolean;
}

export interface Answers {
  readonly name: string | undefined;
  /** Each `-p` as written. */
  readonly flags: readonly string[];
}

const NAMES: readonly string[] = [
  "name",
  "title",
  "count",
  "size",
  "flag",
  "with_test",
  "tags",
  "items",
  "kind",
  "range",
];
const TYPES: readonly string[] = [
  "string",
  "string",
  "string",
  "integer",
  "boolean",
  "boolean",
  "array",
  "array",
  "enum",
];
const RARE_TYPES: readonly string[] = ["path", "number", "secret"];
const DICTS: readonly unknown[] = [
  { name: "x", type: "y" },
  { name: "a", size: 1, items: ["p", "q"] },
  { type: "", name: null },
  {},
];
const TEXTS: readonly string[] = [
  "user card",
  "UserCard",
  "user-card",
  "HTTPServer2",
  "a",
  "x,y",
  "a=b",
  "Ada Lovelace",
  "with  blanks ",
  "isOpen",
  "file_name",
];
const ODD_TEXTS: readonly string[] = [
  "",
  "été",
  "日本",
  "a\\,b",
  "\\",
  "a\nb",
  "[1]",
  "{",
  "'",
  "{{ x }}",
  "a/b",
  "..",
  "-x",
  "é,a",
  "😀",
];
const CHOICES: readonly (readonly unknown[])[] = [["small", "large"], ["a", "b", "c"], ["none", "file"], ["x"]];
const MIXED_CHOICES: readonly (readonly unknown[])[] = [
  [1, 2, "3"],
  [true, "yes"],
  [null, "a"],
  ["1", 1],
];

const KINDS: Readonly<Record<string, Kind>> = {
  integer: "whole",
  boolean: "truth",
  array: "list",
  enum: "text",
  object: "dict",
};

export class Parameters {
  readonly written: Record<string, WrittenParameter> = {};
  readonly #random: Random;
  readonly #make: Expressions;

  constructor(random: Random, make: Expressions, most: number) {
    this.#random = random;
    this.#make = make;
    const count = 1 + random.below(most);
    for (let index = 0; index < count; index += 1) this.#add(index === 0);
  }

  #add(first: boolean): void {
    const make = this.#make;
    const name = first && make.chance(80) ? "name" : make.pick(NAMES);
    if (Object.hasOwn(this.written, name)) return;
    const type = name === "name" ? "string" : make.chance(2) ? make.pick(RARE_TYPES) : make.pick(TYPES);
    const one: WrittenParameter = type === "string" && make.chance(50) ? {} : { type };
    if (make.chance(8) && name !== "name") return this.#addDicts(name);
    if (type === "array" && make.chance(85)) one.items = make.chance(93) ? "string" : make.pick(["integer", "boolean"]);
    const mayChoose = type === "string" && make.chance(5);
    if (type === "enum" || mayChoose) one.choices = this.#choices(type);
    const kind = KINDS[type] ?? "text";
    if (make.chance(75)) one.default = this.#default(type, kind, one.choices);
    else if (make.chance(30)) one.required = make.chance(30);
    if (make.chance(1))
      Object.assign(one, make.pick<WrittenParameter>([{ min: 1 }, { pattern: "[a-zA-Z -]*" }, { default: null }]));
    if (name === "name") one.positional = true;
    else if (one.default !== undefined && make.chance(25)) one.private = true;
    if (!one.private && make.chance(8)) one.when = make.chance(90) ? make.of("truth", 2) : make.chance(50);
    this.written[name] = one;
    make.names.push([name, kind]);
  }

  /** A dict, or a list of some: only defaults have them. */
  #addDicts(name: string): void {
    const make = this.#make;
    if (make.chance(50)) {
      this.written[name] = { type: "object", default: make.pick(DICTS) };
      make.names.push([name, "dict"]);
    } else {
      this.written[name] = {
        type: "array",
        ...(make.chance(20) && { items: "object" }),
        default: [make.pick(DICTS), make.pick(DICTS)],
      };
      make.names.push([name, "rows"]);
    }
  }

  #choices(type: string): unknown {
    const make = this.#make;
    if (make.chance(4)) return "['a', 'b']";
    return make.pick(make.chance(10) && type === "enum" ? MIXED_CHOICES : CHOICES);
  }

  #default(type: string, kind: Kind, choices: unknown): unknown {
    const make = this.#make;
    if (Array.isArray(choices)) {
      const choice: unknown = make.pick(choices);
      if (make.chance(90)) return typeof choice === "string" ? `'${choice}'` : choice;
    }
    if (make.chance(50)) return make.of(kind, 1 + this.#random.below(3));
    if (make.chance(1)) return make.pick([null, 1.5, {}, 7, true, []]);
    switch (type) {
      case "integer":
        return make.pick([0, 1, 7, -3, 9007199254740991]);
      case "boolean":
        return make.chance(50);
      case "array":
        return make.pick([[], ["a"], ["a", "b", "c"], ["user card", "x"], ["Is Open"]]);
      default:
        return make.literal();
    }
  }

  answers(): Answers {
    const make = this.#make;
    const flags: string[] = [];
    let name: string | undefined;
    const usual = make.pick([40, 80, 100]);
    for (const [key, one] of Object.entries(this.written)) {
      const isRequired = one.default === undefined && one.required !== false;
      if (one.positional && make.chance(isRequired ? 97 : usual)) {
        if (make.chance(95)) {
          name = Array.isArray(one.choices) && make.chance(90) ? String(make.pick(one.choices)) : this.#text();
          continue;
        }
      } else if (one.private ? !make.chance(1) : !(isRequired ? make.chance(97) : make.chance(usual / 2))) continue;
      if (one.when !== undefined && make.chance(60)) continue;
      if ((one.type === "object" || one.items === "object") && make.chance(90)) continue;
      flags.push(...this.#flagsOf(key, one));
    }
    if (make.chance(3))
      flags.push(make.pick(["", "=", "nope", "nope=1", "no-nope", "name", "no-name", "name=x", "tags.x=1", "no-"]));
    if (name === undefined && make.chance(2)) name = this.#text();
    return { name, flags };
  }

  #text(): string {
    return this.#make.chance(8) ? this.#make.pick(ODD_TEXTS) : this.#make.pick(TEXTS);
  }

  #flagsOf(key: string, { type, choices }: WrittenParameter): readonly string[] {
    const make = this.#make;
    if (make.chance(2)) return [key];
    if (make.chance(2)) return [`${key}=${this.#text()}`];
    if (Array.isArray(choices) && type !== "array") {
      return [`${key}=${make.chance(95) ? make.pick(choices) : this.#text()}`];
    }
    switch (type) {
      case "integer":
        return [
          `${key}=${make.pick(["0", "1", "42", "-7", "+5", "007", "-0", "999999999999999", make.chance(5) ? make.pick(["9007199254740993", "1e3", "", "-", " 1", "٣"]) : "12"])}`,
        ];
      case "boolean":
        return [
          make.pick([
            key,
            `no-${key}`,
            `${key}=true`,
            `${key}=no`,
            `${key}=1`,
            `${key}=off`,
            make.chance(20) ? `${key}=ON` : `${key}=yes`,
            make.chance(10) ? `no-${key}=true` : key,
          ]),
        ];
      case "array": {
        const part = (): string =>
          `${key}=${make.pick(["a", "a,b", "x,y,z", "user card,isOpen", "count:number,q:string", this.#text(), ""])}`;
        return make.chance(25) ? [part(), part()] : [part()];
      }
      case "object":
        return [make.pick([`${key}={"name":"z"}`, `${key}.name=z`])];
      default:
        return make.chance(2) ? [`${key}=a`, `${key}=b`] : [`${key}=${this.#text()}`];
    }
  }
}
