/**
 * BLAKE3 in TypeScript, after the BLAKE3 paper (github.com/BLAKE3-team/BLAKE3-specs): the twin of ffi/dxg_blake3.c, its
 * oracle in tests, and its substitute where the C library cannot be loaded. It must not depend on the library. Callers
 * have checked their arguments: what is wrong here is a bug. Words are signed 32-bit numbers, in little-endian order.
 */
import { assert } from "../base/error.ts";

const BLOCK = 64;
const CHUNK = 1024;
const CV_WORDS = 8;
/** Bytes of a key, a chaining value, and of the output unless asked otherwise. */
const KEY = 32;
/** Lengths are below 2^53, so a tree has at most 2^43 chunks. */
const STACK_MAX = 44;

const CHUNK_START = 1;
const CHUNK_END = 2;
const PARENT = 4;
const ROOT = 8;
const KEYED_HASH = 16;
const DERIVE_CONTEXT = 32;
const DERIVE_MATERIAL = 64;

const IV: Int32Array = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/**
 * BLAKE3 of the whole input, unkeyed.
 * @param outLength bytes of output, any number
 */
export function blake3(input: Uint8Array, outLength: number = KEY): Uint8Array {
  return Blake3.hash().update(input).finalize(outLength);
}

/** Input in pieces, in one of the three modes. */
export class Blake3 {
  private readonly key: Int32Array;
  private readonly flags: number;
  /** Chaining values of finished subtrees, from left to right, the larger ones first. */
  private readonly stack: Int32Array = new Int32Array(STACK_MAX * CV_WORDS);
  private stackLength = 0;
  /** Finished chunks. */
  private chunks = 0;
  /** Result of the last compression; the first half is the chaining value of the current chunk. */
  private readonly words: Int32Array = new Int32Array(16);
  private blocks = 0;
  /** The current block, zeros behind its `blockLength` bytes. A full one waits, as it may be the last of its chunk. */
  private readonly block: Uint8Array = new Uint8Array(BLOCK);
  private readonly blockView: DataView = new DataView(this.block.buffer);
  private blockLength = 0;

  private constructor(key: Int32Array, flags: number) {
    this.key = key;
    this.flags = flags;
    this.words.set(key);
  }

  static hash(): Blake3 {
    return new Blake3(IV, 0);
  }

  /** @param key 32 bytes */
  static keyed(key: Uint8Array): Blake3 {
    assert(key.length === KEY, "a BLAKE3 key has 32 bytes");
    return new Blake3(wordsOf(key), KEYED_HASH);
  }

  /** @param context a string that names the purpose, in UTF-8; the input that follows is the key material */
  static deriveKey(context: Uint8Array): Blake3 {
    const key = new Blake3(IV, DERIVE_CONTEXT).update(context).finalize(KEY);
    return new Blake3(wordsOf(key), DERIVE_MATERIAL);
  }

  update(input: Uint8Array): this {
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    const length = input.length;
    let at = 0;
    while (at < length) {
      if (this.blockLength === 0 && this.blocks === 0 && length - at > CHUNK) {
        this.compressChunk(view, at);
        at += CHUNK;
        continue;
      }
      if (this.blockLength === BLOCK) this.finishBlock();
      const end = Math.min(length, at + BLOCK - this.blockLength);
      const { block } = this;
      let to = this.blockLength;
      while (at < end) block[to++] = input[at++]!;
      this.blockLength = to;
    }
    return this;
  }

  /**
   * The output for the input so far; more input may follow.
   * @param outLength bytes of output, any number
   */
  finalize(outLength: number = KEY): Uint8Array {
    assert(Number.isSafeInteger(outLength) && outLength >= 0, "an output length is a whole number");
    const cv = this.words.slice(0, CV_WORDS);
    let block = this.blockView;
    let blockLength = this.blockLength;
    let counter = this.chunks;
    let flags = this.flags | (this.blocks === 0 ? CHUNK_START : 0) | CHUNK_END;
    const words = new Int32Array(16);
    for (let left = this.stackLength - 1; left >= 0; left--) {
      compress(cv, block, 0, blockLength, counter, flags, words);
      const pair = new Int32Array(16);
      pair.set(this.stack.subarray(left * CV_WORDS, (left + 1) * CV_WORDS));
      pair.set(words.subarray(0, CV_WORDS), CV_WORDS);
      cv.set(this.key);
      block = new DataView(pair.buffer);
      blockLength = BLOCK;
      counter = 0;
      flags = this.flags | PARENT;
    }
    const out = new Uint8Array(outLength);
    const bytes = new Uint8Array(words.buffer);
    for (let at = 0; at < outLength; at += BLOCK) {
      compress(cv, block, 0, blockLength, at / BLOCK, flags | ROOT, words);
      out.set(outLength - at < BLOCK ? bytes.subarray(0, outLength - at) : bytes, at);
    }
    return out;
  }

  /** A whole chunk that is not the last one. */
  private compressChunk(view: DataView, at: number): void {
    const { words, flags, chunks } = this;
    const last = at + CHUNK - BLOCK;
    compress(this.key, view, at, BLOCK, chunks, flags | CHUNK_START, words);
    for (let next = at + BLOCK; next < last; next += BLOCK) compress(words, view, next, BLOCK, chunks, flags, words);
    compress(words, view, last, BLOCK, chunks, flags | CHUNK_END, words);
    this.finishChunk();
  }

  /** Compresses the full block of the buffer, which more input follows. */
  private finishBlock(): void {
    const isLast = this.blocks === CHUNK / BLOCK - 1;
    const flags = this.flags | (this.blocks === 0 ? CHUNK_START : 0) | (isLast ? CHUNK_END : 0);
    compress(this.words, this.blockView, 0, BLOCK, this.chunks, flags, this.words);
    this.block.fill(0);
    this.blockLength = 0;
    this.blocks++;
    if (isLast) this.finishChunk();
  }

  /** Puts the chunk's chaining value on the stack and joins subtrees of equal size, none of which can be the root. */
  private finishChunk(): void {
    const { stack, words } = this;
    for (let word = 0; word < CV_WORDS; word++) stack[this.stackLength * CV_WORDS + word] = words[word]!;
    this.stackLength++;
    this.chunks++;
    for (let subtrees = this.chunks; subtrees % 2 === 0; subtrees /= 2) {
      const left = (this.stackLength - 2) * CV_WORDS;
      const pair = new DataView(stack.buffer, left * 4, BLOCK);
      compress(this.key, pair, 0, BLOCK, 0, this.flags | PARENT, words);
      for (let word = 0; word < CV_WORDS; word++) stack[left + word] = words[word]!;
      this.stackLength--;
    }
    this.words.set(this.key);
    this.blocks = 0;
  }
}

function wordsOf(key: Uint8Array): Int32Array {
  return new Int32Array(key.slice().buffer);
}

/**
 * The compression function (section 2.2 of the paper): 16 words at `out`, which may be `cv`.
 * @param block `blockLength` bytes and zeros up to 64 from offset `at`
 * @param counter a whole number below 2^53
 */
function compress(
  cv: Int32Array,
  block: DataView,
  at: number,
  blockLength: number,
  counter: number,
  flags: number,
  out: Int32Array,
): void {
  let m0 = block.getInt32(at, true);
  let m1 = block.getInt32(at + 4, true);
  let m2 = block.getInt32(at + 8, true);
  let m3 = block.getInt32(at + 12, true);
  let m4 = block.getInt32(at + 16, true);
  let m5 = block.getInt32(at + 20, true);
  let m6 = block.getInt32(at + 24, true);
  let m7 = block.getInt32(at + 28, true);
  let m8 = block.getInt32(at + 32, true);
  let m9 = block.getInt32(at + 36, true);
  let m10 = block.getInt32(at + 40, true);
  let m11 = block.getInt32(at + 44, true);
  let m12 = block.getInt32(at + 48, true);
  let m13 = block.getInt32(at + 52, true);
  let m14 = block.getInt32(at + 56, true);
  let m15 = block.getInt32(at + 60, true);
  let v0 = cv[0]!;
  let v1 = cv[1]!;
  let v2 = cv[2]!;
  let v3 = cv[3]!;
  let v4 = cv[4]!;
  let v5 = cv[5]!;
  let v6 = cv[6]!;
  let v7 = cv[7]!;
  let v8 = IV[0]!;
  let v9 = IV[1]!;
  let v10 = IV[2]!;
  let v11 = IV[3]!;
  let v12 = counter | 0;
  let v13 = Math.floor(counter / 2 ** 32) | 0;
  let v14 = blockLength;
  let v15 = flags;
  for (let round = 0; ; round++) {
    v0 = (v0 + v4 + m0) | 0;
    v12 ^= v0;
    v12 = (v12 >>> 16) | (v12 << 16);
    v8 = (v8 + v12) | 0;
    v4 ^= v8;
    v4 = (v4 >>> 12) | (v4 << 20);
    v0 = (v0 + v4 + m1) | 0;
    v12 ^= v0;
    v12 = (v12 >>> 8) | (v12 << 24);
    v8 = (v8 + v12) | 0;
    v4 ^= v8;
    v4 = (v4 >>> 7) | (v4 << 25);
    v1 = (v1 + v5 + m2) | 0;
    v13 ^= v1;
    v13 = (v13 >>> 16) | (v13 << 16);
    v9 = (v9 + v13) | 0;
    v5 ^= v9;
    v5 = (v5 >>> 12) | (v5 << 20);
    v1 = (v1 + v5 + m3) | 0;
    v13 ^= v1;
    v13 = (v13 >>> 8) | (v13 << 24);
    v9 = (v9 + v13) | 0;
    v5 ^= v9;
    v5 = (v5 >>> 7) | (v5 << 25);
    v2 = (v2 + v6 + m4) | 0;
    v14 ^= v2;
    v14 = (v14 >>> 16) | (v14 << 16);
    v10 = (v10 + v14) | 0;
    v6 ^= v10;
    v6 = (v6 >>> 12) | (v6 << 20);
    v2 = (v2 + v6 + m5) | 0;
    v14 ^= v2;
    v14 = (v14 >>> 8) | (v14 << 24);
    v10 = (v10 + v14) | 0;
    v6 ^= v10;
    v6 = (v6 >>> 7) | (v6 << 25);
    v3 = (v3 + v7 + m6) | 0;
    v15 ^= v3;
    v15 = (v15 >>> 16) | (v15 << 16);
    v11 = (v11 + v15) | 0;
    v7 ^= v11;
    v7 = (v7 >>> 12) | (v7 << 20);
    v3 = (v3 + v7 + m7) | 0;
    v15 ^= v3;
    v15 = (v15 >>> 8) | (v15 << 24);
    v11 = (v11 + v15) | 0;
    v7 ^= v11;
    v7 = (v7 >>> 7) | (v7 << 25);
    v0 = (v0 + v5 + m8) | 0;
    v15 ^= v0;
    v15 = (v15 >>> 16) | (v15 << 16);
    v10 = (v10 + v15) | 0;
    v5 ^= v10;
    v5 = (v5 >>> 12) | (v5 << 20);
    v0 = (v0 + v5 + m9) | 0;
    v15 ^= v0;
    v15 = (v15 >>> 8) | (v15 << 24);
    v10 = (v10 + v15) | 0;
    v5 ^= v10;
    v5 = (v5 >>> 7) | (v5 << 25);
    v1 = (v1 + v6 + m10) | 0;
    v12 ^= v1;
    v12 = (v12 >>> 16) | (v12 << 16);
    v11 = (v11 + v12) | 0;
    v6 ^= v11;
    v6 = (v6 >>> 12) | (v6 << 20);
    v1 = (v1 + v6 + m11) | 0;
    v12 ^= v1;
    v12 = (v12 >>> 8) | (v12 << 24);
    v11 = (v11 + v12) | 0;
    v6 ^= v11;
    v6 = (v6 >>> 7) | (v6 << 25);
    v2 = (v2 + v7 + m12) | 0;
    v13 ^= v2;
    v13 = (v13 >>> 16) | (v13 << 16);
    v8 = (v8 + v13) | 0;
    v7 ^= v8;
    v7 = (v7 >>> 12) | (v7 << 20);
    v2 = (v2 + v7 + m13) | 0;
    v13 ^= v2;
    v13 = (v13 >>> 8) | (v13 << 24);
    v8 = (v8 + v13) | 0;
    v7 ^= v8;
    v7 = (v7 >>> 7) | (v7 << 25);
    v3 = (v3 + v4 + m14) | 0;
    v14 ^= v3;
    v14 = (v14 >>> 16) | (v14 << 16);
    v9 = (v9 + v14) | 0;
    v4 ^= v9;
    v4 = (v4 >>> 12) | (v4 << 20);
    v3 = (v3 + v4 + m15) | 0;
    v14 ^= v3;
    v14 = (v14 >>> 8) | (v14 << 24);
    v9 = (v9 + v14) | 0;
    v4 ^= v9;
    v4 = (v4 >>> 7) | (v4 << 25);
    if (round === 6) break;
    // The words' order of the next round.
    const first = m0;
    m0 = m2;
    m2 = m3;
    m3 = m10;
    m10 = m12;
    m12 = m9;
    m9 = m11;
    m11 = m5;
    m5 = first;
    const second = m1;
    m1 = m6;
    m6 = m4;
    m4 = m7;
    m7 = m13;
    m13 = m14;
    m14 = m15;
    m15 = m8;
    m8 = second;
  }
  out[8] = v8 ^ cv[0]!;
  out[9] = v9 ^ cv[1]!;
  out[10] = v10 ^ cv[2]!;
  out[11] = v11 ^ cv[3]!;
  out[12] = v12 ^ cv[4]!;
  out[13] = v13 ^ cv[5]!;
  out[14] = v14 ^ cv[6]!;
  out[15] = v15 ^ cv[7]!;
  out[0] = v0 ^ v8;
  out[1] = v1 ^ v9;
  out[2] = v2 ^ v10;
  out[3] = v3 ^ v11;
  out[4] = v4 ^ v12;
  out[5] = v5 ^ v13;
  out[6] = v6 ^ v14;
  out[7] = v7 ^ v15;
}
