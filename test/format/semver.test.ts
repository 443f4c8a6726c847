/** Which texts are versions: the examples are those of Semantic Versioning 2.0.0, sections 2, 9, 10 and 11. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { readManifest } from "../../src/compile/manifest.ts";
import { compareVersions, parseVersion } from "../../src/format/semver.ts";

const VERSIONS = "0.0.0 1.10.0 1.0.0-alpha.1 1.0.0-0.3.7 1.0.0-x-y-z.-- 1.0.0-0a 1.0.0+001 1.0.0-beta+exp.sha.5114f85";
const OTHERS = "1 1.0 1.0.0.0 v1.0.0 01.0.0 1.0.0- 1.0.0-.. 1.0.0-a..b 1.0.0-01 1.0.0-a.01 1.0.0+ 1.0.0+a..b 1.0.0-ä";

function isManifestVersion(version: string): boolean {
  try {
    readManifest(`name: a\nversion: "${version}"\n`, "template.yaml");
    return true;
  } catch (error) {
    if (error instanceof DxgError) return false;
    throw error;
  }
}

describe("a version", () => {
  test.each(VERSIONS.split(" "))("is %s", (version) => {
    expect([parseVersion(version) !== undefined, isManifestVersion(version)]).toEqual([true, true]);
  });

  test.each(OTHERS.split(" "))("is not %s", (version) => {
    expect([parseVersion(version) !== undefined, isManifestVersion(version)]).toEqual([false, false]);
  });

  test("comes where section 11 puts it", () => {
    const order =
      "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.1.0 2.0.0";
    const versions = order.split(" ").map((version) => parseVersion(version)!);
    expect(versions.toReversed().sort(compareVersions)).toEqual(versions);
  });
});
