/** The built-in templates, compiled and embedded in the executable. */
import { type BundleSource, embeddedBundles } from "./embedded-bundles.ts";

export type { BuiltinSigner, BundleSource } from "./embedded-bundles.ts";
export { builtinSigner } from "./embedded-bundles.ts";

/** A built-in bundle, or undefined when there is none of that name. */
export function builtinBundle(name: string): BundleSource | undefined {
  return embeddedBundles.get(name);
}

export function builtinNames(): readonly string[] {
  return [...embeddedBundles.keys()];
}
