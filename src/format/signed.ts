/**
 * Signed files: what the signatures of a `.dxt` or `.dxf` are about, taking them out and putting them in; and `.sig` files,
 * which hold signatures of a whole file beside it. It verifies no signature.
 */
import { DxgError } from "../base/error.ts";
import { native } from "../native/native.ts";
import {
  type Container,
  type ContainerKind,
  containerKind,
  decodeContainer,
  encodeContainer,
  HEADER_BYTES,
  lengthFieldStart,
  SECTION,
  sectionBytes,
  sectionStart,
  sectionTags,
  signatureIndex,
} from "./container.ts";
import { refuse } from "./rules.ts";
import { decodeSignatures, encodeSignatures, type Signature } from "./signature.ts";

const CHECKSUM_START = 8;
const CHECKSUM_END = 16;

/** A file with its signatures, none of which is verified yet. */
export interface SignedFile {
  readonly kind: ContainerKind;
  readonly signatures: readonly Signature[];
  /** 32 bytes; what the signatures are about. */
  readonly contentHash: Uint8Array;
}

/**
 * The signatures of a file, none for one that is not signed.
 * @throws {DxgError} format/* for a container that is not sound
 */
export function readSigned(bytes: Uint8Array): SignedFile {
  const container = containerOf(bytes);
  return {
    kind: container.kind,
    signatures: container.signed ? decodeSignatures(sectionBytes(container, signatureIndex(container))) : [],
    contentHash: contentHash(container),
  };
}

function containerOf(bytes: Uint8Array): Container {
  const kind = containerKind(bytes);
  if (kind === undefined && bytes.length >= 4) refuse("magic", "the first bytes are those of neither .dxt nor .dxf");
  if (kind === undefined || bytes.length < HEADER_BYTES) {
    refuse("length", `${bytes.length} bytes are less than a header`);
  }
  return decodeContainer(kind, bytes);
}

/**
 * BLAKE3 of all of a file but its checksum, the signatures, and their length in the directory. Each of these has one
 * allowed value by the rest of the file or is covered by every signature's own message, so no bit is left uncovered.
 */
function contentHash(container: Container): Uint8Array {
  const { bytes } = container;
  const hasher = native().createBlake3();
  hasher.update(bytes.subarray(0, CHECKSUM_START));
  if (container.signed) {
    const index = signatureIndex(container);
    const length = lengthFieldStart(index);
    hasher.update(bytes.subarray(CHECKSUM_END, length));
    hasher.update(bytes.subarray(length + 4, sectionStart(container, index)));
  } else {
    hasher.update(bytes.subarray(CHECKSUM_END));
  }
  return hasher.finalize();
}

/**
 * The content hash that the file will have once it is signed: what a new signature of it is about.
 * @throws {DxgError} format/*
 */
export function hashToSign(bytes: Uint8Array): Uint8Array {
  const container = containerOf(bytes);
  if (container.signed) return contentHash(container);
  const { kind, undefinedMode, autoescape, immutable } = container;
  const flags = { undefinedMode, autoescape, immutable: immutable === true };
  const draft = encodeContainer(kind, flags, [...sectionsOf(container), DRAFT]);
  const length = lengthFieldStart(sectionTags(kind).length);
  const hasher = native().createBlake3();
  hasher.update(draft.subarray(0, CHECKSUM_START));
  hasher.update(draft.subarray(CHECKSUM_END, length));
  hasher.update(draft.subarray(length + 4));
  return hasher.finalize();
}

/** The signatures' place before there is one. */
const DRAFT = new Uint8Array(0);

function sectionsOf(container: Container): readonly Uint8Array[] {
  return sectionTags(container.kind).map((tag) => sectionBytes(container, SECTION[tag]));
}

/**
 * The same file with other signatures; with none it is as it was before it was signed.
 * @throws {DxgError} format/*
 */
export function withSignatures(bytes: Uint8Array, signatures: readonly Signature[]): Uint8Array {
  const container = containerOf(bytes);
  const { kind, undefinedMode, autoescape, immutable } = container;
  const flags = { undefinedMode, autoescape, immutable: immutable === true };
  const sections = sectionsOf(container);
  if (signatures.length === 0) return encodeContainer(kind, flags, sections);
  return encodeContainer(kind, flags, [...sections, encodeSignatures(signatures)]);
}

/** The first bytes of a `.sig`. */
const SIG_MAGIC: readonly number[] = [0x89, 0x44, 0x58, 0x53];
const SIG_VERSION = 1;
const SIG_HEADER_BYTES = 16;
const SIG_CHECKSUM_BYTES = 8;
/** A `.sig`: no signature has a kibibyte. */
export const SIG_BYTES_MAX = 16_384;

/** The bytes of a `.sig`. @throws {DxgError} format/bad-signature */
export function encodeSig(signatures: readonly Signature[]): Uint8Array {
  const body = encodeSignatures(signatures);
  const bytes = new Uint8Array(SIG_HEADER_BYTES + body.length);
  bytes.set(SIG_MAGIC);
  bytes[4] = SIG_VERSION;
  bytes.set(body, SIG_HEADER_BYTES);
  bytes.set(native().blake3(body, SIG_CHECKSUM_BYTES), CHECKSUM_START);
  return bytes;
}

/**
 * The signatures of a `.sig`, none verified.
 * @throws {DxgError} format/not-dxt, format/truncated, format/too-large, format/version, format/bad-header,
 *   format/checksum, format/bad-signature
 */
export function decodeSig(bytes: Uint8Array): readonly Signature[] {
  for (const [index, byte] of SIG_MAGIC.entries()) {
    if (bytes[index] !== byte) throw new DxgError("format/not-dxt", "the first bytes are not those of a .sig");
  }
  if (bytes.length < SIG_HEADER_BYTES) throw new DxgError("format/truncated", `${bytes.length} bytes are no .sig`);
  if (bytes.length > SIG_BYTES_MAX) throw new DxgError("format/too-large", `${bytes.length} bytes in a .sig`);
  if (bytes[4] !== SIG_VERSION) throw new DxgError("format/version", `version ${bytes[4]} of .sig`);
  if (bytes[5] !== 0 || bytes[6] !== 0 || bytes[7] !== 0) {
    throw new DxgError("format/bad-header", "the reserved bytes of the .sig are not 0");
  }
  const body = bytes.subarray(SIG_HEADER_BYTES);
  if (!native().isBlake3(body, bytes, CHECKSUM_START, SIG_CHECKSUM_BYTES)) {
    throw new DxgError("format/checksum", "the checksum of the .sig is not that of its content");
  }
  return decodeSignatures(body);
}
