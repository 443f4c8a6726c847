/**
 * Chooses between micro and macro by the criteria of the design: a template whose layout is fixed, text and slots with
 * at most a chain of filters with constant arguments, is micro; control flow, composition, complex parameter types and
 * computation make it macro. The reasons are kept in the file.
 */
import { ModeReason } from "../format/program.ts";
import type { Expression, Name, Statement } from "../lang/ast.ts";
import { foldConstant, isConstant } from "./fold.ts";

/** A slot's variable and, when filters apply, the whole expression. */
export interface MicroSlot {
  readonly variable: Name;
  readonly expression: Expression;
}

const FEW_PLACEHOLDERS = 5;

/** The slots of a template that can be micro, in order, or undefined. */
export function microSlots(body: readonly Statement[]): readonly MicroSlot[] | undefined {
  const slots: MicroSlot[] = [];
  for (const statement of body) {
    if (statement.kind === "text") continue;
    if (statement.kind !== "output") return undefined;
    if (foldConstant(statement.value) !== undefined) continue;
    const variable = chainVariable(statement.value);
    if (variable === undefined) return undefined;
    slots.push({ variable, expression: statement.value });
  }
  return slots;
}

/** The variable that a chain of filters with constant arguments starts from. */
function chainVariable(expression: Expression): Name | undefined {
  let inner = expression;
  while (inner.kind === "filter") {
    const { spread, spreadKeywords } = inner.arguments;
    if (spread !== undefined || spreadKeywords !== undefined || !isConstant(inner.arguments)) return undefined;
    inner = inner.target;
  }
  return inner.kind === "name" ? inner : undefined;
}

/** Reason bits of a micro program with that many placeholders. */
export function microReasons(placeholders: number): number {
  return ModeReason.FixedLayout | (placeholders < FEW_PLACEHOLDERS ? ModeReason.FewPlaceholders : 0);
}
