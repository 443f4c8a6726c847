/** `strftime` against the answers of the GNU C library (test/fixtures/render/answer.py). */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

interface Case {
  readonly second: number;
  readonly format: string;
  readonly ok: string;
}

const path = new URL("../fixtures/render/strftime.json", import.meta.url).pathname;
const { cases } = JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly Case[] };

const template = loadTemplate(compileTemplate("{{ format | strftime(second, utc=true) }}", { name: "main" }));

test("strftime heeds flags and widths", () => {
  expect(cases.length).toBeGreaterThan(100);
  for (const { second, format, ok } of cases) {
    const made = template.render({ second, format }).split("|");
    const directives = format.split("|");
    expect(directives.map((each, index) => [each, made[index]])).toEqual(
      directives.map((each, index) => [each, ok.split("|")[index]]),
    );
  }
});

test("strftime fills numbers and offsets up", () => {
  const at = (format: string): string => template.render({ second: 0, format });
  expect(at("%0e")).toBe("01");
  expect(at("%#Z")).toBe("gmt");
  expect(at("%_z|%-z|%7z|%07z")).toBe("+   0|+0|      +0000000|000000+0000000");
});

test("strftime refuses a width that is too large", () => {
  for (const format of ["%999999999d", `%${"9".repeat(400)}d`, "%9999999Y".repeat(5)]) {
    try {
      template.render({ second: 0, format });
      throw new Error(`${format} renders`);
    } catch (error) {
      expect(error instanceof DxgError ? error.code : error).toBe("render/limit");
    }
  }
});
