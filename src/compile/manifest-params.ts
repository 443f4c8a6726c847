/**
 * The parameters of template.yaml: from their checked form to those of a manifest, with everything about them that can be
 * told without running the template.
 */

import type { Read } from "../format/definition.ts";
import type { Parameter, ParameterDefault, ParameterType } from "../format/manifest.ts";
import type { ParameterInput } from "../format/manifest-definition.ts";
import { isFiniteNumber, sizeFault } from "../format/parameter-size.ts";
import { type FieldSchema, fitsField, fitsType } from "../format/schema.ts";
import { isSecret } from "../format/secrets.ts";
import { equals } from "../value/compare.ts";
import { Pattern } from "../value/pattern.ts";
import { toText } from "../value/text.ts";
import { isString, type Value } from "../value/value.ts";
import { choiceHint, constantDefault } from "./default-text.ts";
import type { Faults } from "./manifest-faults.ts";
import type { SourceInfo } from "./origin.ts";
import { textOrigin } from "./yaml-scalar.ts";

/** Types that `min` and `max` limit: by value, or by length. */
const SIZED_TYPES: readonly ParameterType[] = ["string", "path", "secret", "integer", "number", "array"];
/** Types whose values a pattern can be matched with. */
const PATTERN_TYPES: readonly (ParameterType | undefined)[] = ["string", "path", "secret"];

/** A text of a parameter that is compiled. */
export interface ParameterText {
  readonly parameter: string;
  readonly role: "default" | "when" | "choices";
  readonly source: SourceInfo;
}

export interface ReadParameter {
  readonly parameter: Parameter;
  readonly texts: readonly ParameterText[];
  /** Its default where it can be told, undefined where not. */
  readonly constant: Value | undefined;
}

/** A text of the file as it is compiled. */
export function sourceOf(read: Read<unknown>, text: string, faults: Faults): SourceInfo {
  return { name: faults.name, text, origin: textOrigin(text, read.at, faults.text, 0), file: faults.text };
}

/** One parameter; where its form is wrong, what is right in it, without faults that only follow from what is wrong. */
export function readParameter(name: string, read: Read<ParameterInput>, faults: Faults): ReadParameter {
  return new ParameterReader(name, read, faults).read();
}

/** A value with a fault in it is none. */
function soundKeys(input: ParameterInput): ParameterInput {
  return Object.fromEntries(Object.entries(input).filter(([, read]) => read.sound));
}

class ParameterReader {
  readonly #name: string;
  readonly #input: ParameterInput;
  readonly #read: Read<ParameterInput>;
  readonly #faults: Faults;
  readonly #texts: ParameterText[] = [];

  constructor(name: string, read: Read<ParameterInput>, faults: Faults) {
    this.#name = name;
    this.#input = soundKeys(read.value);
    this.#read = read;
    this.#faults = faults;
  }

  read(): ReadParameter {
    const name = this.#name;
    const { prompt, help, min, max, env, required, structural, positional } = this.#input;
    const type = this.#input.type?.value ?? "string";
    const items = this.#input.items?.value;
    const given = this.#default(type);
    const listed = this.#input.choices;
    const choices =
      listed !== undefined && typeof listed.value !== "string" ? listed.value.map((one) => one.value) : undefined;
    const choicesFrom = this.#expression("choices", listed);
    const when = this.#expression("when", this.#input.when);
    const pattern = this.#pattern(type, items);
    const parameter: Parameter = {
      name,
      type,
      ...(items === undefined ? {} : { items }),
      ...(prompt === undefined ? {} : { prompt: prompt.value }),
      ...(help === undefined ? {} : { help: help.value }),
      ...(given === undefined ? {} : { default: given }),
      required: (required?.value ?? true) && given === undefined,
      ...(choices === undefined ? {} : { choices }),
      ...(choicesFrom === undefined ? {} : { choicesFrom }),
      ...(pattern === undefined ? {} : { pattern: pattern.text }),
      ...(when === undefined ? {} : { when }),
      ...(env === undefined ? {} : { env: env.value }),
      ...(min === undefined ? {} : { min: min.value }),
      ...(max === undefined ? {} : { max: max.value }),
      positional: positional?.value ?? false,
      structural: structural?.value ?? false,
      private: this.#input.private?.value ?? false,
    };
    this.#check(parameter);
    const constant = this.#constant(given);
    if (constant !== undefined && this.#isKnown("type")) this.#checkDefault(parameter, constant, pattern?.compiled);
    return { parameter, texts: this.#texts, constant };
  }

  /** What keys say of each other. */
  #check({ type, items, choices, min, max, ...parameter }: Parameter): void {
    const name = this.#name;
    const input = this.#input;
    if (parameter.private && parameter.default === undefined && this.#isKnown("default")) {
      this.#fault(undefined, `private parameter "${name}" needs a default`);
    }
    if (parameter.private && parameter.positional) {
      this.#fault(undefined, `"${name}" cannot be both private and positional`);
    }
    if (parameter.private && (parameter.when ?? parameter.env) !== undefined) {
      this.#fault(input.when ?? input.env, `private parameter "${name}" is never given: it has no "when" and no "env"`);
    }
    if (items !== undefined && type !== "array" && this.#isKnown("type"))
      this.#fault(input.items, '"items" is for arrays');
    if (min !== undefined && max !== undefined && min > max) this.#fault(input.min, '"min" is above "max"');
    const isEnum = type === "enum" || items === "enum";
    if (isEnum && (choices ?? parameter.choicesFrom) === undefined && this.#isKnown("choices")) {
      this.#fault(undefined, `enum "${name}" needs "choices"`);
    }
    if ((min ?? max) !== undefined && this.#isKnown("type") && !SIZED_TYPES.includes(type)) {
      this.#fault(input.min ?? input.max, `a parameter of type ${type} has no size or order to limit`);
    }
    if (input.choices !== undefined && isSecret({ type, ...(items === undefined ? {} : { items }) })) {
      const hint =
        "Choices are shown to everybody; `pattern`, `min` and `max` limit a secret, which `fail` in a default can refuse";
      this.#fault(input.choices, `secret "${name}" cannot have "choices"`, hint);
      return;
    }
    const wanted = items ?? (type === "array" ? "any" : type);
    if (!this.#isKnown("type")) return;
    if (choices?.some((one) => one === null || !fitsType(one, wanted)) === true) {
      this.#fault(input.choices, `a choice of "${name}" is not of type ${items ?? type}`);
    }
  }

  /** A string is an expression over earlier answers, anything else a literal. */
  #default(type: ParameterType): ParameterDefault | undefined {
    const read = this.#input.default;
    if (read === undefined) return undefined;
    const { value } = read;
    if (typeof value !== "string") return { kind: "value", value };
    if (value.trim() === "") {
      const hint = type === "string" ? "For an empty text write \"''\"" : "Write an expression, or leave it out";
      this.#fault(read, "the default is empty", hint);
      return undefined;
    }
    this.#texts.push({ parameter: this.#name, role: "default", source: sourceOf(read, value, this.#faults) });
    return { kind: "expression", text: value, line: this.#faults.line(read.at.start), program: -1 };
  }

  #expression(role: "when" | "choices", read: Read<unknown> | undefined): Parameter["when"] {
    if (read === undefined || (typeof read.value !== "string" && typeof read.value !== "boolean")) return undefined;
    const text = String(read.value);
    if (text.trim() === "") {
      this.#fault(read, `"${role}" is empty`, "Write an expression, or leave it out");
      return undefined;
    }
    this.#texts.push({ parameter: this.#name, role, source: sourceOf(read, text, this.#faults) });
    return { text, line: this.#faults.line(read.at.start), program: -1 };
  }

  #pattern(type: ParameterType, items: ParameterType | undefined): { text: string; compiled: Pattern } | undefined {
    const read = this.#input.pattern;
    if (read === undefined) return undefined;
    const isKnown = this.#isKnown("type") && this.#isKnown("items");
    if (isKnown && !PATTERN_TYPES.includes(type === "array" ? items : type)) {
      const what = type === "array" ? `array of ${items ?? "anything"}` : type;
      this.#fault(read, `"pattern" is for text: the type is ${what}`);
      return undefined;
    }
    const result = Pattern.compile(read.value);
    if ("pattern" in result) return { text: read.value, compiled: result.pattern };
    this.#fault(read, `"pattern" is no regular expression: ${result.fault}`, result.hint);
    return undefined;
  }

  #constant(given: ParameterDefault | undefined): Value | undefined {
    if (given?.kind === "value") return given.value;
    const source = this.#texts.find(({ role }) => role === "default")?.source;
    return source === undefined ? undefined : constantDefault(source)?.value;
  }

  /** A literal default is checked here, so that a template that cannot work is found when it is compiled. */
  #checkDefault({ name, type, items, choices, min, max }: Parameter, value: Value, pattern: Pattern | undefined): void {
    const read = this.#input.default;
    const field: FieldSchema = { id: 0, name, type, ...(items === undefined ? {} : { items }) };
    if (!fitsField(value, field)) {
      const hint = ["string", "path", "secret", "enum"].includes(type)
        ? "A text is an expression: write \"'text'\" for the text itself"
        : undefined;
      const wanted = items === undefined ? type : `${type} of ${items}`;
      this.#fault(read, `the default of "${name}" is not of type ${wanted}`, hint);
      return;
    }
    if (value === null) return;
    const list = Array.isArray(value) ? (value as readonly Value[]) : [value];
    for (const [index, one] of list.entries()) {
      if (choices?.some((choice) => equals(choice, one)) === false) {
        this.#fault(read, `the default of "${name}" is none of its choices`, choiceHint(one, choices));
        return;
      }
      if (choices !== undefined && list.slice(0, index).some((before) => equals(before, one))) {
        this.#fault(read, `the default of "${name}" has a choice twice`);
        return;
      }
      if (pattern !== undefined && isString(one) && !pattern.matches(toText(one))) {
        this.#fault(read, `the default of "${name}" does not match its pattern`);
        return;
      }
    }
    if ((type === "number" || items === "number") && !list.every((one) => isFiniteNumber(one))) {
      this.#fault(read, `the default of "${name}" is not finite`);
      return;
    }
    const size = sizeFault(value, min, max);
    if (size !== undefined) this.#fault(read, `the default of "${name}" is out of range: expected ${size}`);
  }

  /** Whether what a key says is known, also when it is not there. */
  #isKnown(key: keyof ParameterInput): boolean {
    return this.#read.lost?.has(key) !== true;
  }

  #fault(read: Read<unknown> | undefined, detail: string, hint?: string): void {
    this.#faults.add((read ?? this.#read).key, detail, hint);
  }
}
