/** For every error code one way to make it happen. The type makes sure that none is left out. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorOf } from "../../src/app/template-verify.ts";
import type { ErrorCode } from "../../src/base/error-codes.ts";
import { LOCAL_SLOTS_MAX } from "../../src/base/limits.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxf } from "../../src/format/dxf.ts";
import { decodeDxp, encodeDxp } from "../../src/format/dxp.ts";
import { decodeDxt } from "../../src/format/dxt.ts";
import { encodeValue } from "../../src/format/infinity.ts";
import { RULES } from "../../src/format/rules.ts";
import { native } from "../../src/native/native.ts";
import { readFile, useOsBackend as setOsBackend } from "../../src/native/os.ts";
import { ERRNO } from "../../src/native/os-backend.ts";
import { makeNodeBackend } from "../../src/native/os-node.ts";
import { Staging } from "../../src/project/apply.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { isSignature } from "../../src/trust/ed25519.ts";
import { IntegrityGuard } from "../../src/trust/guard.ts";
import { judge } from "../../src/trust/judge.ts";
import { NO_STATE, type TrustState, versionKey } from "../../src/trust/state.ts";
import type { Value } from "../../src/value/value.ts";
import { ROOT } from "../e2e/world.ts";
import { BAD_CONTAINERS } from "../format/bad-containers.ts";
import { BAD_PROGRAMS } from "../format/bad-programs.ts";
import { repaired } from "../format/edit.ts";
import { DAY, idOf, NOW, signedBundle, smallBundle, testKey, trusting } from "../trust/keys.ts";
import { call, command, directory, MANIFEST, shell, type Trigger, template } from "./trigger.ts";

/** The first of the broken binaries that the code stands for. */
function binary(code: ErrorCode): Trigger {
  const bad = [...BAD_CONTAINERS, ...BAD_PROGRAMS].find(({ rule }) => RULES[rule] === code);
  if (bad === undefined) throw new Error(`no broken binary for ${code}`);
  return call(() => (bad.kind === "dxt" ? decodeDxt(bad.bytes()) : decodeDxf(bad.bytes())));
}

/** A process whose native library is missing, as in a build without a C compiler. */
function withoutLibrary(implementation: string): Trigger {
  const script = `import { plugin } from "bun";
import { embedLibraryPlugin } from "${ROOT}/ffi/embed.ts";
plugin(embedLibraryPlugin(undefined));
const { native } = await import("${ROOT}/src/native/native.ts");
const { formatError } = await import("${ROOT}/src/ui/error.ts");
try { native(); } catch (error) { console.error(formatError(error)); process.exitCode = error.exitCode; }
`;
  return shell(`DXG_IMPL=${implementation} '${process.execPath}' without.ts`, { "without.ts": script });
}

/** A template from outside at a terminal, where somebody presses a key after a while; the error without the question. */
function atTerminal(key: string): string {
  const generate = "script --quiet --return --command '\"$DXG\" generate ../sample' /dev/null";
  return `mkdir project; cd project; (sleep 1.5; printf '${key}'; sleep 1) | ${generate} > ../shown; code=$?
sed 's/\\x1b[[][?0-9;]*[a-zA-Z]//g' ../shown | sed -n '/^error/,$p' | tr -d '\\r' >&2; exit $code`;
}

/** Stages a file in a folder of its own, as for a template whose hook is `work`. */
function staged(work: (stage: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "dxg-errors-"));
  const staging = Staging.open(folder, "disk");
  try {
    staging.write([{ path: "a.txt", bytes: new Uint8Array(1), mode: 0o644, once: false, source: "files/a.txt" }]);
    work(staging.tree.path ?? "");
    staging.outputs("cargo fmt");
  } finally {
    staging.close();
    rmSync(folder, { recursive: true });
  }
}

/** A hook that runs in an empty stage. */
function hook(command: readonly string[], granted: readonly string[], isCancelled: boolean): Trigger {
  const run = {
    hooks: [{ moment: "post_generate", command, line: 7 }],
    capabilities: { line: 3, grants: [{ capability: "can_run", value: granted, line: 4 }], denials: [] },
    template: "sample",
    version: "1.0.0",
    destination: "/project",
    allowNetwork: true,
  };
  const script = `const { runHooks } = await import("${ROOT}/src/app/hooks.ts");
const { formatError } = await import("${ROOT}/src/ui/error.ts");
const more = { stage: process.cwd(), name: undefined, hide: (text) => text, onLine() {}, isCancelled: () => ${isCancelled} };
runHooks("post_generate", { ...${JSON.stringify(run)}, ...more }).catch((error) => {
  console.error(formatError(error));
  process.exitCode = error.exitCode;
});
`;
  return shell(`'${process.execPath}' hook.ts`, { "hook.ts": script });
}

/** A template of rows: one file for each, by a path that the row makes. */
const ROWS = {
  "rows/template.yaml": `${MANIFEST}params:\n  rows:\n    type: array\n    items: string\n    required: true\n`,
  "rows/files/row.j2": '{#---\nto: "{{ row }}"\neach: rows as row\n---#}\n{{ row }}',
};

const xor = (before: string, after: string): Uint8Array =>
  native().xorDiff(new TextEncoder().encode(before), new TextEncoder().encode(after));

export const TRIGGERS: { readonly [code in ErrorCode]: Trigger } = {
  "lex/unterminated": template("Hello {{ name"),
  "lex/unexpected-character": template("{{ a ? b }}"),
  "lex/bad-string": template("{{ '\\x4' }}"),
  "lex/bad-number": template("{{ 12abc }}"),
  "parse/unexpected-token": template("{{ a b }}"),
  "parse/unknown-tag": template("{% fi %}"),
  "parse/unbalanced": template("{% if a %}text"),
  "parse/bad-target": template("{% set none = 1 %}"),
  "parse/too-deep": template(`{{ ${"(".repeat(500)}1${")".repeat(500)} }}`),
  "parse/bad-block": template("{% block title required %}text{% endblock %}"),
  "compile/unknown-filter": template("{{ name | uper }}"),
  "compile/unknown-test": template("{{ name is evn }}"),
  "compile/unknown-variable": directory(MANIFEST, "a.txt.j2", "{{ nam }}"),
  "compile/bad-arguments": template("{{ name | replace }}"),
  "compile/bad-block": template("{% block a %}{% endblock %}{% block a %}{% endblock %}"),
  "compile/include-not-found": template("{% include 'footer.txt' %}"),
  "compile/secret": directory(`${MANIFEST}params: {token: {type: secret}}\n`, "{{ token }}.txt", ""),
  "compile/bad-option": call(() => compileTemplate("", { delimiters: { blockStart: "" } })),
  "compile/too-large": call(() => {
    const sets = Array.from({ length: LOCAL_SLOTS_MAX + 1 }, (_, index) => `{% set v${index} = 1 %}`);
    return compileTemplate(sets.join(""));
  }),
  "render/undefined": template("{{ name }}"),
  "render/type": template("{{ 'a' + 1 }}"),
  "render/value": template("{{ range(1, 5, 0) }}"),
  "render/division-by-zero": template("{{ 1 // 0 }}"),
  "render/limit": template("{{ range(10000000) }}"),
  "render/forbidden": template("{{ name.__class__ }}", { name: "Counter" }),
  "render/refused": template("{{ fail('name: it needs a letter') }}"),
  "render/bad-target": template("{% set text = 'a' %}{% set text.length = 2 %}"),
  "render/inheritance": template("{% block title required %}{% endblock %}"),
  "render/include-not-found": template("{% include name %}", { name: "footer.txt" }),
  "render/output-too-small": call(() =>
    loadTemplate(compileTemplate("{{ name }}")).renderInto({ name: "Counter" }, new Uint8Array(3)),
  ),
  "format/not-dxt": command(["render", "a.dxt"], { "a.dxt": "Hello {{ name }}, this is only text" }),
  "format/truncated": binary("format/truncated"),
  "format/version": binary("format/version"),
  "format/checksum": binary("format/checksum"),
  "format/bad-section": binary("format/bad-section"),
  "format/bad-string-table": binary("format/bad-string-table"),
  "format/bad-program": binary("format/bad-program"),
  "format/bad-instruction": binary("format/bad-instruction"),
  "format/bad-value": call(() => encodeValue("\ud800")),
  "format/bad-metadata": binary("format/bad-metadata"),
  "format/too-large": call(() => encodeValue(nested(1000))),
  "format/schema-mismatch": call(() => {
    const schema = { name: "sample", fields: [{ id: 0, name: "n", type: "integer" }] } as const;
    return decodeDxp(encodeDxp({ n: 1 }, schema));
  }),
  "format/bad-header": binary("format/bad-header"),
  "format/bad-patch": call(() => native().xorApply(new Uint8Array(3), new Uint8Array(3))),
  "format/patch-mismatch": call(() => native().xorApply(xor("one", "two"), new Uint8Array(9))),
  "template/not-found": command(["generate", "componentt", "A"]),
  "template/bad-manifest": directory("name: sample\nversion: one\n", "a.txt", ""),
  "template/bad-front-matter": directory(MANIFEST, "a.txt.j2", "{#---\nwen: true\n---#}\n"),
  "template/bad-file": shell('mkfifo sample/files/pipe; "$DXG" generate ./sample', {
    "sample/template.yaml": MANIFEST,
    "sample/files/a.txt": "",
  }),
  "template/engine": command(["generate", "./sample"], {
    "sample/template.yaml": `${MANIFEST}engine: ">=99"\n`,
    "sample/files/a.txt": "",
  }),
  "template/symlink": shell('ln -s /etc/passwd sample/files/link; "$DXG" generate ./sample', {
    "sample/template.yaml": MANIFEST,
    "sample/files/a.txt": "",
  }),
  "template/exists": shell('"$DXG" template init service && "$DXG" template init service'),
  "params/missing": command(["generate", "component"]),
  "params/unknown": command(["generate", "component", "A", "-p", "colour=red"]),
  "params/type": command(["generate", "component", "A", "-p", "with_state=maybe"]),
  "params/refused": command(["generate", "component", "!"]),
  "params/condition": command(["generate", "./sample", "-p", "slug=a"], {
    "sample/template.yaml": `${MANIFEST}params: {with_slug: {type: boolean, default: false}, slug: {when: with_slug}}\n`,
    "sample/files/a.txt": "",
  }),
  "params/conflict": command(["generate", "./sample", "-p", "a", "-p", "b"], {
    "sample/template.yaml": `${MANIFEST}params:\n  a: {type: boolean, default: false}\n  b: {type: boolean, default: false}\nconflicts: [[a, b]]\n`,
    "sample/files/a.txt": "",
  }),
  "params/bad-file": command(["generate", "component", "--params", "a.json"], { "a.json": '{"name": }' }),
  "path/unsafe": command(["generate", "./rows", "-p", "rows=../secret"], ROWS),
  "path/duplicate": command(["generate", "./rows", "-p", "rows=a.txt,A.txt"], ROWS),
  "write/conflict": command(["generate", "./rows", "-p", "rows=a.txt"], { ...ROWS, "a.txt": "mine" }),
  "write/failed": command(["generate", "./rows", "-p", "rows=a.txt"], { ...ROWS, "a.txt/mine": "mine" }),
  "write/refused": call(() =>
    staged((path) => {
      symlinkSync("/etc/passwd", `${path}/link`);
    }),
  ),
  "write/interrupted": call(() => {
    setOsBackend({ ...makeNodeBackend(), heldSignal: () => 2 });
    try {
      staged(() => undefined);
    } finally {
      setOsBackend(undefined);
    }
  }),
  "trust/not-allowed": command(["generate", "./sample"], {
    "sample/template.yaml": MANIFEST,
    "sample/files/.envrc": "",
  }),
  "trust/untrusted": shell('mkdir project; cd project; "$DXG" generate ../sample', {
    "sample/template.yaml": MANIFEST,
    "sample/files/a.txt": "",
  }),
  "trust/declined": shell(atTerminal("n"), { "sample/template.yaml": MANIFEST, "sample/files/a.txt": "" }),
  "trust/cancelled": shell(atTerminal("\\003"), { "sample/template.yaml": MANIFEST, "sample/files/a.txt": "" }),
  "format/bad-signature": binary("format/bad-signature"),
  "trust/unsigned": call(() => judged(smallBundle(), NO_STATE)),
  "trust/unknown-key": call(() => judged(signedBundle([testKey(1)]), NO_STATE)),
  "trust/bad-signature": call(() => {
    const bytes = signedBundle([testKey(1)]);
    bytes[bytes.length - 1]! ^= 1;
    judged(repaired(bytes), trusting(testKey(1)));
  }),
  "trust/revoked": call(() => {
    const revocation = { id: idOf(testKey(1)), at: NOW, reason: "laptop stolen" };
    judged(signedBundle([testKey(1)]), { ...trusting(testKey(1)), revoked: new Map([[revocation.id, revocation]]) });
  }),
  "trust/expired": call(() => judged(signedBundle([testKey(1)], { expires: NOW + 1 }), trusting(testKey(1)), NOW + 2)),
  "trust/clock": call(() => judged(signedBundle([testKey(1)]), trusting(testKey(1)), NOW - 2 * DAY)),
  "trust/rollback": call(() => {
    const versions = new Map([[versionKey(testKey(1).publicKey, "note"), "1.2.0"]]);
    judged(signedBundle([testKey(1)]), { ...trusting(testKey(1)), versions });
  }),
  "trust/threshold": call(() => {
    const keys = [testKey(1).publicKey, testKey(2).publicKey];
    const groups = new Map([["release", { name: "release", threshold: 2, keys }]]);
    judged(signedBundle([testKey(1)]), { ...NO_STATE, groups });
  }),
  "trust/bad-key": command(["key", "trust", "00".repeat(32)]),
  "trust/no-key": command(["key", "export", "release"]),
  "trust/key-exists": shell('"$DXG" key generate a --no-passphrase && "$DXG" key generate a --no-passphrase'),
  "trust/passphrase": command(["key", "generate"]),
  "trust/bad-state": shell('mkdir -p ~/.config/dxg; echo "dxg trust 2" > ~/.config/dxg/trust; "$DXG" key list'),
  "trust/bad-version": call(() => signedBundle([testKey(1)], { version: "9007199254740992.0.0" })),
  "trust/changed": call(() => {
    const bytes = Uint8Array.of(1, 2, 3);
    const guard = new IntegrityGuard(bytes);
    bytes[1] = 0;
    guard.check();
  }),
  "hook/failed": hook(["ls", "--nonsense"], ["ls", "--nonsense"], false),
  "hook/refused": hook(["cargo", "build"], ["cargo", "fmt"], false),
  "hook/cancelled": hook(["sleep", "5"], ["sleep", "5"], true),
  "io/not-found": command(["render", "hello.txt.j2"]),
  "io/permission": call(() => refusing(-ERRNO.EACCES, () => readFile("secret.txt", 10))),
  "io/is-directory": command(["render", "folder"], { "folder/a.txt": "" }),
  "io/not-directory": command(["generate", "component", "A", "-o", "a.txt"], { "a.txt": "" }),
  "io/too-large": shell('truncate -s 2G big.json; "$DXG" generate component --params big.json'),
  "io/no-space": shell('"$DXG" --version > /dev/full'),
  "io/not-utf8": command(["render", "a.j2"], { "a.j2": Uint8Array.of(0xff) }),
  "io/failed": call(() => readFile("/dev/null", 10)),
  "native/unknown-implementation": command(["doctor"], {}, { env: { DXG_IMPL: "sse9" } }),
  "native/unavailable": withoutLibrary("avx2"),
  "cli/unknown-command": command(["generat"]),
  "cli/unknown-flag": command(["generate", "component", "A", "--dryrun"]),
  "cli/bad-argument": command(["generate", "component", "A", "--on-conflict", "merge"]),
  "cli/missing-argument": command(["render"]),
  "cli/bad-config": command(
    ["generate", "component", "A"],
    { "config/dxg/config.yaml": "defaults: [author]\n" },
    { before: ["bash", "-c", 'XDG_CONFIG_HOME="$PWD/config" exec "$0" "$@"'] },
  ),
};

/** What `dxg template verify` says of a file, as an error. */
function judged(bytes: Uint8Array, state: TrustState, now = NOW): void {
  const error = errorOf(judge(bytes, state, { now }, isSignature));
  if (error !== undefined) throw error;
}

/** Runs with a file system that refuses to open anything: root may open everything. */
function refusing(result: number, run: () => unknown): void {
  setOsBackend({ ...makeNodeBackend(), open: () => result });
  try {
    run();
  } finally {
    setOsBackend(undefined);
  }
}

function nested(depth: number): Value[] {
  let value: Value[] = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
