/** What is checked on a generation before it is written: rows of one file each, and what the quick look may clear. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CAPABILITY_NAMES, type Capabilities, type Grant, NO_CAPABILITIES } from "../../src/format/capabilities.ts";
import { checkCapabilities } from "../../src/trust/capability-check.ts";
import { clearlyAllowed, type Entry } from "../../src/trust/entry.ts";
import { suggestions } from "../../src/trust/suggestion.ts";

type Lists = { readonly [name in (typeof CAPABILITY_NAMES)[number]]?: Grant["value"] | readonly Grant["value"][] };

function grants(lists: Lists): readonly Grant[] {
  return CAPABILITY_NAMES.flatMap((capability, index) => {
    const value = lists[capability];
    const all = value === undefined ? [] : Array.isArray(value) ? (value as readonly Grant["value"][]) : [value];
    return all.map((one) => ({ capability, value: one as Grant["value"], line: index + 10 }));
  });
}

function allow(lists: Lists, denied: Lists = {}): Capabilities {
  return { line: 3, grants: grants(lists), denials: grants(denied) };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function entry(path: string, after = "", before?: string): Entry {
  return { path, after: bytes(after), before: before === undefined ? undefined : () => bytes(before) };
}

/** What is refused in one file, in short. */
function refused(capabilities: Capabilities, path: string, after = "", before?: string): readonly string[] {
  return checkCapabilities([entry(path, after, before)], capabilities).violations.map(
    ({ rule, need }) => suggestions([need], capabilities).map(({ line, text }) => `${rule} ${line} ${text}`)[0] ?? rule,
  );
}

const ALL = allow({ can_create_files: "**", can_modify_files: "**" });

describe("a file that programs run by themselves", () => {
  const AUTO_RUN = [
    ...".envrc .ENVRC a/.envrc .npmrc .yarnrc.yml bunfig.toml .pnpmfile.cjs pnpm-workspace.yaml binding.gyp".split(" "),
    ...".vscode/tasks.json .VSCODE/Tasks.json a/.vscode/settings.json .vscode/launch.json .idea/workspace.xml".split(
      " ",
    ),
    ...".devcontainer/devcontainer.json .devcontainer.json a.code-workspace .zed/tasks.json .fleet/run.json".split(" "),
    ...".github/workflows/ci.yml .github/actions/a/action.yml .gitlab-ci.yml .circleci/config.yml Jenkinsfile".split(
      " ",
    ),
    ...".travis.yml azure-pipelines.yml .forgejo/workflows/a.yml .woodpecker.yml .buildkite/p.yml netlify.toml".split(
      " ",
    ),
    ...".husky/pre-commit .githooks/post-merge lefthook.yml .pre-commit-config.yaml .gitmodules .hg/hgrc".split(" "),
    ...".cargo/config .cargo/config.toml build.rs crates/a/build.rs rust-toolchain rust-toolchain.toml".split(" "),
    ...".mvn/extensions.xml gradle/wrapper/gradle-wrapper.properties setup.py sitecustomize.py evil.pth".split(" "),
    ...".bashrc .zshenv .profile .config/autostart/a.desktop .ssh/authorized_keys .exrc .nvim.lua .gdbinit".split(" "),
    ...".claude/settings.json .mcp.json .cursor/mcp.json mise.toml autorun.inf .yarn/releases/yarn.cjs".split(" "),
    ..."composer.json Gemfile a.gemspec mix.exs Package.swift Podfile build.gradle settings.gradle.kts pom.xml".split(
      " ",
    ),
    ..."deno.json pubspec.yaml shard.yml dub.json a.csproj Directory.Build.props build.sbt conanfile.txt".split(" "),
    ..."requirements.txt Requirements-dev.txt requirements/base.txt dev-requirements.in constraints.txt".split(" "),
    ..."composer.lock Gemfile.lock gems.locked mix.lock pubspec.lock Podfile.lock Package.resolved flake.lock".split(
      " ",
    ),
    ..."deno.lock packages.lock.json paket.lock conan.lock gradle.lockfile Cargo.lock npm-shrinkwrap.json".split(" "),
    ..."bun.lock bun.lockb pnpm-lock.yaml Pipfile.lock pdm.lock pylock.dev.toml .terraform.lock.hcl".split(" "),
    ...".Rprofile .Renviron .RData .ghci .ocamlinit .octaverc startup.m .iex.exs .erlang .perldb .jdbrc".split(" "),
    ...".byebugrc .psysh.php .rvmrc .tool-versions .latexmkrc hie.yaml .merlin jupyter_server_config.py".split(" "),
    ..."node_modules/react/index.ts a/Node_Modules/.bin/x .venv/bin/python buildSrc/src/A.java pyvenv.cfg".split(" "),
    ...".emacs .emacs.d/init.el a/.emacs.d/lisp/a.el .vim/plugin/a.vim .dir-locals-2.el _vimrc .lazy.lua".split(" "),
  ];
  test.each(AUTO_RUN)("%s needs to be named", (path) => {
    expect(refused(ALL, path)).toEqual([`can_create_files 10 add ${JSON.stringify(path)} to can_create_files`]);
    expect(refused(ALL, path, "new", "old")).toEqual([
      `can_modify_files 11 add ${JSON.stringify(path)} to can_modify_files`,
    ]);
    expect(refused(NO_CAPABILITIES, path)).toHaveLength(1);
    expect(refused(allow({ can_create_files: path }), path)).toEqual([]);
    expect(checkCapabilities([entry(path)], allow({ can_create_files: path })).autoRun).toMatchObject([{ path }]);
  });

  test.each(["package.yaml", "package.json5"])("%s, which pnpm obeys and nothing here reads, is refused", (path) => {
    expect(refused(ALL, path)).toHaveLength(2);
    expect(refused(allow({ can_create_files: path }), path)).toEqual([
      "can_add_dependencies 3 nothing allows it: mend the file",
    ]);
  });

  test.each([
    ["next/package.json", true],
    ["a/Beta-2/package.json", true],
    ["nextjs/package.json", false],
    ["package.json", false],
  ])("%s, which yarn 1 takes for a dependency of that tag: %p", (path, special) => {
    const { autoRun } = checkCapabilities([entry(path, '{"name":"a"}')], ALL);
    expect(autoRun).toHaveLength(special ? 1 : 0);
    expect(checkCapabilities([entry(path, '{"name":"a"}', "{}")], ALL).autoRun).toEqual([]);
  });

  const ORDINARY = [
    ..."Makefile README.md src/a.ts .gitignore .editorconfig .env src/build.rs Dockerfile a/settings.json".split(" "),
    ..."tasks.json vscode/tasks.json workflows/ci.yml package.json.md envrc .prettierrc github/workflows/a.yml".split(
      " ",
    ),
    ..."pytest.ini tox.ini conftest.py CMakeLists.txt go.sum docs/requirements.md .env.example lock".split(" "),
    ..."config config.toml Rakefile .vscode/extensions.json docs/HEAD hooks/pre-commit CLAUDE.md tests/build.rs".split(
      " ",
    ),
  ];
  test.each(ORDINARY)("%s is none", (path) => {
    expect(refused(NO_CAPABILITIES, path)).toEqual([]);
    expect(checkCapabilities([entry(path)], ALL)).toEqual({ violations: [], toAllow: [], autoRun: [] });
  });

  test.each([
    [".github/workflows/ci.yml", ".github/workflows/ci.yml", true],
    [".github/*/ci.yml", ".github/workflows/ci.yml", false],
    ["**/.github/workflows/ci.yml", "a/.github/workflows/ci.yml", true],
    ["**/ci.yml", ".github/workflows/ci.yml", false],
    [".github/workflows/*.yml", ".github/workflows/ci.yml", false],
    [".github/workflows/{ci,cd}.yml", ".github/workflows/ci.yml", false],
    ["{.envrc,a}", ".envrc", false],
    [".env?c", ".envrc", false],
    ["**/.envrc", "a/b/.envrc", true],
    ["*/.envrc", ".envrc", false],
    [".ENVRC", ".envrc", false],
  ])("the glob %s lets %s be written: %p", (glob, path, allowed) => {
    expect(refused(allow({ can_create_files: glob }), path)).toHaveLength(allowed ? 0 : 1);
  });

  test.each([
    ['{"name":"a"}', undefined, false],
    ['{"scripts":{}}', undefined, false],
    ['{"scripts":{"build":"tsc"}}', undefined, true],
    ['{"scripts":{"postinstall":"x"}}', '{"scripts":{"postinstall":"y"}}', true],
    ['{"scripts":{"build":"tsc"}}', '{ "scripts": { "build": "tsc" } }', false],
    ['{"scripts":{"b":"2","a":"1"}}', '{"scripts":{"a":"1","b":"2"}}', false],
    ['{"scripts":{"a":"1"}}', '{"scripts":{"a":"1","b":"2"}}', false],
    ['{"trustedDependencies":["a"]}', "{}", true],
    ['{"packageManager":"yarn@4"}', '{"packageManager":"yarn@4"}', false],
    ['{"scripts":{"\\u0070repare":"x"}}', undefined, true],
  ])("package.json %s after %s: %p", (after, before, special) => {
    expect(checkCapabilities([entry("package.json", after, before)], ALL).autoRun).toHaveLength(special ? 1 : 0);
  });
});

describe("dependencies", () => {
  const FILES = allow({
    can_create_files: ["**", "package.json", "pyproject.toml", "Cargo.toml", "package.yaml", "package.json5"],
    can_modify_files: ["**", "package.json", "pyproject.toml", "Cargo.toml"],
    can_modify_cargo: true,
  });
  const ROWS: readonly (readonly [path: string, after: string, added: readonly string[], before?: string])[] = [
    ["package.json", '{"dependencies":{"a":"1"},"devDependencies":{"b":"^1.0.0-rc.1 || >2 <3"}}', ["a", "b"]],
    ["package.json", '{"peerDependencies":{"a":"*"},"optionalDependencies":{"b":"latest"}}', ["a", "b"]],
    ["package.json", '{"dependencies":{"a":"2"}}', [], '{"devDependencies":{"a":"1"}}'],
    ["package.json", '{"dependencies":{"a":"git+ssh://x/a"}}', ["a@git+ssh://x/a"], '{"dependencies":{"a":"1"}}'],
    [
      "package.json",
      '{"dependencies":{"a":"file:../a","b":"workspace:*","c":"catalog:"}}',
      ["a@file:../a", "b@workspace:*", "c@catalog:"],
    ],
    ["package.json", '{"dependencies":{"a":"npm:@s/b@1"}}', ["@s/b"]],
    ["package.json", '{"resolutions":{"x/**/a":"1","@s/b@2":"1"}}', ["a", "@s/b"]],
    ["package.json", '{"overrides":{"x":{"a":"1",".":"$y"}},"pnpm":{"overrides":{"x>b@1":"1"}}}', ["a", "b", "x@$y"]],
    ["package.json", '{"overrides":{"x":{".":"1"},"y":"$y","z@>=2":"1"}}', ["x", "z"]],
    ["package.json", '{"pnpm":{"overrides":{"a@1>b@>=2":"1"}},"resolutions":{"a@file:x/b":"1"}}', ["b", "a"]],
    ["package.json", '{"overrides":{"x":{".":"file:../x"}}}', ["x@file:../x"]],
    ["package.json", '{"dependencies":{"evil/react":"","a>b":"1","c@evil":"1"}}', ["evil/react@", "a>b@1", "c@evil@1"]],
    ["package.json", '{"bundleDependencies":["a"],"bundledDependencies":["b"]}', ["a", "b"]],
    ["package.json", '{"bundleDependencies":true,"bundledDependencies":false}', []],
    ["package.json", '{"bundleDependencies":"evil"}', ["?"]],
    ["package.json", '{"bundleDependencies":[1]}', ["?"]],
    [
      "package.json",
      '{"resolutions":{"react":"evil.tgz"},"pnpm":{"overrides":{"b":"../b"}}}',
      ["react@evil.tgz", "b@../b"],
    ],
    ["package.json", '{"workspaces":{"catalog":{"a":"1"},"catalogs":{"t":{"b":"1"}}}}', ["a", "b"]],
    ["package.json", "{}", []],
    ["package.json", "[]", ["?"]],
    ["package.json", "{,}", ["?"]],
    ["package.json", "null", ["?"]],
    ["package.json", '{"dependencies":null,"scripts":null,"workspaces":["packages/*"]}', []],
    ["package.json", '{"dependencies":["evil"]}', ["?"]],
    ["package.json", '{"devDependencies":"evil"}', ["?"]],
    ["package.json", '{"peerDependencies":["evil"]}', ["?"]],
    ["package.json", '{"optionalDependencies":1}', ["?"]],
    ["package.json", '{"overrides":["evil"]}', ["?"]],
    ["package.json", '{"overrides":{"a":["evil"]}}', ["?"]],
    ["package.json", '{"resolutions":["evil"]}', ["?"]],
    ["package.json", '{"resolutions":{"**":"file:x"}}', ["?"]],
    ["package.json", '{"scripts":["evil"]}', ["?"]],
    ["package.json", '{"pnpm":["evil"]}', ["?"]],
    ["package.json", '{"workspaces":{"catalogs":{"t":["evil"]}}}', ["?"]],
    ["package.json", '{"pnpm":{"packageExtensions":{"a":{"dependencies":["evil"]}}}}', ["?"]],
    ["package.yaml", "name: a\n", ["?"]],
    ["package.json5", "{}", ["?"]],
    ["package.json", '{"a":1,"\\u0061":2}', ["?"]],
    ["Cargo.toml", '[dependencies]\na = "1"\n[dev-dependencies.b]\nversion = "1"\n', ["a", "b"]],
    ["Cargo.toml", '[build-dependencies]\na = { version = "1" }\n[workspace.dependencies]\nb = "1"\n', ["a", "b"]],
    ["Cargo.toml", '[target.x86_64.dependencies]\na = "1"\n', ["a"]],
    ["Cargo.toml", "[dependencies]\na = { workspace = true }\n", [], '[dependencies]\na = "1"\n'],
    ["Cargo.toml", '[dependencies]\na = { package = "b", git = "u" }\n', ["b@git:u"]],
    ["Cargo.toml", '[dependencies]\na = { version = "1", registry = "other" }\n', ["a@registry:other"]],
    ["Cargo.toml", '[replace]\n"a:1.0.0" = { git = "u" }\n', ["a@git:u"]],
    ["Cargo.toml", 'dependencies = { a = "1" }', ["a"]],
    ["Cargo.toml", '"dependencies"."a" = "1"', ["a"]],
    ["Cargo.toml", "[dependencies\n", ["?"]],
    ["Cargo.toml", 'dependencies = ["evil"]', ["?"]],
    ["Cargo.toml", '[[dependencies]]\nevil = "1"\n', ["?"]],
    ["Cargo.toml", 'workspace = "evil"', ["?"]],
    ["Cargo.toml", "[dependencies]\na = 1\n", ["?"]],
    ["Cargo.toml", '[patch]\ncrates-io = ["evil"]\n', ["?"]],
    ["Cargo.toml", '[dependencies]\na = "1"\na = "2"\n', ["?"]],
    ["pyproject.toml", '[project]\ndependencies = ["A_b.c[x]>=1; python_version < \\"3\\""]\n', ["a-b-c"]],
    [
      "pyproject.toml",
      '[project.optional-dependencies]\nt = ["a"]\n[dependency-groups]\nd = ["b", {include-group = "t"}]\n',
      ["a", "b"],
    ],
    ["pyproject.toml", '[build-system]\nrequires = ["a"]\n', ["a"]],
    ["pyproject.toml", '[tool.poetry.dependencies]\npython = "^3"\na = "1"\nb = { git = "u" }\n', ["a", "b@git:u"]],
    [
      "pyproject.toml",
      '[tool.poetry.group.d.dependencies]\na = "1"\n[tool.uv]\ndev-dependencies = ["b"]\n',
      ["a", "b"],
    ],
    ["pyproject.toml", '[tool.uv.sources]\na = { url = "u" }\n', ["a@url:u"]],
    ["pyproject.toml", '[tool.hatch.envs.default]\ndependencies = ["a"]\n', ["a"]],
    [
      "pyproject.toml",
      `[project]\ndependencies = ["a @ file:///x", "b>=1,<2 ; extra == 'x'", "c (>=1.0)", "d[x] ~= 1.0 # y", "e==1!2.*"]\n`,
      ["a@file:///x", "b", "c", "d", "e"],
    ],
    [
      "pyproject.toml",
      '[tool.tox.env.t]\ndeps = ["a/../evil", "https://x", "a.whl", "a.tar.gz", "C:x", "a --find-links b", "a b"]\n',
      ["a/../evil@?", "https://x@?", "a.whl@?", "a.tar.gz@?", "C:x@?", "a --find-links b@?", "a b@?"],
    ],
    [
      "pyproject.toml",
      '[tool.pdm.resolution.overrides]\na = "https://x/a.whl"\nb = ">=1"\n[tool.uv.sources]\nc = { workspace = true }\n',
      ["a@https://x/a.whl", "b", "c@workspace:true"],
    ],
    ["pyproject.toml", "[project\n", ["?"]],
    ["pyproject.toml", '[project.dependencies]\nevil = "1"\n', ["?"]],
    ["pyproject.toml", '[project]\ndependencies = "evil"\n', ["?"]],
    ["pyproject.toml", '[project]\ndependencies = [["evil"]]\n', ["?"]],
    ["pyproject.toml", '[dependency-groups]\nd = "evil"\n', ["?"]],
    ["pyproject.toml", '[tool.poetry]\ndependencies = ["evil"]\n', ["evil"]],
    ["pyproject.toml", "build-system = 1979-05-27", ["?"]],
    [
      "go.mod",
      "module m\n\ngo 1.22\nrequire a.b/c v1\nrequire (\n\td.e/f v1 // indirect\n\t// g.h/i v1\n)\n",
      ["a.b/c", "d.e/f"],
    ],
    ["go.mod", 'module m\nrequire "a.b/c" v1\nrequire `d.e/f` v1\n', ["a.b/c", "d.e/f"]],
    ["go.mod", "module m\nrequire(\na.b/c v1\n)\n", ["a.b/c"]],
    ["go.mod", "module m\nreplace a => b v1\nreplace c v1 => ../c\n", ["b", "c@../c"]],
    [
      "go.mod",
      "module m\nreplace (\na => ./a\nb => /b\nc => ..\nd => C:\\d\n)\n",
      ["a@./a", "b@/b", "c@..", "d@C:\\d"],
    ],
    ["go.mod", "module m\nexclude a v1\nretract v1\n// require b v1\n", []],
    ["go.mod", "module m\ntoolchain go1.99\n", ["toolchain@go1.99"]],
    ["go.mod", "module m\nrequire (\n", ["?"]],
  ];
  test.each(ROWS)("%s: %s", (...row) => {
    const [path, after, added, before] = row;
    const { violations } = checkCapabilities([entry(path, after, before)], FILES);
    const found = violations
      .map(({ what }) => /"(.*)"/.exec(what)?.[1] ?? "?")
      .map((name) => JSON.parse(`"${name}"`) as string);
    expect(found.toSorted()).toEqual([...added].sort());
  });

  test.each([
    ["react", "react", true],
    ["@types/*", "@types/react", true],
    ["@types/*", "@evil/react", false],
    ["*", "react", true],
    ["*", "@a/b", false],
    ["react", "react@github:evil/react", false],
    ["*", "react@github:evil/react", false],
    ["react@github:evil/react", "react@github:evil/react", true],
    ["react", "React", false],
  ])("the grant %s stands for %s: %p", (grant, dependency, allowed) => {
    const [name = "", source] = [
      dependency.slice(0, dependency.indexOf("@", 1)),
      dependency.slice(dependency.indexOf("@", 1) + 1),
    ];
    const json = dependency.indexOf("@", 1) < 0 ? { [dependency]: "1" } : { [name]: source };
    const capabilities = allow({ can_create_files: "package.json", can_add_dependencies: grant });
    expect(refused(capabilities, "package.json", JSON.stringify({ dependencies: json }))).toHaveLength(allowed ? 0 : 1);
  });

  test("what is denied is denied from everywhere", () => {
    const capabilities = allow(
      { can_create_files: "package.json", can_add_dependencies: "*" },
      { can_add_dependencies: "left-*" },
    );
    expect(refused(capabilities, "package.json", '{"dependencies":{"left-pad":"1"}}')).toEqual([
      'can_add_dependencies 13 take "left-*" out of deny',
    ]);
    expect(refused(capabilities, "package.json", '{"dependencies":{"LEFT-PAD":"1"}}')).toHaveLength(1);
  });
});

describe("checkCapabilities()", () => {
  test("tells everything at once, with the line to change", () => {
    const entries = [
      entry("a.txt"),
      entry("Cargo.toml", '[dependencies]\nx = "1"\n'),
      entry("b.rs", "unsafe {}"),
      entry("c.txt", "", "x"),
    ];
    const { violations, toAllow } = checkCapabilities(
      entries,
      allow({ can_create_files: ["*.rs"], max_output_size: 3 }),
    );
    expect(violations.map(({ file, rule }) => [file, rule])).toEqual([
      ["a.txt", "can_create_files"],
      ["Cargo.toml", "can_create_files"],
      ["Cargo.toml", "can_modify_cargo"],
      ["Cargo.toml", "can_add_dependencies"],
      ["b.rs", "can_execute_unsafe"],
      ["c.txt", "can_modify_files"],
      ["", "max_output_size"],
    ]);
    expect(toAllow).toEqual([
      { line: 18, text: "max_output_size: 32" },
      { line: 10, text: 'add "a.txt", "Cargo.toml" to can_create_files' },
      { line: 3, text: "add can_modify_cargo: true" },
      { line: 3, text: 'add can_add_dependencies: ["x"]' },
      { line: 3, text: "add can_execute_unsafe: true" },
      { line: 3, text: 'add can_modify_files: ["c.txt"]' },
    ]);
  });

  test("writes out the capabilities that a template without them would need", () => {
    expect(refused(NO_CAPABILITIES, "Cargo.toml")).toEqual([
      'can_modify_cargo 0 add capabilities: { can_create_files: ["**"], can_modify_files: ["**"], can_modify_cargo: true }',
    ]);
  });

  test("what clearlyAllowed() clears is allowed", () => {
    const name = fc.constantFrom(
      "a",
      "src",
      ".github",
      "build.rs",
      "a.ts",
      "a.md",
      "Cargo.toml",
      ".envrc",
      "a.txt",
      "HEAD",
      "_darcs",
      "é.md",
      "a.RS",
      "Node_modules",
      "requirements-dev.txt",
      "buildSrc",
    );
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const glob = fc.constantFrom("**", "*", "**/*.md", "src/**", "a.ts", "*.txt", "**/*.TS");
    const made = fc.record({ path, text: fc.constantFrom("", "unsafe {}", "ref: x"), there: fc.boolean() });
    const declared = fc.record({
      create: fc.array(glob),
      modify: fc.array(glob),
      deny: fc.array(glob, { maxLength: 1 }),
      limit: fc.nat(40),
    });
    let cleared = 0;
    fc.assert(
      fc.property(fc.array(made, { maxLength: 3 }), fc.option(declared), (files, lists) => {
        const entries = files.map(({ path: at, text, there }) => entry(at, text, there ? "" : undefined));
        const capabilities =
          lists === null
            ? NO_CAPABILITIES
            : allow(
                { can_create_files: lists.create, can_modify_files: lists.modify, max_output_size: lists.limit + 1 },
                { can_create_files: lists.deny },
              );
        if (!clearlyAllowed(entries, capabilities)) return;
        cleared += files.length;
        expect(checkCapabilities(entries, capabilities)).toEqual({ violations: [], toAllow: [], autoRun: [] });
      }),
      { numRuns: 5000 },
    );
    expect(cleared).toBeGreaterThan(20);
  });
});
