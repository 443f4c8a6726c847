/**
 * The integrity guard of long-lived processes (watch, bulk, a server): before a loaded bundle is used again, its bytes must
 * still be the ones that were verified. It protects from writes into shared or mapped memory and from our own mistakes.
 */
import { DxgError } from "../base/error.ts";
import { native } from "../native/native.ts";

export class IntegrityGuard {
  readonly #bytes: Uint8Array;
  readonly #hash: Uint8Array;

  /** @param bytes the bytes that were verified and that programs read from; not a copy of them */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#hash = native().blake3(bytes, 32);
  }

  /** BLAKE3 of the bytes as they were verified. */
  get hash(): Uint8Array {
    return this.#hash.slice();
  }

  /** @throws {DxgError} trust/changed */
  check(): void {
    if (native().isBlake3(this.#bytes, this.#hash, 0, this.#hash.length)) return;
    throw new DxgError("trust/changed", "its bytes are no longer those that were verified", {
      hint: "Start the process again; if it happens again, the memory or the file system is at fault",
    });
  }
}
