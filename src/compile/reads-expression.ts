/**
 * Reads of expressions: which names, whether they may be absent, and what operators, filters, tests and methods tell
 * about their types.
 */
import type { Expression } from "../lang/ast.ts";
import { KEEPS_ITEMS, typeForFilter, typeForMethod, typeForTest, typeOfValue } from "./evidence.ts";
import { argumentsOf, partsOf } from "./parts.ts";
import { ReadScopes } from "./reads-scope.ts";
import { Shape, type ShapeType } from "./shape.ts";

export abstract class ExpressionReads extends ReadScopes {
  /** Shapes that are there when a condition holds, and when it does not. */
  protected known(test: Expression): { readonly present: readonly Shape[]; readonly missing: readonly Shape[] } {
    switch (test.kind) {
      case "test": {
        const shape = test.name === "defined" || test.name === "undefined" ? this.shapeOf(test.target) : undefined;
        if (shape === undefined) return NOTHING;
        return test.name === "defined" ? { present: [shape], missing: [] } : { present: [], missing: [shape] };
      }
      case "not": {
        const { present, missing } = this.known(test.operand);
        return { present: missing, missing: present };
      }
      case "logical": {
        const left = this.known(test.left);
        const right = this.known(test.right);
        return test.operator === "and"
          ? { present: [...left.present, ...right.present], missing: [] }
          : { present: [], missing: [...left.missing, ...right.missing] };
      }
      default:
        return NOTHING;
    }
  }

  /** A value that only its truth is asked of. */
  protected condition(test: Expression): void {
    switch (test.kind) {
      case "not":
        return this.condition(test.operand);
      case "logical": {
        this.condition(test.left);
        const { present, missing } = this.known(test.left);
        return this.guarded(test.operator === "and" ? present : missing, () => this.condition(test.right));
      }
      case "name":
      case "attribute":
        return this.value(test).test();
      default:
        this.value(test);
    }
  }

  /** Reads a value that is gone through; gives the shape of its items. */
  protected iterate(expression: Expression, pairs = false): Shape {
    if (expression.kind === "filter" && KEEPS_ITEMS.has(expression.name)) {
      for (const argument of argumentsOf(expression.arguments)) this.value(argument);
      return this.iterate(expression.target, pairs);
    }
    const shape = this.value(expression);
    if (expression.kind === "name" || expression.kind === "attribute") {
      shape.is("array");
      return shape.items();
    }
    return new Shape();
  }

  /** Reads an expression; its shape is a new one where it is no part of the context or of a local name. */
  protected value(expression: Expression): Shape {
    switch (expression.kind) {
      case "name":
      case "attribute": {
        if (expression.kind === "attribute") this.value(expression.target);
        const shape = this.shapeOf(expression) ?? new Shape();
        this.read(shape, expression.at);
        return shape;
      }
      case "item": {
        this.value(expression.index);
        const target = this.value(expression.target);
        const { index } = expression;
        if (index.kind !== "constant" || typeof index.value !== "string") return new Shape();
        const shape = target.attribute(index.value);
        this.read(shape, expression.at);
        return shape;
      }
      case "call":
        return this.call(expression.callee, argumentsOf(expression.arguments));
      case "filter": {
        for (const argument of argumentsOf(expression.arguments)) this.value(argument).use();
        if (expression.name === "default" || expression.name === "d") {
          this.allowed(expression.target).use();
          return new Shape();
        }
        return this.typed(expression.target, typeForFilter(expression.name));
      }
      case "test": {
        for (const argument of argumentsOf(expression.arguments)) this.value(argument).use();
        if (expression.name === "defined" || expression.name === "undefined") {
          this.allowed(expression.target);
          return new Shape();
        }
        return this.typed(expression.target, typeForTest(expression.name));
      }
      case "unary":
        return this.typed(expression.operand, "number");
      case "binary":
        return this.arithmetic(expression.operator, expression.left, expression.right);
      case "comparison":
        this.compare(expression.first, expression.rest);
        return new Shape();
      case "not":
      case "logical":
        this.condition(expression);
        return new Shape();
      case "conditional": {
        this.condition(expression.test);
        const { present, missing } = this.known(expression.test);
        this.guarded(present, () => this.value(expression.then).use());
        const { otherwise } = expression;
        if (otherwise !== undefined) this.guarded(missing, () => this.value(otherwise).use());
        return new Shape();
      }
      default:
        for (const part of partsOf(expression)) this.value(part).use();
        return new Shape();
    }
  }

  private typed(expression: Expression, type: ShapeType | undefined): Shape {
    const shape = this.value(expression);
    shape.use();
    if (type !== undefined) shape.is(type);
    return new Shape();
  }

  /** Reads what may be absent. */
  private allowed(expression: Expression): Shape {
    const shape = this.shapeOf(expression);
    this.guarded(shape === undefined ? [] : [shape], () => this.value(expression));
    return shape ?? new Shape();
  }

  private call(callee: Expression, given: readonly Expression[]): Shape {
    for (const argument of given) this.value(argument).use();
    const type = callee.kind === "attribute" ? typeForMethod(callee.name) : undefined;
    if (callee.kind === "attribute" && type !== undefined) return this.typed(callee.target, type);
    const shape = this.value(callee);
    shape.use();
    return new Shape();
  }

  private arithmetic(operator: string, left: Expression, right: Expression): Shape {
    const shapes = [this.value(left), this.value(right)] as const;
    const types = [literalType(left), literalType(right)] as const;
    for (const [index, shape] of shapes.entries()) {
      shape.use();
      const other = types[1 - index];
      // `*` repeats strings and lists, `%` formats strings, `+` joins what is alike.
      if (operator === "-" || operator === "/" || operator === "//" || operator === "**") shape.is("number");
      else if (operator === "+" && other !== undefined && other !== "boolean") shape.is(other);
      else if (operator === "%" && index === 0 && other === "number") shape.is("number");
    }
    return new Shape();
  }

  private compare(
    first: Expression,
    rest: readonly { readonly operator: string; readonly operand: Expression }[],
  ): void {
    let left = first;
    let shape = this.value(first);
    for (const { operator, operand } of rest) {
      const other = this.value(operand);
      shape.use();
      other.use();
      if (operator === "in" || operator === "not in") {
        const items = operand.kind === "list" || operand.kind === "tuple" ? operand.items.map(literalType) : [];
        const [type] = items;
        if (type !== undefined && items.every((one) => one === type)) shape.is(type);
      } else {
        const types = [literalType(left), literalType(operand)] as const;
        if (types[1] !== undefined) shape.is(types[1]);
        if (types[0] !== undefined) other.is(types[0]);
      }
      left = operand;
      shape = other;
    }
  }
}

const NOTHING: { readonly present: readonly Shape[]; readonly missing: readonly Shape[] } = {
  present: [],
  missing: [],
};

function literalType(expression: Expression): ShapeType | undefined {
  if (expression.kind === "constant") return typeOfValue(expression.value);
  if (expression.kind === "list") return "array";
  return expression.kind === "dict" ? "object" : undefined;
}
