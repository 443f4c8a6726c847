/** `{% trans %}` as the call that it stands for, in the old or the new style of Jinja2's i18n extension. */
import { ModeReason } from "../format/program.ts";
import type { Call, Expression, Trans } from "../lang/ast.ts";
import type { ProgramWriter } from "./program-writer.ts";

export function callOf(writer: ProgramWriter, { at, context, singular, plural, variables, refers }: Trans): Expression {
  writer.because(ModeReason.Computation);
  const { newstyleGettext } = writer;
  const constant = (value: string): Expression => ({ kind: "constant", at, value });
  // Without variables nothing is formatted, so that percent signs stand for themselves.
  const message = (text: string): Expression => constant(refers || newstyleGettext ? text : text.replaceAll("%%", "%"));
  const name = `${plural === undefined ? "" : "n"}${context === undefined ? "" : "p"}gettext`;
  const positional = [
    ...(context === undefined ? [] : [constant(context)]),
    message(singular),
    ...(plural === undefined ? [] : [message(plural.text), plural.count]),
  ];
  const given = variables.filter((variable) => !(plural?.isNum === true && variable.name === "num"));
  const call: Call = {
    kind: "call",
    at,
    callee: { kind: "name", at, name },
    arguments: { positional, keywords: newstyleGettext ? given : [] },
  };
  if (newstyleGettext) return call;
  const text: Expression =
    writer.autoescape === false
      ? call
      : { kind: "filter", at, target: call, name: "safe", arguments: { positional: [], keywords: [] } };
  if (variables.length === 0) return text;
  const entries = variables.map((variable) => ({ key: constant(variable.name), value: variable.value }));
  return { kind: "binary", at, operator: "%", left: text, right: { kind: "dict", at, entries } };
}
