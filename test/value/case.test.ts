/** The styles of names, slugs and inflection, which only dxg defines. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { camelCase, constantCase, kebabCase, pascalCase, snakeCase, words } from "../../src/value/case.ts";
import { plural, singular } from "../../src/value/inflect.ts";
import { slugify } from "../../src/value/slug.ts";

describe("words()", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["", []],
    ["user profile", ["user", "profile"]],
    ["userProfile", ["user", "Profile"]],
    ["HTTPServer2", ["HTTP", "Server2"]],
    ["getHTTPSUrl", ["get", "HTTPS", "Url"]],
    ["IOError", ["IO", "Error"]],
    ["foo2bar", ["foo2bar"]],
    ["Foo2Bar", ["Foo2", "Bar"]],
    ["v2API", ["v2", "API"]],
    ["__a--b..c", ["a", "b", "c"]],
    ["ÄpfelBaum", ["Äpfel", "Baum"]],
    ["éclairÀLaMode", ["éclair", "À", "La", "Mode"]],
    ["日本語Test", ["日本語", "Test"]],
    ["ABc", ["A", "Bc"]],
    ["AB1c", ["AB1c"]],
    ["m²", ["m"]],
    ["½cup①", ["cup"]],
    ["partⅧb٣", ["partⅧb٣"]],
    ["A\u0308B\u0308c", ["A\u0308", "B\u0308c"]],
    ["\u{10400}\u{10428}\u{10400}", ["\u{10400}\u{10428}", "\u{10400}"]],
    ["e\u0301cole Nai\u0308ve", ["e\u0301cole", "Nai\u0308ve"]],
  ];
  test("cuts at separators and borders of letter case", () => {
    for (const [text, expected] of cases) expect(words(text)).toEqual([...expected]);
  });
  test("loses no letter or digit", () => {
    const unit = fc.constantFrom(..."abzABZ019_- .$éÉ日²½Ⅷ\u0301\u{10400}\u{10428}");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(words(text).join("")).toBe(text.replace(/[^\p{L}\p{M}\p{Nd}\p{Nl}]/gu, ""));
        expect(words(text)).not.toContain("");
      }),
    );
  });
  test("takes linear time", () => {
    for (const text of ["A", "Aa", "A\u0301", "_", "aB1"]) words(text.repeat(200_000));
    expect(plural(`${"a".repeat(500_000)}1`)).toEndWith("1");
  });
});

test("the styles join the same words", () => {
  const text = "HTTPServer2 main-loop";
  expect(pascalCase(text)).toBe("HttpServer2MainLoop");
  expect(camelCase(text)).toBe("httpServer2MainLoop");
  expect(snakeCase(text)).toBe("http_server2_main_loop");
  expect(kebabCase(text)).toBe("http-server2-main-loop");
  expect(constantCase(text)).toBe("HTTP_SERVER2_MAIN_LOOP");
  for (const style of [pascalCase, camelCase, snakeCase, kebabCase, constantCase]) expect(style("")).toBe("");
});

test("slugify() gives ASCII words joined by hyphens", () => {
  expect(slugify("Crème brûlée & Co.")).toBe("creme-brulee-co");
  expect(slugify("Straße Øst Łódź Þór")).toBe("strasse-ost-lodz-thor");
  expect(slugify("  don't --Stop__now  ")).toBe("dont-stop-now");
  expect(slugify("日本")).toBe("");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => expect(slugify(text)).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/)),
  );
});

test("plural() and singular() inflect the last word and keep its letter case", () => {
  const pairs = [
    ["box", "boxes"],
    ["Box", "Boxes"],
    ["BOX", "BOXES"],
    ["HTTPBox", "HTTPBoxes"],
    ["userAddress", "userAddresses"],
    ["user_child", "user_children"],
    ["UserCategory", "UserCategories"],
    ["person", "people"],
    ["status", "statuses"],
    ["sheep", "sheep"],
  ];
  for (const [one = "", many = ""] of pairs) expect([plural(one), singular(many)]).toEqual([many, one]);
  expect([plural(""), plural("v2"), singular("x-")]).toEqual(["", "v2", "x-"]);
});
