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

/* hash_many for 2 to 4 inputs, each in one quarter of the vectors; the other quarters repeat the last. */
static void rows4(const uint8_t *in, size_t used, size_t blocks, const uint32_t key[8], uint64_t counter,
                  uint32_t flags, uint8_t *out) {
    const uint8_t *inputs[4];
    uint32_t fourth[4][4];
    for (size_t lane = 0; lane < 4; lane++) {
        inputs[lane] = in + (lane < used ? lane : used - 1) * blocks * BLOCK;
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
    for (size_t block = 0; block < blocks; block++) {
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

static inline __m256i load_half(const uint8_t *in) { return _mm256_loadu_si256((const __m256i *)(const void *)in); }

/*
 * Transposes one block a lane to one word a vector. Inputs 0 to 3 and 8 to 11 are the low halves of the first step, so
 * that the last one finds the lanes in order.
 */
static inline void load16(v16 m[16], const uint8_t *const inputs[16], size_t at) {
    for (size_t half = 0; half < 2; half++) {
        v16 s[8], t[8];
        for (size_t i = 0; i < 8; i++) {
            const size_t lane = i < 4 ? i : i + 4;
            s[i] = (v16)_mm512_inserti64x4(_mm512_castsi256_si512(load_half(inputs[lane] + at + 32 * half)),
                                           load_half(inputs[lane + 4] + at + 32 * half), 1);
        }
        transpose16(t, s[0], s[1], s[2], s[3]);
        transpose16(t + 4, s[4], s[5], s[6], s[7]);
        for (size_t i = 0; i < 4; i++) {
            m[8 * half + i] = (v16)_mm512_shuffle_i32x4((__m512i)t[i], (__m512i)t[i + 4], 0x88);
            m[8 * half + i + 4] = (v16)_mm512_shuffle_i32x4((__m512i)t[i], (__m512i)t[i + 4], 0xDD);
        }
    }
}

/* Chaining values of 16 lanes, `used` of them wanted. */
static inline void store16(const v16 v[8], size_t used, uint8_t *out) {
    v16 rows[8];
    transpose16(rows, v[0], v[1], v[2], v[3]);
    transpose16(rows + 4, v[4], v[5], v[6], v[7]);
    v4 cvs[16][2];
    for (size_t i = 0; i < 4; i++) {
        for (size_t half = 0; half < 2; half++) {
            __m512i row = (__m512i)rows[4 * half + i];
            cvs[i][half] = (v4)_mm512_castsi512_si128(row);
            cvs[i + 4][half] = (v4)_mm512_extracti32x4_epi32(row, 1);
            cvs[i + 8][half] = (v4)_mm512_extracti32x4_epi32(row, 2);
            cvs[i + 12][half] = (v4)_mm512_extracti32x4_epi32(row, 3);
        }
    }
    if (used == 16) {
        memcpy(out, cvs, sizeof(cvs));
    } else {
        memcpy(out, cvs, used * 32);
    }
}

/* hash_many for `used` of 16 inputs; the other lanes repeat the last input, and what they give is dropped. */
static void lanes16(const uint8_t *in, size_t used, size_t blocks, const uint32_t key[8], uint64_t counter,
                    uint32_t flags, uint8_t *out) {
    const uint8_t *inputs[16];
    for (size_t lane = 0; lane < 16; lane++) {
        inputs[lane] = in + (lane < used ? lane : used - 1) * blocks * BLOCK;
    }
    const v16 lane_number = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    v16 low = (v16)_mm512_set1_epi32((int)(uint32_t)counter);
    v16 high = (v16)_mm512_set1_epi32((int)(uint32_t)(counter >> 32));
    if (blocks > 1) {
        low += lane_number;
        high -= (v16)(low < lane_number);
    }
    v16 v[16];
    for (int i = 0; i < 8; i++) {
        v[i] = (v16)_mm512_set1_epi32((int)key[i]);
    }
    for (size_t block = 0; block < blocks; block++) {
        v16 m[16];
        load16(m, inputs, block * BLOCK);
        v[8] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV0);
        v[9] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV1);
        v[10] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV2);
        v[11] = (v16)_mm512_set1_epi32((int)DXG_BLAKE3_IV3);
        v[12] = low;
        v[13] = high;
        v[14] = (v16)_mm512_set1_epi32(BLOCK);
        v[15] = (v16)_mm512_set1_epi32((int)flags_of_block(flags, block, blocks));
        DXG_BLAKE3_ROUNDS(LANES_ROUND)
        for (int i = 0; i < 8; i++) {
            v[i] ^= v[i + 8];
        }
    }
    store16(v, used, out);
}

void dxg_blake3_hash_many_avx512(const uint8_t *in, size_t count, size_t blocks, const uint32_t key[8],
                                 uint64_t counter, uint32_t flags, uint8_t *out) {
    while (count > 8) {
        const size_t used = count < 16 ? count : 16;
        lanes16(in, used, blocks, key, counter, flags, out);
        in += used * blocks * BLOCK;
        out += used * 32;
        counter += blocks > 1 ? used : 0;
        count -= used;
    }
    if (count > 4) {
        lanes8(in, count, blocks, key, counter, flags, out);
    } else if (count > 1) {
        rows4(in, count, blocks, key, counter, flags, out);
    } else if (count == 1) {
        rows1(in, blocks, key, counter, flags, out);
    }
}

void dxg_blake3_compress_avx512(const uint32_t cv[8], const uint8_t block[BLOCK], uint32_t block_len, uint64_t counter,
                                uint32_t flags, uint32_t out[16]) {
    compress_one(cv, block, block_len, counter, flags, out);
}

#endif
