/** The built-in templates, compiled and embedded in the executable. */
import { embeddedBundles } from "./embedded-bundles.ts";

/** Bytes of a built-in bundle, in a buffer of their own, or undefined. */
export function builtinBundle(name: string): Uint8Array | undefined {
  return embeddedBundles.get(name)?.();
}

export function builtinNames(): readonly string[] {
  return [...embeddedBundles.keys()];
}
