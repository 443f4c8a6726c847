/**
 * Valid program sets at random, with fast-check: statements and expressions as trees, turned into code as a compiler
 * would. It is not the compiler: it reaches instruction sequences that no template gives.
 */

import fc from "fast-check";
import { FILTERS, TESTS } from "../../src/format/builtins.ts";
import { LineTable } from "../../src/format/line-table.ts";
import { NONE, Op } from "../../src/format/opcode.ts";
import type { Program, ProgramSet } from "../../src/format/program.ts";
import { StringTableBuilder } from "../../src/format/string-table.ts";
import { mappingPairs } from "../../src/value/compare.ts";
import { Dict, float, isMapping, Tuple, type Value } from "../../src/value/value.ts";
import { CodeBuilder } from "./code-builder.ts";

const LOCALS = 6;

interface Context {
  readonly code: CodeBuilder;
  readonly strings: StringTableBuilder;
  readonly constants: Value[];
  readonly variables: number[];
  /** Indexes of template programs that may be included. */
  readonly programs: readonly number[];
}

/** Appends code for one node of a tree. */
type Emitter = (context: Context) => void;

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("", "\ufeff", "{{", "日本語", "👩‍👩‍👧"),
);
const local = fc.nat(LOCALS - 1);

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Value>(null, true, false, float(1), float(-0), 0.5, 2n ** 70n),
    fc.maxSafeInteger(),
    text,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Tuple(items)),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 3 }).map((pairs) => Dict.of(pairs)),
  ),
})).value;

function variable(context: Context, name: string): number {
  const id = context.strings.intern(name);
  const known = context.variables.indexOf(id);
  return known === -1 ? context.variables.push(id) - 1 : known;
}

/** A value that no method can change, as constants are. */
function fixed(constant: Value): Value {
  if (constant instanceof Tuple) return new Tuple(constant.items.map(fixed));
  if (Array.isArray(constant)) return new Tuple(constant.map(fixed));
  return isMapping(constant) ? new Tuple(mappingPairs(constant).flat().map(fixed)) : constant;
}

const leaf: fc.Arbitrary<Emitter> = fc.oneof(
  value.map(
    (constant): Emitter =>
      ({ code, constants }) =>
        void code.op(Op.PushConstant, constants.push(fixed(constant)) - 1),
  ),
  fc.nat(0xffffff).map(
    (number): Emitter =>
      ({ code }) =>
        void code.op(Op.PushInteger, number),
  ),
  text.map(
    (name): Emitter =>
      (context) =>
        void context.code.op(Op.LoadVariable, variable(context, name)),
  ),
  local.map(
    (slot): Emitter =>
      ({ code }) =>
        void code.op(Op.LoadLocal, slot),
  ),
  fc.tuple(local, text).map(
    ([slot, name]): Emitter =>
      (context) =>
        void context.code.op(Op.LoadLocalOrVariable, slot, variable(context, name)),
  ),
  fc.constant<Emitter>(({ code }) => void code.op(Op.PushMissing)),
);

const BINARY = [Op.Add, Op.Divide, Op.Power, Op.Equal, Op.Less, Op.In, Op.NotIn, Op.GetItem];
const UNARY = [Op.Negate, Op.Positive, Op.Not];

const { expression, statements } = fc.letrec<{ expression: Emitter; statement: Emitter; statements: Emitter }>(
  (tie) => {
    const inner = tie("expression");
    const several = fc.array(inner, { maxLength: 3 });
    return {
      expression: fc.oneof(
        { maxDepth: 4, depthIdentifier: "code" },
        leaf,
        fc.tuple(fc.constantFrom(...BINARY), inner, inner).map(
          ([code, left, right]): Emitter =>
            (context) => {
              left(context);
              right(context);
              context.code.op(code);
            },
        ),
        fc.tuple(fc.constantFrom(...UNARY), inner).map(
          ([code, operand]): Emitter =>
            (context) => {
              operand(context);
              context.code.op(code);
            },
        ),
        fc.tuple(fc.constantFrom(Op.MakeList, Op.MakeTuple, Op.Concatenate), several).map(emitMany),
        fc.tuple(fc.constantFrom(Op.JumpIfFalseOrPop, Op.JumpIfTrueOrPop), inner, inner).map(emitShortcut),
        fc.tuple(fc.constantFrom(...FILTERS), inner, several).map(
          ([filter, subject, given]): Emitter =>
            (context) => {
              const args = filter.variadic === true ? given : given.slice(0, filter.params.length);
              subject(context);
              for (const arg of args) arg(context);
              context.code.op(Op.Filter, filter.id, args.length);
            },
        ),
        fc.tuple(fc.constantFrom(...TESTS), inner).map(
          ([tested, subject]): Emitter =>
            (context) => {
              subject(context);
              context.code.op(Op.Test, tested.id, 0);
            },
        ),
        fc.tuple(inner, several, fc.array(text, { maxLength: 2 })).map(emitCall),
        tie("statements").map(
          (body): Emitter =>
            (context) => {
              context.code.op(Op.CaptureStart);
              body(context);
              context.code.op(Op.CaptureEnd);
            },
        ),
      ),
      statements: fc.array(tie("statement"), { maxLength: 4, depthIdentifier: "code" }).map(
        (list): Emitter =>
          (context) => {
            for (const statement of list) statement(context);
          },
      ),
      statement: fc.oneof(
        { maxDepth: 4, depthIdentifier: "code" },
        text.map(
          (written): Emitter =>
            ({ code, strings }) =>
              void code.op(Op.EmitText, strings.intern(written)),
        ),
        inner.map(
          (written): Emitter =>
            (context) => {
              written(context);
              context.code.op(Op.Emit);
            },
        ),
        fc.tuple(local, inner).map(
          ([slot, given]): Emitter =>
            (context) => {
              given(context);
              context.code.op(Op.StoreLocal, slot);
            },
        ),
        fc.tuple(inner, tie("statements"), tie("statements")).map(emitIf),
        fc.tuple(local, fc.option(local), inner, tie("statements"), tie("statements")).map(emitFor),
        fc.nat().map(
          (pick): Emitter =>
            ({ code, programs }) => {
              if (programs.length > 0) code.op(Op.Include, programs[pick % programs.length]!, NONE);
            },
        ),
      ),
    };
  },
);

function emitMany([code, items]: [number, Emitter[]]): Emitter {
  return (context) => {
    for (const item of items) item(context);
    context.code.op(code, items.length);
  };
}

function emitShortcut([code, left, right]: [number, Emitter, Emitter]): Emitter {
  return (context) => {
    const end = context.code.label();
    left(context);
    context.code.op(code, 0, end);
    right(context);
    context.code.place(end);
  };
}

function emitCall([callee, args, names]: [Emitter, Emitter[], string[]]): Emitter {
  return (context) => {
    const { code, constants } = context;
    callee(context);
    for (const arg of args) arg(context);
    const given = names.slice(0, args.length);
    code.op(Op.Call, 0, args.length, given.length === 0 ? NONE : constants.push(new Tuple(given)) - 1);
  };
}

function emitIf([condition, then, otherwise]: [Emitter, Emitter, Emitter]): Emitter {
  return (context) => {
    const { code } = context;
    const elseLabel = code.label();
    const end = code.label();
    condition(context);
    code.op(Op.JumpIfFalse, 0, elseLabel);
    then(context);
    code.op(Op.Jump, 0, end).place(elseLabel);
    otherwise(context);
    code.place(end);
  };
}

function emitFor([item, loop, sequence, body, otherwise]: [number, number | null, Emitter, Emitter, Emitter]): Emitter {
  return (context) => {
    const { code } = context;
    const next = code.label();
    const empty = code.label();
    const end = code.label();
    sequence(context);
    code
      .op(Op.ForStart, loop ?? NONE, empty)
      .place(next)
      .op(Op.ForNext, item, end);
    body(context);
    code.op(Op.Jump, 0, next).place(empty);
    otherwise(context);
    code.place(end);
  };
}

interface Shared {
  readonly strings: StringTableBuilder;
  readonly constants: Value[];
}

/** Builds program `index` of `count`; it may include those after it. */
type Maker = (shared: Shared, index: number, includable: readonly number[]) => Program;

const reasons = fc.nat(255);
const lines = fc
  .uniqueArray(fc.nat(5000), { maxLength: 4 })
  .chain((at) =>
    fc.tuple(
      ...at
        .sort((left, right) => left - right)
        .map((word) =>
          fc.tuple(
            fc.constant(word),
            fc.integer({ min: 1, max: 0xffffffff }),
            fc.integer({ min: 1, max: 0xfffff }),
            fc.nat(0xfff),
          ),
        ),
    ),
  )
  .map((rows) => LineTable.of(rows.map(([word, line, column, length]) => ({ word, line, column, length }))));

const codeProgram: fc.Arbitrary<Maker> = fc
  .tuple(statements, expression, fc.boolean(), text, reasons, lines)
  .map(([body, result, isExpression, name, reason, places]) => (shared, index, includable) => {
    const asExpression = isExpression && index > 0;
    const code = new CodeBuilder();
    const context: Context = { ...shared, code, variables: [], programs: includable };
    (asExpression ? result : body)(context);
    code.op(asExpression ? Op.ReturnValue : Op.End);
    const program = code.program(asExpression ? "expression" : "macro", shared.strings.intern(name), context.variables);
    return { ...program, reasons: reason, lines: places };
  });

const microProgram: fc.Arbitrary<Maker> = fc
  .tuple(fc.array(fc.tuple(text, text, fc.nat(1000), fc.option(expression)), { maxLength: 4 }), text, reasons)
  .map(([parts, name, reason]) => (shared) => {
    const code = new CodeBuilder();
    const context: Context = { ...shared, code, variables: [], programs: [] };
    const encoder = new TextEncoder();
    let layout = "";
    const slots = parts.map(([before, variableName, lengthHint, chain]) => {
      layout += before.toWellFormed();
      const entry = code.words.length;
      if (chain === null) code.op(Op.LoadVariable, variable(context, variableName));
      else chain(context);
      code.op(Op.ReturnValue);
      const needed = chain === null || lengthHint % 2 === 0;
      return {
        offset: encoder.encode(layout).length,
        lengthHint,
        variable: needed ? variable(context, variableName) : -1,
        code: entry,
      };
    });
    const program = code.program("macro", shared.strings.intern(name), context.variables);
    return { ...program, mode: "micro", reasons: reason, slots, layout: shared.strings.intern(layout) };
  });

/** A set whose program 0 is a template. */
export function programSet(): fc.Arbitrary<ProgramSet> {
  return fc
    .tuple(
      fc.array(fc.oneof(codeProgram, microProgram), { minLength: 1, maxLength: 4 }),
      fc.constantFrom("strict", "lenient", "chainable", "debug", "semi-strict"),
      fc.boolean(),
    )
    .map(([makers, undefinedMode, autoescape]): ProgramSet => {
      const shared: Shared = { strings: new StringTableBuilder(), constants: [] };
      const programs: Program[] = [];
      const includable: number[] = [];
      for (let index = makers.length - 1; index >= 0; index--) {
        const program = makers[index]!(shared, index, includable);
        programs.unshift(program);
        if (program.mode !== "expression") includable.push(index);
      }
      return { strings: shared.strings.strings, constants: shared.constants, programs, undefinedMode, autoescape };
    });
}
