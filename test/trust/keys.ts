/** Keys and signed bundles for tests: the same in every run. */
import { compileTree } from "../../src/compile/bundle.ts";
import { keyId } from "../../src/format/signature.ts";
import { publicKeyOf } from "../../src/trust/ed25519.ts";
import type { SecretKey } from "../../src/trust/secret-key.ts";
import { addSignature, type Statement } from "../../src/trust/sign.ts";
import { NO_STATE, type TrustState } from "../../src/trust/state.ts";

/** A day in seconds, and the time at which all signatures of the tests are made. */
export const DAY = 86_400;
export const NOW = 1_800_000_000;

/** The key of a number. */
export function testKey(number: number): SecretKey {
  const secret = new Uint8Array(32).fill(number);
  return { name: `key-${number}`, comment: "", time: NOW, publicKey: publicKeyOf(secret).toHex(), secret };
}

export function idOf({ publicKey }: SecretKey): string {
  return keyId(Uint8Array.fromHex(publicKey));
}

/** A small bundle, not signed. */
export function smallBundle(version = "1.0.0", name = "note", text = "# {{ name }}\n"): Uint8Array {
  const manifest = `name: ${name}\nversion: ${version}\ndescription: A note\nparams:\n  name: { positional: true }\n`;
  const files = [{ path: "{{ name }}.md.j2", bytes: new TextEncoder().encode(text), executable: false }];
  return compileTree({ name, manifest, files, partials: new Map() });
}

export function statement(more: Partial<Statement> = {}): Statement {
  return { name: "note", version: "1.0.0", time: NOW, expires: 0, replaces: undefined, comment: "", ...more };
}

/** A small bundle with the signatures of some keys. */
export function signedBundle(keys: readonly SecretKey[], more: Partial<Statement> = {}): Uint8Array {
  const all = statement(more);
  return keys.reduce((bytes, key) => addSignature(bytes, key, all), smallBundle(all.version, all.name));
}

/** A state that trusts some keys alone. */
export function trusting(...keys: readonly SecretKey[]): TrustState {
  const entries = keys.map(
    (key) => [key.publicKey, { publicKey: key.publicKey, id: idOf(key), since: 0, comment: "" }] as const,
  );
  return { ...NO_STATE, keys: new Map(entries) };
}
