/**
 * The public API: compile, load and render templates, plan and apply generations, and the kernels beneath. It only
 * re-exports and joins what the layers below offer; nothing is decided, printed or read from the environment here.
 *
 * Compiling and rendering touch no file. `compileBundle` reads a directory, `planGeneration` reads the destination, and
 * `applyPlan` alone writes.
 */
import { entriesOf, refuseViolations } from "./app/capability-check.ts";
import { compileDirectory } from "./app/compile-directory.ts";
import { checkEngine } from "./app/engine.ts";
import { planBundle } from "./app/plan-bundle.ts";
import { DxgError } from "./base/error.ts";
import { resolvePath } from "./base/path.ts";
import { NO_CAPABILITIES } from "./format/capabilities.ts";
import { decodeDxp, encodeDxp } from "./format/dxp.ts";
import { isPlainKey } from "./format/infinity-shapes.ts";
import type { RecordSchema } from "./format/schema.ts";
import { keyId } from "./format/signature.ts";
import { native, type ScanResult } from "./native/native.ts";
import type { ConflictPolicy, Plan } from "./project/plan.ts";
import type { Bundle } from "./runtime/bundle.ts";
import { readTemplateDirectory } from "./source/directory.ts";
import { checkCapabilities } from "./trust/capability-check.ts";
import type { Verdict } from "./trust/judge.ts";
import { NO_STATE } from "./trust/state.ts";
import { mappingPairs } from "./value/compare.ts";
import { fromHost } from "./value/host.ts";
import { toText } from "./value/text.ts";
import { Dict, Float, isMapping, isString, SafeString, Tuple, type Value } from "./value/value.ts";

export { DxgError, type DxgErrorOptions } from "./base/error.ts";
export type { ErrorCode } from "./base/error-codes.ts";
export type { Span } from "./base/span.ts";
export type { Autoescape, AutoescapeByName } from "./compile/autoescape.ts";
export { type CompileOptions, JINJA_DEFAULTS } from "./compile/options.ts";
export type { Policies } from "./compile/policies.ts";
export { compileTemplate } from "./compile/template.ts";
export type { Capabilities, Grant } from "./format/capabilities.ts";
export { mayReach, mayReadVariable, mayRun } from "./format/granted.ts";
export type { Manifest, Parameter, ParameterDefault, ParameterType, TemplateSettings } from "./format/manifest.ts";
export type { FieldSchema, FieldType, RecordSchema } from "./format/schema.ts";
export type { ScanResult } from "./native/native.ts";
export { type Applied, applyPlan } from "./project/apply.ts";
export type { Change, ChangeKind, ConflictPolicy, Plan, PlannedOutput } from "./project/plan.ts";
export { Bundle, type BundleOutput, loadBundle } from "./runtime/bundle.ts";
export type { Parameters } from "./runtime/context.ts";
export { loadTemplate, Template } from "./runtime/template.ts";
export { IntegrityGuard } from "./trust/guard.ts";
export type { Signer, SignerStatus, Verdict } from "./trust/judge.ts";
export type { UndefinedMode } from "./value/value.ts";

/** Parameters by name: strings, numbers, bigints, booleans, null, arrays, plain objects and Maps. */
export interface ParameterValues {
  readonly [name: string]: unknown;
}

export interface PlanOptions {
  /** What to do with a file that exists and differs. Default `fail`: the plan is refused with every such path. */
  readonly onConflict?: ConflictPolicy;
  /** What `dxg.now` and `dxg.year` tell. Default: the clock. */
  readonly now?: Date;
}

/** A plan with what it was made from. */
export interface GenerationPlan extends Plan {
  /** Name and version of the template. */
  readonly template: string;
  readonly version: string;
  /** The template's closing message, if it has one. */
  readonly message: string | undefined;
}

/**
 * Compiles a template directory (docs/template.md) to the bytes of a `.dxf`.
 * @throws {DxgError} template/*, lex/*, parse/*, compile/* with the place; io/*
 */
export function compileBundle(directory: string): Uint8Array {
  const path = resolvePath(directory);
  return compileDirectory(readTemplateDirectory(path), path);
}

/**
 * What a generation would write. Parameters are checked against the template's manifest and defaults are filled in; the
 * destination is read and compared, and nothing is written.
 * @param params by name; a key whose value is undefined counts as absent
 * @param destination folder, relative to the current one; need not exist
 * @throws {DxgError} params/unknown, params/type, params/condition, params/conflict, params/missing with all that is wrong in
 *   the notes; template/engine; render/* with the place in the template; path/unsafe, path/duplicate; write/conflict with every differing path;
 *   trust/not-allowed with everything that the template does not declare; io/*
 */
export function planGeneration(
  bundle: Bundle,
  params: ParameterValues,
  destination: string,
  options: PlanOptions = {},
): GenerationPlan {
  checkEngine(bundle.manifest);
  const file = Dict.of(pairsOf(params));
  const { plan, message, secrets } = planBundle(bundle, {
    given: { name: undefined, flags: [], file },
    name: positionalOf(bundle, file),
    destination: resolvePath(destination),
    onConflict: options.onConflict ?? "fail",
    now: options.now,
  });
  const { capabilities = NO_CAPABILITIES } = bundle.manifest;
  secrets.guard(() => refuseViolations(checkCapabilities(entriesOf(plan), capabilities)));
  return { ...plan, template: bundle.manifest.name, version: bundle.manifest.version, message };
}

function pairsOf(params: ParameterValues): (readonly [Value, Value])[] {
  return Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, fromHost(value)] as const);
}

/** The value that NAME would have on the command line, for `dxg.name`. */
function positionalOf({ manifest }: Bundle, given: Dict): string | undefined {
  const positional = manifest.params.find((one) => one.positional);
  const value = positional === undefined ? undefined : given.get(positional.name);
  return value !== undefined && isString(value) ? toText(value) : undefined;
}

/**
 * The `.dxp` file (docs/formats.md) of some parameters. With a schema it is a record: smaller, and readable only with
 * that schema; without one it describes itself, and `--params FILE` takes it.
 * @throws {DxgError} format/bad-value, format/too-large, format/schema-mismatch; render/type for what is not data
 */
export function encodeParams(params: ParameterValues, schema?: RecordSchema): Uint8Array {
  return encodeDxp(Dict.of(pairsOf(params)), schema);
}

/**
 * The parameters of a `.dxp` file as JavaScript values: integers beyond 2^53 are bigints; a mapping inside is a plain
 * object, or a Map where an object would change its keys or their order. A float without a fraction, such as `1.0`, becomes the
 * number 1, which templates take for an integer.
 * @throws {DxgError} format/* for a damaged file; format/schema-mismatch when it needs another schema;
 *   params/bad-file when it holds no mapping from names to values
 */
export function decodeParams(bytes: Uint8Array, schema?: RecordSchema): { [name: string]: unknown } {
  const value = decodeDxp(bytes, schema);
  if (isMapping(value)) {
    const pairs = mappingPairs(value).map(([key, item]) => [toHost(key), toHost(item)] as const);
    if (pairs.every(isNamed)) return Object.fromEntries(pairs);
  }
  throw new DxgError("params/bad-file", "the file holds no mapping from names to values");
}

function isNamed(pair: readonly [unknown, unknown]): pair is readonly [string, unknown] {
  return typeof pair[0] === "string";
}

function toHost(value: Value): unknown {
  if (value instanceof Float) return value.number;
  if (value instanceof SafeString) return value.text;
  if (Array.isArray(value)) return value.map(toHost);
  if (value instanceof Tuple) return value.items.map(toHost);
  if (!(value instanceof Dict)) return value;
  const pairs = mappingPairs(value).map(([key, item]) => [toHost(key), toHost(item)] as const);
  return pairs.every(isNamed) && pairs.every(([key]) => isPlainKey(key)) ? Object.fromEntries(pairs) : new Map(pairs);
}

/**
 * Offsets in bytes of all `{{`, `{%` and `{#`, and of line starts, found in one pass.
 * @param source text, which is encoded as UTF-8 first, or bytes of at most 2 GiB
 */
export function scanPlaceholders(source: string | Uint8Array): ScanResult {
  return native().scan(typeof source === "string" ? new TextEncoder().encode(source) : source);
}

/**
 * The BLAKE3 hash (https://github.com/BLAKE3-team/BLAKE3-specs).
 * @param outLength bytes of output, 32 unless told
 */
export function blake3(bytes: Uint8Array, outLength = 32): Uint8Array {
  return native().blake3(bytes, outLength);
}

/**
 * The XOR difference of two contents by 64-byte blocks, identical blocks left out. It is small where most bytes stayed in
 * their places, and it leads in both directions.
 * @throws {DxgError} format/too-large above 2 GiB
 */
export function xorPatch(before: Uint8Array, after: Uint8Array): Uint8Array {
  return native().xorDiff(before, after);
}

/**
 * The content after the patch, or with `reverse` the one before it. The patch holds both lengths but no
 * hash: an input of another length is refused, but one of the right length with other bytes gives a wrong content.
 * @throws {DxgError} format/bad-patch, format/patch-mismatch, format/too-large
 */
export function applyXorPatch(patch: Uint8Array, input: Uint8Array, options: { reverse?: boolean } = {}): Uint8Array {
  return native().xorApply(patch, input, options.reverse ?? false);
}

/** What a signature of the API says besides its key. */
export interface SignOptions {
  /** Name and version of the template, which must be those in its manifest. */
  readonly name: string;
  readonly version: string;
  /** Default: now. */
  readonly time?: Date;
  /** From when on the signature counts no more. Default: never. */
  readonly expires?: Date;
  readonly comment?: string;
}

/**
 * A `.dxf` or `.dxt` with one more signature (docs/signatures.md).
 * @param secretKey 32 bytes
 * @throws {DxgError} format/*; trust/bad-version; trust/bad-signature when one that is there is unsound
 */
export async function signBinary(bytes: Uint8Array, secretKey: Uint8Array, options: SignOptions): Promise<Uint8Array> {
  const { addSignature } = await import("./trust/sign.ts");
  const { publicKeyOf } = await import("./trust/ed25519.ts");
  const key = { name: "", comment: "", time: 0, publicKey: publicKeyOf(secretKey).toHex(), secret: secretKey };
  const { name, version, time = new Date(), expires, comment = "" } = options;
  const until = expires === undefined ? 0 : wholeSeconds(expires);
  return addSignature(bytes, key, {
    name,
    version,
    comment,
    time: wholeSeconds(time),
    expires: until,
    replaces: undefined,
  });
}

/**
 * What the signatures of a `.dxf` or `.dxt` are worth to somebody who trusts these public keys, 64 hexadecimal digits each.
 * Nothing is read from the user's files of trust and nothing recorded; of the bytes nothing but the container is read.
 * @param now default: the clock
 * @throws {DxgError} format/*
 */
export async function verifyBinary(
  bytes: Uint8Array,
  publicKeys: readonly string[],
  now = new Date(),
): Promise<Verdict> {
  const { signerOf } = await import("./trust/signer.ts");
  const keys = publicKeys.map((publicKey) => {
    const id = keyId(Uint8Array.fromHex(publicKey));
    return [publicKey, { publicKey, id, since: 0, comment: "" }] as const;
  });
  return signerOf(bytes, { ...NO_STATE, keys: new Map(keys) }, { now: wholeSeconds(now) });
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
