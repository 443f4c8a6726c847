/**
 * The syntax tree of a template: plain, readonly data. Every node carries `at`, the byte-free source position that the
 * line table is made from. Nothing here knows how a node is compiled or run.
 */
import type { DxgError } from "../base/error.ts";
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
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
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

/** What `set` and `for` assign to; a loop never has attributes there. */
export type Target = Name | TargetTuple | TargetAttribute;
export interface TargetTuple extends Node {
  readonly kind: "target-tuple";
  readonly items: readonly Target[];
}
/** `namespace.name`: an attribute of what `namespace()` made. */
export interface TargetAttribute extends Node {
  readonly kind: "target-attribute";
  readonly namespace: Name;
  readonly name: string;
}

export type Body = readonly Statement[];

/** Literal text after whitespace control; never empty. */
export interface Text extends Node {
  readonly kind: "text";
  readonly text: string;
  /** Of its units (base/text-sample.ts), or `NO_SAMPLE`. */
  readonly sample: number;
}
export interface Output extends Node {
  readonly kind: "output";
  readonly value: Expression;
}
export interface If extends Node {
  readonly kind: "if";
  readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
  readonly otherwise: Body;
}
export interface For extends Node {
  readonly kind: "for";
  readonly target: Target;
  readonly iterable: Expression;
  /** `for x in xs if test` */
  readonly filter: Expression | undefined;
  /** `loop(items)` runs the body for other items. */
  readonly recursive: boolean;
  /** Whether the body, inner loops included, reads `loop`, or holds a scoped block, which sees it. */
  readonly readsLoop: boolean;
  readonly body: Body;
  readonly otherwise: Body;
}
/** `break` or `continue`, always inside a loop of the same macro. */
export interface LoopControl extends Node {
  readonly kind: "break" | "continue";
}
export interface Set extends Node {
  readonly kind: "set";
  readonly target: Target;
  readonly value: Expression;
}
/** A filter of a block: all but the value that it applies to. */
export interface BlockFilter extends Node {
  readonly name: string;
  readonly arguments: Arguments;
}
/** `{% set name %}body{% endset %}`, `{% set name | filter %}…`. */
export interface SetBlock extends Node {
  readonly kind: "set-block";
  readonly target: Target;
  /** Filters to apply to the rendered body, first to last. */
  readonly filters: readonly BlockFilter[];
  readonly body: Body;
}
/** `{% filter name %}body{% endfilter %}`: writes what the filters, first to last, make of the body. */
export interface FilterBlock extends Node {
  readonly kind: "filter-block";
  readonly filters: readonly BlockFilter[];
  readonly body: Body;
}
/** `{% with a = 1, b = 2 %}`: the values see none of the names. */
export interface With extends Node {
  readonly kind: "with";
  readonly bindings: readonly Binding[];
  readonly body: Body;
}
export interface Binding {
  readonly target: Target;
  readonly value: Expression;
}
/** Evaluates and writes nothing. */
export interface Do extends Node {
  readonly kind: "do";
  readonly value: Expression;
}
export interface Autoescape extends Node {
  readonly kind: "autoescape";
  readonly value: Expression;
  readonly body: Body;
}
/** A parameter of a macro or of a `call` block. */
export interface Parameter extends Node {
  readonly name: string;
  readonly default?: Expression;
}
export interface Macro extends Node {
  readonly kind: "macro";
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}
/** `{% call(parameters) name(arguments) %}body{% endcall %}`: a call that gets the body as `caller`. */
export interface CallBlock extends Node {
  readonly kind: "call-block";
  readonly parameters: readonly Parameter[];
  readonly call: Call;
  readonly body: Body;
}
export interface Include extends Node {
  readonly kind: "include";
  readonly template: Expression;
  /** Names that only the included template sees: an extension of Jinja2. */
  readonly bindings: readonly Binding[];
  readonly ignoreMissing: boolean;
  readonly withContext: boolean;
}
export interface Import extends Node {
  readonly kind: "import";
  readonly template: Expression;
  readonly name: string;
  readonly withContext: boolean;
}
export interface FromImport extends Node {
  readonly kind: "from-import";
  readonly template: Expression;
  readonly names: readonly { readonly name: string; readonly alias: string; readonly at: Position }[];
  readonly withContext: boolean;
}
export interface Extends extends Node {
  readonly kind: "extends";
  readonly template: Expression;
}
export interface Block extends Node {
  readonly kind: "block";
  readonly name: string;
  /** Sees the names around it. */
  readonly scoped: boolean;
  /** Has to be defined by a template that extends this one. */
  readonly required: boolean;
  readonly body: Body;
}
/** A message for translators, with `%(name)s` for variables and `%%` for a percent sign. */
export interface Trans extends Node {
  readonly kind: "trans";
  /** Tells equal messages apart. */
  readonly context?: string;
  readonly singular: string;
  readonly plural?: { readonly text: string; readonly count: Expression; readonly isNum: boolean };
  readonly variables: readonly { readonly name: string; readonly value: Expression }[];
  /** Whether a message names a variable. */
  readonly refers: boolean;
  /** Whether the tag says if its messages are trimmed, as they are then. */
  readonly told: boolean;
}
/** `{% debug %}` */
export interface Debug extends Node {
  readonly kind: "debug";
}

export type Statement =
  | Text
  | Output
  | If
  | For
  | LoopControl
  | Set
  | SetBlock
  | FilterBlock
  | With
  | Do
  | Autoescape
  | Macro
  | CallBlock
  | Include
  | Import
  | FromImport
  | Extends
  | Block
  | Trans
  | Debug;

export interface TemplateSyntax {
  /** Name of the source, as errors show it. */
  readonly name: string;
  readonly body: Body;
  /** Whether a block or an `extends` is anywhere in the body. */
  readonly composed: boolean;
  /** A fault that is told where nothing else is wrong; what it is about is left out. */
  readonly deferred: DxgError | undefined;
}
