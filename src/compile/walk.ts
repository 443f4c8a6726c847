/**
 * What trees are made of: the parts of each kind of node, and the names below one. It decides nothing. Parts are handed to
 * a function rather than collected: every node of every template passes here.
 */
import type { Arguments, BlockFilter, Body, Expression, Parameter, Position, Statement, Target } from "../lang/ast.ts";

type Visit = (expression: Expression) => void;

/** What tells of every name that an expression reads, with its place, in order. */
export function nameVisitor(see: (name: string, at: Position) => void): Visit {
  const visit: Visit = (part) => {
    if (part.kind === "name") see(part.name, part.at);
    else eachPart(part, visit);
  };
  return visit;
}

/** The expressions that an expression is directly made of, in order. */
export function eachPart(expression: Expression, visit: Visit): void {
  switch (expression.kind) {
    case "constant":
    case "name":
      return;
    case "list":
    case "tuple":
      return expression.items.forEach(visit);
    case "dict":
      for (const { key, value } of expression.entries) {
        visit(key);
        visit(value);
      }
      return;
    case "attribute":
      return visit(expression.target);
    case "item":
      visit(expression.target);
      return visit(expression.index);
    case "slice":
      visit(expression.target);
      given(expression.start, visit);
      given(expression.stop, visit);
      return given(expression.step, visit);
    case "call":
      visit(expression.callee);
      return eachArgument(expression.arguments, visit);
    case "filter":
    case "test":
      visit(expression.target);
      return eachArgument(expression.arguments, visit);
    case "unary":
    case "not":
      return visit(expression.operand);
    case "binary":
    case "logical":
      visit(expression.left);
      return visit(expression.right);
    case "concatenation":
      return expression.parts.forEach(visit);
    case "comparison":
      visit(expression.first);
      for (const { operand } of expression.rest) visit(operand);
      return;
    case "conditional":
      visit(expression.test);
      visit(expression.then);
      return given(expression.otherwise, visit);
  }
}

/** The expressions of a call's arguments, in order. */
function eachArgument({ positional, keywords, spread, spreadKeywords }: Arguments, visit: Visit): void {
  for (const argument of positional) visit(argument);
  for (const { value } of keywords) visit(value);
  given(spread, visit);
  given(spreadKeywords, visit);
}

function given(expression: Expression | undefined, visit: Visit): void {
  if (expression !== undefined) visit(expression);
}

/** The expressions that a statement itself evaluates, those of its bodies apart. */
export function eachExpression(statement: Statement, visit: Visit): void {
  switch (statement.kind) {
    case "text":
    case "break":
    case "continue":
    case "block":
    case "debug":
      return;
    case "output":
    case "do":
    case "autoescape":
      return visit(statement.value);
    case "set":
      visit(statement.value);
      return eachNamespace(statement.target, visit);
    case "if":
      for (const { test } of statement.branches) visit(test);
      return;
    case "for":
      visit(statement.iterable);
      return given(statement.filter, visit);
    case "set-block":
      eachFilterArgument(statement.filters, visit);
      return eachNamespace(statement.target, visit);
    case "filter-block":
      return eachFilterArgument(statement.filters, visit);
    case "with":
      for (const { value } of statement.bindings) visit(value);
      return;
    case "trans":
      for (const { value } of statement.variables) visit(value);
      return;
    case "macro":
      return eachDefault(statement.parameters, visit);
    case "call-block":
      visit(statement.call);
      return eachDefault(statement.parameters, visit);
    case "include":
      visit(statement.template);
      for (const { value } of statement.bindings) visit(value);
      return;
    case "import":
    case "from-import":
    case "extends":
      return visit(statement.template);
  }
}

function eachFilterArgument(filters: readonly BlockFilter[], visit: Visit): void {
  for (const filter of filters) eachArgument(filter.arguments, visit);
}

/** The namespaces that a target changes: they are read. */
function eachNamespace(target: Target, visit: Visit): void {
  if (target.kind === "target-attribute") visit(target.namespace);
  else if (target.kind === "target-tuple") for (const item of target.items) eachNamespace(item, visit);
}

function eachDefault(parameters: readonly Parameter[], visit: Visit): void {
  for (const parameter of parameters) given(parameter.default, visit);
}

/** The bodies of a statement, in order. */
export function eachBody(statement: Statement, visit: (body: Body) => void): void {
  switch (statement.kind) {
    case "if":
      for (const { body } of statement.branches) visit(body);
      return visit(statement.otherwise);
    case "for":
      visit(statement.body);
      return visit(statement.otherwise);
    case "set-block":
    case "filter-block":
    case "with":
    case "autoescape":
    case "macro":
    case "call-block":
    case "block":
      return visit(statement.body);
  }
}

/** Every statement of a body, each before those inside it; `visit` says whether to look into a statement. */
export function eachStatement(body: Body, visit: (statement: Statement) => boolean): void {
  const inside = (inner: Body): void => {
    for (const statement of inner) if (visit(statement)) eachBody(statement, inside);
  };
  inside(body);
}
