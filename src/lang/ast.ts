/**
 * The syntax tree of a template: plain, readonly data. Every node carries `at`, the byte-free source position that the
 * line table is made from. Nothing here knows how a node is compiled or run.
 */
import type { Value } from "../value/value.ts";

/** Start of a node in its source: line and column from 1, columns in code points; `length` code points on that line. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

interface Node {
  readonly at: Position;
}

export type UnaryOperator = "-" | "+";
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export interface KeywordArgument {
  readonly name: string;
  readonly value: Expression;
}

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly KeywordArgument[];
  /** `*sequence` */
  readonly spread?: Expression;
  /** `**mapping` */
  readonly spreadKeywords?: Expression;
}

export interface Constant extends Node {
  readonly kind: "constant";
  /** None, a boolean, an integer, a float or a string. */
  readonly value: Value;
}
export interface Name extends Node {
  readonly kind: "name";
  readonly name: string;
}
export interface ListLiteral extends Node {
  readonly kind: "list";
  readonly items: readonly Expression[];
}
export interface TupleLiteral extends Node {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
}
export interface DictLiteral extends Node {
  readonly kind: "dict";
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}
/** `target.name`: the attribute first, then the item. */
export interface AttributeAccess extends Node {
  readonly kind: "attribute";
  readonly target: Expression;
  readonly name: string;
}
/** `target[index]`: the item first, then the attribute. */
export interface ItemAccess extends Node {
  readonly kind: "item";
  readonly target: Expression;
  readonly index: Expression;
}
/** `target[start:stop:step]`. */
export interface Slice extends Node {
  readonly kind: "slice";
  readonly target: Expression;
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}
export interface Call extends Node {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: Arguments;
}
/** `target|name(arguments)`; without a target inside `{% set x | name %}` and `{% filter %}` chains. */
export interface FilterCall extends Node {
  readonly kind: "filter";
  readonly target: Expression;
  readonly name: string;
  readonly arguments: Arguments;
}
/** `target is name(arguments)`. */
export interface TestCall extends Node {
  readonly kind: "test";
  readonly target: Expression;
  readonly name: string;
  readonly arguments: Arguments;
}
export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}
export interface Not extends Node {
  readonly kind: "not";
  readonly operand: Expression;
}
export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `a ~ b ~ c`. */
export interface Concatenation extends Node {
  readonly kind: "concatenation";
  readonly parts: readonly Expression[];
}
/** `a and b`, `a or b`: yields an operand, as in Python. */
export interface Logical extends Node {
  readonly kind: "logical";
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}
/** `a < b <= c`: each operand evaluated once. */
export interface Comparison extends Node {
  readonly kind: "comparison";
  readonly first: Expression;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[];
}
/** `then if test else otherwise`; without `otherwise` an undefined value. */
export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise?: Expression;
}

export type Expression =
  | Constant
  | Name
  | ListLiteral
  | TupleLiteral
  | DictLiteral
  | AttributeAccess
  | ItemAccess
  | Slice
  | Call
  | FilterCall
  | TestCall
  | Unary
  | Not
  | Binary
  | Concatenation
  | Logical
  | Comparison
  | Conditional;

/** What `set` and `for` assign to. */
export type Target = Name | TargetTuple;
export interface TargetTuple extends Node {
  readonly kind: "target-tuple";
  readonly items: readonly Target[];
}

/** Literal text after whitespace control; never empty. */
export interface Text extends Node {
  readonly kind: "text";
  readonly text: string;
}
export interface Output extends Node {
  readonly kind: "output";
  readonly value: Expression;
}
export interface If extends Node {
  readonly kind: "if";
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
}
export interface For extends Node {
  readonly kind: "for";
  readonly target: Target;
  readonly iterable: Expression;
  /** `for x in xs if test` */
  readonly filter?: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface Set extends Node {
  readonly kind: "set";
  readonly target: Target;
  readonly value: Expression;
}
/** `{% set name %}body{% endset %}`, `{% set name | filter %}…`. */
export interface SetBlock extends Node {
  readonly kind: "set-block";
  readonly target: Name;
  /** Filters to apply to the rendered body, first to last. */
  readonly filters: readonly { readonly name: string; readonly arguments: Arguments; readonly at: Position }[];
  readonly body: readonly Statement[];
}
export interface Include extends Node {
  readonly kind: "include";
  readonly template: Expression;
  readonly ignoreMissing: boolean;
  readonly withContext: boolean;
}

export type Statement = Text | Output | If | For | Set | SetBlock | Include;

export interface TemplateSyntax {
  /** Name of the source, as errors show it. */
  readonly name: string;
  readonly body: readonly Statement[];
}
