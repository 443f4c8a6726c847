/**
 * Where a secret must not get: paths are listed, logged and kept, and the message is printed. What is computed from a
 * secret by a default counts as secret too.
 */
import type { Parameter } from "./manifest.ts";

/** Whether a parameter is declared secret, or holds secrets. */
export function isSecret({ type, items }: Pick<Parameter, "type" | "items">): boolean {
  return type === "secret" || items === "secret";
}

/**
 * The parameters whose values are secret.
 * @param reads the names that the default of a parameter reads
 */
export function secretNames(
  params: readonly Parameter[],
  reads: (parameter: Parameter) => Iterable<string>,
): ReadonlySet<string> {
  const secret = new Set<string>();
  for (const parameter of params) {
    if (isSecret(parameter) || [...reads(parameter)].some((name) => secret.has(name))) secret.add(parameter.name);
  }
  return secret;
}
