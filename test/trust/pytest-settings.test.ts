/** Settings of pytest in a pyproject.toml: which load the project's own tests only, and which load something else. */
import { describe, expect, test } from "bun:test";
import { pythonReason } from "../../src/trust/auto-run-python.ts";

const setting = (line: string): string => `[tool.pytest.ini_options]\n${line}\n`;
const addopts = (options: string): string => setting(`addopts = '''${options}'''`);

describe("a setting of pytest is ordinary", () => {
  test.each([
    ..."-q|-ra --strict-markers|-vv -s -x|--cov=src --cov-report=term-missing:skip-covered|-n auto|-n 4".split("|"),
    ...`-m "not slow"|-k 'a or (b and c)'|--doctest-modules --doctest-glob="*.md"|-p no:cacheprovider|-pno:x`.split(
      "|",
    ),
    ..."--import-mode=importlib|--tb=short --durations=10|tests/unit ./more|--junitxml=out/a.xml|-W error|".split("|"),
    ..."-Wignore::DeprecationWarning|\n  -ra\n  -q\n|--ignore=src/a --maxfail 2|--cov-report=xml".split("|"),
  ])("addopts %j", (options) => {
    expect(pythonReason(addopts(options), undefined)).toBeUndefined();
  });

  test.each([
    'testpaths = ["tests", "src/a"]',
    'pythonpath = ["src", "."]',
    'pythonpath = "src"',
    'filterwarnings = ["error", "ignore::DeprecationWarning:a.b", "ignore:.*\\\\.x:pytest.PytestWarning"]',
    'markers = ["slow: takes long"]\nminversion = "8"\nxfail_strict = true\nasyncio_mode = "auto"',
    'addopts = ["-ra", "-m", "not slow"]',
    "",
  ])("%s", (line) => {
    expect(pythonReason(setting(line), undefined)).toBeUndefined();
    expect(pythonReason(setting(line).replace(".ini_options", ""), undefined)).toBeUndefined();
  });
});

describe("a setting of pytest is none", () => {
  test.each([
    ..."-p evil|-pevil|-q -p evil|-qp evil|-xvp evil|-p|-p no:|-pno:a -p evil|--pyargs evil|-c evil.ini".split("|"),
    ...`"-p" evil|'-p' evil|-"p" evil|-''p evil|-\\p evil|-m "a -p evil|-m a\t-p\tevil|-q\n-p evil`.split("|"),
    ..."--rootdir=/x|--confcutdir=/x|-o addopts=x|--override-ini=a=b|--pdbcls=evil:Evil|--basetemp=a".split("|"),
    ..."/tmp/evil|../evil|tests/../../evil|@evil|~/evil|C:/evil|--ignore /x|--cov=/x|--cov-report=html:/x".split("|"),
    ..."--cov-config=evil.cfg|--tx popen//python=evil|-W error::evil.Evil|-Werror::evil.Evil|--log-file=a|--evil".split(
      "|",
    ),
    ..."--pastebin=all|--cov-report html:../x|--strict-markers=/x|--trace-config=a|--config-file=a".split("|"),
  ])("addopts %j", (options) => {
    expect(pythonReason(addopts(options), undefined)).toContain("tool.pytest.ini_options.addopts");
  });

  test.each([
    'addopts = ["-p", "evil"]',
    'addopts = ["-W", "error::evil.Evil"]',
    "addopts = 1",
    'addopts = ["-q", 1]',
    'testpaths = ["/x"]',
    'testpaths = ["../x"]',
    'pythonpath = [".", "/x"]',
    'pythonpath = "src ../x"',
    'filterwarnings = ["error::evil.Evil"]',
    'filterwarnings = "error\\nerror::evil.Evil"',
    'required_plugins = ["evil"]',
    'DJANGO_SETTINGS_MODULE = "evil"',
    'log_file = "a"',
    'env = ["A=b"]',
    "markers = { a = 1 }",
    "nobody_knows = 1",
  ])("%s", (line) => {
    expect(pythonReason(setting(line), undefined)).toContain("tool.pytest.ini_options.");
    expect(pythonReason(setting(line).replace(".ini_options", ""), undefined)).toContain("tool.pytest.");
  });

  test("which was there before", () => {
    const before = `${addopts("-p evil")}minversion = "8"\n`;
    expect(pythonReason(before, before)).toBeUndefined();
    expect(pythonReason(before.replace("evil", "other"), before)).toContain("addopts");
  });
});
