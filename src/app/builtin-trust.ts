/** The verdict on a built-in template: only the key that the build signed it with counts, whatever the user trusts. */
import { keyId } from "../format/signature.ts";
import type { BuiltinSigner } from "../source/builtin.ts";
import { isSignature } from "../trust/ed25519.ts";
import { judge, type Verdict } from "../trust/judge.ts";
import { NO_STATE } from "../trust/state.ts";

/** @param now seconds since 1970; built-in templates do not expire */
export function judgeBuiltin(bytes: Uint8Array, { publicKey }: BuiltinSigner, now: number): Verdict {
  const key = { publicKey, id: keyId(Uint8Array.fromHex(publicKey)), since: 0, comment: "" };
  return judge(bytes, { ...NO_STATE, keys: new Map([[publicKey, key]]) }, { now, pinned: true }, isSignature);
}
