/**
 * Whether a pyproject.toml has something that Python's tools run or obey when they install: hooks and scripts of build
 * backends, indexes that packages are fetched from, plugins. There are many such tools, and each has its own keys, so what
 * nothing here knows counts: of `[tool]` only the settings listed below do not.
 */
import { memberAt, members } from "./json-strict.ts";
import { isPlainPytestSetting } from "./pytest-settings.ts";
import { parseToml } from "./toml.ts";
import { isSame } from "./value-text.ts";

/** Keys outside of `[tool]`, by their path, and what is done with them. */
const OBEYED: readonly (readonly [reason: string, ...path: readonly string[]])[] = [
  ["Python runs its build backend when it installs", "build-system", "backend-path"],
  ["Python has its build backend work out what is dynamic when it installs", "project", "dynamic"],
  ["Python's tools load what its entry points name", "project", "entry-points"],
];

/**
 * Linters, formatters, type checkers and test runners, whose own files are ordinary ones; but for keys by which they load
 * something else.
 */
const PLAIN_TOOLS: ReadonlySet<string> = new Set(
  "autoflake bandit basedpyright black codespell coverage docformatter flake8 interrogate isort mypy pydocstyle pyright pytest ruff ty typos vulture yapf".split(
    " ",
  ),
);
const LOADING = /(?:^|[-_])(?:plugins?|hooks?|scripts?|commands?|exec|executable)(?:$|[-_])/i;

/** Lists of a package's own files. */
const FILES = "include exclude packages only-include only-packages artifacts sources";

/**
 * Settings of build backends and package managers that name files of the package, tell about it, or list dependencies,
 * which are looked at by `dependencies-python.ts`. `*` is any one key; what is below a setting is as plain.
 */
const PLAIN_SETTINGS: readonly (readonly [table: string, keys: string])[] = [
  ["hatch.build", FILES],
  ["hatch.build.targets.*", FILES],
  ["hatch.metadata", "allow-direct-references"],
  ["hatch.envs.*", "dependencies extra-dependencies description features python"],
  ["setuptools", "packages package-dir package-data exclude-package-data include-package-data py-modules"],
  ["setuptools", "zip-safe license-files platforms"],
  ["poetry", "name version description license authors maintainers readme keywords homepage repository documentation"],
  ["poetry", "classifiers urls packages include exclude package-mode extras scripts dependencies dev-dependencies"],
  ["poetry.group.*", "dependencies optional"],
  ["pdm", "distribution dev-dependencies"],
  ["pdm.build", "includes excludes source-includes package-dir is-purelib"],
  ["uv", "package default-groups dev-dependencies override-dependencies constraint-dependencies sources"],
  ["uv.build-backend", "module-name module-root namespace source-include source-exclude wheel-exclude"],
  ["flit.module", "name"],
  ["flit.sdist", "include exclude"],
  ["rye", "managed virtual dev-dependencies"],
];
/** Real settings lie less deep. */
const DEPTH_MAX = 20;

/** Who runs what is new, in words; undefined when nobody does. */
export function pythonReason(now: string, then: string | undefined): string | undefined {
  const root = parseToml(now);
  const old = then === undefined ? undefined : parseToml(then);
  for (const [reason, ...path] of OBEYED) {
    if (!isSame(memberAt(root, ...path), memberAt(old, ...path))) return reason;
  }
  const tools = memberAt(root, "tool");
  const oldTools = memberAt(old, "tool");
  for (const path of [...obeyed(tools), ...obeyed(oldTools)]) {
    // All of `tool.hatch.version` is one thing: what a plain setting means may depend on those beside it.
    const around = path.slice(0, 2);
    if (!isSame(memberAt(tools, ...around), memberAt(oldTools, ...around))) {
      return `Python's tools run or obey its ${JSON.stringify(`tool.${path.join(".")}`)}`;
    }
  }
  return undefined;
}

/** The paths of all settings that are not known to be plain. An empty table is a setting too: it turns a hook on. */
function* obeyed(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (isPlainSetting(path)) return;
  const inner = members(value);
  if (inner.length > 0 && path.length < DEPTH_MAX) {
    for (const [key, one] of inner) yield* obeyed(one, [...path, key]);
  } else if (path.length > 0 && !isOfPlainTool(path, value)) yield path;
}

function isPlainSetting(path: readonly string[]): boolean {
  return PLAIN_SETTINGS.some(([table, keys]) => {
    const names = table.split(".");
    if (path.length !== names.length + 1 || !keys.split(" ").includes(path.at(-1)!)) return false;
    return names.every((name, index) => name === "*" || name === path[index]);
  });
}

function isOfPlainTool([tool = "", ...keys]: readonly string[], value: unknown): boolean {
  if (tool === "pytest") return isPlainPytestSetting(keys, value);
  return PLAIN_TOOLS.has(tool) && keys.length < DEPTH_MAX - 1 && !keys.some((key) => LOADING.test(key));
}
