/**
 * The layer table and the rules of the house hold. Each rule is first shown to find what it is for, in small made-up
 * files.
 */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  headers,
  layers,
  lengths,
  type Rule,
  runtimeAlone,
  seams,
  seamsOfProcess,
  startUp,
  types,
} from "./architecture/rules.ts";
import { type SourceFile, sourceFile } from "./architecture/source-file.ts";

const ROOT = join(import.meta.dir, "..");
/** Texts that the rules read must not be found in this file as breaches of its own. */
const ANY = "any";

function made(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => sourceFile(path, text));
}

function read(folder: string, extensions: RegExp): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => extensions.test(name) && !name.startsWith("fixtures/"))
    .map((name) => sourceFile(`${folder}/${name}`, readFileSync(join(ROOT, folder, name), "utf8")));
}

const source = read("src", /\.ts$/);
const everything = [...source, ...read("ffi", /\.(?:ts|c|h)$/), ...read("test", /\.ts$/), ...read("bench", /\.ts$/)];

describe("sourceFile()", () => {
  test("reads every way of importing", () => {
    const text = [
      'import { a } from "./a.ts";',
      "import {",
      "  b,",
      '} from "./b.ts";',
      'import type { C } from "./c.ts";',
      'export { d } from "./d.ts";',
      'export type { E } from "./e.ts";',
      'import "./f.ts";',
      'const g = await import("./g.ts");',
      'const h = require("./h.ts");',
      'type I = typeof import("./i.ts");',
      'type J = import("./j.ts").Thing;',
      '// import { no } from "./no.ts";',
      '/* import "./no.ts"; */',
    ].join("\n");
    const { imports } = sourceFile("src/x/y.ts", text);
    expect(imports.map(({ specifier, how }) => `${specifier} ${how}`).sort()).toEqual([
      "./a.ts static",
      "./b.ts static",
      "./c.ts type",
      "./d.ts static",
      "./e.ts type",
      "./f.ts static",
      "./g.ts lazy",
      "./h.ts lazy",
      "./i.ts type",
      "./j.ts type",
    ]);
  });
});

interface Check {
  readonly rule: Rule;
  readonly files: readonly SourceFile[];
  /** Files with the breaches that the rule must tell. */
  readonly broken: readonly (readonly [files: Readonly<Record<string, string>>, breach: string])[];
  /** Files that are in order. */
  readonly fine: readonly Readonly<Record<string, string>>[];
}

const CHECKS: Readonly<Record<string, Check>> = {
  "imports only go down": {
    rule: layers,
    files: source,
    broken: [
      [{ "src/base/a.ts": 'import { b } from "../value/b.ts";\n' }, "src/base/a.ts imports src/value/b.ts"],
      [{ "src/lang/a.ts": 'import type { B } from "../compile/b.ts";\n' }, "src/lang/a.ts imports src/compile/b.ts"],
      [{ "src/app/a.ts": 'const b = await import("../ui/b.ts");\n' }, "src/app/a.ts imports src/ui/b.ts"],
      [{ "src/store/a.ts": 'import { b } from "../source/b.ts";\n' }, "which is beside it"],
      [{ "src/other/a.ts": 'import { b } from "../base/b.ts";\n' }, "src/other/a.ts is in no known layer"],
      [{ "src/base/a.ts": 'import { b } from "../../test/b.ts";\n' }, "imports test/b.ts"],
    ],
    fine: [
      { "src/app/parameters/a.ts": 'import { b } from "../../base/b.ts";\nimport { c } from "../c.ts";\n' },
      { "src/ui/a.ts": 'import type { B } from "../app/b.ts";\n' },
    ],
  },
  "the runtime reaches neither language nor compiler": {
    rule: runtimeAlone,
    files: source,
    broken: [
      [{ "src/runtime/a.ts": 'import { b } from "../lang/b.ts";\n' }, "the runtime reaches src/lang/b.ts"],
      [
        {
          "src/runtime/a.ts": 'import { b } from "../format/b.ts";\n',
          "src/format/b.ts": 'const c = require("../compile/c.ts");\n',
        },
        "the runtime reaches src/compile/c.ts through src/format/b.ts",
      ],
    ],
    fine: [{ "src/app/a.ts": 'import { b } from "../compile/b.ts";\n' }],
  },
  "packages stay behind their seams": {
    rule: seams,
    files: source,
    broken: [
      [{ "src/store/a.ts": 'import { dlopen } from "bun:ffi";\n' }, "imports bun:ffi outside its seam"],
      [{ "src/app/a.ts": 'const { parse } = await import("yaml");\n' }, "imports yaml outside its seam"],
      [{ "src/app/a.ts": 'import chalk from "chalk";\n' }, "imports the package chalk, which has no seam"],
    ],
    fine: [{ "src/native/a.ts": 'import { dlopen } from "bun:ffi";\n', "src/cli/b.ts": 'import("citty");\n' }],
  },
  "no module of Node loads with the process": {
    rule: startUp,
    files: source,
    broken: [
      [{ "src/main.ts": 'import { join } from "node:path";\n' }, "src/main.ts imports node:path statically"],
      [
        { "src/main.ts": 'import("./app/a.ts");\n', "src/app/a.ts": 'import { join } from "node:path";\n' },
        "src/app/a.ts imports node:path statically",
      ],
    ],
    fine: [
      { "src/main.ts": 'import "./native/a.ts";\n', "src/native/a.ts": 'const fs = require("node:fs");\n' },
      { "src/main.ts": 'import type { Stats } from "node:fs";\n' },
      {
        "src/main.ts": 'import "./source/embedded-bundles.ts";\n',
        "src/source/embedded-bundles.ts": 'import { readFileSync } from "node:fs";\n',
      },
    ],
  },
  "environment and exit have one place": {
    rule: seamsOfProcess,
    files: source,
    broken: [
      [{ "src/app/a.ts": "const home = process.env.HOME;\n" }, "src/app/a.ts uses the environment"],
      [{ "src/app/a.ts": "const home = Bun.env.HOME;\n" }, "src/app/a.ts uses the environment"],
      [{ "src/app/a.ts": "process.exit(1);\n" }, "src/app/a.ts uses process.exit"],
      [{ "src/app/a.ts": "const f = new Function('a');\n" }, "src/app/a.ts uses code from strings"],
    ],
    fine: [
      { "src/base/env.ts": "process.env.HOME;\n", "src/main.ts": "process.exit(1);\n" },
      { "src/app/a.ts": "// process.env is read elsewhere\nprocess.exitCode = 1;\n" },
    ],
  },
  "no type is switched off": {
    rule: types,
    files: everything,
    broken: [
      [{ "src/app/a.ts": `let a: ${ANY};\n` }, "src/app/a.ts uses the type any"],
      [{ "test/a.ts": `b(a as ${ANY});\n` }, "test/a.ts uses the type any"],
      [{ "src/app/a.ts": `const a: Map<${ANY}> = b;\n` }, "src/app/a.ts uses the type any"],
      [{ "src/app/a.ts": `// @ts-${"ignore"}\n` }, "src/app/a.ts switches type checks off"],
    ],
    fine: [{ "src/app/a.ts": "const anything: Many = company;\n/** For any value. */\n" }],
  },
  "no file is too long": {
    rule: lengths,
    files: everything,
    broken: [[{ "src/app/a.ts": "a\n".repeat(421) }, "src/app/a.ts has 421 lines"]],
    fine: [{ "src/app/a.ts": "a\n".repeat(420) }],
  },
  "every file says what it is for": {
    rule: headers,
    files: everything,
    broken: [[{ "src/app/a.ts": "const a = 1;\n" }, "src/app/a.ts has no comment at its top"]],
    fine: [{ "src/app/a.ts": "/** It. */\n", "ffi/b.c": "/* It. */\n" }],
  },
};

for (const [name, { rule, files, broken, fine }] of Object.entries(CHECKS)) {
  describe(name, () => {
    test.each(broken)("the rule finds a breach: %j", (input, breach) => {
      expect(rule(made(input)).join("\n")).toContain(breach);
    });

    test.each(fine.map((input): [Readonly<Record<string, string>>] => [input]))("the rule accepts %j", (input) => {
      expect(rule(made(input))).toEqual([]);
    });

    test("in this repository", () => {
      expect(files.length).toBeGreaterThan(100);
      expect(rule(files)).toEqual([]);
    });
  });
}
