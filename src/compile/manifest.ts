/** Reads template.yaml into a checked manifest; every fault is reported with its line, column and the line itself. */
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import { DxgError } from "../base/error.ts";
import { VALUE_DEPTH_MAX } from "../base/limits.ts";
import { suggest } from "../base/suggest.ts";
import type { Manifest, Parameter, ParameterDefault, ParameterType } from "../format/manifest.ts";
import { PARAMETER_TYPES } from "../format/manifest-value.ts";
import { type FieldSchema, fitsField, fitsType } from "../format/schema.ts";
import { equals } from "../value/compare.ts";
import { Dict, float, integer, type Value } from "../value/value.ts";
import { choiceHint, constantDefault } from "./default-text.ts";
import { type ReadSettings, readSettings, SETTING_KEYS } from "./manifest-settings.ts";
import { atLine, type SourceInfo } from "./origin.ts";
import { unquotedHint, yamlProblem } from "./yaml-problem.ts";
import { scalarOrigin } from "./yaml-scalar.ts";

const KEYS = ["name", "version", "description", "params", "exclude", "message", "settings"];
const LATER_KEYS = ["conflicts", "capabilities", "hooks", "migrations", "dependencies", "engine"];
const PARAMETER_KEYS = [
  "type",
  "items",
  "prompt",
  "help",
  "default",
  "required",
  "choices",
  "min",
  "max",
  "positional",
  "structural",
  "private",
];
const LATER_PARAMETER_KEYS = ["pattern", "when", "validate", "validation"];

/** Types that `min` and `max` limit: by value, or by length. */
const SIZED_TYPES: readonly ParameterType[] = ["string", "path", "secret", "integer", "number", "array"];

const TEMPLATE_NAME = /^[a-z0-9][a-z0-9._-]*$/;
/** Semantic Versioning 2.0.0. */
const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const PARAMETER_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
/** Names that mean something else in a template. */
const RESERVED = ["dxg", "loop", "self", "true", "false", "none", "and", "or", "not", "in", "is", "if", "else"];

/** What a literal default must be. */
interface Expected {
  readonly name: string;
  readonly type: ParameterType;
  readonly items: ParameterType | undefined;
  readonly choices: readonly Value[] | undefined;
}

/** A manifest, and how its templates are compiled. */
export type ParsedManifest = Manifest & ReadSettings;

/** A manifest and where the texts in it stand that are compiled. */
export interface ManifestSource {
  readonly manifest: ParsedManifest;
  /** Defaults that are expressions, by their parameters. */
  readonly defaults: ReadonlyMap<string, SourceInfo>;
  readonly message: SourceInfo | undefined;
}

/**
 * @param name the file's name in messages
 * @throws {DxgError} template/bad-manifest
 */
export function parseManifest(text: string, name: string): ParsedManifest {
  return readManifest(text, name).manifest;
}

/** As `parseManifest`, with places. @throws {DxgError} template/bad-manifest */
export function readManifest(text: string, name: string): ManifestSource {
  const reader = new ManifestReader(text, name);
  const manifest = reader.read();
  return { manifest, defaults: reader.defaults, message: reader.message };
}

class ManifestReader {
  readonly #text: string;
  readonly #name: string;
  readonly #counter: LineCounter = new LineCounter();
  readonly defaults: Map<string, SourceInfo> = new Map();
  message: SourceInfo | undefined;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  read(): ParsedManifest {
    const document = parseDocument(this.#text, {
      lineCounter: this.#counter,
      intAsBigInt: true,
      uniqueKeys: false,
      version: "1.2",
    });
    const problem = yamlProblem(document, this.#text);
    if (problem !== undefined) {
      throw this.#fault(problem.detail, problem.start, problem.hint, problem.end - problem.start);
    }
    const root = document.contents;
    if (!isMap(root)) throw this.#fault("it must be a mapping with at least a name", root?.range?.[0] ?? 0);
    const keys = this.#keys(root as YAMLMap, KEYS, LATER_KEYS, "");
    const templateName = this.#requiredText(root as YAMLMap, keys, "name");
    if (!TEMPLATE_NAME.test(templateName)) {
      const hint = "Use lower-case letters, digits, dots, dashes and underscores";
      throw this.#at(keys.get("name"), `"${templateName}" is not a template name`, hint);
    }
    const version = this.#requiredText(root as YAMLMap, keys, "version");
    if (!VERSION.test(version)) {
      throw this.#at(keys.get("version"), `"${version}" is not a semantic version`, "For example: 1.0.0");
    }
    const message = this.#string(keys, "message");
    if (message !== undefined) this.message = this.#source(keys.get("message"), message);
    return {
      name: templateName,
      version,
      description: this.#string(keys, "description") ?? "",
      params: this.#params(keys.get("params")),
      exclude: this.#texts(keys.get("exclude"), "exclude"),
      ...(message === undefined ? {} : { message }),
      ...this.#settings(keys.get("settings")),
    };
  }

  #params(pair: Pair | undefined): readonly Parameter[] {
    if (pair === undefined || isEmpty(pair)) return [];
    if (!isMap(pair.value)) throw this.#at(pair, '"params" must be a mapping from names to definitions');
    const names = new Set<string>();
    const params = (pair.value as YAMLMap).items.map((item) => {
      const parameter = this.#param(item);
      if (names.has(parameter.name)) throw this.#at(item, `parameter "${parameter.name}" stands twice`);
      names.add(parameter.name);
      return parameter;
    });
    const positional = params.filter((one) => one.positional);
    if (positional.length > 1) {
      const list = positional.map((one) => one.name).join(", ");
      throw this.#at(pair, `only one parameter can be positional: ${list}`);
    }
    return params;
  }

  #param(pair: Pair): Parameter {
    const name = keyText(pair);
    if (!PARAMETER_NAME.test(name)) throw this.#at(pair, `"${name}" is not a name`);
    if (RESERVED.includes(name.toLowerCase())) throw this.#at(pair, `"${name}" has a meaning of its own in templates`);
    const keys: ReadonlyMap<string, Pair> = isEmpty(pair)
      ? new Map()
      : isMap(pair.value)
        ? this.#keys(pair.value as YAMLMap, PARAMETER_KEYS, LATER_PARAMETER_KEYS, ` of parameter "${name}"`)
        : this.#refuse(pair, `parameter "${name}" must be a mapping`);
    const type = this.#oneOf(keys, "type", PARAMETER_TYPES) ?? "string";
    const items = this.#oneOf(keys, "items", PARAMETER_TYPES);
    const prompt = this.#string(keys, "prompt");
    const help = this.#string(keys, "help");
    const given = this.#default(keys.get("default"), type);
    const choices = this.#choices(keys.get("choices"));
    const min = this.#number(keys, "min");
    const max = this.#number(keys, "max");
    const hidden = this.#flag(keys, "private") ?? false;
    const positional = this.#flag(keys, "positional") ?? false;
    if (hidden && given === undefined) throw this.#at(pair, `private parameter "${name}" needs a default`);
    if (hidden && positional) throw this.#at(pair, `"${name}" cannot be both private and positional`);
    if (items !== undefined && type !== "array") throw this.#at(keys.get("items"), '"items" is for arrays');
    if (min !== undefined && max !== undefined && min > max) throw this.#at(keys.get("min"), '"min" is above "max"');
    if ((type === "enum" || items === "enum") && choices === undefined) {
      throw this.#at(pair, `enum "${name}" needs "choices"`);
    }
    if ((min ?? max) !== undefined && !SIZED_TYPES.includes(type)) {
      throw this.#at(keys.get("min") ?? keys.get("max"), `a parameter of type ${type} has no size or order to limit`);
    }
    const wrong = choices?.find((one) => one === null || !fitsType(one, items ?? (type === "array" ? "any" : type)));
    if (wrong !== undefined)
      throw this.#at(keys.get("choices"), `a choice of "${name}" is not of type ${items ?? type}`);
    if (given?.kind === "value") this.#checkDefault(keys.get("default"), given.value, { name, type, items, choices });
    if (given?.kind === "expression") {
      const source = this.#source(keys.get("default"), given.text);
      const constant = constantDefault(source);
      if (constant !== undefined)
        this.#checkDefault(keys.get("default"), constant.value, { name, type, items, choices });
      this.defaults.set(name, source);
    }
    const required = this.#flag(keys, "required") ?? given === undefined;
    return {
      name,
      type,
      ...(items === undefined ? {} : { items }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(help === undefined ? {} : { help }),
      ...(given === undefined ? {} : { default: given }),
      required: required && given === undefined,
      ...(choices === undefined ? {} : { choices }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      positional,
      structural: this.#flag(keys, "structural") ?? false,
      private: hidden,
    };
  }

  /** A string is an expression over earlier answers, anything else a literal. */
  #default(pair: Pair | undefined, type: ParameterType): ParameterDefault | undefined {
    if (pair === undefined) return undefined;
    const value = this.#value(pair.value as Node | null, pair);
    if (typeof value !== "string") return { kind: "value", value };
    const hint = type === "string" ? "For an empty text write \"''\"" : "Write an expression, or leave it out";
    if (value.trim() === "") throw this.#at(pair, "the default is empty", hint);
    return { kind: "expression", text: value, line: this.#line(valueOffset(pair)), program: -1 };
  }

  /** A literal default is checked here, so that a template that cannot work is found when it is compiled. */
  #checkDefault(pair: Pair | undefined, value: Value, expected: Expected): void {
    const { name, type, items, choices } = expected;
    const field: FieldSchema = { id: 0, name, type, ...(items === undefined ? {} : { items }) };
    if (!fitsField(value, field)) {
      const hint = ["string", "path", "secret", "enum"].includes(type)
        ? "A text is an expression: write \"'text'\" for the text itself"
        : undefined;
      const wanted = items === undefined ? type : `${type} of ${items}`;
      throw this.#at(pair, `the default of "${name}" is not of type ${wanted}`, hint);
    }
    if (choices === undefined || value === null) return;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (!choices.some((choice) => equals(choice, one))) {
        throw this.#at(pair, `the default of "${name}" is none of its choices`, choiceHint(one, choices));
      }
    }
  }

  #choices(pair: Pair | undefined): readonly Value[] | undefined {
    if (pair === undefined) return undefined;
    const value = this.#value(pair.value as Node | null, pair);
    if (!Array.isArray(value) || value.length === 0) throw this.#at(pair, '"choices" must be a list of values');
    return value;
  }

  #settings(pair: Pair | undefined): ReadSettings {
    const keys: ReadonlyMap<string, Pair> =
      pair === undefined || isEmpty(pair)
        ? new Map()
        : isMap(pair.value)
          ? this.#keys(pair.value as YAMLMap, SETTING_KEYS, [], " of settings")
          : this.#refuse(pair, '"settings" must be a mapping');
    return readSettings({
      text: (key) => this.#string(keys, key),
      flag: (key) => this.#flag(keys, key),
      oneOf: (key, known) => this.#oneOf(keys, key, known),
      value: (key) => {
        const found = keys.get(key);
        return found === undefined ? undefined : this.#value(found.value as Node | null, found);
      },
      refuse: (key, detail, hint) => this.#refuse(keys.get(key) ?? pair, detail, hint),
    });
  }

  /** The pairs of a mapping by key, unknown ones refused. */
  #keys(map: YAMLMap, known: readonly string[], later: readonly string[], where: string): ReadonlyMap<string, Pair> {
    const keys = new Map<string, Pair>();
    for (const pair of map.items) {
      const key = keyText(pair);
      if (later.includes(key)) throw this.#at(pair, `"${key}"${where} is not supported in this version`);
      if (!known.includes(key)) {
        const close = suggest(key, known);
        const hint = close === undefined ? `The keys are: ${known.join(", ")}` : `Did you mean "${close}"?`;
        throw this.#at(pair, `unknown key "${key}"${where}`, hint);
      }
      if (keys.has(key)) throw this.#at(pair, `"${key}"${where} stands twice`);
      keys.set(key, pair);
    }
    return keys;
  }

  #requiredText(root: YAMLMap, keys: ReadonlyMap<string, Pair>, key: string): string {
    const text = this.#string(keys, key);
    if (text === undefined) throw this.#fault(`"${key}" is missing`, root.range?.[0] ?? 0);
    return text;
  }

  #string(keys: ReadonlyMap<string, Pair>, key: string): string | undefined {
    const pair = keys.get(key);
    if (pair === undefined) return undefined;
    const value = this.#value(pair.value as Node | null, pair);
    return typeof value === "string"
      ? value
      : this.#refuse(pair, `"${key}" must be text`, unquotedHint(pair.value) ?? "Put it in quotes");
  }

  #texts(pair: Pair | undefined, key: string): readonly string[] {
    if (pair === undefined) return [];
    const value = this.#value(pair.value as Node | null, pair);
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      throw this.#at(pair, `"${key}" must be a list of texts`);
    }
    return value;
  }

  #flag(keys: ReadonlyMap<string, Pair>, key: string): boolean | undefined {
    const pair = keys.get(key);
    if (pair === undefined) return undefined;
    const value = this.#value(pair.value as Node | null, pair);
    return typeof value === "boolean" ? value : this.#refuse(pair, `"${key}" must be true or false`);
  }

  #number(keys: ReadonlyMap<string, Pair>, key: string): number | undefined {
    const pair = keys.get(key);
    if (pair === undefined) return undefined;
    const value = this.#value(pair.value as Node | null, pair);
    return typeof value === "number" ? value : this.#refuse(pair, `"${key}" must be a number`);
  }

  #oneOf<T extends string>(keys: ReadonlyMap<string, Pair>, key: string, known: readonly T[]): T | undefined {
    const text = this.#string(keys, key);
    if (text === undefined) return undefined;
    const found = known.find((one) => one === text);
    if (found !== undefined) return found;
    const close = suggest(text, known);
    const hint = close === undefined ? `Choose one of: ${known.join(", ")}` : `Did you mean "${close}"?`;
    return this.#refuse(keys.get(key), `"${key}" cannot be "${text}"`, hint);
  }

  #value(node: Node | null, pair: Pair, depth = 0): Value {
    if (node === null) return null;
    if (depth === VALUE_DEPTH_MAX && !isScalar(node)) throw this.#at(pair, `nested more than ${VALUE_DEPTH_MAX} deep`);
    if (isScalar(node)) {
      const { value } = node;
      if (value === null || typeof value === "string" || typeof value === "boolean") return value;
      if (typeof value === "bigint") return integer(value);
      if (typeof value === "number") return float(value);
    }
    if (isSeq(node)) return node.items.map((item) => this.#value(item as Node | null, pair, depth + 1));
    if (isMap(node)) {
      const dict = new Dict();
      for (const item of node.items) {
        if (dict.has(keyText(item))) throw this.#at(item, `"${keyText(item)}" stands twice`);
        dict.set(keyText(item), this.#value(item.value as Node | null, pair, depth + 1));
      }
      return dict;
    }
    return this.#refuse(
      pair,
      "aliases and special YAML values are not read here",
      "Put a value that begins with * in quotes",
    );
  }

  /** A value that is compiled. */
  #source(pair: Pair | undefined, text: string): SourceInfo {
    const origin = isScalar(pair?.value) ? scalarOrigin(pair.value, this.#text, 0) : atLine(0);
    return { name: this.#name, text, origin, file: this.#text };
  }

  #refuse(pair: Pair | undefined, detail: string, hint?: string): never {
    throw this.#at(pair, detail, hint);
  }

  #at(pair: Pair | undefined, detail: string, hint?: string): DxgError {
    const key = pair?.key;
    const range = isScalar(key) ? key.range : undefined;
    return this.#fault(detail, range?.[0] ?? 0, hint, range ? range[1] - range[0] : 1);
  }

  #line(offset: number): number {
    return this.#counter.linePos(offset).line;
  }

  #fault(detail: string, offset: number, hint?: string, length = 1): DxgError {
    const { line, col } = this.#counter.linePos(offset);
    const text = this.#text.split(/\r\n|\r|\n/, line)[line - 1];
    const column = text === undefined ? col : [...text.slice(0, col - 1)].length + 1;
    return new DxgError("template/bad-manifest", detail, {
      span: { source: this.#name, line: Math.max(1, line), column, length, ...(text === undefined ? {} : { text }) },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
}

function valueOffset(pair: Pair): number {
  const value = pair.value as Node | null;
  return value?.range?.[0] ?? 0;
}

function isEmpty(pair: Pair): boolean {
  return pair.value === null || (isScalar(pair.value) && pair.value.value === null);
}
