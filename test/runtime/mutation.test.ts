/** Templates that change lists and dicts: what they see, and that nobody else sees it. */
import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileBundle, loadBundle } from "dx-generator";
import { type CompileOptions, JINJA_DEFAULTS } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { Dict } from "../../src/value/value.ts";
import { codeOf } from "../harness/failure.ts";

const compiled = (source: string, options: CompileOptions = {}) =>
  loadTemplate(compileTemplate(source, { ...JINJA_DEFAULTS, ...options }));

describe("a change", () => {
  test("is seen in the whole render, under every name of the value and in includes", () => {
    const shared = [1];
    const template = compiled("{{ xs.append(2) or '' }}{{ xs }}{{ ys }}{% include 'more' %}{{ d.list }}", {
      loader: () => "{{ ys.append(3) or '' }}{{ xs }}",
    });
    expect(template.render({ xs: shared, ys: shared, d: { list: shared } })).toBe("[1, 2][1, 2][1, 2, 3][1, 2, 3]");
    expect(shared).toEqual([1]);
  });
  test("never reaches the caller's objects, however deep, nor the next render", () => {
    const parameters = {
      xs: [[1], { a: [2] }],
      d: { k: { l: [3] } },
      m: new Map([["q", [4]]]),
      own: Dict.of([["z", [5]]]),
    };
    const before = JSON.stringify([parameters.xs, parameters.d, [...parameters.m], [...parameters.own.values()]]);
    const template = compiled(
      "{{ xs[0].append(9) }}{{ xs[1].a.insert(0, 9) }}{{ xs[1].update(b=1) }}{{ d.k.l.clear() }}{{ d.pop('k') }}" +
        "{{ m.q.extend([9]) }}{{ m.clear() }}{{ own.z.pop() }}{{ own.setdefault('y', 1) }}{{ xs }}{{ d }}{{ m }}{{ own }}",
    );
    const first = template.render(parameters);
    expect(first).toEndWith("[[1, 9], {'a': [9, 2], 'b': 1}]{}{}{'z': [], 'y': 1}");
    expect(template.render(parameters)).toBe(first);
    expect(JSON.stringify([parameters.xs, parameters.d, [...parameters.m], [...parameters.own.values()]])).toBe(before);
  });
  test("of a literal begins anew each time the literal is reached", () => {
    const template = compiled(
      "{% for i in [1, 2] %}{% set l = [0] %}{% set d = {} %}{{ l.append(i) or l }}{{ d.update(k=i) or d }}{% endfor %}",
    );
    for (let round = 0; round < 2; round += 1) expect(template.render()).toBe("[0, 1]{'k': 1}[0, 2]{'k': 2}");
  });
  test("of a value that holds itself is no trouble", () => {
    const self: unknown[] = [];
    self.push(self);
    expect(compiled("{{ a.append(1) or a|length }}").render({ a: self })).toBe("2");
    expect(self.length).toBe(1);
  });
  test("in one file of a bundle is not seen in the next, nor in its paths and loops", () => {
    const folder = mkdtempSync(join(tmpdir(), "dxg-mutation-"));
    try {
      const files: Readonly<Record<string, string>> = {
        "template.yaml":
          "name: m\nversion: 1.0.0\ndescription: m\nparams:\n  xs:\n    type: array\n    items: integer\n",
        "files/a.txt.j2": "{{ xs.append(8) or xs }}",
        "files/b.txt.j2": "{{ xs.append(9) or xs }}",
        "files/{{ xs.pop() }}.txt.j2": "{{ xs }}",
      };
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const xs = [1, 2];
      const outputs = loadBundle(compileBundle(folder)).outputs({ xs });
      const texts = outputs.map(({ path, bytes }) => `${path} ${new TextDecoder().decode(bytes)}`);
      expect(texts.toSorted()).toEqual(["2.txt [1, 2]", "a.txt [1, 2, 8]", "b.txt [1, 2, 9]"]);
      expect(xs).toEqual([1, 2]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  test("of a list in a loop over it ends at a limit", () => {
    const template = compiled("{% for i in l %}{{ l.append(i) or '' }}{% endfor %}");
    expect(codeOf(() => template.render({ l: [1] }))).toBe("render/limit");
    expect(codeOf(() => compiled("{% for i in l %}{{ l.extend(l) or '' }}{% endfor %}").render({ l: [1] }))).toBe(
      "render/limit",
    );
    expect(compiled("{% for i in l %}{{ l.pop() }},{% endfor %}").render({ l: [1, 2, 3, 4] })).toBe("4,3,");
  }, 30_000);
});

describe("a method that changes its value", () => {
  test("is refused where the template does not name it", () => {
    const list = [1];
    for (const source of ["{{ xs[m](2) }}", "{{ (xs|attr(m))(2) }}", "{{ xs['app' ~ e](2) }}"]) {
      expect(codeOf(() => compiled(source).render({ xs: list, m: "append", e: "end" }))).toBe("render/type");
    }
    expect(list).toEqual([1]);
    expect(compiled("{{ xs['append'](2) or xs }}").render({ xs: list })).toBe("[1, 2]");
  });
  test("is refused everywhere with the option `immutable`", () => {
    for (const source of ["{{ [].append(1) }}", "{{ {}.update(a=1) }}", "{{ xs.sort() }}"]) {
      expect(codeOf(() => compiled(source, { immutable: true }).render({ xs: [] }))).toBe("render/forbidden");
    }
    expect(compiled("{{ [2, 1].index(1) }}", { immutable: true }).render()).toBe("1");
  });
});
