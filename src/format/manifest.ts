/**
 * What template.yaml says, checked: the definition that the compiler fills and a bundle carries in its metadata. Reading
 * the YAML is the compiler's work; converting to and from a value of the bundle is in manifest-value.ts.
 */
import type { UndefinedMode, Value } from "../value/value.ts";

export type ParameterType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "array"
  | "object"
  | "enum"
  | "path"
  | "secret";

/** Where a default comes from: a literal, or an expression over earlier answers. */
export type ParameterDefault =
  | { readonly kind: "value"; readonly value: Value }
  /** `program` is the index of the compiled expression in the bundle; -1 until it is compiled. */
  | { readonly kind: "expression"; readonly text: string; readonly line: number; readonly program: number };

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Type of the items of an array. */
  readonly items?: ParameterType;
  readonly prompt?: string;
  readonly help?: string;
  readonly default?: ParameterDefault;
  /** No default and not optional: a run without it stops with exit code 2. */
  readonly required: boolean;
  readonly choices?: readonly Value[];
  /** Least and greatest number, or length of a string or array. */
  readonly min?: number;
  readonly max?: number;
  /** Filled by NAME on the command line. */
  readonly positional: boolean;
  /** A change of it can change which files there are. */
  readonly structural: boolean;
  /** Computed from its default; never asked, never given. */
  readonly private: boolean;
}

export interface TemplateSettings {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
  readonly undefined: UndefinedMode;
  readonly autoescape: boolean;
}

export interface Manifest {
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly description: string;
  readonly params: readonly Parameter[];
  /** Globs over paths below `files/` that are left out. */
  readonly exclude: readonly string[];
  /** Template text shown at the end. */
  readonly message?: string;
  /** Index of the program that the message was compiled to. */
  readonly messageProgram?: number;
  readonly settings: TemplateSettings;
}
