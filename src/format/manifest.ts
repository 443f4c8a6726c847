/**
 * What template.yaml says, checked: the definition that the compiler fills and a bundle carries in its metadata. Reading
 * the YAML is the compiler's work; converting to and from a value of the bundle is in manifest-value.ts.
 */
import type { UndefinedMode, Value } from "../value/value.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Hook } from "./hooks.ts";
import type { Limit } from "./parameter-size.ts";
import type { ParameterType } from "./parameter-types.ts";

export type { ParameterType } from "./parameter-types.ts";

/** An expression over earlier answers. */
export interface ManifestExpression {
  readonly text: string;
  /** 1-based line in template.yaml. */
  readonly line: number;
  /** Index of the compiled expression in the bundle; -1 until it is compiled. */
  readonly program: number;
}

/** Where a default comes from: a literal, or an expression over earlier answers. */
export type ParameterDefault =
  | { readonly kind: "value"; readonly value: Value }
  | ({ readonly kind: "expression" } & ManifestExpression);

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
  /** Choices that are worked out instead: an expression that gives a list. */
  readonly choicesFrom?: ManifestExpression;
  /** A regular expression (RE2 syntax) that the whole text must match; for an array, each item. */
  readonly pattern?: string;
  /** Asked for, and used, only when this is true; else the value is that of the default. */
  readonly when?: ManifestExpression;
  /** A variable of the environment that gives the value where no flag and no file does; needs `can_read_env`. */
  readonly env?: string;
  /** Least and greatest number, or length of a string or array. */
  readonly min?: Limit;
  readonly max?: Limit;
  /** Filled by NAME on the command line. */
  readonly positional: boolean;
  /** A change of it can change which files there are. */
  readonly structural: boolean;
  /** Computed from its default; never asked, never given. */
  readonly private: boolean;
}

export interface TemplateDependency {
  readonly name: string;
  /** Semantic versions in npm's syntax, such as `^1.2.0`. */
  readonly range: string;
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
  /** Sets of parameters of which at most one may be given a value that is not false, empty or none. */
  readonly conflicts?: readonly (readonly string[])[];
  readonly capabilities?: Capabilities;
  readonly hooks?: readonly Hook[];
  /** Templates that this one builds upon, with the versions that fit. */
  readonly dependencies?: readonly TemplateDependency[];
  /** The range of dxg versions that can run it, in npm's syntax. */
  readonly engine?: string;
  /** Globs over paths below `files/` that are left out. */
  readonly exclude: readonly string[];
  /** Template text shown at the end. */
  readonly message?: string;
  /** Index of the program that the message was compiled to. */
  readonly messageProgram?: number;
  readonly settings: TemplateSettings;
}
