/**
 * Builds everything: the native library, the built-in templates, and the executable that holds both. `bun run build`.
 * Without a C compiler the executable runs on the TypeScript twins.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { BunPlugin } from "bun";
import { compileLibrary } from "./ffi/compile.ts";
import { embedLibraryPlugin } from "./ffi/embed.ts";
import { judgeBuiltin } from "./src/app/builtin-trust.ts";
import { existingPassphrase } from "./src/app/passphrase.ts";
import { DxgError } from "./src/base/error.ts";
import { compileTree } from "./src/compile/bundle.ts";
import type { DecodedParts } from "./src/format/dxf.ts";
import { loadBundle } from "./src/runtime/bundle.ts";
import type { BuiltinSigner } from "./src/source/builtin.ts";
import { readTemplateDirectory } from "./src/source/directory.ts";
import { compilerIdentity } from "./src/store/compiler-identity.ts";
import { makeSecretKey, publicKeyOf } from "./src/trust/ed25519.ts";
import { judgeNames } from "./src/trust/judge.ts";
import { openKey } from "./src/trust/keyring.ts";
import type { SecretKey } from "./src/trust/secret-key.ts";
import { addSignature } from "./src/trust/sign.ts";
import { formatError } from "./src/ui/error.ts";
import { askHidden } from "./src/ui/hidden-input.ts";
import { mappingPairs } from "./src/value/compare.ts";
import { Dict, Float, Tuple, type Value } from "./src/value/value.ts";

const ROOT = import.meta.dir;
const BUILTIN_FOLDER = join(ROOT, "dist/builtin");

/** Templates in the executable, each a directory below `templates/`. */
const BUILTIN_TEMPLATES: readonly string[] = readdirSync(join(ROOT, "templates")).sort();

/**
 * How every executable of the project is built, the bare one that benchmarks compare with too. The working directory's
 * bunfig.toml, .env, tsconfig.json and package.json are never read, and no code is made from strings.
 */
export const EXECUTABLE_OPTIONS = {
  minify: true,
  bytecode: true,
  /** A command loads its own code and none of the others'. */
  splitting: true,
  format: "esm",
  target: "bun",
  /**
   * Tier-up thresholds of the JIT, so many times the normal ones: a command runs most of its code once. What runs longer
   * goes back to the normal policy (base/jit.ts).
   */
  jitPolicy: 20,
  execArgv: ["--disallow-code-generation-from-strings=strict", "--no-ffi-cc", "--no-addons"],
} as const;

/** Compiles entries to an executable, which runs the first; `bytecodeOrder` are profiles that such an executable has recorded. */
export async function buildExecutable(
  entries: readonly string[],
  outfile: string,
  plugins: BunPlugin[] = [],
  bytecodeOrder: string[] = [],
): Promise<void> {
  const { execArgv, jitPolicy, ...options } = EXECUTABLE_OPTIONS;
  const result = await Bun.build({
    ...options,
    entrypoints: [...entries],
    plugins,
    compile: {
      outfile,
      execArgv: [...execArgv],
      jitPolicy,
      ...(bytecodeOrder.length === 0 ? {} : { bytecodeOrder }),
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
  });
  if (!result.success) throw new AggregateError(result.logs, `cannot build ${outfile}`);
}

interface Builtins {
  readonly bundles: ReadonlyMap<string, Uint8Array>;
  readonly signer: BuiltinSigner;
}

/**
 * The key that signs the built-in templates: that of `--release-key FILE` (with `--passphrase-file FILE`, `-` for standard
 * input), else one that is made here and kept nowhere.
 */
async function signingKey(): Promise<{ readonly key: SecretKey; readonly release: boolean }> {
  const option = (name: string): string | undefined => {
    const at = Bun.argv.indexOf(name);
    return at === -1 ? undefined : Bun.argv[at + 1];
  };
  const path = option("--release-key");
  if (path !== undefined) {
    const file = option("--passphrase-file");
    const passphrase = (): Promise<string> => existingPassphrase({ file, ask: askHidden });
    return { key: await openKey(resolve(path), passphrase), release: true };
  }
  const secret = makeSecretKey();
  const publicKey = publicKeyOf(secret).toHex();
  return { key: { name: "throwaway", comment: "", time: 0, publicKey, secret }, release: false };
}

async function compileBuiltins(): Promise<Builtins> {
  mkdirSync(BUILTIN_FOLDER, { recursive: true });
  const { key, release } = await signingKey();
  const signer = { publicKey: key.publicKey, release };
  const time = Math.floor(Date.now() / 1000);
  const bundles = new Map<string, Uint8Array>();
  for (const name of BUILTIN_TEMPLATES) {
    const unsigned = compileTree(readTemplateDirectory(join(ROOT, "templates", name)));
    const { version } = loadBundle(unsigned).manifest;
    const bytes = addSignature(unsigned, key, { time, expires: 0, replaces: undefined, name, version, comment: "" });
    // The executable takes its bundles as verified: this is where they are.
    const verdict = judgeNames(judgeBuiltin(bytes, signer, time), loadBundle(bytes).manifest);
    if (verdict.kind !== "trusted") throw new Error(`the signature of ${name} does not verify`);
    writeFileSync(join(BUILTIN_FOLDER, `${name}.dxf`), bytes);
    bundles.set(name, bytes);
  }
  writeFileSync(join(BUILTIN_FOLDER, "signer.json"), `${JSON.stringify(signer)}\n`);
  return { bundles, signer };
}

/**
 * Replaces src/source/embedded-bundles.ts by a module that holds the bundles: bytes as base64 text, decoded when asked
 * for, and manifest and constants as JavaScript, since reading these from the bytes takes a cold process longer.
 */
function embedBundlesPlugin({ bundles, signer }: Builtins): BunPlugin {
  const entries = [...bundles].map(([name, bytes]) => {
    const bundle = loadBundle(bytes);
    const { manifest } = bundle;
    const { constants } = bundle.loaded.set;
    const parts = constants.every(isPlain) ? { manifest, constants } : { manifest };
    return `[${JSON.stringify(name)}, { bytes: () => Uint8Array.fromBase64("${bytes.toBase64()}"), decoded: () => (${literal(parts)}) }]`;
  });
  const contents = `export const embeddedBundles = new Map([${entries.join(",\n")}]);
export const builtinSigner = ${JSON.stringify(signer)};
`;
  return {
    name: "dxg-embed-bundles",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]source[\\/]embedded-bundles\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}

/** Replaces src/store/compiler-identity.ts by a module that holds the identity of the compiler that is built. */
function embedIdentityPlugin(): BunPlugin {
  const contents = `export function compilerIdentity() { return "${compilerIdentity()}"; }\n`;
  return {
    name: "dxg-embed-identity",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]store[\\/]compiler-identity\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}

/** The entry of src/runtime/more.ts in the executable. */
const MORE_ENTRY = "runtime/more-entry";

/** Replaces src/runtime/more.ts by a module that reads its entry from the executable, when it is first asked for. */
function separateMorePlugin(): BunPlugin {
  const contents = `export function more() { return require(import.meta.dir + "/${MORE_ENTRY}.js"); }\n`;
  return {
    name: "dxg-separate-more",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]runtime[\\/]more\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}

/** Whether a constant is the same when it is written as JSON. */
function isPlain(value: Value): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

/** Decoded parts as JavaScript: plain data, whose defaults are plain data too. */
function literal(parts: DecodedParts): string {
  return JSON.stringify(parts, (_key, value: unknown) => {
    if (value instanceof Dict) return Object.fromEntries(mappingPairs(value));
    if (typeof value === "bigint" || value instanceof Float || value instanceof Tuple) {
      throw new Error("a built-in template has a default that is no plain data");
    }
    return value;
  });
}

/**
 * Records which functions generations use: one that goes the fast way, and one that is kept from it. With these side by
 * side, a start touches fewer pages of the executable, which is worth about a tenth of its time.
 */
function recordBytecodeOrder(executable: string): string[] {
  const output = mkdtempSync(join(tmpdir(), "dxg-build-"));
  const record = (name: string, ...flags: string[]): string => {
    const order = join(ROOT, `dist/${name}.order`);
    const command = [executable, "generate", "component-full", "Counter", "-o", join(output, name), ...flags];
    const env = { BUN_BYTECODE_ORDER_OUT: order };
    const { exitCode, stderr } = Bun.spawnSync(command, { env, stdout: "ignore", stderr: "pipe" });
    if (exitCode !== 0) throw new Error(`the new executable fails: ${stderr.toString()}`);
    return order;
  };
  try {
    return [record("fast"), record("long", "--json")];
  } finally {
    rmSync(output, { recursive: true });
  }
}

function bytesOf(path: string | undefined): Uint8Array | undefined {
  return path === undefined ? undefined : new Uint8Array(readFileSync(path));
}

async function build(): Promise<void> {
  const library = compileLibrary();
  const builtins = await compileBuiltins();
  const entry = join(ROOT, "src/main.ts");
  const executable = join(ROOT, "dist/dxg");
  const plugins = [
    embedLibraryPlugin(bytesOf(library?.path), bytesOf(library?.fastPath)),
    embedBundlesPlugin(builtins),
    embedIdentityPlugin(),
    separateMorePlugin(),
  ];
  const entries = [entry, join(ROOT, `src/${MORE_ENTRY}.ts`)];
  await buildExecutable(entries, executable, plugins);
  await buildExecutable(entries, executable, plugins, recordBytecodeOrder(executable));
  const kernels = library === undefined ? "TypeScript twins" : library.implementations.join(", ");
  console.log(
    `dist/dxg: ${builtins.bundles.size} built-in templates (${builtins.signer.release ? "release key" : "throwaway key"}), kernels: ${kernels}`,
  );
}

if (import.meta.main) {
  build().catch((error: unknown) => {
    if (error instanceof DxgError) console.error(formatError(error));
    else console.error(error);
    process.exitCode = 1;
  });
}
