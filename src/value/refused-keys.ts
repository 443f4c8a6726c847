/**
 * Keys that no mapping from outside may have. A Dict would hold them like any others; but what reads parameters after us,
 * in JavaScript, could take them for parts of its objects (CVE-2021-23383 and its kin), and no honest answer needs them.
 */
const REFUSED: readonly string[] = ["__proto__", "constructor", "prototype"];

/** What is wrong with a key, undefined when nothing is. */
export function keyFault(key: string): string | undefined {
  return REFUSED.includes(key) ? `the key ${JSON.stringify(key)} is not allowed` : undefined;
}

/** What is wrong with a key that a mapping has already. */
export function repeatedKey(key: string): string {
  return `the key ${JSON.stringify(key)} stands twice`;
}

/** Whether a sentence is one of the two above. */
export function isKeyFault(detail: string): boolean {
  return /^the key .* (?:is not allowed|stands twice)$/s.test(detail);
}
