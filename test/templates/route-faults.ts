/**
 * Faults to seed into generated code, one at a time; the generated tests must notice each. For `route-faults.test.ts`
 * only. The code is that of `FAULT_CASE`.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are code with templates of its own.
import type { RouteCase } from "./route-generate.ts";

/** A change of one place in one generated file. */
export interface Fault {
  readonly file: string;
  /** What a person would call the mistake. */
  readonly mistake: string;
  /** Text that is in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

/** What the faults are seeded into. */
export const FAULT_CASE: RouteCase = {
  name: "product",
  params: {
    fields: [
      "title",
      "body: text?",
      "price: real",
      "count: integer",
      "done: boolean",
      "hot: boolean",
      "day: date",
      "seen: boolean?",
    ],
    folder: "products",
  },
};

const inFile = (file: string, rows: readonly (readonly [mistake: string, from: string, to: string])[]): Fault[] =>
  rows.map(([mistake, from, to]) => ({ file, mistake, from, to }));

const QUERY = inFile("query.ts", [
  ["update without WHERE", 'WHERE "id" = $id RETURNING', 'WHERE "id" = $id OR 1 RETURNING'],
  ["update of nothing", 'WHERE "id" = $id RETURNING', 'WHERE "id" = -$id RETURNING'],
  ["delete without WHERE", 'DELETE FROM "products" WHERE "id" = $id', 'DELETE FROM "products" WHERE $id'],
  ["delete that does nothing", 'DELETE FROM "products" WHERE "id" = $id', 'DELETE FROM "products" WHERE "id" = -$id'],
  ["delete that says it did", ".changes === 1", ".changes >= 0"],
  [
    "find of another record",
    '"products" WHERE "id" = $id`;\n\nconst INSERT',
    '"products" WHERE "id" >= $id`;\n\nconst INSERT',
  ],
  ["swapped values of an insert", "    $price,\n    $count,", "    $count,\n    $price,"],
  ["swapped texts of an insert", "    $title,\n    $body,", "    $body,\n    $title,"],
  ["swapped flags of an insert", "    $done,\n    $hot,", "    $hot,\n    $done,"],
  ["a column that an update forgets", '    "count" = $count,\n', ""],
  ["a column that an update takes from another", '"hot" = $hot', '"hot" = $done'],
  ["a flag that is read from another", "hot: row.hot === 1", "hot: row.done === 1"],
  ["a flag that is turned round", "done: row.done === 1", "done: row.done !== 1"],
  ["a flag that is always off", "$hot: input.hot ? 1 : 0", "$hot: 0"],
  ["an optional flag that is never null", "row.seen === null ? null : row.seen === 1", "row.seen === 1"],
  ["an optional flag that is stored as false", "input.seen === null ? null : Number(input.seen)", "Number(input.seen)"],
  ["an optional flag that must be stored", '"seen" INTEGER CHECK', '"seen" INTEGER NOT NULL CHECK'],
  ["an optional text that is lost", "$body: input.body,", "$body: null,"],
  ["an optional text that is never null", '"body" TEXT,', '"body" TEXT NOT NULL,'],
  ["ids that are used again", " AUTOINCREMENT", ""],
  ["a list that runs backwards", 'ORDER BY "id"', 'ORDER BY "id" DESC'],
  ["an offset that is one page off", "(page - 1) * size", "page * size"],
  ["an offset that is ignored", "OFFSET $offset", "OFFSET 0 * $offset"],
  ["a limit that is ignored", "LIMIT $limit", "LIMIT -$limit"],
  ["a table that must not exist", "CREATE TABLE IF NOT EXISTS", "CREATE TABLE"],
  ["a table of another name", 'CREATE TABLE IF NOT EXISTS "products"', 'CREATE TABLE IF NOT EXISTS "product"'],
  ["a count of the wrong thing", "count(*)", "max(1)"],
  [
    "SQL that is glued together",
    "this.#insert = database.prepare(INSERT);",
    "this.#insert = { get: (b: Bindings) => database.prepare(INSERT.replace('$title', `'${b.$title}'`)).get(b) } as never;",
  ],
]);

const HTML = inFile("html.ts", [
  ["no escaping", "return text.replace(", "return text; text.replace("],
  ["quotes that are not escaped", "/[&<>\"']/g", "/[&<>']/g"],
  ["apostrophes that are not escaped", "/[&<>\"']/g", '/[&<>"]/g'],
  ["ampersands that are not escaped", "/[&<>\"']/g", "/[<>\"']/g"],
  ["only the first character escaped", "/[&<>\"']/g", "/[&<>\"']/"],
  ["a template that does not escape", "return escapeHtml(String(part));", "return String(part);"],
  ["a list that does not nest", '.map((item) => item.markup).join("")', '.map((item) => item.markup).join(",")'],
]);

const VIEWS = inFile("views.ts", [
  ["a text that is not escaped", "<dd>${record.title}</dd>", "<dd>${html([record.title] as never)}</dd>"],
  ["a cell that is not escaped", "<td>${record.title}</td>", "<td>${html([record.title] as never)}</td>"],
  ["a cell in the wrong place", "<td>${record.price}</td>", "<td>${record.count}</td>"],
  ["a page without a field", "<dd>${record.count}</dd>", "<dd></dd>"],
  ["a control with the value of another", 'value(form, "price")', 'value(form, "count")'],
  ["a control without its name", 'name="day"', 'name="days"'],
  ["a checkbox that is always empty", 'checked(form, "hot")', '""'],
  ["a choice that is never shown", 'selected(form, "seen", "no")', '""'],
  ["a choice that shows another", 'selected(form, "seen", "yes")', 'selected(form, "seen", "no")'],
  ["a choice that says another", 'value="no"', 'value="off"'],
  [
    "an optional flag that reads no",
    "<dd>${check.toChoice(record.seen)}</dd>",
    '<dd>${record.seen ? "yes" : "no"}</dd>',
  ],
  ["a cell that reads no", "<td>${check.toChoice(record.seen)}</td>", '<td>${record.seen ? "yes" : "no"}</td>'],
  ["a text area that loses its first line", 'TEXT_MAX}"${state(form, "body")}>\n', 'TEXT_MAX}"${state(form, "body")}>'],
  ["a form that creates instead of changing", 'name="_method" value="PUT"', 'name="_method" value="POST"'],
  ["a form that is sent to another address", "form.id === null ? BASE_PATH : recordPath(form.id)", "BASE_PATH"],
  ["a delete button that changes", 'value="DELETE"', 'value="PUT"'],
  ["a link to a page too far", "listing.page + 1", "listing.page + 2"],
  ["a link past the last page", "target > pages", "target > pages + 1"],
  ["a link before the first page", "target < 1 ||", ""],
  ["a link to another page", "?page=${target}", "?p=${target}"],
  ["a record without its edit link", '/edit">Edit', '">Edit'],
  ["a problem that is not shown", "message === undefined ? html``", "message !== undefined ? html``"],
  ["a problem that is not announced", "aria-describedby", "aria-label"],
]);

const CHECK = inFile("check.ts", [
  ["no limit of length", "value.length > limit", "false"],
  ["a limit that is one off", "value.length > limit", "value.length >= limit"],
  ["broken surrogates that are let in", " || !value.isWellFormed()", ""],
  ["control characters that are let in", "forbidden.test(value)", "false"],
  ["line ends in a line", "/\\p{Cc}|[\\u2028\\u2029]/u", "/\\0/"],
  ["a text without tabs", "(?![\\n\\t])", "(?![\\n])"],
  ["numbers that are taken for text", 'if (typeof value !== "string") return', 'if (typeof value === "object") return'],
  ["spaces that are kept", "value.trim() : value, LINE_MAX", "value : value, LINE_MAX"],
  ["CR LF that is kept", 'value.replaceAll("\\r\\n", "\\n")', "value"],
  ["fractions in a whole number", "Number.isSafeInteger(value)", "Number.isFinite(value)"],
  ["integers that lose digits", "Number.isSafeInteger(value)", "Number.isInteger(value)"],
  ["infinity", "Number.isFinite(value) ?", 'typeof value === "number" ?'],
  ["flags of any type", 'typeof value === "boolean" ? value', "value !== undefined ? Boolean(value)"],
  ["days that do not exist", "/^\\d{4}-\\d{2}-\\d{2}$/.test(value)", "true"],
  ["dates of any form", "Number.isFinite(time) && new Date(time).toISOString().startsWith(value)", "true"],
  ["a required value that may be missing", 'this.problems.set(name, "is required");', ""],
  ["blank text that counts as a value", ' || (typeof value === "string" && value.trim() === "")', ""],
  ["problems that are forgotten", "this.problems.set(name, result.message);", ""],
  [
    "hexadecimal numbers",
    "/^\\s*-?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?\\s*$/i.test(text)",
    "!Number.isNaN(Number(text))",
  ],
  ["a checkbox that must be ticked", 'if (text === "") return false;', ""],
  ["a choice that is never no", 'return text === "no" ? false : text;', "return text;"],
  ["any choice", 'return text === "no" ? false : text;', "return false;"],
  ["a choice for what is null", 'if (flag === null) return "";', ""],
  ["any checkbox text", 'return text === "on" ? true : text;', "return true;"],
]);

const RECORD = inFile("record.ts", [
  ["a value that is not checked", 'reader.required("title", check.line)', 'String(values.get("title"))'],
  [
    "a required field that is optional",
    'reader.required("count", check.integer)',
    'reader.optional("count", check.integer) ?? 0',
  ],
  [
    "a required flag that may be missing",
    'reader.required("done", check.flag)',
    'reader.optional("done", check.flag) ?? false',
  ],
  ["an optional flag that is required", 'reader.optional("seen", check.flag)', 'reader.required("seen", check.flag)'],
  [
    "an optional flag that is false",
    'reader.optional("seen", check.flag)',
    'reader.optional("seen", check.flag) ?? false',
  ],
  ["an optional field that is required", 'reader.optional("body", check.text)', 'reader.required("body", check.text)'],
  ["a field that is read from another", 'reader.required("price", check.real)', 'reader.required("count", check.real)'],
  ["a rule of another type", 'reader.required("count", check.integer)', 'reader.required("count", check.real)'],
  ["problems that do not count", "reader.problems.size === 0", "true"],
  ["a form field that is read from another", 'form.get("hot")', 'form.get("done")'],
  ["a form that shows another field", "String(record.price)", "String(record.count)"],
  ["a form that always ticks", 'record.done ? "on" : ""', '"on"'],
]);

const HTTP = inFile("http.ts", [
  ["another status for a wrong method", "new HttpError(405,", "new HttpError(404,"],
  ["405 without Allow", 'the method.", { allow }', 'the method.", {}'],
  ["Allow without HEAD", '["GET", "HEAD"]', '["GET"]'],
  ["no HEAD", 'request.method === "HEAD" ? "GET" : request.method);', "request.method);"],
  ["no check of the origin", "      refuseOtherSites(request);\n", ""],
  ["a check that spares DELETE", 'request.method === "GET" ||', 'request.method === "DELETE" ||'],
  ["a check that spares same-site", 'site === "same-origin"', 'site?.startsWith("same-")'],
  ["a check that ignores Origin", 'URL.parse(origin)?.host === request.headers.get("host")', "true"],
  [
    "a check by prefix",
    'URL.parse(origin)?.host === request.headers.get("host")',
    'origin.includes(`${request.headers.get("host")}`)',
  ],
  [
    "a check that trusts Origin over Sec-Fetch-Site",
    "if (site === null && origin !== null &&",
    "if (origin !== null &&",
  ],
  ["no limit of a body of unknown length", "if (size > MAX_BODY_BYTES)", "if (size > 1e9)"],
  ["a limit of the body that is one off", "if (size > MAX_BODY_BYTES)", "if (size >= MAX_BODY_BYTES)"],
  ["another status for a large body", "new HttpError(413,", "new HttpError(400,"],
  ["any media type", "if (type !== FORM_TYPE && type !== JSON_TYPE)", "if (type === JSON)"],
  ["UTF-8 that is repaired", "fatal: true", "fatal: false"],
  [
    "percent-encoding that is repaired",
    'throw new HttpError(400, "The form is not percent',
    'return text; throw new HttpError(400, "The form is not percent',
  ],
  ["arrays for objects", " || Array.isArray(value)", ""],
  ["null for an object", " || value === null", ""],
  [
    "a failure of JSON.parse that is ours",
    'throw new HttpError(400, "The body is not valid JSON.");',
    "throw new Error();",
  ],
  ["another status for a redirect", "status: 303", "status: 302"],
  ["no content security policy", '"content-security-policy": "default-src \'none\';', '"content-security-policy": "'],
  ["sniffing", '"x-content-type-options": "nosniff"', '"x-content-type-options": "sniff"'],
  ["no Vary", 'vary: "Accept"', 'vary: "Accepted"'],
  ["another media type of pages", '"content-type": "text/html; charset=utf-8"', '"content-type": "text/html"'],
  ["a failure that tells", '"Something went wrong here."', "String(error)"],
  ["a failure that is not logged", "if (known !== error) console.error(error);", ""],
  ["JSON by default", "json > html ||", "json >= html ||"],
  ["JSON never by default", "mediaType(request) === JSON_TYPE);\n}", "false);\n}"],
  ["specific ranges that do not win", "if (rank > best.rank)", "if (best.rank < 0)"],
  ["q that is ignored", "quality: Number(weight)", "quality: 1"],
]);

const HANDLERS = inFile("handlers.ts", [
  [
    "a record that is stored unchecked",
    "if (!parsed.ok) return refused(request, body, null, parsed.problems);",
    "if (!parsed.ok) return refused(request, body, null, (records.insert({} as never), parsed.problems));",
  ],
  [
    "another status for bad values in JSON",
    "Object.fromEntries(problems) }, 400)",
    "Object.fromEntries(problems) }, 422)",
  ],
  [
    "another status for bad values in a form",
    "values: body.values, problems }), 400)",
    "values: body.values, problems }))",
  ],
  ["a form that forgets what was typed", "values: body.values, problems }", "values: new Map(), problems }"],
  ["a form that forgets the problems", "values: body.values, problems }", "values: body.values, problems: new Map() }"],
  [
    "a form that forgets which record",
    "formPage({ id, values: body.values",
    "formPage({ id: null, values: body.values",
  ],
  ["another status for a new record", "jsonResponse(record, 201,", "jsonResponse(record, 200,"],
  ["a new record without its address", "201, { location }", "201, {}"],
  ["a change that is not stored", "records.update(id, parsed.input);", "records.find(id);"],
  ["a change of another record", "records.update(id, parsed.input);", "records.update(id + 1, parsed.input);"],
  ["a removal that does nothing", "records.delete(existing(request).id);", "existing(request);"],
  [
    "a removal of what is not there",
    "records.delete(existing(request).id);",
    "records.delete(Number(request.params.id));",
  ],
  ["removal by the wrong method", 'if (method === "PUT") return change', 'if (method === "GET") return change'],
  ["removal by any method", 'if (method === "DELETE") return', "if (method) return"],
  ["ids with leading zeros", "/^[1-9]\\d{0,14}$/.test(id)", "/^\\d+$/.test(id)"],
  ["ids that are not checked", "/^[1-9]\\d{0,14}$/.test(id)", "Number(id)"],
  ["another status for what is not there", 'new HttpError(404, "There is no', 'new HttpError(400, "There is no'],
  ["pages that are not checked", "if (!/^[1-9]\\d{0,8}$/.test(text))", "if (!text)"],
  ["pages past the end", "if (page > pages)", "if (page > pages + 1)"],
  ["pages that are counted wrongly", "Math.ceil(total / PAGE_SIZE)", "Math.floor(total / PAGE_SIZE)"],
  ["an empty list without a page", "Math.max(1, ", "Math.max(0, "],
  ["a list that is always page 1", "records.page(page, PAGE_SIZE)", "records.page(1, PAGE_SIZE)"],
  [
    "a redirect to the list after a change",
    "jsonResponse(record) : seeOther(recordPath(id))",
    "jsonResponse(record) : seeOther(BASE_PATH)",
  ],
  [
    "a removal that answers a page with JSON",
    "prefersJson(request) ? noContent()",
    "!prefersJson(request) ? noContent()",
  ],
  ["a list without JSON", "if (prefersJson(request)) return jsonResponse(listing);", ""],
  ["a record without JSON", "if (prefersJson(request)) return jsonResponse(record);", ""],
  ["an edit form without values", "values: toForm(record)", "values: new Map()"],
  ["PUT that creates", "PUT: replace", "PUT: create"],
]);

const SERVER = inFile("server.ts", [
  ["a start page that leads elsewhere", "seeOther(BASE_PATH)", 'seeOther("/x")'],
  ["no routes", "...productRoutes(database)", ""],
  ["another status for what is nowhere", "address.</p>`), 404)", "address.</p>`))"],
  ["a server that does not stop", "await server.stop();", ""],
]);

/** All faults. */
export const FAULTS: readonly Fault[] = [
  ...QUERY,
  ...HTML,
  ...VIEWS,
  ...CHECK,
  ...RECORD,
  ...HTTP,
  ...HANDLERS,
  ...SERVER,
];
