/**
 * The language in which the form of a YAML file is written down once: as data, from which come its checker
 * (compile/manifest-check.ts), its TypeScript types (`Infer`), its JSON Schema (json-schema.ts) and its tables in the
 * documentation. It knows no file in particular and reads nothing.
 */
import type { Value } from "../value/value.ts";
import { VERSION_PATTERN } from "./semver.ts";

/** What a text must look like. */
export interface TextFormat {
  /** Source of a regular expression with the flag `u`, which means the same in JSON Schema. */
  readonly pattern: string;
  /** What it is, after "is not". */
  readonly what: string;
  readonly hint?: string;
}

export const TEXT_FORMATS = {
  "template-name": {
    pattern: "^[a-z0-9][a-z0-9._-]*$",
    what: "a template name",
    hint: "Use lower-case letters, digits, dots, dashes and underscores",
  },
  version: {
    pattern: VERSION_PATTERN,
    what: "a semantic version",
    hint: "For example: 1.0.0",
  },
  "parameter-name": { pattern: "^[\\p{ID_Start}_][\\p{ID_Continue}]*$", what: "a name" },
  "variable-name": {
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    what: "the name of a variable of the environment",
    hint: "Use letters, digits and underscores",
  },
  host: {
    pattern: "^(?:\\*\\.)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$",
    what: "a host",
    hint: "Write a name such as registry.example.org, or *.example.com for all below it",
  },
  package: {
    pattern: "^(?:\\*|@?[A-Za-z0-9_][A-Za-z0-9._~+/-]*\\*?)$",
    what: "the name of a package",
    hint: "Write a name such as react; a * at the end stands for any ending",
  },
  size: {
    pattern: "^[0-9]+(?:\\.[0-9]+)? ?(?:B|[KMG]i?B)$",
    what: "a size",
    hint: "Write bytes, or a number with KiB, MiB, GiB, KB, MB or GB, for example: 2 MiB",
  },
} as const satisfies Readonly<Record<string, TextFormat>>;

export type TextFormatName = keyof typeof TEXT_FORMATS;

/** Any text, one of some texts, or one of a format. */
export interface TextDefinition {
  readonly kind: "text";
  readonly options?: readonly string[];
  readonly format?: TextFormatName;
}
export interface FlagDefinition {
  readonly kind: "flag";
}
export interface NumberDefinition {
  readonly kind: "number";
}
/** Any value of YAML that is data. */
export interface ValueDefinition {
  readonly kind: "value";
}
export interface ListDefinition {
  readonly kind: "list";
  readonly items: Definition;
  /** Least number of items. */
  readonly least?: number;
}
/** A mapping whose keys are names of things. */
export interface MapDefinition {
  readonly kind: "map";
  /** What a key names. */
  readonly noun: string;
  readonly keys: TextFormatName;
  /** Names that mean something else, in whatever case. */
  readonly except?: readonly string[];
  readonly values: Definition;
}
/** A mapping with keys of its own. */
export interface ObjectDefinition {
  readonly kind: "object";
  readonly keys: Readonly<Record<string, KeyDefinition>>;
  /** Keys that a later version may know. */
  readonly later?: readonly string[];
}
/** One of several kinds, which differ in the kind of their YAML. */
export interface EitherDefinition {
  readonly kind: "either";
  readonly of: readonly Definition[];
}

export interface KeyDefinition {
  readonly value: Definition;
  /** Markdown for the tables of the documentation and for editors. */
  readonly doc: string;
  /** What holds without the key, for tables that tell it. */
  readonly without?: string;
  readonly required?: true;
  /** What the value must be, where the kind alone says too little. */
  readonly expected?: string;
}

export type Definition =
  | TextDefinition
  | FlagDefinition
  | NumberDefinition
  | ValueDefinition
  | ListDefinition
  | MapDefinition
  | ObjectDefinition
  | EitherDefinition;

/** A piece of a text, in UTF-16 units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A value that was read, and where it stands. */
export interface Read<T> {
  readonly value: T;
  /** Its key; for an item of a list that of the list. */
  readonly key: Place;
  readonly at: Place;
  /** False when something within it is wrong, and was told. */
  readonly sound: boolean;
  /** Keys of an object that stand there and are not in the value: what they say is not known. */
  readonly lost?: ReadonlySet<string>;
}

/** What the checker gives for a definition. Keys that are absent, or wrong, are not there. */
export type Infer<D> = D extends { readonly kind: "text"; readonly options: readonly (infer O)[] }
  ? O
  : D extends { readonly kind: "text" }
    ? string
    : D extends { readonly kind: "flag" }
      ? boolean
      : D extends { readonly kind: "number" }
        ? number | bigint
        : D extends { readonly kind: "value" }
          ? Value
          : D extends { readonly kind: "list"; readonly items: infer I }
            ? readonly Read<Infer<I>>[]
            : D extends { readonly kind: "map"; readonly values: infer V }
              ? ReadonlyMap<string, Read<Infer<V>>>
              : D extends { readonly kind: "object"; readonly keys: infer K }
                ? { readonly [N in keyof K]?: K[N] extends { readonly value: infer V } ? Read<Infer<V>> : never }
                : D extends { readonly kind: "either"; readonly of: readonly (infer O)[] }
                  ? Infer<O>
                  : never;
