/**
 * Trees as text for goldens: one line a statement, expressions in prefix form. It shows structure, not positions.
 */
import type {
  Arguments,
  Binding,
  BlockFilter,
  Body,
  Expression,
  Parameter,
  Statement,
  Target,
} from "../../src/lang/ast.ts";
import { Float, type Value } from "../../src/value/value.ts";

/** The statements of a body, indented by their depth; every line ends with a newline. */
export function dumpBody(body: readonly Statement[], indent = ""): string {
  return body.map((statement) => dumpStatement(statement, indent)).join("");
}

function dumpStatement(node: Statement, indent: string): string {
  const inner = `${indent}  `;
  const block = (head: string, body: Body): string => `${indent}${head}\n${dumpBody(body, inner)}`;
  switch (node.kind) {
    case "text":
      return `${indent}text ${JSON.stringify(node.text)}\n`;
    case "output":
    case "do":
      return `${indent}${node.kind} ${dump(node.value)}\n`;
    case "if": {
      const branches = node.branches.map((branch, i) =>
        block(`${i === 0 ? "if" : "elif"} ${dump(branch.test)}`, branch.body),
      );
      return branches.join("") + dumpElse(node.otherwise, indent);
    }
    case "for": {
      const filter = node.filter === undefined ? "" : ` if ${dump(node.filter)}`;
      const recursive = node.recursive ? " recursive" : "";
      const head = `for ${dumpTarget(node.target)} in ${dump(node.iterable)}${filter}${recursive}`;
      return block(head, node.body) + dumpElse(node.otherwise, indent);
    }
    case "set":
      return `${indent}set ${dumpTarget(node.target)} = ${dump(node.value)}\n`;
    case "set-block":
      return block(`set-block ${dumpTarget(node.target)}${dumpFilters(node.filters)}`, node.body);
    case "filter-block":
      return block(`filter-block${dumpFilters(node.filters)}`, node.body);
    case "with":
      return block(`with${dumpBindings(node.bindings)}`, node.body);
    case "autoescape":
      return block(`autoescape ${dump(node.value)}`, node.body);
    case "macro":
      return block(`macro ${node.name}${dumpParameters(node.parameters)}`, node.body);
    case "call-block":
      return block(`call-block${dumpParameters(node.parameters)} ${dump(node.call)}`, node.body);
    case "block":
      return block(`block ${node.name}${node.scoped ? " scoped" : ""}${node.required ? " required" : ""}`, node.body);
    case "include": {
      const missing = node.ignoreMissing ? " ignore-missing" : "";
      const bindings = node.bindings.length === 0 ? "" : ` with${dumpBindings(node.bindings)}`;
      return `${indent}include ${dump(node.template)}${missing}${bindings}${node.withContext ? "" : " without-context"}\n`;
    }
    case "import":
      return `${indent}import ${dump(node.template)} as ${node.name}${node.withContext ? " with-context" : ""}\n`;
    case "from-import": {
      const names = node.names.map(({ name, alias }) => (name === alias ? name : `${name} as ${alias}`));
      return `${indent}from ${dump(node.template)} import ${names.join(", ")}${node.withContext ? " with-context" : ""}\n`;
    }
    case "extends":
      return `${indent}extends ${dump(node.template)}\n`;
    case "trans":
      return `${indent}trans ${JSON.stringify(node)}\n`;
    case "break":
    case "continue":
    case "debug":
      return `${indent}${node.kind}\n`;
  }
}

function dumpFilters(filters: readonly BlockFilter[]): string {
  return filters.map((filter) => ` | (${[filter.name, ...dumpArguments(filter.arguments)].join(" ")})`).join("");
}

function dumpBindings(bindings: readonly Binding[]): string {
  return bindings.map(({ target, value }) => ` ${dumpTarget(target)}=${dump(value)}`).join("");
}

function dumpParameters(parameters: readonly Parameter[]): string {
  return `(${parameters.map(({ name, default: value }) => (value === undefined ? name : `${name}=${dump(value)}`)).join(" ")})`;
}

function dumpElse(body: readonly Statement[], indent: string): string {
  return body.length === 0 ? "" : `${indent}else\n${dumpBody(body, `${indent}  `)}`;
}

function dumpTarget(target: Target): string {
  if (target.kind === "name") return target.name;
  if (target.kind === "target-attribute") return `${target.namespace.name}.${target.name}`;
  return `(${["tuple", ...target.items.map(dumpTarget)].join(" ")})`;
}

/** One expression in prefix form. */
export function dump(node: Expression): string {
  switch (node.kind) {
    case "constant":
      return dumpConstant(node.value);
    case "name":
      return node.name;
    case "list":
    case "tuple":
      return `(${[node.kind, ...node.items.map(dump)].join(" ")})`;
    case "dict":
      return `(${["dict", ...node.entries.map((entry) => `(${dump(entry.key)} ${dump(entry.value)})`)].join(" ")})`;
    case "attribute":
      return `(. ${dump(node.target)} ${node.name})`;
    case "item":
      return `([] ${dump(node.target)} ${dump(node.index)})`;
    case "slice":
      return `(slice ${dump(node.target)} ${optional(node.start)} ${optional(node.stop)} ${optional(node.step)})`;
    case "call":
      return `(${["call", dump(node.callee), ...dumpArguments(node.arguments)].join(" ")})`;
    case "filter":
      return `(${["|", node.name, dump(node.target), ...dumpArguments(node.arguments)].join(" ")})`;
    case "test":
      return `(${["is", node.name, dump(node.target), ...dumpArguments(node.arguments)].join(" ")})`;
    case "unary":
      return `(${node.operator} ${dump(node.operand)})`;
    case "not":
      return `(not ${dump(node.operand)})`;
    case "binary":
    case "logical":
      return `(${node.operator} ${dump(node.left)} ${dump(node.right)})`;
    case "concatenation":
      return `(${["~", ...node.parts.map(dump)].join(" ")})`;
    case "comparison":
      return `(${["compare", dump(node.first), ...node.rest.map((r) => `${r.operator} ${dump(r.operand)}`)].join(" ")})`;
    case "conditional":
      return `(if ${dump(node.test)} ${dump(node.then)} ${optional(node.otherwise)})`;
  }
}

function optional(node: Expression | undefined): string {
  return node === undefined ? "_" : dump(node);
}

function dumpArguments(args: Arguments): readonly string[] {
  return [
    ...args.positional.map(dump),
    ...args.keywords.map((keyword) => `${keyword.name}=${dump(keyword.value)}`),
    ...(args.spread === undefined ? [] : [`*${dump(args.spread)}`]),
    ...(args.spreadKeywords === undefined ? [] : [`**${dump(args.spreadKeywords)}`]),
  ];
}

function dumpConstant(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Float) return `float(${value.number})`;
  if (typeof value === "number" && !Number.isSafeInteger(value)) return `float(${value})`;
  return String(value);
}
