/** The identity of the compiler in the keys of the cache. */
import { expect, test } from "bun:test";
import { sourceKey } from "../../src/store/compiled.ts";
import { compilerIdentity, identityOf } from "../../src/store/compiler-identity.ts";

test("identityOf() changes with any text, any name and their borders", () => {
  const one = identityOf([
    ["a.ts", "x"],
    ["b.ts", "y"],
  ]);
  const others = [
    identityOf([
      ["a.ts", "x"],
      ["b.ts", "z"],
    ]),
    identityOf([
      ["a.ts", "x"],
      ["c.ts", "y"],
    ]),
    identityOf([["a.ts", "xb.tsy"]]),
    identityOf([]),
  ];
  expect(new Set([one, ...others]).size).toBe(5);
});

test("compilerIdentity() is that of this checkout, and part of every key", () => {
  expect(compilerIdentity()).toMatch(/^[0-9a-f]{64}$/);
  expect(compilerIdentity()).not.toBe(identityOf([]));
  expect(sourceKey(["text"])).toBe(sourceKey(["text"], compilerIdentity()));
  expect(sourceKey(["text"])).not.toBe(sourceKey(["text"], "another"));
});
