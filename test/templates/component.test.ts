/** What the templates `component` and `component-full` generate, for every combination of their flags and awkward names. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answers, Workspace } from "./component-generate.ts";

const FULL = ["README.md", "component.bench.tsx", "component.test.tsx", "component.tsx", "state.ts"];

/** Names as people and scripts give them, and the component that each must become. */
const NAMES: readonly (readonly [name: string, component: string])[] = [
  ["Counter", "Counter"],
  ["user card", "UserCard"],
  ["HTTPServer2", "HttpServer2"],
  ["über", "Über"],
  ["class", "Class"],
  ["2fa", "Component2fa"],
  ["default", "Default"],
  ["React", "React"],
  ["Fragment", "Fragment"],
  ["State", "State"],
  ["Id", "Id"],
  ["page", "Page"],
  ["日本", "Component日本"],
  ["x²", "X"],
  ["../../etc/passwd", "EtcPasswd"],
  ['a"; alert(1); //</script>`{{ 7 * 7 }}', "AAlert1Script77"],
];

/** What the code uses of globals and imports, as far as a component could hide it; these names get "Component" in front. */
const USED = ["Array", "GlobalRegistrator", "Math", "Number", "Object", "ReactNode"];

const INJECTION = "Quotes \" ' `x` */ alert(1) /* </script><!-- #{boom} $ {{ 7*7 }} {% x %}\n\n```\r\n# é 漢 😀 \\ */";

/** State values: one of each type, then names that are hard on generated code. */
const STATES: readonly (readonly string[])[] = [
  [],
  ["count", "loading"],
  ["query:string"],
  ["open: boolean", "is ready", "user name: string", "limit"],
  ["class", "default:string", "delete:boolean", "await", "arguments", "undefined", "null", "true"],
  ["is open", "isOpen", "IS_OPEN"],
  ["set", "set count", "count", "settings", "state", "reset", "props:string", "title:string", "children:string"],
  ["value", "event:string", "heading id", "current", "by", "text:string", "start:string", "controls", "x y z", "xYz"],
  ["über", "日本:string", "HTTPCode", "key", "ref", "type:string", "use id", "name:string", "length"],
];

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

function files(folder: string): readonly string[] {
  return readdirSync(join(workspace.root, "out", folder)).sort();
}

function read(...path: readonly string[]): string {
  return readFileSync(join(workspace.root, "out", ...path), "utf8");
}

/** Every answer set of the matrix, under the folder of `out/` that it is generated into. */
function matrix(): Map<string, readonly [template: string, answers: Answers, component: string]> {
  const cases = new Map<string, readonly [string, Answers, string]>();
  for (const [n, [name, component]] of NAMES.entries()) {
    for (const withState of [true, false]) {
      const answers = { name, with_state: withState, state_vars: STATES[n % STATES.length] ?? [] };
      cases.set(`full/name-${n}-${withState}`, ["component-full", answers, component]);
      for (const withTest of [true, false])
        cases.set(`one/name-${n}-${withState}-${withTest}`, [
          "component",
          { ...answers, with_test: withTest },
          component,
        ]);
    }
  }
  for (const [n, vars] of STATES.entries()) {
    for (const withState of [true, false]) {
      const answers = { name: "Panel", with_state: withState, state_vars: vars, description: INJECTION };
      cases.set(`full/state-${n}-${withState}`, ["component-full", answers, "Panel"]);
      cases.set(`one/state-${n}-${withState}`, ["component", answers, "Panel"]);
    }
  }
  // Lines that are about as long as a line may be.
  for (const [n, name] of ["Tab", "NavigationMenu", "UserRegistration", "PaymentMethodSelector"].entries()) {
    const vars = ["n", "numberOfVisitors", "hasUnreadMessages", "shippingAddress:string", "HTTPStatusCode"];
    for (const withState of [true, false]) {
      const answers = { name, with_state: withState, state_vars: vars };
      cases.set(`full/long-${n}-${withState}`, ["component-full", answers, name]);
      cases.set(`one/long-${n}-${withState}`, ["component", answers, name]);
    }
  }
  return cases;
}

const cases = matrix();

/** Components that are called like a word of their own code, so like every global and import that it uses. */
function namesakes(): typeof cases {
  const code = ["full/state-3-true/Panel", "full/state-3-false/Panel", "one/state-3-true"].flatMap((folder) =>
    files(folder).map((file) => (file.endsWith(".md") ? "" : read(folder, file))),
  );
  // A word such as HTMLInputElement can be no component: it would become HtmlInputElement.
  const bare = code.join("\n").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*"/g, "");
  const words = new Set(bare.match(/\b(?:[A-Z][a-z]+)+\b/g));
  expect([...words]).toEqual(expect.arrayContaining(USED));
  const found: typeof cases = new Map();
  for (const name of words) {
    const component = USED.includes(name) ? `Component${name}` : name;
    const answers = { name, state_vars: STATES[3] ?? [] };
    found.set(`word/${name}-full-true`, ["component-full", answers, component]);
    found.set(`word/${name}-full-false`, ["component-full", { ...answers, with_state: false }, component]);
    found.set(`word/${name}-one`, ["component", answers, component]);
  }
  return found;
}

function generate(chosen: typeof cases): void {
  for (const [folder, [template, answers]] of chosen) {
    const { code, output } = workspace.generate(template, folder, answers);
    if (code !== 0) throw new Error(`${folder}: ${output}`);
  }
}

beforeAll(() => {
  generate(cases);
  const more = namesakes();
  generate(more);
  for (const [folder, each] of more) cases.set(folder, each);
}, 120_000);

describe("component-full", () => {
  test("writes Counter/ with five files of fixed names when only a name is given", () => {
    expect(workspace.command("generate", "component-full", "Counter", "-o", "plain")).toMatchObject({ code: 0 });
    expect(files("plain").filter((name) => !name.startsWith("."))).toEqual(["Counter"]);
    expect(files("plain/Counter")).toEqual(FULL);
  });

  test("writes five files in a folder that the name gives, whatever the answers", () => {
    for (const [folder, [template, , component]] of cases)
      if (template === "component-full") expect([folder, files(join(folder, component))]).toEqual([folder, FULL]);
  });

  test("takes the parameters of the seed", () => {
    const answers = { name: "Counter", with_state: true, state_vars: ["count", "loading"] };
    expect(workspace.generate("component-full", "seed", answers)).toMatchObject({ code: 0 });
    const state = read("seed/Counter/state.ts");
    expect(state).toContain("  readonly count: number;\n  readonly loading: boolean;\n");
    expect(state).toContain("  count: 0,\n  loading: false,\n");
  });

  test("writes elsewhere when a folder is given", () => {
    workspace.generate("component-full", "elsewhere", { name: "x", folder: "ui/panel" });
    expect(files("elsewhere/ui/panel")).toEqual(FULL);
  });

  test("keeps a description inside the comment and the paragraph that it belongs to", () => {
    const component = read("full/state-1-true/Panel/component.tsx");
    expect(component).toContain(" * Quotes \" ' `x` *\\/ alert(1) /* </script><!-- #{boom} $ {{ 7*7 }} {% x %}");
    const readme = read("full/state-1-true/Panel/README.md");
    expect(readme).toContain("alert(1) /* \\</script>\\<!-- #{boom} $ {{ 7*7 }} {% x %}");
    expect(readme.match(/```/g)).toHaveLength(2);
  });

  test("has an example in its documentation that compiles", () => {
    mkdirSync(join(workspace.root, "out/examples"));
    for (const [folder, [template, , component]] of cases) {
      if (template !== "component-full") continue;
      const [, example = ""] = /```tsx\n(.*?)```/s.exec(read(folder, component, "README.md")) ?? [];
      const code = example.replaceAll('"./', `"../${folder}/`).replace("\nfunction", "\nexport function");
      writeFileSync(join(workspace.root, "out/examples", `${folder.replace("/", "-")}.tsx`), code);
    }
    expect(workspace.typeCheck()).toEqual({ code: 0, output: "" });
  }, 120_000);

  test("refuses a value that every object has, as TypeScript cannot tell the two apart", () => {
    const ended = workspace.generate("component-full", "refused", { name: "x", state_vars: ["to string", "count"] });
    expect(ended.code).not.toBe(0);
    expect(ended.output).toContain("state_vars");
  });

  test("runs its benchmark with plain Bun", () => {
    for (const owner of [true, false])
      expect(workspace.script(`full/name-0-${owner}/Counter/component.bench.tsx`)).toEqual({
        code: 0,
        output: expect.stringMatching(/^Counter: median [\d.]+ µs a render, fastest [\d.]+ µs\n$/),
      });
  });
});

describe("component", () => {
  test("writes one file or two", () => {
    for (const [folder, [template, { with_test }, component]] of cases) {
      if (template !== "component") continue;
      const expected = with_test === false ? [`${component}.tsx`] : [`${component}.test.tsx`, `${component}.tsx`];
      expect([folder, files(folder).filter((name) => !name.startsWith("."))]).toEqual([folder, expected]);
    }
  });

  test("has a short form for flags", () => {
    expect(workspace.command("generate", "component:counter:with_state", "-o", "short")).toMatchObject({ code: 0 });
    expect(read("short/Counter.tsx")).toContain("  const [count, setCount] = useState(props.initialCount ?? 0);\n");
  });

  test("keeps state when values are named, and none otherwise", () => {
    workspace.generate("component", "named", { name: "x", state_vars: ["open"] });
    expect(read("named/X.tsx")).toContain("  const [open, setOpen] = useState(props.initialOpen ?? false);\n");
    workspace.generate("component", "unnamed", { name: "x" });
    expect(read("unnamed/X.tsx")).not.toContain("useState");
  });
});

describe("what both generate", () => {
  test("has no type errors", () => {
    expect(workspace.typeCheck()).toEqual({ code: 0, output: "" });
  }, 120_000);

  test("is formatted and passes the linter", () => {
    for (const folder of ["full", "one"]) expect(workspace.formatCheck(folder)).toMatchObject({ code: 0 });
  }, 60_000);

  test("passes its own tests", () => {
    const suites = ["full", "one", "word"].flatMap((folder) => workspace.tests(folder));
    const expected = [...cases.values()].filter(([, { with_test }]) => with_test !== false);
    expect(suites).toHaveLength(expected.length);
    for (const { file, tests, failures } of suites) {
      expect([file, failures]).toEqual([file, 0]);
      expect(tests).toBeGreaterThanOrEqual(3);
    }
  }, 120_000);

  test.each(["component", "component-full"])("%s refuses names that cannot be one", (template) => {
    const bad: readonly Answers[] = [
      { name: "" },
      { name: "!!!" },
      ...["2x", "٣x", "x²", "a:strin", "a:string[]", "a:number = 1", "?"].map((each) => ({
        name: "x",
        state_vars: [each],
      })),
    ];
    for (const answers of bad) {
      const { code, output } = workspace.generate(template, "refused", answers);
      expect([answers, code === 0]).toEqual([answers, false]);
      expect(output).toMatch(/name/);
      const [item] = answers["state_vars"] === undefined ? [] : [answers["state_vars"]].flat();
      if (item !== undefined) expect(output).toContain(`cannot be '${item}'`);
    }
    expect(existsSync(join(workspace.root, "out/refused"))).toBe(false);
  });
});
