/** `dxg doctor`. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

describe("dxg doctor", () => {
  test("says what is in use, and exits with 0 when all is well", () => {
    const { code, out } = world.dxg(["doctor"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^dxg \d+\.\d+\.\d+, Bun \d+\.\d+\.\d+, \w+ \w+\n/);
    expect(out).toContain("code generation from strings: disabled\n");
    expect(out).toContain("template component-full: 1.0.0, verified\n");
    expect(out).not.toContain("failed");
  });

  const checks = (): readonly { readonly name: string; readonly state: string; readonly detail: string }[] =>
    (JSON.parse(world.dxg(["doctor", "--json"]).out) as { checks: { name: string; state: string; detail: string }[] })
      .checks;

  test("fails for a template that cannot be used", () => {
    world.write({ ".dx/templates/bad/template.yaml": "name: bad\n" });
    expect(world.dxg(["doctor"])).toMatchObject({
      code: 1,
      out: expect.stringContaining("failed  template bad: cannot be used: "),
    });
  });

  test("fails for a secret key that others can read, and for trust that is damaged", () => {
    world.dxg(["key", "generate", "mine", "--no-passphrase"]);
    expect(checks().find(({ name }) => name === "keys")).toMatchObject({ state: "ok", detail: "1 of your own" });
    world.shell('chmod 644 "$HOME"/.config/dxg/keys/*.key; echo nonsense > "$HOME/.config/dxg/trust"');
    const failed = checks().filter(({ state }) => state === "failed");
    expect(failed.map(({ name }) => name)).toEqual([expect.stringMatching(/^key [0-9a-f]{16}\.key$/), "trust"]);
    expect(world.dxg(["doctor"]).code).toBe(1);
  });

  test("reads config.yaml", () => {
    const ofConfig = (): unknown => checks().find(({ name }) => name === "config.yaml");
    expect(ofConfig()).toBeUndefined();
    world.shell('mkdir -p "$HOME/.config/dxg"; echo "defaults: { a: 1, b: 2 }" > "$HOME/.config/dxg/config.yaml"');
    expect(ofConfig()).toMatchObject({ state: "ok", detail: "2 defaults for all templates" });
    world.shell('echo "defaults: [x" > "$HOME/.config/dxg/config.yaml"');
    expect(ofConfig()).toMatchObject({
      state: "failed",
      detail: expect.stringContaining("[ is never closed (line 1)"),
    });
    expect(world.dxg(["doctor"]).code).toBe(1);
  });

  test("notes a config folder that others can write to", () => {
    world.shell('mkdir -p "$HOME/.config/dxg"; chmod 777 "$HOME/.config/dxg"');
    expect(checks().find(({ name }) => name === "config")).toMatchObject({
      state: "note",
      detail: expect.stringContaining("others can write to "),
    });
    expect(world.dxg(["doctor"]).code).toBe(0);
  });

  test("obeys DXG_IMPL, also as data", () => {
    const { out } = world.dxg(["doctor", "--json"], { env: { DXG_IMPL: "ts" } });
    expect(JSON.parse(out)).toMatchObject({ native: { implementation: "ts" } });
  });

  test("refuses an implementation that does not exist", () => {
    const { code, err } = world.dxg(["doctor"], { env: { DXG_IMPL: "sse9" } });
    expect(code).toBe(2);
    expect(err).toStartWith("error[native/unknown-implementation]: ");
  });
});
