/** What the template `crate-complete` generates, for every choice and awkward names. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Answers, CargoWorkspace, cargoHas, cargoRuns } from "./crate-generate.ts";

/** Names as people and scripts give them; the package, and the module and type when these are not the package's name. */
const NAMES: readonly (readonly [name: string, cargo: string, module: string, type: string])[] = [
  ["user card", "user-card", "user_card", "UserCard"],
  ["HTTPServer2", "http-server2", "http_server2", "HttpServer2"],
  ["über", "uber", "uber", "Uber"],
  ["class", "class", "class", "Class"],
  ["fn", "my-fn", "my_fn", "MyFn"],
  ["test", "my-test", "my_test", "MyTest"],
  ["std", "my-std", "my_std", "MyStd"],
  ["core", "my-core", "my_core", "MyCore"],
  ["self", "my-self", "my_self", "MySelf"],
  ["123abc", "my-123abc", "my_123abc", "My123abc"],
  ["main", "main", "my_main", "MyMain"],
  ["lib", "lib", "my_lib", "MyLib"],
  ["string", "string", "my_string", "MyString"],
  ["Result", "result", "my_result", "MyResult"],
  ["str", "my-str", "my_str", "MyStr"],
  ["option", "option", "option", "Option"],
  ["clippy", "clippy", "clippy", "Clippy"],
  ["x", "x", "x", "X"],
  ["../../etc/pass wd", "etc-pass-wd", "etc_pass_wd", "EtcPassWd"],
  ["customer payment method", "customer-payment-method", "customer_payment_method", "CustomerPaymentMethod"],
];

const DESCRIPTIONS: readonly string[] = [
  'Quotes " \' `x` */ </script><!-- \\ #{boom} {{ 7*7 }} {% x %} é 漢 😀 \r\n"\n[package]\nname = "taken"',
  "```\ncompile_error!()",
  "~~~ rust",
  "    indented code",
  "\u0000\u0007\u001b[31m\u007f\ttab\u0085\u2028",
  "\u202eturned\u2066",
  "trailing backslash \\",
  '"""',
];

const EDITIONS = ["2021", "2024"];
const LICENSES = ["MIT OR Apache-2.0", "MIT", "Apache-2.0", "none"];

const workspace = new CargoWorkspace();
const hasCargo = cargoHas();
const hasFormat = cargoHas("fmt");
const hasClippy = cargoHas("clippy");
afterAll(() => workspace[Symbol.dispose]());

/** Every answer set, under the folder below `all/` that it is generated into. */
function matrix(): ReadonlyMap<string, Answers> {
  const cases = new Map<string, Answers>();
  for (const [n, [name]] of NAMES.entries()) cases.set(`name-${n}`, { name, edition: EDITIONS[n % 2] ?? "" });
  for (const [n, description] of DESCRIPTIONS.entries())
    cases.set(`text-${n}`, { name: `text ${n}`, item: "card", description });
  for (const edition of EDITIONS)
    for (const [n, license] of LICENSES.entries())
      cases.set(`choice-${edition}-${n}`, { name: `choice ${edition} ${n}`, item: "entry", edition, license });
  return cases;
}

const cases = matrix();

beforeAll(() => {
  for (const [folder, answers] of cases) {
    const { code, output } = workspace.generate(folder, answers);
    if (code !== 0) throw new Error(`${folder}: ${output}`);
  }
}, 60_000);

function read(...path: readonly string[]): string {
  return readFileSync(join(workspace.root, "all", ...path), "utf8");
}

function manifest(folder: string): { readonly description: string } {
  return (Bun.TOML.parse(read(folder, "Cargo.toml")) as { package: { description: string } }).package;
}

describe("crate-complete", () => {
  test("writes manifest, root, module, documentation and tests when only a name is given", () => {
    expect(workspace.command("generate", "crate-complete", "user card", "-o", "plain")).toMatchObject({ code: 0 });
    const names = readdirSync(join(workspace.root, "plain/user-card"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    expect(names.sort()).toEqual([".gitignore", "Cargo.toml", "README.md", "lib.rs", "user_card.rs", "user_card.rs"]);
  });

  test("makes names that Cargo and Rust accept", () => {
    for (const [n, [, name, module, type]] of NAMES.entries()) {
      expect(manifest(`name-${n}`)).toMatchObject({ name, version: "0.1.0" });
      expect(read(`name-${n}`, "src/lib.rs")).toContain(`\nmod ${module};\n`);
      expect(read(`name-${n}`, "src", `${module}.rs`)).toContain(`\npub struct ${type}(String);\n`);
    }
  });

  test("keeps a description inside its string and its paragraph", () => {
    for (const [n, description] of DESCRIPTIONS.entries()) {
      const kept = manifest(`text-${n}`);
      expect(kept).toMatchObject({ name: `text-${n}`, edition: "2021" });
      const words = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, "");
      expect(words(kept.description)).toBe(words(description));
      expect(read(`text-${n}`, "README.md").match(/^(```|~~~)/gm)).toHaveLength(2);
    }
  });

  test("writes the edition and the licence that were chosen", () => {
    for (const edition of EDITIONS)
      for (const [n, license] of LICENSES.entries()) {
        const expected = license === "none" ? { edition, publish: false } : { edition, license };
        expect(manifest(`choice-${edition}-${n}`)).toMatchObject(expected);
      }
    expect(manifest("name-0")).toMatchObject({ edition: "2021", license: "MIT OR Apache-2.0" });
  });

  test("refuses names without anything that can be ASCII, and choices that there are not", () => {
    const bad = [
      { name: "" },
      { name: "日本" },
      { name: "x", item: "!" },
      { name: "x", edition: "2018" },
      { name: "x", license: "BSD" },
    ];
    for (const answers of bad)
      expect([answers, workspace.generate("refused", answers).code === 0]).toEqual([answers, false]);
    expect(existsSync(join(workspace.root, "all/refused"))).toBe(false);
  });

  test("passes its own tests and those of its documentation", () => {
    if (!hasCargo) return;
    const { code, output } = workspace.cargo("all", "test", "--offline", "--workspace", "--no-fail-fast");
    expect([code, output.match(/^(warning|error).*|.*FAILED.*/gm)]).toEqual([0, null]);
    expect(output.match(/^test result: ok\. 11 passed/gm)).toHaveLength(cases.size);
    expect(output.match(/^test result: ok\. 2 passed/gm)).toHaveLength(cases.size);
  }, 150_000);

  test("stands alone, without the workspace", () => {
    // Also with the Cargo of a distribution, which is older.
    if (!cargoRuns()) return console.log("not run: cargo");
    const { code, output } = workspace.cargo("plain/user-card", "test", "--offline");
    expect([code, output.match(/^(warning|error).*/gm)]).toEqual([0, null]);
  }, 60_000);

  test("has no warnings of clippy's", () => {
    if (!hasClippy) return;
    const lints = ["-D", "warnings", "-W", "clippy::pedantic", "-A", "clippy::doc_markdown"];
    const { code, output } = workspace.cargo(
      "all",
      "clippy",
      "-q",
      "--offline",
      "--workspace",
      "--all-targets",
      "--",
      ...lints,
    );
    expect([code, output]).toEqual([0, ""]);
  }, 90_000);

  test("is formatted as rustfmt would", () => {
    if (hasFormat) expect(workspace.cargo("all", "fmt", "--all", "--check")).toEqual({ code: 0, output: "" });
  }, 60_000);
});
