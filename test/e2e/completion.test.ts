/** The completion scripts, in the shells that they are for. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { DXG, World } from "./world.ts";

const world = new World();
let path = "";

beforeAll(() => {
  world.write({ "bin/.keep": "" });
  symlinkSync(DXG, world.path("bin/dxg"));
  path = `${world.path("bin")}:/usr/local/bin:/usr/bin:/bin`;
  world.dxg(["template", "init", "service"]);
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    world.write({ [`completion.${shell}`]: world.dxg(["completion", shell]).out });
  }
});
afterAll(() => world[Symbol.dispose]());

const COMPLETIONS: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["dxg gen", ["generate"]],
  ["dxg ", ["completion", "doctor", "generate", "key", "params", "render", "template"]],
  ["dxg template sh", ["show"]],
  ["dxg template s", ["schema", "show", "sign"]],
  ["dxg key t", ["trust"]],
  ["dxg generate component-", ["component-full"]],
  ["dxg g component-", ["component-full"]],
  ["dxg generate serv", ["service"]],
  ["dxg template show serv", ["service"]],
  ["dxg generate --dr", ["--dry-run"]],
  ["dxg generate component --on", ["--on-conflict"]],
  ["dxg generate service Name -p d", ["description="]],
  ["dxg g service Name --param w", ["with_tests="]],
  ["dxg g service -p ", ["description=", "name=", "with_tests="]],
  ["dxg g service:Name -p d", ["description="]],
  ["dxg g -o elsewhere service -p d", ["description="]],
  // A value follows its `=` in the same word here; bash takes them apart, which has its own tests.
  ["dxg g service X -p with_tests=", ["with_tests=false", "with_tests=true"]],
  ["dxg g service X -p with_tests=t", ["with_tests=true"]],
  ["dxg g crate-complete X --param edition=", ["edition=2021", "edition=2024"]],
  ["dxg g service X -p description=", []],
  ["dxg g service X -p none=", []],
  ["dxg g component --on-conflict ", ["fail", "overwrite"]],
  ["dxg g component --on-conflict o", ["overwrite"]],
  ["dxg g component --on-conflict=f", ["--on-conflict=fail"]],
  ["dxg generate --on-conflict fail component-", ["component-full"]],
  ["dxg render a --undefined ", ["chainable", "debug", "lenient", "semi-strict", "strict"]],
  ["dxg render a --trim-blocks o", ["off", "on"]],
  ["dxg completion ", ["bash", "fish", "powershell", "zsh"]],
  ["dxg completion b", ["bash"]],
  ["dxg template show component --c", ["--code"]],
  // A NAME is the user's own, and so is the value of most flags.
  ["dxg g component ", []],
  ["dxg g -p x component comp", []],
  ["dxg template init s", []],
  ["dxg render a --policy ", []],
  ["dxg render serv", []],
];

function wordsOf(out: string): readonly string[] {
  return out
    .split(/\s+/)
    .filter((word) => word !== "")
    .sort();
}

describe("bash", () => {
  test.each(COMPLETIONS)("completes %j", (line, words) => {
    const script = `source completion.bash
      COMP_WORDS=(${line}${line.endsWith(" ") ? '""' : ""}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _dxg; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { out, err } = world.shell(script, { PATH: path });
    expect(err).toBe("");
    expect(wordsOf(out)).toEqual(words);
  });

  test.each([
    ["dxg g component --on-conflict = ''", "fail overwrite"],
    ["dxg g component --on-conflict =", "fail overwrite"],
    ["dxg g service : x -p with_tests = true --dr", "--dry-run"],
    ["dxg g component -o b", "bin"],
    ["dxg g component --params completion.f", "completion.fish"],
    [
      "dxg template show comp",
      "completion.bash completion.fish completion.powershell completion.zsh component component-full",
    ],
    ["dxg template show component ''", "--code --help --history --json"],
    ["dxg render -- completion.f", "completion.fish"],
    ["dxg g crate-complete X -p edition =", "2021 2024"],
    ["dxg g crate-complete X -p edition = 202", "2021 2024"],
    ["dxg g crate-complete X --param = edition = 2024", "2024"],
    ["dxg g crate-complete X --param = lic", "license="],
    ["dxg g component X -p with_state =", "false true"],
    ["dxg g component X -p with_state = --", ""],
    ["dxg g component X -p description =", ""],
    ["dxg g component X -p description = http : t", ""],
    ["dxg g component X -p state_vars = a -p with_state = f", "false"],
  ])("takes apart what bash takes apart, and knows files: %s", (line, words) => {
    const script = `source completion.bash
      COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _dxg; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(wordsOf(world.shell(script, { PATH: path }).out).join(" ")).toBe(words);
  });

  test("shows the choices of a parameter as they are, and runs nothing that a name or choice says", () => {
    world.write({
      "odd/.dx/templates/t/template.yaml": `name: t
version: 1.0.0
params:
  a: { choices: [two words, "it's", 'q"b', $(touch ran), "*", "a,b", "", "new\\nline"] }
  n: { type: integer, choices: [10, 12, 20] }
`,
      "odd/.dx/templates/t/files/a.txt": "x",
      "odd/.dx/templates/$(touch ran)/template.yaml": "",
    });
    const script = `source completion.bash; cd odd
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dxg; printf '[%s]' "\${COMPREPLY[@]}"; echo; }
      try dxg g t -p a =; try dxg g t -p a = 'two\\ '; try dxg g t -p n = 1; try dxg g '$('; ls`;
    const { out, err } = world.shell(script, { PATH: path });
    expect(err).toBe("");
    expect(out).toBe("[two words][it's][$(touch ran)][*][a,b]\n[two words]\n[10][12]\n[$(touch]\n");
  });

  test("completes files where nothing else fits, and registers for dxg", () => {
    const script = `source completion.bash; complete -p dxg
      COMP_WORDS=(dxg render completion.b); COMP_CWORD=2; _dxg; echo "\${COMPREPLY[@]}"`;
    expect(world.shell(script, { PATH: path }).out).toBe("complete -o filenames -F _dxg dxg\ncompletion.bash\n");
  });
});

const hasScript = Bun.spawnSync(["script", "--version"], { stderr: "ignore" })
  .stdout?.toString()
  .includes("util-linux");
if (!hasScript) console.log("not run: script (util-linux)");

describe.if(hasScript === true)("in a terminal", () => {
  const TYPED: readonly (readonly [keys: string, words: string])[] = [
    ["dxg g crate-complete X -p lic\tMIT", "crate-complete|X|-p|license=MIT"],
    ["dxg g crate-complete X -p edition=\t4", "crate-complete|X|-p|edition=2024"],
    ["dxg g crate-complete X -p license=MIT\\ \t", "crate-complete|X|-p|license=MIT OR Apache-2.0"],
    ["dxg g component X -p with_state=t\t", "component|X|-p|with_state=true"],
  ];

  test.each([
    ["bash", "bash --rcfile completion.bash -i"],
    ["zsh", "zsh -i"],
  ])("%s makes words of keys", (shell, start) => {
    if (Bun.which(shell) === null) return;
    const show = `dxg() { if [ "$1" = g ]; then shift; printf '%s|' "$@" >> words; echo >> words; else command dxg "$@"; fi; }`;
    world.write({
      ".zshrc": "autoload -U compinit && compinit -u -d ./dump && source ./completion.zsh\n",
      keys: `${[show, ...TYPED.map(([keys]) => keys)].join("\n")}\nexit\n`,
      words: "",
    });
    const feed = "while IFS= read -r line; do sleep 0.5; printf '%s\\n' \"$line\"; done < keys; sleep 0.5";
    const env = { PATH: path, TERM: "dumb", ZDOTDIR: world.path(".") };
    world.shell(`{ ${feed}; } | script --quiet --command '${start}' /dev/null`, env);
    expect(world.read("words").split("|\n")).toEqual([...TYPED.map(([, words]) => words), ""]);
  });
});

if (Bun.which("fish") === null) console.log("not run: fish");
else {
  describe("fish", () => {
    test.each(COMPLETIONS)("completes %j", (line, words) => {
      const script = `fish --no-config -c 'source completion.fish; complete -C "${line}"'`;
      const { out, err } = world.shell(script, { PATH: path });
      expect(err).toBe("");
      const found = out
        .trim()
        .split("\n")
        .map((one) => one.split("\t")[0] ?? "");
      expect(wordsOf(found.filter((one) => !one.includes(".") && !one.endsWith("/")).join("\n"))).toEqual(words);
    });
  });
}

if (Bun.which("zsh") === null) console.log("not run: zsh");
else {
  describe("zsh", () => {
    test("takes the script without complaint", () => {
      const script = `zsh -n completion.zsh && zsh -f -c 'autoload -U compinit && compinit -u -d ./dump && source completion.zsh && echo $_comps[dxg] $+functions[_dxg]'`;
      const { code, out, err } = world.shell(script, { PATH: path });
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("_dxg");
      expect(out.trim()).toEndWith("1");
    });

    // As bashcompinit calls it; its own `compgen` works inside of a line editor only.
    test.each(COMPLETIONS)("completes %j", (line, words) => {
      const script = `autoload -U compinit && compinit -u -d ./dump && source ./completion.zsh
        compgen() { [ "$1" != -W ] || print -rl -- \${(s: :)2//$'\\n'/ } | grep -- "^$4" }
        run() { emulate -L sh; setopt kshglob noshglob braceexpand
          COMP_WORDS=(${line}${line.endsWith(" ") ? "''" : ""}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
          _dxg; printf '%s\\n' "\${COMPREPLY[@]}"; }
        run`;
      world.write({ "try.zsh": script });
      const { out, err } = world.shell("zsh -f try.zsh", { PATH: path });
      expect(err).toBe("");
      expect(wordsOf(out)).toEqual(words);
    });
  });
}

describe("powershell", () => {
  test("names every command and flag", () => {
    const script = world.read("completion.powershell");
    expect(script).toContain("Register-ArgumentCompleter -Native -CommandName dxg");
    expect(script).toContain("'template show' = @('--code', '--history', '--json', '--help')");
    expect(script).toContain("'g' = @(");
    expect(script).toContain("'g --on-conflict' = @('fail', 'overwrite')");
    expect(script).toContain("'completion 0' = @('bash', 'zsh', 'fish', 'powershell')");
  });
});
