/** Edits of finished binaries for tests: find sections, change bytes, and repair the checksum so that the verifier sees it. */
import { type ContainerKind, checksum, type SectionTag, sectionTags } from "../../src/format/container.ts";

const DIRECTORY_START = 24;
const ENTRY_BYTES = 12;

/** A section's entry in the directory, its offset and its length. */
export interface Place {
  readonly entry: number;
  readonly offset: number;
  readonly length: number;
}

export function place(bytes: Uint8Array, tag: SectionTag): Place {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind: ContainerKind = bytes[3] === 0x54 ? "dxt" : "dxf";
  const entry = DIRECTORY_START + ENTRY_BYTES * sectionTags(kind).indexOf(tag);
  return { entry, offset: view.getUint32(entry + 4, true), length: view.getUint32(entry + 8, true) };
}

/** The place of the signatures of a signed file. */
export function signaturePlace(bytes: Uint8Array): Place {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = DIRECTORY_START + ENTRY_BYTES * (view.getUint32(16, true) - 1);
  return { entry, offset: view.getUint32(entry + 4, true), length: view.getUint32(entry + 8, true) };
}

/** A copy of a signed file whose section of signatures has other bytes, checksum and directory repaired. */
export function withSignatureBytes(bytes: Uint8Array, content: Uint8Array): Uint8Array {
  const { entry, offset } = signaturePlace(bytes);
  const copy = new Uint8Array(offset + content.length);
  copy.set(bytes.subarray(0, offset));
  copy.set(content, offset);
  new DataView(copy.buffer).setUint32(entry + 8, content.length, true);
  return repaired(copy);
}

/** A copy with one byte changed and the checksum repaired. */
export function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return repaired(copy);
}

/** A copy with one little-endian word changed and the checksum repaired. */
export function withWord(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return repaired(copy);
}

/** A copy with word `index` of a section changed and the checksum repaired. */
export function withSectionWord(bytes: Uint8Array, tag: SectionTag, index: number, value: number): Uint8Array {
  return withWord(bytes, place(bytes, tag).offset + 4 * index, value);
}

/** A copy whose sections are laid out anew, one of them with other content, checksum and directory repaired. */
export function withSection(bytes: Uint8Array, tag: SectionTag, content: Uint8Array): Uint8Array {
  const kind: ContainerKind = bytes[3] === 0x54 ? "dxt" : "dxf";
  const tags = sectionTags(kind);
  const contents = tags.map((name) => {
    const { offset, length } = place(bytes, name);
    return name === tag ? content : bytes.slice(offset, offset + length);
  });
  let end = DIRECTORY_START + ENTRY_BYTES * tags.length;
  const starts = contents.map((one) => {
    const start = Math.ceil(end / 8) * 8;
    end = start + one.length;
    return start;
  });
  const copy = new Uint8Array(end);
  const view = new DataView(copy.buffer);
  copy.set(bytes.subarray(0, DIRECTORY_START));
  for (const [index, one] of contents.entries()) {
    const entry = DIRECTORY_START + ENTRY_BYTES * index;
    copy.set(bytes.subarray(entry, entry + 4), entry);
    view.setUint32(entry + 4, starts[index]!, true);
    view.setUint32(entry + 8, one.length, true);
    copy.set(one, starts[index]!);
  }
  return repaired(copy);
}

/** The same array with the right checksum. */
export function repaired(bytes: Uint8Array): Uint8Array {
  bytes.set(checksum(bytes), 8);
  return bytes;
}
