/** Options of the compiler that are no syntax: autoescape by name, policies, built-ins; and what template.yaml makes of its settings. */
import { describe, expect, test } from "bun:test";
import { escapesByName } from "../../src/compile/autoescape.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import { type CompileOptions, JINJA_DEFAULTS } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxt } from "../../src/format/dxt.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { Dict } from "../../src/value/value.ts";
import { errorOf } from "../harness/failure.ts";

function render(source: string, options: CompileOptions, context: Record<string, unknown> = {}): string {
  return loadTemplate(compileTemplate(source, options)).render(context);
}

describe("escapesByName()", () => {
  test.each([
    ["page.html", true],
    ["PAGE.HTM", true],
    ["feed.xml", true],
    ["page.html.j2", true],
    ["page.html.jinja2", true],
    ["page.txt", false],
    ["page.html.txt", false],
    ["html", false],
    ["<stdin>", true],
    [undefined, true],
  ])("says of %p what select_autoescape() of Jinja2 says: %p", (name, escapes) => {
    expect(escapesByName({}, name)).toBe(escapes);
  });
  test("takes other endings, with or without a dot, and other answers", () => {
    const option = { enabled: [".Vue"], disabled: ["txt", "vue"], otherwise: true, withoutName: false };
    expect(["a.vue", "a.txt", "a.md", undefined].map((name) => escapesByName(option, name))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
  test("asks a function, which sees no name that only errors have", () => {
    const seen: (string | undefined)[] = [];
    const option = (name: string | undefined): boolean => seen.push(name) > 1;
    expect([escapesByName(option, "a"), escapesByName(option, "<template>")]).toEqual([false, true]);
    expect(seen).toEqual(["a", undefined]);
    expect([escapesByName(true, "a.txt"), escapesByName(false, "a.html")]).toEqual([true, false]);
  });
  test("decides for compileTemplate()", () => {
    expect(render("{{ x }}", { autoescape: {}, name: "a.html" }, { x: "<" })).toBe("&lt;");
    expect(render("{{ x }}", { autoescape: {}, name: "a.txt" }, { x: "<" })).toBe("<");
    expect(render("{{ x }}", { autoescape: {} }, { x: "<" })).toBe("&lt;");
  });
});

test("extensions alone turn tags off, where all else has its default", () => {
  expect(render("{% do 1 %}a", { extensions: ["do"] })).toBe("a");
  expect(errorOf(() => compileTemplate("{% do 1 %}a", { extensions: ["i18n"] })).code).toBe("parse/unknown-tag");
});

describe("autoescape by name", () => {
  const files: Readonly<Record<string, string>> = {
    "a.html": "{{ x }}|{% include 'b.txt' %}|{{ x }}",
    "b.txt": "{{ x }}{% if again %}{% include 'c.html' %}{{ x }}{% endif %}",
    "c.html": "{{ x }}",
    "base.html": "{{ x }}{% block b %}{% endblock %}{{ x }}",
    "child.txt": "{% extends 'base.html' %}{% block b %}[{{ x }}{{ super() }}]{% endblock %}",
    "d.txt": "{{ x }}{% include 'c.html' %}{{ x }}",
  };
  const render = (name: string, mode: "auto" | "macro", again = false): string => {
    const loader = (one: string): string | undefined => files[one];
    const bytes = compileTemplate(files[name]!, { name, autoescape: {}, loader, mode });
    return loadTemplate(bytes).render({ x: "<", again });
  };
  test.each(["auto", "macro"] as const)("holds for each template by its own name in mode %s", (mode) => {
    expect(render("a.html", mode)).toBe("&lt;|<|&lt;");
    expect(render("a.html", mode, true)).toBe("&lt;|<&lt;<|&lt;");
    expect(render("d.txt", mode)).toBe("<&lt;<");
    expect(render("child.txt", mode)).toBe("&lt;[<]&lt;");
    expect(render("c.html", mode)).toBe("&lt;");
  });
});

describe("policies", () => {
  const text = { x: "aaa bbb ccc" };
  test("truncate.leeway stands in for the argument that a template leaves out", () => {
    const policies = { "truncate.leeway": 0 };
    expect(render("{{ x | truncate(9) }}", {}, text)).toBe("aaa bbb ccc");
    expect(render("{{ x | truncate(9) }}", { policies }, text)).toBe("aaa...");
    expect(render("{{ x | truncate(9, leeway=5) }}", { policies }, text)).toBe("aaa bbb ccc");
    expect(render("{{ x | truncate(9, false, '...', 5) }}", { policies }, text)).toBe("aaa bbb ccc");
  });
  test("the newline sequence ends the lines of wordwrap", () => {
    expect(render("{{ x | wordwrap(3) }}", { newlineSequence: "\r\n" }, text)).toBe("aaa\r\nbbb\r\nccc");
    expect(render("{{ x | wordwrap(3, wrapstring='|') }}", { newlineSequence: "\r\n" }, text)).toBe("aaa|bbb|ccc");
  });
  test("reach filters that map finds by name", () => {
    const policies = { "truncate.leeway": 0, "json.dumps_kwargs": { sort_keys: false } };
    const names = "{{ [x] | map(n, 9) | join }}{{ [{'b': 1, 'a': 2}] | map('tojson') | join }}";
    expect(render(names, {}, { ...text, n: "truncate" })).toBe('aaa bbb ccc{"a": 2, "b": 1}');
    expect(render(names, { policies }, { ...text, n: "truncate" })).toBe('aaa...{"b": 1, "a": 2}');
    expect(render("{{ [x] | map('truncate', *[9], **{}) | join }}", { policies }, text)).toBe("aaa...");
    expect(render("{{ [x] | map('truncate', 9, leeway=5) | join }}", { policies }, text)).toBe("aaa bbb ccc");
    expect(render("{{ [text] | map(attribute='x') | join }}", { policies }, { text: { x: "q" } })).toBe("q");
  });
  test("ext.i18n.trimmed trims the messages that do not say", () => {
    const message = "{% trans %} a\n  b {% pluralize n %} c\n d{% endtrans %}".replace("trans %}", "trans n=2 %}");
    expect(render(message, {})).toBe(" c\n d");
    expect(render(message, { policies: { "ext.i18n.trimmed": true } })).toBe("c d");
    const told = "{% trans notrimmed %} a\n b{% endtrans %}{% trans trimmed %} a\n b{% endtrans %}";
    expect(render(told, { policies: { "ext.i18n.trimmed": true } })).toBe(" a\n ba b");
  });
  test("of other filters' defaults and of Jinja2's inner workings change nothing", () => {
    expect(render("{{ x }}", { policies: { "compiler.ascii_str": true } }, text)).toBe(text.x);
  });
  test.each([
    [{ "truncate.leway": 1 }, 'there is no policy "truncate.leway"'],
    [{ "truncate.leeway": "1" }, "policy truncate.leeway: it must be a whole number"],
    [{ "urlize.extra_schemes": "a" }, "policy urlize.extra_schemes: it must be a list of texts or none"],
    [{ "json.dumps_kwargs": 1 }, "policy json.dumps_kwargs: it must be a mapping such as {sort_keys: false}"],
    [
      { "json.dumps_kwargs": Dict.of([["cls", 1]]) },
      "policy json.dumps_kwargs: it can hold sort_keys, indent, ensure_ascii, separators, not cls",
    ],
  ])("%j are refused", (policies, detail) => {
    const error = errorOf(() => compileTemplate("", { policies }));
    expect([error.code, error.detail]).toEqual(["compile/bad-option", detail]);
  });
});

describe("builtins", () => {
  const jinja = { ...JINJA_DEFAULTS, builtins: "jinja" } as const;
  const plain = { ...jinja, extensions: [] } as const;
  test("`jinja` hides what others added, in the text of a template and in names that only a render knows", () => {
    expect(errorOf(() => render("{{ 1 | to_json }}", plain)).code).toBe("compile/unknown-filter");
    expect(errorOf(() => render("{{ 1 is truthy }}", plain)).code).toBe("compile/unknown-test");
    const named = "{{ n is filter }} {{ [1] | map(n) | list }}";
    expect(render(named, jinja, { n: "string" })).toBe("True ['1']");
    expect(render(named, {}, { n: "to_json" })).toBe("True ['1']");
    expect(render("{{ 'to_json' is filter }}{{ 'truthy' is test }}", plain)).toBe("FalseFalse");
    expect(errorOf(() => render(named, plain, { n: "to_json" })).code).toBe("compile/unknown-filter");
    expect(errorOf(() => render("{{ [1] | select(n) | list }}", plain, { n: "truthy" })).code).toBe(
      "compile/unknown-test",
    );
    expect(render("{{ now is defined }}{{ fail is defined }}{{ range(2) | list }}", plain)).toBe("FalseFalse[0, 1]");
    expect(render("{{ now }}{{ f }}", plain, { now: 1 })).toBe("1");
  });
  test("`jinja` leaves the functions of the extensions that are on", () => {
    const source = "{{ gettext is defined }}{{ time_in is defined }}{{ newstyle_gettext is defined }}";
    expect(render(source, jinja)).toBe("TrueTrueFalse");
    expect(render(source, plain)).toBe("FalseFalseFalse");
    expect(render(source, { ...jinja, extensions: ["i18n"] })).toBe("TrueFalseFalse");
    expect(render("{{ gettext('%(a)s', a=1) }}", { ...jinja, newstyleGettext: true })).toBe("1");
  });
  test("stand in the metadata of a file only where some are hidden", () => {
    expect(decodeDxt(compileTemplate("{{ x }}", {})).metadata).toEqual(new Dict());
    expect(decodeDxt(compileTemplate("{{ x }}", {})).builtins).toBeUndefined();
    expect(decodeDxt(compileTemplate("{{ x }}", plain)).builtins).toEqual(["jinja"]);
  });
});

describe("settings of template.yaml", () => {
  const bytesOf = (settings: string, body: string, path = "a.txt.j2"): Uint8Array =>
    compileTree({
      name: "sample",
      manifest: `name: sample\nversion: 1.0.0\nparams: { v: {} }\nmessage: "Made [[ v ]] {{ v }}"\nsettings:\n${settings}`,
      files: [{ path, bytes: new TextEncoder().encode(body), executable: false }],
      partials: new Map(),
    });
  /** All texts of a bundle, as they stand in its bytes. */
  const layouts = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

  test("reach files, paths and the message", () => {
    const settings = '  variable_start_string: "[["\n  variable_end_string: "]]"\n';
    const strings = layouts(bytesOf(settings, "{{ v }} [[ v ]]\n", "[[ v ]]{{ v }}.txt.j2"));
    expect(strings).toContain("{{ v }} \n");
    expect(strings).toContain("{{ v }}.txt");
    expect(strings).toContain("Made ");
  });
  test("leave passthrough, line statements and newlines as they say", () => {
    const open = "$".concat("{{");
    const more = '  line_comment_prefix: "##"\n  newline_sequence: "\\r\\n"\n';
    const strings = layouts(bytesOf(`  passthrough: ["${open}"]\n${more}`, `${open} x }} ## no\ny`));
    expect(strings).toContain(`${open} x }}\r\ny`);
    expect(strings).not.toContain("no");
  });
  test("give another bundle each", () => {
    const body = "  {{ v | truncate(3) }}\n";
    const all = ["  trim_blocks: true\n", "  indent_values: true\n", "  policies: { truncate.leeway: 0 }\n"].map(
      (settings) => bytesOf(settings, body).toHex(),
    );
    expect(new Set(all).size).toBe(all.length);
  });
});
