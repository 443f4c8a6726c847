/**
 * The bundles that come with dxg. In the repository they are read from where the build put them; build.ts replaces this
 * module in the executable by one that holds them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecodedParts } from "../format/dxf.ts";

export interface BundleSource {
  /** The file's bytes, in a buffer of their own. */
  readonly bytes: () => Uint8Array;
  /** Only where the bundle is part of the executable, which takes all of it as verified by the build. */
  readonly decoded?: () => DecodedParts;
}

/** Whose signatures the built-in bundles carry. */
export interface BuiltinSigner {
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  /** A release key that the build was given; otherwise the build made a key, signed, and forgot it. */
  readonly release: boolean;
}

const FOLDER = join(import.meta.dir, "../../dist/builtin");

function read(): [string, BundleSource][] {
  let names: string[];
  try {
    names = readdirSync(FOLDER).filter((name) => name.endsWith(".dxf"));
  } catch {
    return [];
  }
  return names
    .sort()
    .map((name) => [name.slice(0, -4), { bytes: () => new Uint8Array(readFileSync(join(FOLDER, name))) }]);
}

/** By name. */
export const embeddedBundles: ReadonlyMap<string, BundleSource> = new Map(read());

function readSigner(): BuiltinSigner | undefined {
  try {
    return JSON.parse(readFileSync(join(FOLDER, "signer.json"), "utf8")) as BuiltinSigner;
  } catch {
    return undefined;
  }
}

/** Undefined where nothing was built. */
export const builtinSigner: BuiltinSigner | undefined = readSigner();
