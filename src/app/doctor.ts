/** The use case behind `dxg doctor`: what this installation is and uses, found by looking. */
import { DxgError } from "../base/error.ts";
import { keyId } from "../format/signature.ts";
import { native, nativeStatus } from "../native/native.ts";
import { status } from "../native/os.ts";
import { probeConfinement } from "../native/process.ts";
import { writingSupport } from "../project/support.ts";
import { loadBundle } from "../runtime/bundle.ts";
import { builtinBundle, builtinNames, builtinSigner } from "../source/builtin.ts";
import { compiledFolder } from "../store/compiled.ts";
import { judgeNames } from "../trust/judge.ts";
import { configChecks, templateChecks } from "./doctor-folders.ts";

export interface Check {
  readonly name: string;
  readonly state: "ok" | "note" | "failed";
  readonly detail: string;
}

export interface Examination {
  readonly version: string;
  readonly bun: string;
  readonly platform: string;
  readonly native: { readonly implementation: string; readonly how: string; readonly why: readonly string[] };
  readonly checks: readonly Check[];
}

export async function examine(): Promise<Examination> {
  const { version } = await import("../../package.json");
  const { implementation, how, why } = nativeStatus();
  return {
    version,
    bun: Bun.version,
    platform: `${process.platform} ${process.arch}`,
    native: { implementation, how, why },
    checks: [
      kernelCheck(),
      codeGenerationCheck(),
      writingCheck(),
      cacheCheck(),
      hookCheck(),
      ...(await builtinChecks()),
      ...(await configChecks()),
      ...(await templateChecks()),
    ],
  };
}

/** BLAKE3 of nothing (the first official test vector): shows that the loaded kernels compute. */
function kernelCheck(): Check {
  const expected = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
  const sound = native().blake3(new Uint8Array(0), 32).toHex() === expected;
  return { name: "kernels", state: sound ? "ok" : "failed", detail: sound ? "BLAKE3 test vector" : "wrong BLAKE3" };
}

function codeGenerationCheck(): Check {
  const strict = process.execArgv.includes("--disallow-code-generation-from-strings=strict");
  return {
    name: "code generation from strings",
    state: strict ? "ok" : "note",
    detail: strict ? "disabled" : "enabled: this is not the release executable",
  };
}

/** What the system lacks to write as it should. */
function writingCheck(): Check {
  const { guard, holdsSignals } = writingSupport();
  const detail = holdsSignals ? GUARDS[guard] : `${GUARDS[guard]}; a signal may end a run before it has tidied up`;
  return { name: "writing", state: guard === "kernel" && holdsSignals ? "ok" : "note", detail };
}

const GUARDS: Readonly<Record<ReturnType<typeof writingSupport>["guard"], string>> = {
  kernel: "paths are kept below the destination by the kernel",
  names: "no openat2: paths are kept below the destination name by name",
  "descriptor-paths": "no native library: paths are kept below the destination through /proc",
  paths: "paths are looked at and then used: others may change links in between",
};

function cacheCheck(): Check {
  const folder = compiledFolder();
  if (folder === undefined) {
    return { name: "cache", state: "note", detail: "no home folder: text templates are compiled every time" };
  }
  const note = (detail: string): Check => ({ name: "cache", state: "note", detail: `${folder} ${detail}` });
  try {
    const found = status(folder);
    if (found === undefined) return { name: "cache", state: "ok", detail: `${folder}, not used yet` };
    if (found.kind !== "directory") return note("is no folder: text templates are compiled every time");
    if ((found.mode & 0o077) !== 0) return note("is open to others");
    return { name: "cache", state: "ok", detail: folder };
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return note("cannot be read: text templates are compiled every time");
  }
}

const TREE_WORDS = {
  kernel: "all their processes end with them",
  guard: "a guard process ends what they leave behind",
  group: "their process group ends with them",
} as const;

/** What hooks of templates are kept in by on this system; a note where something is missing. */
function hookCheck(): Check {
  const { network, tree, writes, reads, processes, resources } = probeConfinement();
  const words = [
    network === undefined ? "the network CANNOT be cut off" : `network cut off (${network})`,
    writes ? "they write to the stage only" : "writes elsewhere are NOT prevented",
    reads ? "secret keys are out of reach" : "secret keys are NOT out of reach",
    TREE_WORDS[tree],
    resources ? "memory, time and sizes of files are limited" : "memory is NOT limited",
    processes ? "the number of processes is limited" : "the number of processes is NOT limited",
  ];
  const whole = network !== undefined && tree === "kernel" && writes && reads && processes && resources;
  return { name: "hooks", state: whole ? "ok" : "note", detail: words.join("; ") };
}

async function builtinChecks(): Promise<readonly Check[]> {
  const names = builtinNames();
  const signer = builtinSigner;
  if (names.length === 0 || signer === undefined) {
    return [{ name: "built-in templates", state: "failed", detail: names.length === 0 ? "none" : "not signed" }];
  }
  const { judgeBuiltin } = await import("./builtin-trust.ts");
  const kind = signer.release ? "the release key" : "a throwaway key of this build";
  const signed = `signed with ${kind}, ${keyId(Uint8Array.fromHex(signer.publicKey))}`;
  const checks = names.map((name): Check => {
    try {
      const source = builtinBundle(name);
      if (source === undefined) return { name: `template ${name}`, state: "failed", detail: "absent" };
      const bytes = source.bytes();
      const { manifest } = loadBundle(bytes);
      const { kind } = judgeNames(judgeBuiltin(bytes, signer, Math.floor(Date.now() / 1000)), manifest);
      if (kind === "trusted") return { name: `template ${name}`, state: "ok", detail: `${manifest.version}, verified` };
      return { name: `template ${name}`, state: "failed", detail: "its signature does not verify" };
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      return { name: `template ${name}`, state: "failed", detail: error.message };
    }
  });
  return [{ name: "built-in templates", state: "ok", detail: signed }, ...checks];
}
