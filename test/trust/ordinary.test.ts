/** Rust as people write it, none of which counts as unsafe. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newUnsafe } from "../../src/trust/rust-unsafe.ts";

const FOLDER = join(import.meta.dir, "ordinary");
const CRATE = join(import.meta.dir, "../../templates/crate-complete/files");

describe("newUnsafe() finds nothing in", () => {
  test.each(readdirSync(FOLDER))("%s", (name) => {
    expect(newUnsafe(readFileSync(join(FOLDER, name), "utf8"), undefined)).toEqual([]);
  });

  const sources = readdirSync(CRATE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rs.j2"));
  test("the template crate-complete", () => {
    expect(sources.length).toBeGreaterThan(2);
    for (const name of sources) expect(newUnsafe(readFileSync(join(CRATE, name), "utf8"), undefined)).toEqual([]);
  });
});
