/** The built-in templates, compiled and embedded in the executable. */
import type { Trust } from "../format/container.ts";
import { bundlesAreEmbedded, embeddedBundles } from "./embedded-bundles.ts";

/** Bundles inside the executable were verified when it was built; those of a checkout are plain files. */
export const BUILTIN_TRUST: Trust = bundlesAreEmbedded ? "verified" : "verify";

/** Bytes of a built-in bundle, in a buffer of their own, or undefined. */
export function builtinBundle(name: string): Uint8Array | undefined {
  return embeddedBundles.get(name)?.();
}

export function builtinNames(): readonly string[] {
  return [...embeddedBundles.keys()];
}
