/** Calls with arguments that the function, or a macro of the same template, does not take. */
import { functionsByName, type Signature } from "../format/builtins.ts";
import type { Body, Call, Expression, Macro, Target } from "../lang/ast.ts";
import { BodyFact, factsOf } from "./body-facts.ts";
import { listed, type Suggestions } from "./check-hints.ts";
import { partsOf, statementsIn } from "./parts.ts";

export interface CallFault {
  readonly call: Call;
  readonly detail: string;
  readonly hint: string;
}

/** Names whose meaning is sure in a whole template: macros that are defined once, functions that nothing hides. */
export class Callables {
  private readonly macros: Map<string, Macro> = new Map();
  private readonly bound: Map<string, number> = new Map();

  constructor(body: Body) {
    for (const statement of statementsIn(body, () => true)) {
      switch (statement.kind) {
        case "macro":
          this.macros.set(statement.name, statement);
          this.bind(statement.name);
          for (const { name } of statement.parameters) this.bind(name);
          break;
        case "call-block":
          for (const { name } of statement.parameters) this.bind(name);
          break;
        case "set":
        case "set-block":
        case "for":
          this.bindTarget(statement.target);
          break;
        case "with":
        case "include":
          for (const { target } of statement.bindings) this.bindTarget(target);
          break;
        case "import":
          this.bind(statement.name);
          break;
        case "from-import":
          for (const { alias } of statement.names) this.bind(alias);
      }
    }
  }

  /** The names that the template makes. */
  get names(): Iterable<string> {
    return this.bound.keys();
  }

  /** Whether the template makes a name. */
  has(name: string): boolean {
    return this.bound.has(name);
  }

  /** Whether a name is made at one place only. */
  isOnly(name: string): boolean {
    return this.bound.get(name) === 1;
  }

  /** The faults of the calls in an expression. */
  *faultsIn(expression: Expression, suggestions: Suggestions): Generator<CallFault> {
    for (const part of partsOf(expression)) yield* this.faultsIn(part, suggestions);
    if (expression.kind !== "call" || expression.callee.kind !== "name") return;
    const { name } = expression.callee;
    const macro = this.isOnly(name) ? this.macros.get(name) : undefined;
    if (macro !== undefined) yield* macroFaults(expression, macro, suggestions);
    const signature = this.bound.has(name) ? undefined : functionsByName().get(name);
    if (signature !== undefined && signature.variadic !== true) {
      yield* functionFaults(expression, name, signature, suggestions);
    }
  }

  private bind(name: string): void {
    this.bound.set(name, (this.bound.get(name) ?? 0) + 1);
  }

  private bindTarget(target: Target): void {
    if (target.kind === "name") this.bind(target.name);
    else if (target.kind === "target-tuple") for (const item of target.items) this.bindTarget(item);
  }
}

function* macroFaults(call: Call, macro: Macro, suggestions: Suggestions): Generator<CallFault> {
  const { positional } = call.arguments;
  const facts = factsOf(macro.body);
  const names = macro.parameters.map(({ name }) => name);
  const takes = `It takes ${names.length === 0 ? "no arguments" : listed(names)}.`;
  if (positional.length > names.length && (facts & BodyFact.ReadsPositionals) === 0) {
    yield { call, detail: `macro \`${macro.name}\` gets ${positional.length} arguments`, hint: takes };
    return;
  }
  // They take what is left, names that have a value already among it.
  if ((facts & BodyFact.ReadsKeywords) !== 0) return;
  const callee: Callee = { label: `macro \`${macro.name}\``, params: names, takes, extra: "caller" };
  yield* keywordFaults(call, callee, suggestions);
}

function* functionFaults(
  call: Call,
  name: string,
  { params, required }: Signature,
  suggestions: Suggestions,
): Generator<CallFault> {
  const { positional, keywords, spread, spreadKeywords } = call.arguments;
  const hint = `Write \`${name}(${params.map((one, index) => (index < required ? one : `[${one}]`)).join(", ")})\`.`;
  const given = positional.length + keywords.length;
  const isWhole = spread === undefined && spreadKeywords === undefined;
  if (positional.length > params.length) {
    yield { call, detail: `\`${name}\` gets ${positional.length} arguments`, hint };
  } else if (given < required && isWhole) {
    yield { call, detail: `\`${name}\` gets ${given === 0 ? "no" : `only ${given}`} arguments`, hint };
  } else {
    const faults = [...keywordFaults(call, { label: `\`${name}\``, params, takes: hint }, suggestions)];
    yield* faults;
    const left = params.slice(positional.length, required);
    const lacking = left.find((param) => !keywords.some((keyword) => keyword.name === param));
    if (faults.length === 0 && isWhole && lacking !== undefined) {
      yield { call, detail: `\`${name}\` gets no \`${lacking}\``, hint };
    }
  }
}

/** What is called, for whoever reads of it. */
interface Callee {
  readonly label: string;
  readonly params: readonly string[];
  /** The sentence that says what it takes. */
  readonly takes: string;
  /** A keyword that is none of its parameters. */
  readonly extra?: string;
}

/** Keywords that are not taken, or are given by position in the same call. */
function* keywordFaults(
  call: Call,
  { label, params, takes, extra }: Callee,
  suggestions: Suggestions,
): Generator<CallFault> {
  const { positional, keywords } = call.arguments;
  for (const { name } of keywords) {
    const index = params.indexOf(name);
    if (index < 0 && name !== extra) {
      const close = suggestions.for(name, params);
      const hint = close === undefined ? takes : `Did you mean \`${close}\`? ${takes}`;
      yield { call, detail: `${label} takes no argument \`${name}\``, hint };
    } else if (index >= 0 && index < positional.length) {
      yield { call, detail: `${label} gets \`${name}\` twice`, hint: "Keep one of the two." };
    }
  }
}
