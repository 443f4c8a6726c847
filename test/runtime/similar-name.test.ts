/** What the error of a missing variable or key suggests. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import type { ErrorCode } from "../../src/base/error-codes.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

const CONTEXT = { title: "t", user: { name: "n", mail: "m" }, list: [1] };
const PARTS: Readonly<Record<string, string>> = { part: "{{ lcoal }}" };

function hintOf(text: string, expected: ErrorCode = "render/undefined"): string | undefined {
  try {
    loadTemplate(compileTemplate(text, { loader: (name) => PARTS[name] })).render(CONTEXT);
  } catch (error) {
    if (error instanceof DxgError && error.code === expected) return error.hint;
    throw error;
  }
  throw new Error("No error came");
}

describe("the hint of render/undefined names", () => {
  test.each([
    ["a variable of the context", "{{ tilte }}", "Did you mean 'title'?"],
    ["one from a program with branches", "{% if title %}{{ tilte }}{% endif %}", "Did you mean 'title'?"],
    ["a function", "{{ rnage(3) }}", "Did you mean 'range'?"],
    [
      "a filter that is used as a variable",
      "{{ upper }}",
      "Give it a value; the filter of that name is written … | upper.",
    ],
    ["a name that the including template sets", "{% set local = 1 %}{% include 'part' %}", "Did you mean 'local'?"],
    ["a key of the dict", "{{ user.nmae }}", "Did you mean 'name'?"],
    ["a key that is asked for by subscript", "{{ user['nmae'] }}", "Did you mean 'name'?"],
    [
      "all keys when none is like it",
      "{{ user.zzz }}",
      "It has 'name', 'mail'; or write …|default(…) or `is defined` where it may be missing.",
    ],
    [
      "nothing when nothing is like it",
      "{{ qqq }}",
      "Give it a value, or write qqq|default(…) or `is defined` where it may be missing.",
    ],
    ["what a list is for", "{{ list.nmae }}", "A list has items: write `list[0].name`, or go through it with `for`."],
    ["a method", "{{ title.uper() }}", "Did you mean 'upper'?"],
    ["an attribute of the loop", "{% for i in list %}{{ loop.indx }}{% endfor %}", "Did you mean 'index'?"],
  ])("%s", (_, text, expected) => expect(hintOf(text)).toBe(expected));
});

describe("the hint of undefined names that are refused by their type", () => {
  test.each([
    ["a variable of the context", "{{ tilte | tojson }}", "'tilte' is undefined: did you mean 'title'?"],
    ["a key of the dict", "{{ user.nmae | abs }}", "'dict object' has no attribute 'nmae': did you mean 'name'?"],
    [
      "nothing when nothing is like it",
      "{{ range(qqq) }}",
      "'qqq' is undefined: give it a value, or write qqq|default(…) or `is defined` where it may be missing.",
    ],
    [
      "what made no item",
      "{{ '%x' % ([] | first) }}",
      "No first item, sequence was empty: give it a value, or write …|default(…) or `is defined` where it may be missing.",
    ],
  ])("%s", (_, text, expected) => expect(hintOf(text, "render/type")).toBe(expected));
});
