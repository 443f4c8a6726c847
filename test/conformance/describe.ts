/** The text that tells how a conformance case came out wrong: its template, what Jinja2 gives, what we give. */
import { repr } from "../../src/value/text.ts";
import type { Case, Expected } from "./case.ts";
import type { Outcome, Verdict } from "./judge.ts";

/** A small diff: `-` lines are Jinja2's, `+` lines are ours, lines without a sign are equal. */
export function describeFailure(one: Case, { outcome }: Verdict): string {
  const options = [...one.options].map(([name, value]) => `${name}=${repr(value)}`).join(" ");
  const head = `${one.id} (${one.group})${options === "" ? "" : ` ${options}`}`;
  const template = one.template.split("\n").map((line) => `  | ${line}`);
  return [head, ...template, ...difference(expectedText(one.expected), outcomeText(outcome))].join("\n");
}

function difference(expected: string, actual: string): string[] {
  const wanted = expected.split("\n");
  const got = actual.split("\n");
  let start = 0;
  while (start < wanted.length && start < got.length && wanted[start] === got[start]) start += 1;
  let end = 0;
  const shorter = Math.min(wanted.length, got.length) - start;
  while (end < shorter && wanted[wanted.length - 1 - end] === got[got.length - 1 - end]) end += 1;
  return [
    ...(start > 0 ? [`    (${start} equal lines)`] : []),
    ...wanted.slice(start, wanted.length - end).map((line) => `  - ${JSON.stringify(line)}`),
    ...got.slice(start, got.length - end).map((line) => `  + ${JSON.stringify(line)}`),
  ];
}

function expectedText(expected: Expected): string {
  if (expected.kind === "text") return expected.text;
  if (expected.kind === "value") return repr(expected.value);
  const { type, line } = expected.error;
  return line === undefined ? type : `${type} on line ${line}`;
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "text":
      return outcome.text;
    case "error": {
      const { code, message, span } = outcome.error;
      return `${code}${span === undefined ? "" : ` on line ${span.line}`}: ${message}`;
    }
    case "option":
      return `there is no option ${outcome.option}`;
    default:
      return `crash: ${outcome.error instanceof Error ? outcome.error.stack : String(outcome.error)}`;
  }
}
