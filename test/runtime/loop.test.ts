/** Every attribute of `loop`. The expected text is what Jinja2 3.1.2 (Debian) gives for the same template. */
import { expect, test } from "bun:test";
import { compileTemplate, JINJA_DEFAULTS, loadTemplate } from "../../src/index.ts";

const ATTRIBUTES = `{% for x in xs %}\
{{ loop.index }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }} {{ loop.first }} {{ loop.last }} \
{{ loop.length }} {{ loop.depth }} {{ loop.depth0 }} {{ loop.previtem|default('-') }} {{ loop.nextitem|default('-') }} \
{{ loop.cycle('a', 'b') }} {{ loop.changed(x) }}
{% endfor %}`;

test("loop has all attributes of Jinja2's", () => {
  const template = loadTemplate(compileTemplate(ATTRIBUTES, { ...JINJA_DEFAULTS, keepTrailingNewline: true }));
  expect(template.render({ xs: ["p", "p", "q"] })).toBe(
    "1 0 3 2 True False 3 1 0 - p a True\n2 1 2 1 False False 3 1 0 p q b False\n3 2 1 0 False True 3 1 0 p - a True\n",
  );
});

test("loop counts once how many items there are, also when the body takes some away", () => {
  const source =
    "{% for i in ls %}{{ ls.pop() }}{{ loop.length }}{{ loop.revindex }}{{ loop.last }},{% endfor %}{{ ls }}";
  const template = loadTemplate(compileTemplate(source, JINJA_DEFAULTS));
  expect(template.render({ ls: ["a", "b", "c", "d", "e"] })).toBe("e44False,d43False,c42True,['a', 'b']");
});
