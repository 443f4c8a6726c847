/** The use case behind `dxg template verify`: who signed which binary, when, and whether that makes it trusted. Changes nothing. */
import { DxgError } from "../base/error.ts";
import { relativePath } from "../base/path.ts";
import { showPath } from "../native/os.ts";
import { isDirectory } from "../source/directory.ts";
import { judgeNames, type Signer, type Verdict } from "../trust/judge.ts";
import { signerOf } from "../trust/signer.ts";
import type { TrustState } from "../trust/state.ts";
import { loadTrust } from "../trust/trust-file.ts";
import { bundleFiles, type Identity, identityOf, readBinary, readSigBeside } from "./bundle-files.ts";
import { secondsNow } from "./key.ts";

export interface VerifiedFile {
  /** As a person here would write it. */
  readonly path: string;
  /** Undefined when it could not be loaded. */
  readonly identity: Identity | undefined;
  readonly verdict: Verdict["kind"];
  /** The group whose keys signed, when that is why it is trusted. */
  readonly group: string | undefined;
  readonly signers: readonly Signer[];
  /** Why it is not trusted. */
  readonly error: DxgError | undefined;
}

/** @throws {DxgError} trust/bad-state; io/not-found, template/not-found for what there is to verify */
export async function verifyBinaries(target: string, allowRollback: boolean): Promise<readonly VerifiedFile[]> {
  const state = loadTrust();
  const verified: VerifiedFile[] = [];
  for (const path of bundleFiles(target)) verified.push(await verifyBinary(path, state, allowRollback));
  return verified;
}

async function verifyBinary(path: string, state: TrustState, allowRollback: boolean): Promise<VerifiedFile> {
  const common = { path: relativePath(path), identity: undefined, group: undefined };
  try {
    if (isDirectory(path)) {
      throw new DxgError("io/is-directory", showPath(common.path), {
        hint: "Folders behind symbolic links are not looked into: verify what it leads to by its own name",
      });
    }
    const bytes = readBinary(path);
    const detached = readSigBeside(path);
    const first = await signerOf(bytes, state, {
      now: secondsNow(),
      allowRollback,
      ...(detached === undefined ? {} : { detached }),
    });
    const identity = first.kind === "refused" ? undefined : identityOf(path, bytes);
    const verdict = identity === undefined || identity.version === "" ? first : judgeNames(first, identity);
    const group = verdict.kind === "trusted" ? verdict.group : undefined;
    return { ...common, identity, group, verdict: verdict.kind, signers: verdict.signers, error: errorOf(verdict) };
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return { ...common, verdict: "refused", signers: [], error };
  }
}

/** Why a verdict is not `trusted`, as the error that says so. */
export function errorOf(verdict: Verdict): DxgError | undefined {
  if (verdict.kind === "trusted") return undefined;
  if (verdict.kind === "refused") return verdict.error;
  if (verdict.kind === "unsigned") {
    return new DxgError("trust/unsigned", "nobody says where it comes from", {
      hint: "`dxg template sign` signs it",
    });
  }
  const [first] = verdict.signers;
  const publicKey = first?.publicKey ?? "";
  return new DxgError("trust/unknown-key", verdict.signers.map(({ id }) => id).join(", "), {
    hint: `If you have made sure whose key it is: dxg key trust ${publicKey}`,
  });
}
