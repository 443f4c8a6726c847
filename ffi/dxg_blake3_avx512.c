/*
 * dxg_blake3_avx512.c: BLAKE3 kernels for AVX-512 F, VL and BW: 16 or 8 inputs at a time with one input a lane, 2 to 4
 * with one input a 128-bit quarter, and one alone. It must only run where the CPU has these instructions.
 */
#include "dxg_impl.h"

#if DXG_X86

#include <immintrin.h>

typedef uint32_t v4 __attribute__((vector_size(16)));
typedef uint32_t v8 __attribute__((vector_size(32)));
typedef uint32_t v16 __attribute__((vector_size(64)));

/* Compilers make one VPRORD of it, for every vector length. */
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))

#include "dxg_blake3_x86.h"

/* One half of G (2.2) on four columns of v; the message words come first, as they do not depend on the last half. */
#define MIX(a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, w0, w1, w2, w3, r0, r1)                    \
    v[a0] += m[w0];                                                                                                    \
    v[a1] += m[w1];                                                                                                    \
    v[a2] += m[w2];                                                                                                    \
    v[a3] += m[w3];                                                                                                    \
    v[a0] += v[b0];                                                                                                    \
    v[a1] += v[b1];                                                                                                    \
    v[a2] += v[b2];                                                                                                    \
    v[a3] += v[b3];                                                                                                    \
    v[d0] = ROR(v[d0] ^ v[a0], r0);                                                                                    \
    v[d1] = ROR(v[d1] ^ v[a1], r0);                                                                                    \
    v[d2] = ROR(v[d2] ^ v[a2], r0);                                                                                    \
    v[d3] = ROR(v[d3] ^ v[a3], r0);                                                                                    \
    v[c0] += v[d0];                                                                                                    \
    v[c1] += v[d1];                                                                                                    \
    v[c2] += v[d2];                                                                                                    \
    v[c3] += v[d3];                                                                                                    \
    v[b0] = ROR(v[b0] ^ v[c0], r1);                                                                                    \
    v[b1] = ROR(v[b1] ^ v[c1], r1);                                                                                    \
    v[b2] = ROR(v[b2] ^ v[c2], r1);                                                                                    \
    v[b3] = ROR(v[b3] ^ v[c3], r1);

/* A round where each of the 16 vectors in v and in m holds one word of every input. */
#define LANES_ROUND(round, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                       \
    MIX(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, s0, s2, s4, s6, 16, 12)                                  \
    MIX(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, s1, s3, s5, s7, 8, 7)                                    \
    MIX(0, 1, 2, 3, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14, s8, s10, s12, s14, 16, 12)                               \
    MIX(0, 1, 2, 3, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14, s9, s11, s13, s15, 8, 7)

static inline void compress8(v8 v[16], const v8 m[16]) {
    DXG_BLAKE3_ROUNDS(LANES_ROUND)
    for (int i = 0; i < 8; i++) {
        v[i] ^= v[i + 8];
    }
}

#define SHUFFLE_512(p, order) ((v16)_mm512_shuffle_epi32((__m512i)(p), (_MM_PERM_ENUM)(order)))
#define SHUFFLE2_512(p, q, order) ((v16)_mm512_shuffle_ps((__m512)(p), (__m512)(q), order))
#define UNPACK_LOW_512(p, q) ((v16)_mm512_unpacklo_epi32((__m512i)(p), (__m512i)(q)))
#define BLEND_512(p, q, mask) ((v16)_mm512_mask_blend_epi32(mask, (__m512i)(p), (__m512i)(q)))

static inline v16 all(v4 quarter) { return (v16)_mm512_broadcast_i32x4((__m128i)quarter); }

/* The same 16 bytes of four inputs. */
static inline v16 load_rows4(const uint8_t *const inputs[4], size_t at) {
    __m512i rows = _mm512_castsi128_si512((__m128i)load_row(inputs[0] + at));
    rows = _mm512_inserti32x4(rows, (__m128i)load_row(inputs[1] + at), 1);
    rows = _mm512_inserti32x4(rows, (__m128i)load_row(inputs[2] + at), 2);
    return (v16)_mm512_inserti32x4(rows, (__m128i)load_row(inputs[3] + at), 3);
}

/*
 * hash_many for 2 to 4 inputs, each in one quarter of the vectors; the other quarters repeat the first input, as does
 * that of the last one behind its blocks.
 */
static void rows4(const uint8_t *in, size_t used, size_t blocks, size_t last, const uint32_t key[8], uint64_t counter,
                  uint32_t flags, uint8_t *out) {
    const uint8_t *inputs[4];
    uint32_t fourth[4][4];
    for (size_t lane = 0; lane < 4; lane++) {
        inputs[lane] = in + (lane < used ? lane : 0) * blocks * BLOCK;
        const uint64_t number = counter + (blocks > 1 ? lane : 0);
        fourth[lane][0] = (uint32_t)number;
        fourth[lane][1] = (uint32_t)(number >> 32);
        fourth[lane][2] = BLOCK;
        fourth[lane][3] = 0;
    }
    v16 counters;
    memcpy(&counters, fourth, 64);
    v4 halves[2];
    memcpy(halves, key, 32);
    v16 a = all(halves[0]), b = all(halves[1]);
    v4 ended[8];
    for (size_t block = 0; block < blocks; block++) {
        if (block == last) {
            memcpy(ended, &a, 64);
            memcpy(ended + 4, &b, 64);
            inputs[used - 1] = in;
        }
        const size_t at = block * BLOCK;
        v16 m0 = load_rows4(inputs, at), m1 = load_rows4(inputs, at + 16);
        v16 m2 = load_rows4(inputs, at + 32), m3 = load_rows4(inputs, at + 48);
        v16 c = all(initial_row());
        v16 d = counters | all((v4){0, 0, 0, flags_of_block(flags, block, blocks)});
        ROWS_ROUNDS(v16, SHUFFLE_512, SHUFFLE2_512, UNPACK_LOW_512, BLEND_512)
        a ^= c;
        b ^= d;
    }
    v4 rows[8];
    memcpy(rows, &a, 64);
    memcpy(rows + 4, &b, 64);
    if (last < blocks) {
        rows[used - 1] = ended[used - 1];
        rows[4 + used - 1] = ended[4 + used - 1];
    }
    for (size_t lane = 0; lane < used; lane++) {
        memcpy(out + 32 * lane, rows + lane, 16);
        memcpy(out + 32 * lane + 16, rows + 4 + lane, 16);
    }
}

/* In every 128 bits: t[i] gets word i of s0, s1, s2, s3, in this order. */
static inline void transpose16(v16 t[4], v16 s0, v16 s1, v16 s2, v16 s3) {
    __m512i low01 = _mm512_unpacklo_epi32((__m512i)s0, (__m512i)s1);
    __m512i high01 = _mm512_unpackhi_epi32((__m512i)s0, (__m512i)s1);
    __m512i low23 = _mm512_unpacklo_epi32((__m512i)s2, (__m512i)s3);
    __m512i high23 = _mm512_unpackhi_epi32((__m512i)s2, (__m512i)s3);
    t[0] = (v16)_mm512_unpacklo_epi64(low01, low23);
    t[1] = (v16)_mm512_unpackhi_epi64(low01, low23);
    t[2] = (v16)_mm512_unpacklo_epi64(high01, high23);
    t[3] = (v16)_mm512_unpackhi_epi64(high01, high23);
}

/*
 * Chaining values of 16 lanes, `used` of them wanted. Each goes to its place in two pieces: collecting them first and
 * then reading them back in larger pieces would wait for the stores.
 */
static inline void store16(const v16 v[8], size_t used, uint8_t *out) {
    v16 rows[8];
    transpose16(rows, v[0], v[1], v[2], v[3]);
    transpose16(rows + 4, v[4], v[5], v[6], v[7]);
    uint8_t rest[16 * 32];
    uint8_t *to = used == 16 ? out : rest;
    for (size_t i = 0; i < 4; i++) {
        for (size_t half = 0; half < 2; half++) {
            __m512i row = (__m512i)rows[4 * half + i];
            uint8_t *at = to + 32 * i + 16 * half;
            store_row(at, (v4)_mm512_castsi512_si128(row));
            store_row(at + 4 * 32, (v4)_mm512_extracti32x4_epi32(row, 1));
            store_row(at + 8 * 32, (v4)_mm512_extracti32x4_epi32(row, 2));
            store_row(at + 12 * 32, (v4)_mm512_extracti32x4_epi32(row, 3));
        }
    }
    if (to == rest) {
        memcpy(out, rest, used * 32);
    }
}

/*
 * One block of 16 inputs at a time is written in assembly, because the order of instructions decides its speed and
 * compilers change it. The arithmetic needs the two 512-bit execution ports all the time, so that every other
 * instruction for them costs time: transposing a block by shuffles alone would take 64. Most of it is done through
 * memory instead: while a block is compressed, the one after the next is copied in pieces of 16 bytes to `staged`, and
 * the next one is loaded from there as vectors that hold the same 4 words of 4 lanes in each quarter; 32 shuffles
 * remain for it, spread over the last rounds. (A vector cannot be loaded before the stores of its pieces are finished,
 * hence the distance.)
 *
 * zmm0 to zmm15 are the state, zmm16 to zmm23 what is being copied or transposed.
 */
struct block16 {
    v16 v[16];             /* the state; v[0] to v[7] are chaining values before and after */
    v16 m[2][16];          /* message words of this block and of the next */
    v4 staged[2][4][4][4]; /* by parity, [part of 16 bytes][lane % 4][lane / 4] */
    const uint8_t *inputs[16];
};

/* clang-format off */
#define Z(n) "%%zmm" #n
#define ZOP(name, x, y) name " " Z(x) ", " Z(y) ", " Z(y) "\n\t"
#define ZROR(n, x) "vprord $" #n ", " Z(x) ", " Z(x) "\n\t"
#define ZWORD(a, w) "vpaddd 64*" #w "(%[m]), " Z(a) ", " Z(a) "\n\t"

/* MIX, a line a step: the columns follow each other at a distance of two instructions. */
#define ZMIX(a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, w0, w1, w2, w3, r0, r1)                   \
    ZWORD(a0, w0)                                                                                                      \
    ZOP("vpaddd", b0, a0)                                                                                              \
    ZOP("vpxord", a0, d0) ZWORD(a1, w1)                                                                                \
    ZROR(r0, d0) ZOP("vpaddd", b1, a1)                                                                                 \
    ZOP("vpaddd", d0, c0) ZOP("vpxord", a1, d1) ZWORD(a2, w2)                                                          \
    ZOP("vpxord", c0, b0) ZROR(r0, d1) ZOP("vpaddd", b2, a2)                                                           \
    ZROR(r1, b0) ZOP("vpaddd", d1, c1) ZOP("vpxord", a2, d2) ZWORD(a3, w3)                                             \
    ZOP("vpxord", c1, b1) ZROR(r0, d2) ZOP("vpaddd", b3, a3)                                                           \
    ZROR(r1, b1) ZOP("vpaddd", d2, c2) ZOP("vpxord", a3, d3)                                                           \
    ZOP("vpxord", c2, b2) ZROR(r0, d3)                                                                                 \
    ZROR(r1, b2) ZOP("vpaddd", d3, c3)                                                                                 \
    ZOP("vpxord", c3, b3)                                                                                              \
    ZROR(r1, b3)

#define ZROUND(round, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                            \
    ZMIX(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, s0, s2, s4, s6, 16, 12)                                 \
    BESIDE_##round(0)                                                                                                  \
    ZMIX(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, s1, s3, s5, s7, 8, 7)                                   \
    BESIDE_##round(1)                                                                                                  \
    ZMIX(0, 1, 2, 3, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14, s8, s10, s12, s14, 16, 12)                              \
    BESIDE_##round(2)                                                                                                  \
    ZMIX(0, 1, 2, 3, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14, s9, s11, s13, s15, 8, 7)                                \
    BESIDE_##round(3)

/*
 * Copies the block after the next of lane 4 * high + low, and asks for the same block of the lane's next chunk: the
 * processor does not foresee the steps of 16 streams.
 */
#define STAGE(low, high)                                                                                               \
    "mov 8*" #low "+32*" #high "(%[inputs]), %%rax\n\t"                                                                \
    "prefetcht0 (%%rax, %[later])\n\t"                                                                                 \
    "vmovdqu32 (%%rax, %[at]), %%xmm16\n\t"                                                                            \
    "vmovdqu32 16(%%rax, %[at]), %%xmm17\n\t"                                                                          \
    "vmovdqu32 32(%%rax, %[at]), %%xmm18\n\t"                                                                          \
    "vmovdqu32 48(%%rax, %[at]), %%xmm19\n\t"                                                                          \
    "vmovdqa32 %%xmm16, 64*" #low "+16*" #high "(%[staged])\n\t"                                                       \
    "vmovdqa32 %%xmm17, 256+64*" #low "+16*" #high "(%[staged])\n\t"                                                   \
    "vmovdqa32 %%xmm18, 512+64*" #low "+16*" #high "(%[staged])\n\t"                                                   \
    "vmovdqa32 %%xmm19, 768+64*" #low "+16*" #high "(%[staged])\n\t"

/* Transposes the 4 words of a part, to words of the next block. */
#define SPREAD_FIRST(part)                                                                                             \
    "vmovdqa64 256*" #part "(%[ready]), %%zmm16\n\t"                                                                   \
    "vmovdqa64 256*" #part "+128(%[ready]), %%zmm17\n\t"                                                               \
    "vpunpckldq 256*" #part "+64(%[ready]), %%zmm16, %%zmm18\n\t"                                                      \
    "vpunpckhdq 256*" #part "+64(%[ready]), %%zmm16, %%zmm19\n\t"                                                      \
    "vpunpckldq 256*" #part "+192(%[ready]), %%zmm17, %%zmm20\n\t"                                                     \
    "vpunpckhdq 256*" #part "+192(%[ready]), %%zmm17, %%zmm21\n\t"
#define SPREAD_SECOND(part)                                                                                            \
    "vpunpcklqdq %%zmm20, %%zmm18, %%zmm16\n\t"                                                                        \
    "vpunpckhqdq %%zmm20, %%zmm18, %%zmm17\n\t"                                                                        \
    "vpunpcklqdq %%zmm21, %%zmm19, %%zmm22\n\t"                                                                        \
    "vpunpckhqdq %%zmm21, %%zmm19, %%zmm23\n\t"                                                                        \
    "vmovdqa64 %%zmm16, 256*" #part "(%[next])\n\t"                                                                    \
    "vmovdqa64 %%zmm17, 256*" #part "+64(%[next])\n\t"                                                                 \
    "vmovdqa64 %%zmm22, 256*" #part "+128(%[next])\n\t"                                                                \
    "vmovdqa64 %%zmm23, 256*" #part "+192(%[next])\n\t"

#define BESIDE_0(quarter) STAGE(quarter, 0)
#define BESIDE_1(quarter) STAGE(quarter, 1)
#define BESIDE_2(quarter) STAGE(quarter, 2)
#define BESIDE_3(quarter) STAGE(quarter, 3)
#define BESIDE_4(quarter)
#define BESIDE_5(quarter) SPREAD_##quarter(0, 1)
#define BESIDE_6(quarter) SPREAD_##quarter(2, 3)
#define SPREAD_0(one, other) SPREAD_FIRST(one)
#define SPREAD_1(one, other) SPREAD_SECOND(one)
#define SPREAD_2(one, other) SPREAD_FIRST(other)
#define SPREAD_3(one, other) SPREAD_SECOND(other)

/* C99 asks compilers for 4095 characters a string only; those that know assembly in this form take more. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

#define ZLOAD(n) "vmovdqa64 64*" #n "(%[v]), " Z(n) "\n\t"
#define ZSTORE(n, high) ZOP("vpxord", high, n) "vmovdqa64 " Z(n) ", 64*" #n "(%[v])\n\t"

/*
 * Compresses block->m[parity], transposes block->staged[1 - parity] to block->m[1 - parity], copies the block at offset
 * `at` of each lane to block->staged[parity], and prefetches the one at `later`.
 */
static inline void compress16(struct block16 *block, size_t parity, size_t at, size_t later) {
    __asm__ volatile(
        ZLOAD(0) ZLOAD(1) ZLOAD(2) ZLOAD(3) ZLOAD(4) ZLOAD(5) ZLOAD(6) ZLOAD(7) ZLOAD(8) ZLOAD(9) ZLOAD(10) ZLOAD(11)
            ZLOAD(12) ZLOAD(13) ZLOAD(14) ZLOAD(15) DXG_BLAKE3_ROUNDS(ZROUND) ZSTORE(0, 8) ZSTORE(1, 9) ZSTORE(2, 10)
                ZSTORE(3, 11) ZSTORE(4, 12) ZSTORE(5, 13) ZSTORE(6, 14) ZSTORE(7, 15)
        :
        : [v] "r"(block->v), [m] "r"(block->m[parity]), [next] "r"(block->m[1 - parity]),
          [staged] "r"(block->staged[parity]), [ready] "r"(block->staged[1 - parity]), [inputs] "r"(block->inputs),
          [at] "r"(at), [later] "r"(later)
        : "memory", "rax", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22",
          "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
}

/* clang-format on */

/* Where block `number` of each lane is, from the lane's first: after its chunk a lane goes on with the 16th next. */
static inline size_t block_offset(size_t number, size_t blocks) {
    const size_t block = number & (blocks - 1);
    return (number - block) * 16 * BLOCK + block * BLOCK;
}

/* Message words of the first block, and the copy of the second. */
static inline void first_blocks(struct block16 *block, size_t second) {
    for (size_t part = 0; part < 4; part++) {
        v16 s[4];
        for (size_t i = 0; i < 4; i++) {
            const uint8_t *const inputs[4] = {block->inputs[i], block->inputs[i + 4], block->inputs[i + 8],
                                              block->inputs[i + 12]};
            s[i] = load_rows4(inputs, 16 * part);
            for (size_t j = 0; j < 4; j++) {
                block->staged[1][part][i][j] = load_row(inputs[j] + second + 16 * part);
            }
        }
        transpose16(block->m[0] + 4 * part, s[0], s[1], s[2], s[3]);
    }
}

/*
 * hash_many for `groups` of 16 inputs, or for one group of which only `used` inputs exist: the other lanes repeat the
 * last one, and what they give is dropped.
 */
static void lanes16(const uint8_t *in, size_t groups, size_t used, size_t blocks, const uint32_t key[8],
                    uint64_t counter, uint32_t flags, uint8_t *out) {
    const size_t stride = blocks * BLOCK;
    const size_t last = groups * blocks - 1;
    const v16 lane_number = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    struct block16 block16;
    v16 *v = block16.v;
    uint32_t block_flags[DXG_BLAKE3_CHUNK / BLOCK];
    for (size_t block = 0; block < blocks; block++) {
        block_flags[block] = flags_of_block(flags, block, blocks);
    }
    for (size_t lane = 0; lane < 16; lane++) {
        block16.inputs[lane] = in + (lane < used ? lane : used - 1) * stride;
    }
    first_blocks(&block16, last == 0 ? 0 : block_offset(1, blocks));
    size_t number = 0;
    for (size_t group = 0; group < groups; group++) {
        v16 low = (v16)_mm512_set1_epi32((int)(uint32_t)counter);
        v16 high = (v16)_mm512_set1_epi32((int)(uint32_t)(counter >> 32));
        if (blocks > 1) {
            low += lane_number;
            high -= (v16)(low < lane_number);
            counter += 16;
        }
        for (int i = 0; i < 8; i++) {
            v[i] = (v16)_mm512_set1_epi32((int)key[i]);
        }
        v[8] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV0);
        v[9] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV1);
        v[10] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV2);
        v[11] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV3);
        v[12] = low;
        v[13] = high;
        v[14] = (v16)_mm512_set1_epi32(BLOCK);
        for (size_t block = 0; block < blocks; block++) {
            /* Behind the last block of all there are none to copy: the last one again does no harm. */
            const size_t ahead = number + 2 < last ? number + 2 : last;
            const size_t later = ahead + blocks < last ? ahead + blocks : ahead;
            v[15] = (v16)_mm512_set1_epi32((int)block_flags[block]);
            compress16(&block16, number % 2, block_offset(ahead, blocks), block_offset(later, blocks));
            number++;
        }
        store16(v, used, out);
        out += 16 * 32;
    }
}

void dxg_blake3_hash_many_avx512(const uint8_t *in, size_t count, size_t blocks, size_t last, const uint32_t key[8],
                                 uint64_t counter, uint32_t flags, uint8_t *out) {
    /* 16 lanes take whole inputs only, and are worth it from 9 on. */
    size_t wide = last < blocks ? count - 1 : count;
    wide -= wide % 16 > 8 ? 0 : wide % 16;
    if (wide >= 16) {
        lanes16(in, wide / 16, 16, blocks, key, counter, flags, out);
    }
    if (wide % 16 != 0) {
        const size_t before = wide - wide % 16;
        lanes16(in + before * blocks * BLOCK, 1, wide % 16, blocks, key, counter + (blocks > 1 ? before : 0), flags,
                out + before * 32);
    }
    for (size_t done = wide, used; done < count; done += used) {
        used = count - done < 8 ? count - done : 8;
        const size_t end = done + used == count ? last : blocks;
        const uint8_t *from = in + done * blocks * BLOCK;
        const uint64_t number = counter + (blocks > 1 ? done : 0);
        if (used > 4) {
            lanes8(from, used, blocks, end, key, number, flags, out + done * 32);
        } else if (used > 1) {
            rows4(from, used, blocks, end, key, number, flags, out + done * 32);
        } else {
            rows1(from, blocks, end, key, number, flags, out + done * 32);
        }
    }
}

void dxg_blake3_compress_avx512(const uint32_t cv[8], const uint8_t block[BLOCK], uint32_t block_len, uint64_t counter,
                                uint32_t flags, uint32_t out[16]) {
    compress_one(cv, block, block_len, counter, flags, out);
}

#endif
