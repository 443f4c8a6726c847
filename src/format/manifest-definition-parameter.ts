/** A parameter of template.yaml as it is defined. */
import type { Definition } from "./definition.ts";
import { PARAMETER_TYPES } from "./parameter-types.ts";

/** Names that mean something else in a template. */
export const RESERVED_NAMES = [
  "dxg",
  "loop",
  "self",
  "true",
  "false",
  "none",
  "and",
  "or",
  "not",
  "in",
  "is",
  "if",
  "else",
] as const;

export const PARAMETER = {
  kind: "object",
  keys: {
    type: {
      value: { kind: "text", options: PARAMETER_TYPES },
      doc: "one of the types below; `string` when it is not there",
    },
    items: {
      value: { kind: "text", options: PARAMETER_TYPES },
      doc: "the type of the items of an `array`",
    },
    prompt: { value: { kind: "text" }, doc: "what is asked" },
    help: { value: { kind: "text" }, doc: "more about it" },
    default: {
      value: { kind: "value" },
      doc: "text is an expression over the parameters before it, anything else is the value itself; so a text is `\"'text'\"`",
    },
    required: {
      value: { kind: "flag" },
      doc: "whether it must be given; without the key, whether there is no default. A parameter that is not required and has no default is `None`",
    },
    choices: {
      value: { kind: "either", of: [{ kind: "text" }, { kind: "list", items: { kind: "value" }, least: 1 }] },
      expected: "a list of values",
      doc: "the values that are allowed, or an expression over the parameters before it that gives a list of them. For an array those of its items: several can be chosen, each once. A secret has none, since they are shown",
    },
    pattern: {
      value: { kind: "text" },
      doc: "a regular expression (RE2) that the whole text must match; for an array, each of its items",
    },
    min: { value: { kind: "number" }, doc: "the least number, or length of a text or array" },
    max: { value: { kind: "number" }, doc: "the greatest number, or length of a text or array" },
    when: {
      value: { kind: "either", of: [{ kind: "text" }, { kind: "flag" }] },
      expected: "an expression",
      doc: "an expression over the parameters before it. Where it is not true, the parameter has its default, or `None`, and giving it is an error",
    },
    env: {
      value: { kind: "text", format: "variable-name" },
      doc: "a variable of the environment that gives the value, written as after `-p`, where nobody else gives it; `can_read_env` must list it",
    },
    positional: { value: { kind: "flag" }, doc: "filled by NAME on the command line; one parameter at most" },
    private: { value: { kind: "flag" }, doc: "worked out from its default, never given" },
    structural: {
      value: { kind: "flag" },
      doc: "a change of it changes which files there are; kept in the bundle for later versions",
    },
  },
} as const satisfies Definition;
