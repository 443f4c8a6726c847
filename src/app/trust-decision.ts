/**
 * Whether a template that was found may run, decided before any of its code does: by where it comes from, who signed it,
 * and what the user has allowed. Asking is the caller's; without somebody to ask, what is not allowed is refused.
 */
import { environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { parentPath } from "../base/path.ts";
import { NO_CAPABILITIES } from "../format/capabilities.ts";
import type { Manifest } from "../format/manifest.ts";
import { native } from "../native/native.ts";
import { showPath } from "../native/os.ts";
import { isReached, projectRoot } from "../project/root.ts";
import { builtinNames } from "../source/builtin.ts";
import type { TemplateLocation } from "../source/find.ts";
import { type Consent, consentsFault, hasConsent, keepConsent } from "../trust/consents.ts";
import { decideTrust, type TemplateOrigin } from "../trust/decision.ts";
import type { Verdict } from "../trust/judge.ts";
import { isOrdinary, type PermissionSet, permissionHash, permissionLines } from "../trust/permissions.ts";
import { looksLikePublicKey, readPublicKey } from "../trust/public-key.ts";
import type { FoundBundle } from "./load-bundle.ts";

/** What the user is asked. */
export interface PermissionQuestion {
  readonly template: string;
  readonly version: string;
  /** Where it lies. */
  readonly place: string;
  /** Why it is asked, in words. */
  readonly why: string;
  /** What the template may do, one short sentence each. */
  readonly permissions: readonly string[];
}

export type PermissionAnswer = "yes" | "no" | "cancelled" | "nobody";

export interface TrustRequest {
  /** Each `--trust`. */
  readonly accepted: readonly string[];
  /** Gives "nobody" where no person is at a terminal. */
  readonly ask: (question: PermissionQuestion) => Promise<PermissionAnswer>;
  /** Told why a Yes could not be remembered: it counts for this run all the same. */
  readonly notRemembered: (error: DxgError) => void;
}

/** What a template may do, for a person and for a pin. */
export interface Permissions {
  readonly lines: readonly string[];
  /** Hash of the set. */
  readonly hash: string;
  /** Whether it is no more than ordinary files below the destination. */
  readonly ordinary: boolean;
}

/** @throws {DxgError} trust/untrusted, trust/declined, trust/cancelled; cli/bad-argument; format/bad-metadata */
export async function allowTemplate(found: FoundBundle, request: TrustRequest): Promise<void> {
  const { location, bytes, verdict } = found;
  const { manifest } = found.bundle;
  const keys = unknownKeys(verdict);
  const accepted = request.accepted.map((text) => acceptedOf(text, verdict));
  const set = permissionSet(manifest, location);
  const consent: Consent = { identity: identityOf(location, bytes), permissions: permissionHash(set) };
  const origin = originOf(location);
  const decision = decideTrust({
    origin,
    trusted: verdict?.kind === "trusted",
    unknownKeys: keys,
    ordinary: isOrdinary(set),
    permissions: consent.permissions,
    consented: hasConsent(consent),
    accepted,
  });
  if (decision === "run") return;
  const given = accepted.length === 0 ? "" : "; what --trust names is other permissions or another key";
  const fault = consentsFault();
  const before = fault === undefined ? "" : `; what you allowed before is not believed, since ${fault}`;
  const why = `${reason(origin, keys)}${given}${before}`;
  const permissions = permissionLines(set);
  const { name, version } = manifest;
  const place = location.kind === "builtin" ? "" : location.path;
  const answer = await request.ask({ template: name, version, place, why, permissions });
  if (answer === "nobody") {
    throw untrusted(location, why, permissions, [consent.permissions, ...keys]);
  }
  if (answer === "cancelled") throw new DxgError("trust/cancelled", "nothing was written");
  if (answer === "no") throw new DxgError("trust/declined", `"${showPath(location.name)}"; nothing was written`);
  try {
    keepConsent(consent, `${location.name} ${manifest.version}`);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    request.notRemembered(error);
  }
}

function unknownKeys(verdict: Verdict | undefined): readonly string[] {
  return (verdict?.signers ?? []).filter(({ status }) => status === "unknown").map(({ publicKey }) => publicKey);
}

/**
 * What a `--trust` names: a hash of permissions or a whole public key. An id is refused, since another key with the same
 * id can be made.
 */
function acceptedOf(text: string, verdict: Verdict | undefined): string {
  const bad = (detail: string, hint: string): DxgError => new DxgError("cli/bad-argument", detail, { hint });
  const shown = showPath(text);
  if (/^[0-9a-f]{16}$/.test(text)) {
    const full = verdict?.signers.find(({ id }) => id === text)?.publicKey;
    throw bad(
      `--trust ${shown} is the id of a key, which other keys can have too`,
      full === undefined ? "Give the whole key: 64 hexadecimal digits" : `Give the whole key: --trust ${full}`,
    );
  }
  try {
    if (looksLikePublicKey(text)) return readPublicKey(text).publicKey;
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
  }
  throw bad(
    `--trust ${shown} is neither a hash of permissions nor a key`,
    "Give the hash that `dxg template show` tells, or a public key: 64 hexadecimal digits, or its whole line",
  );
}

function reason(origin: TemplateOrigin, keys: readonly string[]): string {
  if (origin === "own") return "it asks for more than ordinary files";
  return keys.length === 0
    ? "it is from outside, and no trusted key signed it"
    : `it is from outside, and signed by ${keys.join(", ")}, which you do not trust`;
}

function untrusted(
  location: TemplateLocation,
  why: string,
  lines: readonly string[],
  pins: readonly string[],
): DxgError {
  const name = showPath(location.name);
  return new DxgError("trust/untrusted", `"${name}": ${why}; nothing was written`, {
    notes: lines.map((line) => `it ${line}`),
    hint: `Look at \`dxg template show ${name}\`, then run it at a terminal to be asked, or allow ${pins.length === 1 ? "just this" : "just this, or all that the key signed,"} with --trust ${pins.join(" or --trust ")}`,
  });
}

/** What a template may do. */
export function permissionsOf(manifest: Manifest, location: TemplateLocation): Permissions {
  const set = permissionSet(manifest, location);
  return { lines: permissionLines(set), hash: permissionHash(set), ordinary: isOrdinary(set) };
}

function permissionSet({ capabilities, hooks }: Manifest, location: TemplateLocation): PermissionSet {
  const named = location.kind !== "builtin" && location.origin !== "path";
  return {
    capabilities: capabilities ?? NO_CAPABILITIES,
    hooks: hooks ?? [],
    shadows: named && builtinNames().includes(location.name) ? location.name : undefined,
  };
}

function originOf(location: TemplateLocation): TemplateOrigin {
  if (location.kind === "builtin") return "builtin";
  const { kind, origin, path } = location;
  if (origin === "user") return kind === "directory" ? "own" : "outside";
  // The project is the folder around the `.dx` that `templates` is in.
  if (origin === "project") return isReached(path, parentPath(parentPath(parentPath(path)))) ? "own" : "outside";
  const root = projectRoot();
  // Everything lies below the user's home and the root; that makes nothing a project's own.
  if (root === "/" || root === environment("home")) return "outside";
  return kind === "directory" && isReached(path, root) ? "own" : "outside";
}

/**
 * What a consent is for. A directory is its exact place, a bundle its exact content: neither is a prefix of anything, and
 * a name says nothing.
 */
function identityOf(location: TemplateLocation, bytes: Uint8Array): string {
  if (location.kind === "directory") return `directory ${location.path}`;
  return `bundle ${native().blake3(bytes, 32).toHex()}`;
}
