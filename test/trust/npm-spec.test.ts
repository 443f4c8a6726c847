/** What npm, yarn, pnpm and Bun take from the registry, and what from somewhere else. */
import { describe, expect, test } from "bun:test";
import { packageOf } from "../../src/trust/npm-spec.ts";

describe("packageOf()", () => {
  const OF_REGISTRY = [
    ..."^1.2.3|~1.2|>=1 <2 \\|\\| 3.x|*||latest|next|beta-2|1.2.3-beta.1+build|v1.2.3|1.x|1 - 2|=1.0.0| 1 |npm:^18|X"
      .split(/(?<!\\)\|/)
      .map((spec) => spec.replaceAll("\\", "")),
  ];
  test.each(OF_REGISTRY)("react %j is of the registry", (spec) => {
    expect([...packageOf("react", spec)]).toEqual(["react"]);
  });

  test.each([
    ..."evil.tgz|evil.tar|evil.tar.gz|EVIL.TGZ|1.0.0.tgz|1.0.0-a.tgz|1.0.0+a.tar|.evil|..|./a|/a|~/a|C:|C:\\\\a|evil".split(
      "|",
    ),
    ..."npm:flask@evil.tgz|npm:../a|npm:user/repo|npm:evil.tgz|npm:a@npm:b@1|npm:a@file:b|NPM:a@1|npm:|npm:@|npm:@a".split(
      "|",
    ),
    ..."user/repo|github:user/repo|git@x:y|git+ssh://x|https://x/y|workspace:*|workspace:../a|catalog:|portal:a".split(
      "|",
    ),
    ..."patch:a@1|link:a|jsr:@a/b|jsr:1|file:a|exec:a|$b|-|next/|../next|1.0.0 evil|beta-two|node_modules".split("|"),
  ])("react %j is of somewhere else", (spec) => {
    expect(packageOf("react", spec)).toEqual([`react@${spec}`]);
  });

  test("an alias is of the package that it names, and where tools take it differently of both", () => {
    expect(packageOf("a", "npm:react@^18")).toEqual(["react"]);
    expect(packageOf("a", "npm:@s/b@latest")).toEqual(["@s/b"]);
    expect(packageOf("a", "npm:react")).toEqual(["a", "react"]);
  });
});
