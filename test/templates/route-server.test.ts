/**
 * The server that `route-crud` generates, started as a process of its own and driven over HTTP: all operations, and
 * injection attempts in every field.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { EVERY_TYPE } from "./route-cases.ts";
import { generateRoute, makeWorkspace, removeWorkspace } from "./route-generate.ts";

const FIELDS = [...EVERY_TYPE, "order", "class: text"];

/** What a careful person would type. */
const VALID: Readonly<Record<string, string | number | boolean>> = {
  title: "A title",
  body: "Two\nlines",
  price: 12.5,
  count: 3,
  done: true,
  hot: false,
  day: "2024-02-29",
  end: "2025-12-31",
  note: "a note",
  story: "a story",
  weight: 0.25,
  rank: -1,
  seen: true,
  until: "2026-01-01",
  order: "first",
  class: "second\nclass",
};

const ATTACKS: readonly string[] = [
  `'); DROP TABLE "user_cards"; --`,
  `x", "done") VALUES (1); --`,
  "1 OR 1=1",
  "<script>alert(1)</script>",
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  "</textarea></title></dd><img src=x onerror=alert(1)>",
  "&lt;script&gt;",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a literal text is sent.
  "${7*7} {{7*7}} `7*7`",
  "x\r\nSet-Cookie: stolen=1\r\n\r\n<b>",
  "x\0y",
  "../../../etc/passwd",
  "javascript:alert(1)",
  "\u202e\u2028 ünï 🙂",
  "__proto__",
];

let workspace = "";
let folder = "";
let origin = "";
let server: Bun.Subprocess<"ignore", "pipe", "inherit">;

async function start(): Promise<void> {
  server = Bun.spawn([process.execPath, join(folder, "user-cards/server.ts")], {
    cwd: folder,
    env: { PORT: "0", DATABASE: join(workspace, "cards.sqlite") },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await server.stdout.getReader().read();
  const line = new TextDecoder().decode(value);
  const [, base] = /^Listening on (http:\/\/127\.0\.0\.1:\d+)\/user-cards\n$/.exec(line) ?? [];
  if (base === undefined) throw new Error(`unexpected first line: ${line}`);
  origin = base;
}

beforeAll(async () => {
  workspace = await makeWorkspace();
  folder = await generateRoute(workspace, "server", { name: "user card", params: { fields: FIELDS, tests: false } });
  await start();
}, 20_000);

afterAll(async () => {
  server.kill("SIGKILL");
  await server.exited;
  removeWorkspace(workspace);
});

type Sent = Readonly<Record<string, unknown>>;

async function send(path: string, method = "GET", body?: Bun.BodyInit, type?: string): Promise<Response> {
  const accept = type === "application/json" ? { accept: type } : {};
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type, ...accept };
  const init = { method, headers, redirect: "manual" } as const;
  const response = await fetch(`${origin}/user-cards${path}`, body === undefined ? init : { ...init, body });
  expect(response.headers.get("set-cookie")).toBeNull();
  return response;
}

const sendJson = (path: string, method: string, values: Sent): Promise<Response> =>
  send(path, method, JSON.stringify(values), "application/json");

function formOf(values: Sent): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== "boolean") form.set(name, String(value ?? ""));
    else if (name === "seen") form.set(name, value ? "yes" : "no");
    else if (value) form.set(name, "on");
  }
  return form;
}

const sendForm = (path: string, values: Sent): Promise<Response> => send(path, "POST", formOf(values));

async function total(): Promise<number> {
  const response = await fetch(`${origin}/user-cards`, { headers: { accept: "application/json" } });
  return ((await response.json()) as { total: number }).total;
}

async function stored(path: string): Promise<Sent> {
  const response = await fetch(origin + path, { headers: { accept: "application/json" } });
  expect(response.status).toBe(200);
  return (await response.json()) as Sent;
}

/** What a page has that runs: scripts, handlers, images, and addresses of another scheme. */
async function dangers(path: string): Promise<string[]> {
  const response = await fetch(origin + path);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const found: string[] = [];
  const rewriter = new HTMLRewriter().on("*", {
    element(element) {
      if (["script", "img", "b", "iframe", "style"].includes(element.tagName)) found.push(element.tagName);
      for (const [name, value] of element.attributes) {
        if (name.startsWith("on") || name === "autofocus") found.push(name);
        if ((name === "href" || name === "action") && !value.startsWith("/user-cards")) found.push(value);
      }
    },
  });
  await rewriter.transform(response).text();
  return found;
}

test("a browser can go through all operations", async () => {
  const home = await fetch(origin, { redirect: "manual" });
  expect([home.status, home.headers.get("location")]).toEqual([303, "/user-cards"]);
  expect((await send("/new")).status).toBe(200);
  const created = await sendForm("", VALID);
  expect(created.status).toBe(303);
  const path = created.headers.get("location") ?? "";
  expect(path).toMatch(/^\/user-cards\/\d+$/);
  const id = path.slice("/user-cards".length);
  expect(await stored(path)).toEqual({ ...VALID, id: Number(id.slice(1)) });
  expect(await (await fetch(origin + path)).text()).toContain("<dd>A title</dd>");
  expect(await (await send(`${id}/edit`)).text()).toContain('value="A title"');
  expect((await sendForm(id, { ...VALID, title: "Another", done: false, _method: "PUT" })).status).toBe(303);
  expect(await stored(path)).toMatchObject({ title: "Another", done: false, count: 3 });
  expect((await sendForm(id, { _method: "DELETE" })).status).toBe(303);
  expect((await send(id)).status).toBe(404);
});

test("a program can go through all operations with JSON", async () => {
  const created = await sendJson("", "POST", VALID);
  expect(created.status).toBe(201);
  const path = created.headers.get("location") ?? "";
  const id = path.slice("/user-cards".length);
  expect(await created.json()).toEqual({ ...VALID, id: Number(id.slice(1)) });
  const changed = await sendJson(id, "PUT", { ...VALID, note: null, rank: 7 });
  expect(changed.status).toBe(200);
  expect(await stored(path)).toEqual({ ...VALID, note: null, rank: 7, id: Number(id.slice(1)) });
  expect((await send(id, "DELETE")).status).toBe(303);
  expect((await send(id, "DELETE")).status).toBe(404);
});

test("a required boolean must be there in JSON, and in a form it is a checkbox", async () => {
  const { done: _, ...without } = VALID;
  const path = (await sendJson("", "POST", VALID)).headers.get("location") ?? "";
  const id = path.slice("/user-cards".length);
  for (const values of [without, { ...VALID, done: null }, { ...VALID, done: "" }]) {
    for (const response of [await sendJson("", "POST", values), await sendJson(id, "PUT", values)]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ problems: { done: "is required" } });
    }
  }
  expect(await stored(path)).toMatchObject({ done: true });
  expect((await sendForm(id, { ...without, _method: "PUT" })).status).toBe(303);
  expect(await stored(path)).toMatchObject({ done: false });
});

test("an optional boolean is true, false or null in JSON and in a form", async () => {
  const { seen: _, ...without } = VALID;
  const path = (await sendJson("", "POST", without)).headers.get("location") ?? "";
  const id = path.slice("/user-cards".length);
  expect(await stored(path)).toMatchObject({ seen: null });
  for (const seen of [true, false, null]) {
    expect((await sendJson(id, "PUT", { ...VALID, seen: seen === null ? true : !seen })).status).toBe(200);
    for (const response of [
      await sendJson(id, "PUT", { ...VALID, seen }),
      await sendForm(id, { ...VALID, seen, _method: "PUT" }),
    ]) {
      expect(response.ok || response.status === 303).toBe(true);
      expect(await stored(path)).toMatchObject({ seen });
      const selected: string[] = [];
      const rewriter = new HTMLRewriter().on("select[name=seen] option[selected]", {
        element(option) {
          selected.push(option.getAttribute("value") ?? "");
        },
      });
      await rewriter.transform(await send(`${id}/edit`)).text();
      expect(selected).toEqual(seen === null ? [] : [seen ? "yes" : "no"]);
    }
  }
  expect((await sendForm(id, { ...without, _method: "PUT" })).status).toBe(303);
  expect(await stored(path)).toMatchObject({ seen: null });
});

test.each(FIELDS.map((field) => field.split(":")[0] ?? ""))("no attack through %s comes through", async (name) => {
  const isText = typeof VALID[name] === "string" && !/^\d{4}-/.test(String(VALID[name]));
  const isLong = isText && FIELDS.some((field) => field.startsWith(`${name}: text`));
  for (const attack of ATTACKS) {
    const before = await total();
    const isAllowed = isText && !attack.includes("\0") && (isLong || !/[\r\n\u2028]/.test(attack));
    for (const send of [sendForm, (path: string, values: Sent) => sendJson(path, "POST", values)]) {
      const response = await send("", { ...VALID, [name]: attack });
      if (!isAllowed) {
        expect([response.status, name, attack]).toEqual([400, name, attack]);
        if (send === sendForm) expect(await response.text()).not.toMatch(/<(script|img|b)\b|" on|' on/);
        continue;
      }
      expect([response.status, name, attack]).toEqual([send === sendForm ? 303 : 201, name, attack]);
      const path = response.headers.get("location") ?? "";
      expect(await stored(path)).toEqual({
        ...VALID,
        [name]: attack.replaceAll("\r\n", "\n"),
        id: Number(path.split("/").at(-1)),
      });
      expect([...(await dangers(path)), ...(await dangers(`${path}/edit`)), ...(await dangers("/user-cards"))]).toEqual(
        [],
      );
      expect((await send(path.slice("/user-cards".length), { _method: "DELETE" })).status).toBe(
        send === sendForm ? 303 : 400,
      );
      if (send !== sendForm) await fetch(origin + path, { method: "DELETE" });
    }
    expect(await total()).toBe(before);
  }
});

test("the names of parameters, the path and the query are no way in", async () => {
  const before = await total();
  for (const attack of ATTACKS) {
    const created = await sendJson("", "POST", { ...VALID, [attack]: attack, id: 99_999, _method: "DELETE" });
    expect(created.status).toBe(201);
    const path = created.headers.get("location") ?? "";
    expect(await stored(path)).toEqual({ ...VALID, id: Number(path.split("/").at(-1)) });
    await fetch(origin + path, { method: "DELETE" });
    const text = encodeURIComponent(attack);
    expect((await send(`/${text}`)).status).toBe(404);
    expect((await send(`/${text}/edit`)).status).toBe(404);
    expect((await send(`?page=${text}`)).status).toBe(400);
  }
  expect((await send("", "POST", `{"__proto__":{"title":"x"}}`, "application/json")).status).toBe(400);
  expect(await total()).toBe(before);
});

test("broken and huge bodies are refused, and the server goes on", async () => {
  const before = await total();
  const form = "application/x-www-form-urlencoded";
  const json = "application/json";
  const megabyte = "x".repeat(1 << 20);
  const endless = () =>
    new ReadableStream({
      start(controller) {
        for (let part = 0; part < 64; part++) controller.enqueue(new Uint8Array(16_384).fill(120));
        controller.close();
      },
    });
  const bodies: [Bun.BodyInit, string | undefined, number][] = [
    [megabyte, form, 413],
    [JSON.stringify({ ...VALID, title: megabyte }), json, 413],
    [endless(), form, 413],
    ["x".repeat(100_000), form, 400],
    ["&".repeat(200_000), form, 400],
    [`{"title":${"[".repeat(120_000)}`, json, 400],
    [`{"title":${"[".repeat(60_000)}${"]".repeat(60_000)}}`, json, 400],
    ["{title: 1}", json, 400],
    ["", json, 400],
    ["[]", json, 400],
    [JSON.stringify({ ...VALID, title: "\ud800" }), json, 400],
    [Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), json, 400],
    [`${formOf(VALID)}&x=%C3%28`, form, 400],
    ["<xml/>", "application/xml", 415],
    [megabyte.slice(0, 1000), "text/plain", 415],
  ];
  for (const [body, type, status] of bodies)
    expect([(await send("", "POST", body, type)).status, type]).toEqual([status, type]);
  expect(await total()).toBe(before);
});

test("another site cannot make a browser change anything", async () => {
  const before = await total();
  for (const headers of [{ origin: "https://example.com" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }]) {
    const init = { method: "POST", headers: headers as Record<string, string>, body: formOf(VALID) };
    expect((await fetch(`${origin}/user-cards`, init)).status).toBe(403);
  }
  expect(await total()).toBe(before);
});

test("the server ends on SIGTERM and finds its records again", async () => {
  const { id } = (await (await sendJson("", "POST", VALID)).json()) as { id: number };
  server.kill("SIGTERM");
  expect(await server.exited).toBe(0);
  await start();
  expect(await stored(`/user-cards/${id}`)).toEqual({ ...VALID, id });
});

test("the server refuses a port that is no number", async () => {
  const child = Bun.spawn([process.execPath, join(folder, "user-cards/server.ts")], {
    cwd: folder,
    env: { PORT: "http", DATABASE: ":memory:" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  expect(await child.stderr.text()).toContain("PORT must be a whole number");
  expect(await child.exited).toBe(1);
});
