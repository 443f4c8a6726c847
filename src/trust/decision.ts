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

export interface TrustFacts {
  readonly origin: TemplateOrigin;
  /** Whether a trusted key, or enough keys of a group, signed it. */
  readonly trusted: boolean;
  /** The keys that signed it soundly and that nobody has vouched for: all 64 digits of each, never an id. */
  readonly unknownKeys: readonly string[];
  /** Whether it asks for ordinary files only. */
  readonly ordinary: boolean;
  readonly permissions: string;
  /** Whether the user allowed this template these permissions before. */
  readonly consented: boolean;
  /** What this run accepts: whole public keys and hashes of permissions, each 64 hexadecimal digits. */
  readonly accepted: readonly string[];
}

export type TrustDecision = "run" | "ask";

export function decideTrust(facts: TrustFacts): TrustDecision {
  const { origin, trusted, unknownKeys, ordinary, permissions, consented, accepted } = facts;
  if (origin === "builtin" || trusted || consented) return "run";
  if (origin === "own" && ordinary) return "run";
  return accepted.some((one) => one === permissions || unknownKeys.includes(one)) ? "run" : "ask";
}
