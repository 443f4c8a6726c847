/** `dxg render`: from a file, a pipe or a binary, to standard output or a file. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { DXG, World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

describe("dxg render", () => {
  test("renders a file with parameters from flags: JSON where it is JSON, else text", () => {
    world.write({ "t.j2": "{{ name }} {{ n + 1 }} {{ list | join('-') }} {{ flag }}\n" });
    const flags = ["-p", "name=Wörld", "-p", "n=41", "-p", 'list=["a","b"]', "-p", "flag"];
    expect(world.dxg(["render", "t.j2", ...flags])).toEqual({ code: 0, out: "Wörld 42 a-b True\n", err: "" });
  });

  test("renders a template from standard input with parameters from a file", () => {
    world.write({ "p.yaml": "name: Ada\n" });
    const { out } = world.dxg(["render", "-", "--params", "p.yaml"], { input: "Hi {{ name }}" });
    expect(out).toBe("Hi Ada");
  });

  test("renders a template with parameters from standard input", () => {
    world.write({ "t.j2": "Hi {{ name }}" });
    expect(world.dxg(["render", "t.j2", "--params", "-"], { input: '{"name": "Ada"}' }).out).toBe("Hi Ada");
  });

  test("cannot read both from standard input", () => {
    const { code, err } = world.dxg(["render", "-", "--params", "-"], { input: "x" });
    expect(code).toBe(2);
    expect(err).toStartWith("error[cli/bad-argument]: ");
  });

  test("renders a compiled template, also from a pipe and without the source", () => {
    world.write({ "hi.txt.j2": "Hi {{ name }}{{ ', more' if more }}\n" });
    expect(world.dxg(["template", "compile", "hi.txt.j2"]).code).toBe(0);
    world.shell("rm hi.txt.j2");
    expect(world.dxg(["render", "hi.txt.dxt", "-p", "name=Ada", "-p", "more"]).out).toBe("Hi Ada, more\n");
    expect(world.shell('"$DXG" render - -p name=Ada -p more=false < hi.txt.dxt').out).toBe("Hi Ada\n");
  });

  test("includes files beside the template and below, never above", () => {
    world.write({ "in/t.j2": "{% include 'a.j2' %}{% include 'b/c.j2' %}", "in/a.j2": "A", "in/b/c.j2": "C" });
    expect(world.dxg(["render", "in/t.j2"]).out).toBe("AC");
    world.write({ "in/up.j2": "{% include '../secret.j2' %}", "secret.j2": "S" });
    expect(world.dxg(["render", "in/up.j2"])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("error[compile/include-not-found]"),
    });
  });

  test("is strict and trims; --jinja has Jinja2's own defaults", () => {
    world.write({ "t.j2": "{% if true %}\n[{{ nothing }}]\n{% endif %}\n" });
    const strict = world.dxg(["render", "t.j2"]);
    expect(strict.code).toBe(1);
    expect(strict.err).toStartWith(
      "error[render/undefined]: Undefined value: 'nothing' is undefined\n" +
        "  --> t.j2:2:5\n  |\n2 | [{{ nothing }}]\n  |     ^^^^^^^\n  help: ",
    );
    expect(world.dxg(["render", "t.j2", "--jinja"]).out).toBe("\n[]\n");
    expect(world.dxg(["render", "t.j2", "--undefined", "lenient"]).out).toBe("[]\n");
    expect(world.dxg(["render", "t.j2", "--undefined", "debug"]).out).toBe("[{{ nothing }}]\n");
  });

  test("--autoescape escapes for HTML", () => {
    const input = "{{ x }}{{ x | safe }}";
    expect(world.dxg(["render", "-", "-p", "x=<b>"], { input }).out).toBe("<b><b>");
    expect(world.dxg(["render", "-", "-p", "x=<b>", "--autoescape"], { input }).out).toBe("&lt;b&gt;<b>");
  });

  test("a compiled template refuses what only compiling could heed", () => {
    world.write({ "h.j2": "{{ x }}" });
    world.dxg(["template", "compile", "h.j2"]);
    expect(world.dxg(["render", "h.dxt", "-p", "x=<b>", "--json"])).toMatchObject({ code: 0 });
    for (const flags of [["--autoescape"], ["--undefined", "lenient"], ["--trim-blocks=off", "--json"]]) {
      const { code, out, err } = world.dxg(["render", "h.dxt", "-p", "x=<b>", ...flags]);
      expect(code).toBe(2);
      expect(out + err).toContain("h.dxt is compiled, and has its options in it");
    }
  });

  test("--autoescape-for escapes by the template's name", () => {
    world.write({ "a.html.j2": "{{ x }}", "a.txt.j2": "{{ x }}", "a.vue": "{{ x }}" });
    const out = (name: string, endings: string): string =>
      world.dxg(["render", name, "-p", "x=<b>", "--autoescape-for", endings]).out;
    expect([out("a.html.j2", "html,xml"), out("a.txt.j2", "html"), out("a.vue", ".vue")]).toEqual([
      "&lt;b&gt;",
      "<b>",
      "&lt;b&gt;",
    ]);
    expect(world.dxg(["render", "a.vue", "--autoescape", "--autoescape-for", "vue"]).code).toBe(2);
  });

  test("takes delimiters, prefixes, newlines and trimming by their names in Jinja2", () => {
    const input = "% for i in [1, 2]\n  <%= i %>  ## no\n% endfor\n<%-- c --%>\n<% if 1 %>\n{{ x }}\n<% endif %>\n";
    const flags = [
      "--block-start-string=<%",
      "--block-end-string=%>",
      "--variable-start-string=<%=",
      "--variable-end-string=%>",
      "--comment-start-string=<%--",
      "--comment-end-string=--%>",
      "--line-statement-prefix=%",
      "--line-comment-prefix=##",
      "--newline-sequence=crlf",
    ];
    expect(world.dxg(["render", "-", ...flags], { input })).toEqual({
      code: 0,
      out: "  1\r\n  2\r\n{{ x }}\r\n",
      err: "",
    });
    const off = ["--trim-blocks=off", "--lstrip-blocks=off", "--keep-trailing-newline=off"];
    expect(world.dxg(["render", "-", ...off], { input: " {% if 1 %}\nx\n {% endif %}\n" }).out).toBe(" \nx\n ");
    expect(
      world.dxg(["render", "-", "--jinja", "--trim-blocks", "on"], { input: "{% if 1 %}\nx{% endif %}\n" }).out,
    ).toBe("x");
  });

  test("takes extensions, translations, the new gettext, immutable data and late faults by their names", () => {
    const only = (...names: readonly string[]): number =>
      world.dxg(["render", "-", `--extensions=${names.join(",")}`], { input: "{% do [].append(1) %}" }).code;
    expect([only("do"), only("jinja2.ext.i18n", "jinja2.ext.do")]).toEqual([0, 0]);
    expect([only("i18n"), only("none")]).toEqual([1, 1]);
    const said = (input: string, ...flags: readonly string[]): string => {
      const { out, err } = world.dxg(["render", "-", ...flags], { input });
      return out + err.split(":", 1)[0];
    };
    const hello = "{{ gettext('Hi %(name)s', name='Ann') }}";
    expect(said(hello, "--newstyle-gettext")).toBe("Hi Ann");
    world.write({ "messages.json": '{"de": {"Hi %(name)s": "Hallo %(name)s"}}' });
    const german = ["--translations", "messages.json", "-p", "LANGUAGE=de", "-p", "name=Ann"];
    expect(said("{% trans %}Hi {{ name }}{% endtrans %}", ...german)).toBe("Hallo Ann");
    expect(said("{% set l = [] %}{{ l.append(1) }}{{ l }}")).toBe("None[1]");
    expect(said("{% set l = [] %}{{ l.append(1) }}", "--immutable")).toStartWith("error[render/");
    expect(said("a{% if x %}{{ 1 | nope }}{% endif %}", "-p", "x=false")).toBe("error[compile/unknown-filter]");
    expect(said("a{% if x %}{{ 1 | nope }}{% endif %}", "-p", "x=false", "--faults", "render")).toBe("a");
  });

  test("--json gives text or size, and errors with their place", () => {
    const json = (args: readonly string[]): unknown =>
      JSON.parse(world.dxg(["render", "-", "--json", ...args], { input: "ü{{ 6 / n }}" }).out);
    expect(json(["-p", "n=2"])).toEqual({ text: "ü3.0" });
    expect(json(["-p", "n=2", "-o", "a.txt"])).toEqual({ output: "a.txt", bytes: 5 });
    expect(world.read("a.txt")).toBe("ü3.0");
    expect(json(["-p", "n=0"])).toMatchObject({
      error: { code: "render/division-by-zero", span: { source: "<stdin>", line: 1, column: 5, text: "ü{{ 6 / n }}" } },
    });
  });

  test("--json prints nothing else, and keeps a byte order mark", () => {
    const { out } = world.dxg(["render", "-", "--json", "-o", "-"], { input: "{{ '\\ufeff' }}hi" });
    expect(JSON.parse(out)).toEqual({ text: "\ufeffhi" });
    const script = 'echo hi | "$DXG" render - --json -o made.txt > /dev/full';
    expect(world.shell(script)).toMatchObject({ code: 0, err: expect.stringContaining("warning: the work is done") });
    expect(world.read("made.txt")).toBe("hi\n");
  });

  test.each([
    ['{"de": "x"}', "de: its messages are no mapping"],
    ['{"de": {"Hello": 1}}', 'de: the translation of "Hello" is no text'],
  ])("refuses translations such as %s", (text, says) => {
    world.write({ "messages.json": text });
    const { code, err } = world.dxg(["render", "-", "--translations", "messages.json"], { input: "x" });
    expect(code).toBe(2);
    expect(err).toStartWith(`error[cli/bad-argument]: Bad argument: --translations messages.json: ${says}\n`);
  });

  test("works out the names of files below its folder, whatever else is there", () => {
    world.write({ "a.j2": "{% include x %}", "b.j2": "b", "c.txt": "c", "d/e.html": "{% include y %}", f: "f" });
    world.write({ "broken.j2": "{{ a draft", "layout.j2": "<{% block b %}{% endblock %}>" });
    world.shell("touch $'z\\xff.j2' && head -c 70000000 /dev/zero > large.j2");
    const rendered = (x: string): string => world.dxg(["render", "a.j2", "-p", `x=${x}`, "-p", "y=f"]).out;
    expect(["b.j2", "c.txt", "d/e.html"].map(rendered)).toEqual(["b", "c", "f"]);
    expect(world.dxg(["render", "a.j2", "-p", "x=broken.j2"]).err).toStartWith("error[parse/unexpected-token]");
    expect(world.dxg(["render", "a.j2", "-p", "x=absent"]).err).toStartWith("error[render/include-not-found]");
    world.write({ "list.j2": "{% include ['absent', x] %}{% include x ignore missing %}" });
    expect(world.dxg(["render", "list.j2", "-p", "x=c.txt"]).out).toBe("cc");
    world.write({ "child.j2": "{% extends x %}{% block b %}B{% endblock %}" });
    expect(world.dxg(["render", "child.j2", "-p", "x=layout.j2"]).out).toBe("<B>");
  });

  test("takes a byte order mark as no part of a template's text", () => {
    world.write({ "a.j2": "\ufeffa{% include 'b.j2' %}", "b.j2": "\ufeffb" });
    expect(world.dxg(["render", "a.j2"]).out).toBe("ab");
    expect(world.dxg(["render", "-"], { input: "\ufeffhi" }).out).toBe("hi");
  });

  test("follows no symbolic link to what it includes", () => {
    world.write({ "in/a.j2": "{% include x %}", "out/secret": "s", "in/own": "o" });
    world.shell("ln -s ../out in/folder && ln -s own in/file");
    for (const [name, link] of [
      ["folder/secret", "folder"],
      ["file", "file"],
    ] as const) {
      const says = `error[template/symlink]: Template holds a symbolic link: in/${link}\n`;
      expect(world.dxg(["render", "in/a.j2", "-p", `x=${name}`])).toMatchObject({ code: 1, out: "" });
      expect(world.dxg(["render", "in/a.j2", "-p", `x=${name}`]).err).toStartWith(says);
      world.write({ "in/constant.j2": `{% include '${name}' %}` });
      expect(world.dxg(["render", "in/constant.j2"]).err).toStartWith(says);
    }
  });

  test("-o removes what a run left that was killed, and nothing else", () => {
    const dead = Bun.spawnSync(["true"]).pid;
    const names = [`.dxg-${dead}-mwt00000-0.tmp`, `.dxg-${process.pid}-mwt00000-0.tmp`, ".dxg-notes"];
    world.write(Object.fromEntries(names.map((name) => [name, "half"])));
    expect(world.dxg(["render", "-", "-o", "made.txt"], { input: "x" }).code).toBe(0);
    expect(world.shell("ls -A").out).toBe([...names.slice(1), "made.txt"].sort().join("\n").concat("\n"));
  });

  test("-o leaves nothing beside the file when it is asked to end while it writes", async () => {
    world.write({ "long.j2": '{{ "abc\\n" * 8000000 }}' });
    const temporary = (): boolean => readdirSync(world.folder).some((name) => name.startsWith(".dxg-"));
    let met = 0;
    for (let tries = 0; tries < 20 && met < 3; tries += 1) {
      const child = Bun.spawn([DXG, "render", "long.j2", "-o", "long.txt"], {
        cwd: world.folder,
        env: world.environment,
      });
      while (child.exitCode === null && child.signalCode === null && !temporary()) await Bun.sleep(0);
      child.kill("SIGTERM");
      if (temporary()) met += 1;
      await child.exited;
      expect(temporary()).toBe(false);
    }
    expect(met).toBeGreaterThan(0);
  }, 60_000);

  test("leaves passthrough alone, indents values and follows policies", () => {
    const open = "$".concat("{{");
    const input = `run: ${open} a }}\n  {{ v }}\n{{ 'aaa bbb ccc' | truncate(9) }}\n`;
    const flags = ["--passthrough", open, "--indent-values", "--policy", "truncate.leeway=0", "-p", 'v="1\\n2"'];
    expect(world.dxg(["render", "-", ...flags], { input }).out).toBe(`run: ${open} a }}\n  1\n  2\naaa...\n`);
  });

  test.each([
    [["--block-start-string="], "error[compile/bad-option]: Bad option: block_start_string: it is empty\n"],
    [["--passthrough", "x"], 'error[compile/bad-option]: Bad option: passthrough: "x" ends with no bracket\n'],
    [["--policy", "truncate.leeway"], "error[cli/bad-argument]: Bad argument: --policy truncate.leeway has no value\n"],
    [["--policy", "a=1"], 'error[compile/bad-option]: Bad option: there is no policy "a"\n'],
    [["--extensions", "dew"], 'error[cli/bad-argument]: Bad argument: there is no extension "dew"\n'],
    [["--newline-sequence", "lfcr"], "error[cli/bad-argument]: Bad argument: --newline-sequence lfcr\n"],
  ])("refuses %j", (flags, message) => {
    const { code, out, err } = world.dxg(["render", "-", ...flags], { input: "x" });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toStartWith(message);
  });

  test("tells of characters that turn the direction of text, as generate does", () => {
    const warning =
      "Files with characters that turn the direction of text, which may read otherwise than they are:\n  - ";
    const input = "a = {{ x }}\n";
    const flags = ["render", "-", "-p", "x=\u2067b\u2069"];
    const out = "a = \u2067b\u2069\n";
    expect(world.dxg(flags, { input })).toEqual({ code: 0, out, err: `${warning}standard output\n` });
    const file = world.dxg([...flags, "-o", "o\u202e.txt"], { input });
    expect(file).toEqual({ code: 0, out: "", err: `${warning}o\\u202e.txt\n` });
    expect(world.read("o\u202e.txt")).toBe(out);
    expect(world.dxg(["render", "-", "-p", "x=שלום"], { input }).err).toBe("");
  });

  test("-o writes a file in one step, or leaves the old one", () => {
    world.write({ "good.j2": "{{ 1 }}", "bad.j2": "{{ 1 // 0 }}", "out.txt": "old" });
    const before = world.tree();
    expect(world.dxg(["render", "bad.j2", "-o", "out.txt"]).code).toBe(1);
    expect(world.tree()).toEqual(before);
    expect(world.dxg(["render", "good.j2", "-o", "out.txt"])).toEqual({ code: 0, out: "", err: "" });
    expect(world.read("out.txt")).toBe("1");
    expect(world.files()).toEqual(["bad.j2", "good.j2", "out.txt"]);
  });

  test("-o keeps the permissions of the file, and never writes over the template", () => {
    world.write({ "t.j2": "{{ 1 }}", "out.txt": "old" });
    world.shell("chmod 640 out.txt");
    expect(world.dxg(["render", "t.j2", "-o", "out.txt"]).code).toBe(0);
    expect(world.tree()["out.txt"]).toStartWith("file 0640 1 ");
    const before = world.tree();
    for (const args of [
      ["render", "t.j2", "-o", "./t.j2"],
      ["template", "compile", "t.j2", "-o", "t.j2"],
    ]) {
      expect(world.dxg(args)).toMatchObject({
        code: 1,
        out: "",
        err: expect.stringContaining("is the source itself"),
      });
      expect(world.tree()).toEqual(before);
    }
  });

  test("tells a syntax error with its place, line, caret and what to do", () => {
    world.write({ "t.j2": "a\n{% fi x %}\n" });
    const { code, out, err } = world.dxg(["render", "t.j2"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("  --> t.j2:2:4\n  |\n2 | {% fi x %}\n  |    ^^\n");
    expect(err).toContain("\n  help: ");
  });
});
