/**
 * Whether a template may run: without asking, after a question, or not at all. Pure; who asks and what was allowed before
 * is told to it. It is decided before any code of the template runs.
 */

/** Where a template comes from, as far as trust goes. */
export type TemplateOrigin =
  /** Part of the executable, which its build signed. */
  | "builtin"
  /** The user's own or the project's own. */
  | "own"
  /** From anywhere else. */
  | "outside";

/** What is known of who made a bundle. */
export type SignerVerdict =
  | { readonly kind: "unsigned" }
  /** A good signature by a key that the user trusts. */
  | { readonly kind: "trusted"; readonly key: string }
  /** A good signature by a key that nobody has vouched for. */
  | { readonly kind: "unknown"; readonly key: string };

export const UNSIGNED: SignerVerdict = { kind: "unsigned" };

export interface TrustFacts {
  readonly origin: TemplateOrigin;
  readonly signer: SignerVerdict;
  /** Whether it asks for ordinary files only. */
  readonly ordinary: boolean;
  readonly permissions: string;
  /** Whether the user allowed this template these permissions before. */
  readonly consented: boolean;
  /** Keys and hashes of permissions that this run accepts. */
  readonly accepted: readonly string[];
}

export type TrustDecision = "run" | "ask";

/** What `--trust` may be given: a key, or the hash of a permission set. */
export function decideTrust(facts: TrustFacts): TrustDecision {
  const { origin, signer, ordinary, permissions, consented, accepted } = facts;
  if (origin === "builtin" || signer.kind === "trusted" || consented) return "run";
  if (origin === "own" && ordinary) return "run";
  const key = signer.kind === "unknown" ? signer.key : undefined;
  return accepted.some((one) => one === permissions || (key !== undefined && one === key)) ? "run" : "ask";
}
