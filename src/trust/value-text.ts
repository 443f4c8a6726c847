/** Values of parsed manifests as texts, to compare them and to name them. */

/**
 * A value as JSON, undefined when there is none or it is nested deeper than the stack goes, as no manifest of a person is.
 * The order of keys counts.
 */
export function valueText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? { integer: String(one) } : one));
  } catch {
    return undefined;
  }
}

/** Whether a value is what it was; a change is seen once too often rather than once too rarely. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  const text = valueText(one);
  return text !== undefined && text === valueText(other);
}
