/** What trees are made of: the parts of each kind of node, and the names below one. It decides nothing. */
import type { Arguments, BlockFilter, Body, Expression, Parameter, Statement, Target } from "../lang/ast.ts";

/** Every name that an expression reads. */
export function namesIn(expression: Expression, into: Set<string> = new Set()): ReadonlySet<string> {
  if (expression.kind === "name") into.add(expression.name);
  else for (const part of partsOf(expression)) namesIn(part, into);
  return into;
}

/** The expressions that an expression is directly made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "name":
      return [];
    case "list":
    case "tuple":
      return expression.items;
    case "dict":
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case "attribute":
      return [expression.target];
    case "item":
      return [expression.target, expression.index];
    case "slice":
      return given(expression.target, expression.start, expression.stop, expression.step);
    case "call":
      return [expression.callee, ...argumentsOf(expression.arguments)];
    case "filter":
    case "test":
      return [expression.target, ...argumentsOf(expression.arguments)];
    case "unary":
    case "not":
      return [expression.operand];
    case "binary":
    case "logical":
      return [expression.left, expression.right];
    case "concatenation":
      return expression.parts;
    case "comparison":
      return [expression.first, ...expression.rest.map(({ operand }) => operand)];
    case "conditional":
      return given(expression.test, expression.then, expression.otherwise);
  }
}

/** The expressions of a call's arguments, in order. */
export function argumentsOf({ positional, keywords, spread, spreadKeywords }: Arguments): readonly Expression[] {
  return [...positional, ...keywords.map(({ value }) => value), ...given(spread, spreadKeywords)];
}

function given(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}

/** The expressions that a statement itself evaluates, those of its bodies apart. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "text":
    case "break":
    case "continue":
    case "block":
    case "debug":
      return [];
    case "output":
    case "do":
    case "autoescape":
      return [statement.value];
    case "set":
      return [statement.value, ...namespacesOf(statement.target)];
    case "if":
      return statement.branches.map(({ test }) => test);
    case "for":
      return given(statement.iterable, statement.filter);
    case "set-block":
      return [...filterArguments(statement.filters), ...namespacesOf(statement.target)];
    case "filter-block":
      return filterArguments(statement.filters);
    case "with":
      return statement.bindings.map(({ value }) => value);
    case "trans":
      return statement.variables.map(({ value }) => value);
    case "macro":
      return defaultsOf(statement.parameters);
    case "call-block":
      return [statement.call, ...defaultsOf(statement.parameters)];
    case "include":
      return [statement.template, ...statement.bindings.map(({ value }) => value)];
    case "import":
    case "from-import":
    case "extends":
      return [statement.template];
  }
}

function filterArguments(filters: readonly BlockFilter[]): readonly Expression[] {
  return filters.flatMap((filter) => argumentsOf(filter.arguments));
}

/** The namespaces that a target changes: they are read. */
function namespacesOf(target: Target): readonly Expression[] {
  if (target.kind === "target-attribute") return [target.namespace];
  return target.kind === "name" ? [] : target.items.flatMap(namespacesOf);
}

function defaultsOf(parameters: readonly Parameter[]): readonly Expression[] {
  return given(...parameters.map((parameter) => parameter.default));
}

/** The bodies of a statement, in order. */
export function bodiesOf(statement: Statement): readonly Body[] {
  switch (statement.kind) {
    case "if":
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case "for":
      return [statement.body, statement.otherwise];
    case "set-block":
    case "filter-block":
    case "with":
    case "autoescape":
    case "macro":
    case "call-block":
    case "block":
      return [statement.body];
    default:
      return [];
  }
}

/** Every statement of a body, those inside others included; `enter` says into which ones to look. */
export function* statementsIn(body: Body, enter: (statement: Statement) => boolean): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    if (enter(statement)) for (const inner of bodiesOf(statement)) yield* statementsIn(inner, enter);
  }
}

/** Whether a body reads a name anywhere outside blocks. */
export function mentions(body: Body, name: string): boolean {
  for (const statement of statementsIn(body, ({ kind }) => kind !== "block")) {
    if (expressionsOf(statement).some((expression) => namesIn(expression).has(name))) return true;
  }
  return false;
}
