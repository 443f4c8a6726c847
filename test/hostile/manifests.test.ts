/**
 * Manifests of package managers that run code, fetch from elsewhere or name packages in one of the many ways that there
 * are (A15), from the compiled executable. Each is a file of its own in one template, so that none can hide behind
 * another.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { World } from "../e2e/world.ts";
import { writeTemplate } from "./in-project.ts";

/** What an ordinary template must not write. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  "pyproject.toml": [
    '[build-system]\nbackend-path = ["."]',
    "[tool.hatch.build.hooks.custom]",
    '[tool.hatch.build.hooks.custom]\npath = "tasks.py"',
    "[tool.hatch.build.hooks.custom]\ndependencies = []",
    '[tool.hatch.build.targets.wheel.hooks.custom]\npath = "tasks.py"',
    '[tool.hatch.build.targets.custom]\npath = "tasks.py"',
    '[tool.hatch.metadata.hooks.custom]\npath = "tasks.py"',
    '[tool.hatch.version]\nsource = "code"\npath = "tasks.py"',
    '[tool.hatch.envs.default]\npost-install-commands = ["python tasks.py"]',
    '[tool.hatch.envs.default.scripts]\ntest = "python tasks.py"',
    '[tool.setuptools.cmdclass]\nbuild_py = "tasks.Build"',
    '[tool.setuptools.dynamic]\nversion = { attr = "tasks.version" }',
    '[project]\ndynamic = ["version"]',
    '[project.entry-points.pytest11]\ntasks = "tasks"',
    '[tool.poetry.build]\nscript = "tasks.py"',
    '[tool.poetry]\nbuild = "tasks.py"',
    '[tool.poetry.plugins.pytest11]\ntasks = "tasks"',
    '[tool.pdm.build]\ncustom-hook = "tasks.py"',
    '[tool.pdm.scripts]\npost_install = "python tasks.py"',
    '[tool.pdm.version]\nsource = "call"\ngetter = "tasks:version"',
    '[tool.rye.scripts]\na = "python tasks.py"',
    '[tool.pixi.tasks]\na = "python tasks.py"',
    '[tool.pixi.activation]\nscripts = ["tasks.sh"]',
    '[tool.poe.tasks]\na = "python tasks.py"',
    '[tool.cibuildwheel]\nbefore-build = "python tasks.py"',
    '[tool.pylint.main]\ninit-hook = "import tasks"',
    '[tool.mypy]\nplugins = ["tasks.py"]',
    '[tool.coverage.run]\nplugins = ["tasks"]',
    '[tool.nobody-knows]\nit = "tasks.py"',
    '[tool.pytest.ini_options]\naddopts = "-p evil"',
    '[tool.pytest.ini_options]\npythonpath = ["/tmp/evil"]',
    '[tool.pytest]\naddopts = ["-p", "evil"]',
    '[[tool.uv.index]]\nurl = "https://evil.example"',
    '[tool.uv]\nindex-url = "https://evil.example"',
    '[tool.uv]\nextra-index-url = ["https://evil.example"]',
    '[tool.uv]\nfind-links = ["https://evil.example"]',
    '[tool.uv.pip]\nindex-url = "https://evil.example"',
    '[tool.uv.workspace]\nmembers = ["evil"]',
    '[[tool.poetry.source]]\nname = "evil"\nurl = "https://evil.example"',
    '[[tool.pdm.source]]\nname = "evil"\nurl = "https://evil.example"',
    '[[tool.rye.sources]]\nname = "evil"\nurl = "https://evil.example"',
  ],
  "package.json": [
    '{ "scripts": { "prepare": "sh evil" } }',
    '{ "scripts": { "test": "sh evil" } }',
    '{ "publishConfig": { "registry": "https://evil.example" } }',
    '{ "workspaces": ["evil"] }',
    '{ "config": { "registry": "https://evil.example" } }',
    '{ "dependenciesMeta": { "evil": { "built": true } } }',
    '{ "pnpm": { "onlyBuiltDependencies": ["evil"] } }',
    '{ "pnpm": { "dangerouslyAllowAllBuilds": true } }',
    '{ "pnpm": { "neverBuiltDependencies": [] } }',
    '{ "pnpm": { "executionEnv": { "nodeVersion": "1" } } }',
    '{ "gitHooks": { "pre-commit": "sh evil" } }',
    '{ "pre-commit": ["evil"] }',
    '{ "volta": { "extends": "evil" } }',
    '{ "nobody-knows": 1 }',
    `{ "nobody-knows": ${"[".repeat(50_000)}${"]".repeat(50_000)} }`,
  ],
  "Cargo.toml": [
    '[package]\nbuild = "evil.rs"',
    '[package]\nbuild = ["evil.rs"]',
    "[package]\nbuild = 1",
    '[project]\nbuild = "evil.rs"',
    "[lib]\nproc-macro = true",
    "[lib]\nproc_macro = true",
    '[lib]\ncrate-type = ["proc-macro"]',
    'cargo-features = ["profile-rustflags"]',
  ],
  "setup.cfg": ["[global]\ncommand_packages = tasks"],
  "hatch.toml": [""],
  "uv.toml": [""],
  "poetry.toml": [""],
  "pdm.toml": [""],
  "pixi.toml": [""],
  Pipfile: [""],
  "package-lock.json": ["{}"],
  "poetry.lock": [""],
  "composer.lock": ["{}"],
  "Gemfile.lock": [""],
  "composer.json": ['{ "scripts": { "post-install-cmd": "sh evil" } }'],
  Gemfile: ['eval_gemfile "evil"'],
  "build.gradle": [""],
  "requirements.txt": ["--index-url https://evil.example"],
  "conanfile.txt": [""],
  "node_modules/react/index.ts": ["evil()"],
  ".Rprofile": ["evil()"],
  ".ghci": [":! evil"],
  "go.work": ["go 1.22\n"],
};

/** What names the package `evil`. */
const DEPENDING: Readonly<Record<string, readonly string[]>> = {
  "package.json": [
    '{ "bundleDependencies": ["evil"] }',
    '{ "dependencies": { "fine": "npm:evil@1" } }',
    '{ "dependencies": { "fine": "npm:evil" } }',
    '{ "overrides": { "evil@>=2": "1" } }',
    '{ "overrides": { "evil": { ".": "1" } } }',
  ],
  "pyproject.toml": [
    '[project]\ndependencies = ["evil"]',
    '[tool.pixi.dependencies]\nevil = "*"',
    '[tool.pixi.pypi-dependencies]\nevil = { version = "*" }',
    '[tool.pixi.feature.test.dependencies]\nevil = "*"',
    '[tool.pixi.target.linux-64.pypi-dependencies]\nevil = "*"',
    '[tool.pixi.feature.test.target.linux-64.dependencies]\nevil = "*"',
    '[tool.pixi.host-dependencies]\nevil = "*"',
    '[tool.rye]\ndev-dependencies = ["evil>=1"]',
    '[tool.tox]\nrequires = ["evil"]',
    '[tool.tox.env_run_base]\ndeps = ["evil"]',
    '[tool.tox.env.test]\ndeps = "fine\\nevil"',
    '[tool.tox.env.test]\ndeps = ["fine\\nevil"]',
    '[tool.briefcase.app.x]\nrequires = ["evil"]',
    '[tool.briefcase.app.x]\ntest_requires = ["evil"]',
    '[tool.flit.metadata]\nrequires = ["evil"]',
    '[tool.flit.metadata]\ndev-requires = ["evil"]',
    '[tool.flit.metadata.requires-extra]\ntest = ["evil"]',
    '[tool.poetry.dependencies]\nevil = "*"',
    '[tool.poetry.dependencies]\nevil = ["1", "2"]',
    '[tool.poetry.requires-plugins]\nevil = "*"',
    '[tool.pdm.dev-dependencies]\ntest = ["evil"]',
    '[tool.pdm]\nplugins = ["evil"]',
    '[tool.pdm.resolution.overrides]\nevil = "1"',
    '[tool.uv]\ndev-dependencies = ["evil"]',
    '[tool.uv]\nbuild-constraint-dependencies = ["evil"]',
    '[tool.uv.extra-build-dependencies]\nfine = ["evil"]',
    '[tool.uv.extra-build-dependencies]\nfine = ["fine", { requirement = "evil" }]',
    '[[tool.uv.dependency-metadata]]\nname = "fine"\nrequires-dist = ["evil"]',
    '[tool.hatch.envs.test]\nextra-dependencies = ["evil"]',
    '[tool.hatch.envs.test.overrides]\nmatrix.a.dependencies = [{ value = "evil", if = ["1"] }]',
    '[tool.hatch.build.hooks.custom]\ndependencies = ["evil"]',
    '[tool.nobody-knows.deps]\nevil = "*"',
    '[tool.nobody-knows.dependencies]\ngroup = ["evil"]',
    '[[tool.nobody-knows.list]]\nrequirements = ["evil"]',
  ],
};

/** What names another source, or something that nobody can tell, in its own words. */
const FROM_ELSEWHERE: readonly (readonly [text: string, dependency: string])[] = [
  [
    '[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }',
    String.raw`tool.setuptools.dynamic.dependencies@{\"file\":[\"requirements.txt\"]}`,
  ],
  [
    '[tool.setuptools.dynamic.optional-dependencies.test]\nfile = "requirements.txt"',
    String.raw`tool.setuptools.dynamic.optional-dependencies@{\"test\":{\"file\":\"requirements.txt\"}}`,
  ],
  ['[tool.pixi.dependencies]\nevil = { version = "1", channel = "https://x" }', "evil@channel:https://x"],
  ['[tool.uv.sources]\nevil = { index = "x" }', "evil@index:x"],
  ['[tool.poetry.dependencies]\nevil = { svn = "x" }', "evil@svn:x"],
  ['[tool.tox.env_run_base]\ndeps = ["-r requirements.txt"]', "-r requirements.txt@?"],
  ["[tool.nobody-knows]\ndependencies = 1979-05-27", "tool.nobody-knows.dependencies@?"],
  ["[tool.nobody-knows]\ndependencies = [1]", "tool.nobody-knows.dependencies@?"],
  // Nobody looks any deeper.
  [`[tool${".a".repeat(3000)}]\ndependencies = ["evil"]`, `tool${".a".repeat(19)}@?`],
];

/** The same in a package.json. */
const NPM_FROM_ELSEWHERE: readonly (readonly [text: string, dependency: string])[] = [
  ...["evil.tgz", "1.0.0-evil.TAR", ".evil", "evil", "npm:flask@evil.tgz", "workspace:*", "evil/fine"].map(
    (spec) => [`{ "dependencies": { "fine": "${spec}" } }`, `fine@${spec}`] as const,
  ),
  ['{ "dependencies": { "evil/fine": "" } }', "evil/fine@"],
  ['{ "overrides": { "fine": "$evil" } }', "fine@$evil"],
  ['{ "resolutions": { "a/**/fine": "evil.tgz" } }', "fine@evil.tgz"],
];

/** What an ordinary template may write. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  "pyproject.toml": [
    '[project]\nname = "a"\nversion = "1"\nscripts = { a = "a:main" }',
    '[tool.ruff]\nline-length = 100\n[tool.ruff.lint.per-file-ignores]\n"scripts/**" = ["T20"]',
    '[tool.pytest.ini_options]\naddopts = "-q -p no:cacheprovider"\n[tool.mypy]\nstrict = true\n[tool.black]\n[tool.coverage.run]\nbranch = true',
    '[tool.hatch.build.targets.wheel]\npackages = ["src/a"]',
    '[tool.setuptools.packages.find]\nwhere = ["src"]',
    '[tool.poetry]\nname = "a"\nversion = "1"\npackages = [{ include = "a" }]\n[tool.poetry.dependencies]\npython = "^3.12"',
    "[tool.uv]\npackage = false\ndev-dependencies = []",
  ],
  "package.json": [
    '{ "name": "a", "version": "1.0.0", "private": true, "type": "module", "exports": "./a.js", "engines": { "node": "22" } }',
    '{ "eslintConfig": {}, "prettier": {}, "jest": {}, "pnpm": { "overrides": {} } }',
  ],
  "other/go.mod": ["module a\n\ngo 1.22\n"],
};

let world: World;
beforeAll(() => {
  world = new World();
});
afterAll(() => world[Symbol.dispose]());

/** The files of some lists, each in a folder of its own. */
function files(lists: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>> {
  const all = Object.entries(lists).flatMap(([name, texts]) => texts.map((text) => [name, text] as const));
  return Object.fromEntries(all.map(([name, text], index) => [`f${index}/${name}`, text]));
}

/** Runs a template of a project with these files. */
function generate(name: string, capabilities: string, all: Readonly<Record<string, string>>): string {
  writeTemplate(world, `project/.dx/templates/${name}`, capabilities, all);
  const trust = world.trusting(name, { cwd: "project" });
  const { code, err } = world.dxg(["generate", name, "-o", `out-${name}`, ...trust], { cwd: "project" });
  expect(world.files("project").some((path) => path.startsWith(`out-${name}/`))).toBe(code === 0);
  return err;
}

describe("A15: a manifest that has something run or fetched", () => {
  const all = files(SPECIAL);

  test("is no ordinary file", () => {
    const err = generate("special", "", all);
    expect(err).toStartWith("error[trust/not-allowed]");
    for (const [path, text] of Object.entries(all)) {
      const told = err.includes(`  - ${path}: can_create_files: it creates a file of its own class: `);
      expect({ path, text, told }).toEqual({ path, text, told: true });
    }
  });

  test("is written where the template names it, and told", () => {
    const globs = Object.keys(SPECIAL).map((name) => JSON.stringify(`**/${name}`));
    const capabilities = `capabilities:\n  can_modify_cargo: true\n  can_execute_unsafe: true\n  can_create_files: [${globs.join(", ")}]\n`;
    const err = generate("named", capabilities, all);
    expect(err).toStartWith("Files that programs run by themselves:\n");
    for (const path of Object.keys(all)) expect(err).toContain(`  - ${path}: `);
  });

  test("is told by the key that is new; what was there and stays as it is does not count", () => {
    const before = '[tool.hatch.version]\nsource = "code"\npath = "a.py"\n[tool.uv]\npackage = true\nindex-url = "x"\n';
    const run = (name: string, text: string): string => {
      world.write({ "project/pyproject.toml": before });
      writeTemplate(world, `project/.dx/templates/${name}`, "", { "pyproject.toml": text });
      return world.dxg(["generate", name, "--on-conflict=overwrite", "-q"], { cwd: "project" }).err;
    };
    expect(run("same", before.replace("package = true", "package = false"))).toBe("");
    expect(run("more", `${before}[tool.ruff]\nline-length = 90\n`)).toBe("");
    expect(run("other-index", before.replace('"x"', '"y"'))).toContain('obey its "tool.uv.index-url"');
    expect(run("other-path", before.replace("a.py", "b.py"))).toContain('obey its "tool.hatch.version.source"');
    expect(run("less", before.replace('index-url = "x"\n', ""))).toContain('obey its "tool.uv.index-url"');
  });

  test("is an ordinary file where it does nothing of the kind", () => {
    expect(generate("plain", "", files(PLAIN))).toBe("");
  });
});

describe("A15: a dependency", () => {
  const capabilities =
    'capabilities:\n  can_create_files: ["**", "**/pyproject.toml", "**/package.json"]\n  can_add_dependencies: [fine]\n';

  test("is found wherever a tool may read it", () => {
    const all = files(DEPENDING);
    const err = generate("depending", capabilities, all);
    for (const [path, text] of Object.entries(all)) {
      const told = err.includes(`  - ${path}: can_add_dependencies: it adds the dependency "evil"\n`);
      expect({ path, text, told }).toEqual({ path, text, told: true });
    }
  });

  test("from elsewhere is told with where it is from", () => {
    const lists = { "pyproject.toml": FROM_ELSEWHERE, "package.json": NPM_FROM_ELSEWHERE };
    for (const [name, list] of Object.entries(lists)) {
      const all = files({ [name]: list.map(([text]) => text) });
      const err = generate(`elsewhere-${name.slice(0, 2)}`, capabilities, all);
      for (const [index, [, dependency]] of list.entries()) {
        expect(err).toContain(`  - f${index}/${name}: can_add_dependencies: it adds the dependency "${dependency}"\n`);
      }
    }
  });
});
