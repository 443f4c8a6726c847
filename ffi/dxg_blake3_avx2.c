/*
 * dxg_blake3_avx2.c: BLAKE3 kernels for AVX2: 3 to 8 inputs at a time with one input a lane, 2 with one input a 128-bit
 * half, and one alone. It must only run where the CPU has AVX2.
 */
#include "dxg_impl.h"

#if DXG_X86

#include <immintrin.h>

typedef uint32_t v4 __attribute__((vector_size(16)));
typedef uint32_t v8 __attribute__((vector_size(32)));

/* AVX2 has no rotation: whole bytes are shuffled, the others need two shifts. n is always a constant. */
static inline __attribute__((always_inline)) v4 ror4(v4 x, int n) {
    if (n == 16) {
        return (v4)_mm_shuffle_epi8((__m128i)x, _mm_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
    }
    if (n == 8) {
        return (v4)_mm_shuffle_epi8((__m128i)x, _mm_setr_epi8(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12));
    }
    return x >> n | x << (32 - n);
}

static inline __attribute__((always_inline)) v8 ror8(v8 x, int n) {
    if (n == 16) {
        return (v8)_mm256_shuffle_epi8(
            (__m256i)x, _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5,
                                         10, 11, 8, 9, 14, 15, 12, 13));
    }
    if (n == 8) {
        return (v8)_mm256_shuffle_epi8(
            (__m256i)x, _mm256_setr_epi8(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0, 5, 6, 7, 4,
                                         9, 10, 11, 8, 13, 14, 15, 12));
    }
    return x >> n | x << (32 - n);
}

#define ROR(x, n) _Generic((x), v4: ror4, v8: ror8)(x, n)

#include "dxg_blake3_x86.h"

#define SHUFFLE_256(p, order) ((v8)_mm256_shuffle_epi32((__m256i)(p), order))
#define SHUFFLE2_256(p, q, order) ((v8)_mm256_shuffle_ps((__m256)(p), (__m256)(q), order))
#define UNPACK_LOW_256(p, q) ((v8)_mm256_unpacklo_epi32((__m256i)(p), (__m256i)(q)))
#define BLEND_256(p, q, mask) ((v8)_mm256_blend_epi32((__m256i)(p), (__m256i)(q), (mask) & 0xFF))

static inline v8 both(v4 half) { return (v8)_mm256_broadcastsi128_si256((__m128i)half); }

/* hash_many for two inputs, each in one half of the vectors. */
static void rows2(const uint8_t *in, size_t blocks, const uint32_t key[8], uint64_t counter, uint32_t flags,
                  uint8_t *out) {
    const uint8_t *in2 = in + blocks * BLOCK;
    const uint64_t counter2 = blocks > 1 ? counter + 1 : counter;
    v4 halves[2];
    memcpy(halves, key, 32);
    v8 a = both(halves[0]), b = both(halves[1]);
    for (size_t block = 0; block < blocks; block++) {
        const uint32_t block_flags = flags_of_block(flags, block, blocks);
        const size_t at = block * BLOCK;
        v8 m0 = load_rows2(in + at, in2 + at), m1 = load_rows2(in + at + 16, in2 + at + 16);
        v8 m2 = load_rows2(in + at + 32, in2 + at + 32), m3 = load_rows2(in + at + 48, in2 + at + 48);
        v8 c = both(initial_row());
        v8 d = {(uint32_t)counter,  (uint32_t)(counter >> 32),  BLOCK, block_flags,
                (uint32_t)counter2, (uint32_t)(counter2 >> 32), BLOCK, block_flags};
        ROWS_ROUNDS(v8, SHUFFLE_256, SHUFFLE2_256, UNPACK_LOW_256, BLEND_256)
        a ^= c;
        b ^= d;
    }
    v8 first = (v8)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x20);
    v8 second = (v8)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x31);
    memcpy(out, &first, 32);
    memcpy(out + 32, &second, 32);
}

void dxg_blake3_hash_many_avx2(const uint8_t *in, size_t count, size_t blocks, const uint32_t key[8],
                               uint64_t counter, uint32_t flags, uint8_t *out) {
    while (count > 2) {
        const size_t used = count < 8 ? count : 8;
        lanes8(in, used, blocks, key, counter, flags, out);
        in += used * blocks * BLOCK;
        out += used * 32;
        counter += blocks > 1 ? used : 0;
        count -= used;
    }
    if (count == 2) {
        rows2(in, blocks, key, counter, flags, out);
    } else if (count == 1) {
        rows1(in, blocks, key, counter, flags, out);
    }
}

void dxg_blake3_compress_avx2(const uint32_t cv[8], const uint8_t block[BLOCK], uint32_t block_len, uint64_t counter,
                              uint32_t flags, uint32_t out[16]) {
    compress_one(cv, block, block_len, counter, flags, out);
}

#endif
