/**
 * Awkward names, fields and texts for `route-crud`. For the `route-*` tests only.
 */
import type { RouteCase } from "./route-generate.ts";

/** Resource names that break a careless template: keywords, globals, digits, other scripts, length. */
export const NAMES: readonly string[] = [
  "product",
  "user card",
  "HTTPServer2",
  "über",
  "class",
  "order",
  "123abc",
  "request",
  "constructor",
  "sqlite master",
  "日本語",
  "../etc/passwd",
  "m²",
  "international customer support ticket",
];

/** Names without a letter and a digit that an identifier can be made of. */
export const REFUSED_NAMES: readonly string[] = ["", "..", ".", "-", "_", " ", "🚀", "²"];

/** A field of every type, with and without a question mark. */
export const EVERY_TYPE: readonly string[] = [
  "title",
  "body: text",
  "price: real",
  "count: integer",
  "done: boolean",
  "hot: boolean",
  "day: date",
  "end: date",
  "note: string?",
  "story: text?",
  "weight: real?",
  "rank: integer?",
  "seen: boolean?",
  "until: date?",
];

/** Field names that break a careless template, and the name that each must get. */
export const AWKWARD_FIELDS: readonly (readonly [field: string, column: string])[] = [
  ["class", "class"],
  ["order: integer", "order"],
  ["group: boolean", "group"],
  ["is open: boolean", "is_open"],
  ["id", "id__5"],
  ["constructor", "constructor"],
  ["__proto__: text?", "proto"],
  ["created at: date", "created_at"],
  ["Title", "title"],
  ["title: text", "title__10"],
  ["TITLE: integer", "title__11"],
  ["title 11", "title_11"],
  ["größe: real", "größe"],
  ["2nd", "field_2nd"],
  ["日本語", "field_日本語"],
  ["", "field__16"],
  ["toString", "to_string"],
  ["_method", "method"],
  ["hasOwnProperty: boolean", "has_own_property"],
  ["value", "value"],
  ["html?", "html"],
  ["  form : TEXT ? ", "form"],
  ["limit: integer?", "limit"],
  ["offset: integer?", "offset"],
  ["area m²: real?", "area_m"],
  ["is null: BOOLEAN ?", "is_null"],
];

/** Text that ends every kind of literal and comment that it could be put into. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it must stay as it is.
export const HOSTILE_TEXT = "\"'`*/</script><b>${process.exit(1)}\\ {{ x }} {% y %}\n\r\u2028ü🙂 --><!-- \0";

const FIELD_SETS: readonly (readonly string[])[] = [
  EVERY_TYPE,
  AWKWARD_FIELDS.map(([field]) => field),
  ["x"],
  ["x: boolean"],
  ["x: boolean?"],
  ["t: text?"],
  ["n: integer"],
  ["d: date?"],
  ["a: boolean", "b: boolean", "c:boolean", "d : BOOLEAN"],
  [],
];

const FLAGS: readonly Readonly<Record<string, boolean>>[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  json: (bits & 1) === 0,
  server: (bits & 2) === 0,
  tests: (bits & 4) === 0,
}));

/** All flags for all names, and all sets of fields with and without JSON. */
export const REGULAR_CASES: readonly RouteCase[] = [
  ...NAMES.flatMap((name) => FLAGS.map((flags) => ({ name, params: flags }))),
  ...FIELD_SETS.flatMap((fields) => [true, false].map((json) => ({ name: "class", params: { fields, json } }))),
  { name: "product", params: { description: "Everything that we sell." } },
  { name: "product", params: { path: "/admin/v1.2/größe: *?#x/../y/", page_size: 1, max_body_bytes: 16384 } },
  {
    name: "product",
    params: { path: "", table: "", label: "", labels: "", page_size: 1000, max_body_bytes: 16777216 },
  },
];

const HOSTILE = { label: HOSTILE_TEXT, labels: HOSTILE_TEXT, description: HOSTILE_TEXT };

/** Hostile text in every parameter that takes text; the name cannot hold NUL, for it is an argument. */
export const HOSTILE_CASES: readonly RouteCase[] = [
  { name: "product", params: HOSTILE },
  {
    name: HOSTILE_TEXT.replaceAll("\0", ""),
    params: {
      ...HOSTILE,
      path: HOSTILE_TEXT,
      table: HOSTILE_TEXT,
      fields: [HOSTILE_TEXT.replaceAll(":", "")],
      folder: "hostile",
    },
  },
];
