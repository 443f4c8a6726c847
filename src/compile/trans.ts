/** Compiles `{% trans %}` as the call that it stands for, in the old or the new style of Jinja2's i18n extension. */
import { Op } from "../format/opcode.ts";
import { ModeReason } from "../format/program.ts";
import type { Arguments, Call, Expression, Trans } from "../lang/ast.ts";
import { trimMessage } from "../lang/trim-message.ts";
import { compileExpression } from "./expression.ts";
import type { ProgramWriter } from "./program-writer.ts";

const NO_ARGUMENTS: Arguments = { positional: [], keywords: [] };

/** @param output compiles a value that is written */
export function compileTrans(writer: ProgramWriter, written: Trans, output: (value: Expression) => void): void {
  writer.because(ModeReason.Computation);
  const trans = !written.told && writer.set.filterDefaults.trimsMessages ? trimmed(written) : written;
  const { at, variables } = trans;
  const call = callOf(trans, writer.newstyleGettext);
  if (writer.newstyleGettext) return output(call);
  const safe: Expression = { kind: "filter", at, target: call, name: "safe", arguments: NO_ARGUMENTS };
  const entries = variables.map(({ name, value }) => ({ key: { kind: "constant", at, value: name } as const, value }));
  const values: Expression = { kind: "dict", at, entries };
  if (writer.autoescape !== undefined) {
    const text = writer.autoescape ? safe : call;
    return output(variables.length === 0 ? text : { kind: "binary", at, operator: "%", left: text, right: values });
  }
  // What is captured is markup just where output is escaped.
  const { assembler } = writer;
  assembler.emit(Op.CaptureStart);
  compileExpression(writer, safe);
  assembler.emit(Op.Emit);
  assembler.emit(Op.CaptureEnd);
  if (variables.length > 0) {
    compileExpression(writer, values);
    assembler.mark(at);
    assembler.emit(Op.Modulo);
  }
  assembler.emit(Op.Emit);
}

function trimmed(trans: Trans): Trans {
  const { singular, plural } = trans;
  const told = { ...trans, singular: trimMessage(singular), told: true };
  return plural === undefined ? told : { ...told, plural: { ...plural, text: trimMessage(plural.text) } };
}

function callOf({ at, context, singular, plural, variables, refers }: Trans, newstyle: boolean): Call {
  const constant = (value: string): Expression => ({ kind: "constant", at, value });
  // Without variables nothing is formatted, so that percent signs stand for themselves.
  const message = (text: string): Expression => constant(refers || newstyle ? text : text.replaceAll("%%", "%"));
  const name = `${plural === undefined ? "" : "n"}${context === undefined ? "" : "p"}gettext`;
  const positional = [
    ...(context === undefined ? [] : [constant(context)]),
    message(singular),
    ...(plural === undefined ? [] : [message(plural.text), plural.count]),
  ];
  const given = variables.filter((variable) => !(plural?.isNum === true && variable.name === "num"));
  return {
    kind: "call",
    at,
    callee: { kind: "name", at, name },
    arguments: { positional, keywords: newstyle ? given : [] },
  };
}
