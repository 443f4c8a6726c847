/*
 * dxg_blake3_avx2.c: BLAKE3 kernels for AVX2: 3 to 8 inputs at a time with one input a lane, 2 with one input a 128-bit
 * half, and one alone. It must only run where the CPU has AVX2.
 */
#include "dxg_impl.h"

#if DXG_X86

#include <immintrin.h>

typedef uint32_t v4 __attribute__((vector_size(16)));
typedef uint32_t v8 __attribute__((vector_size(32)));

/* Byte orders that rotate every word to the right by 16 and 8 bits. */
#define BYTES16 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13
#define BYTES8 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12

/* AVX2 has no rotation: whole bytes are shuffled, the others need two shifts. n is always a constant. */
static inline __attribute__((always_inline)) v4 ror4(v4 x, int n) {
    if (n == 16) {
        return (v4)_mm_shuffle_epi8((__m128i)x, _mm_setr_epi8(BYTES16));
    }
    if (n == 8) {
        return (v4)_mm_shuffle_epi8((__m128i)x, _mm_setr_epi8(BYTES8));
    }
    return x >> n | x << (32 - n);
}

static inline __attribute__((always_inline)) v8 ror8(v8 x, int n) {
    if (n == 16) {
        return (v8)_mm256_shuffle_epi8((__m256i)x, _mm256_setr_epi8(BYTES16, BYTES16));
    }
    if (n == 8) {
        return (v8)_mm256_shuffle_epi8((__m256i)x, _mm256_setr_epi8(BYTES8, BYTES8));
    }
    return x >> n | x << (32 - n);
}

#define ROR(x, n) _Generic((x), v4 : ror4, v8 : ror8)(x, n)

#include "dxg_blake3_x86.h"

/* clang-format off */
/*
 * The rounds of 8 inputs are written in assembly, because 16 registers hold the state only and compilers make slow
 * choices about what to keep in memory. Here it is always the same word, v[8]: the sum that has the longest time before
 * it is needed again. Its register ymm8 serves the rotations by 12 and 7, which need a second one. Two columns at a
 * time.
 */
#define Y(n) "%%ymm" #n
#define YOP(name, x, y) name " " Y(x) ", " Y(y) ", " Y(y) "\n\t"
#define YWORD(a, w) "vpaddd 32*" #w "(%[m]), " Y(a) ", " Y(a) "\n\t"
#define YBYTES(d, r) "vpshufb %[bytes" #r "], " Y(d) ", " Y(d) "\n\t"
#define YBITS(b, r)                                                                                                    \
    "vpsrld $" #r ", " Y(b) ", " Y(8) "\n\t"                                                                           \
    "vpslld $32-" #r ", " Y(b) ", " Y(b) "\n\t"                                                                        \
    YOP("vpor", 8, b)
#define YSUM_8(d) "vpaddd 8*32(%[v]), " Y(d) ", " Y(8) "\n\t"
#define YSUM_9(d) YOP("vpaddd", d, 9)
#define YSUM_10(d) YOP("vpaddd", d, 10)
#define YSUM_11(d) YOP("vpaddd", d, 11)
#define YKEEP_8 "vmovdqa " Y(8) ", 8*32(%[v])\n\t"
#define YKEEP_9
#define YKEEP_10
#define YKEEP_11

/* One half of G (2.2) on two columns. */
#define YMIX2(a0, a1, b0, b1, c0, c1, d0, d1, w0, w1, r0, r1)                                                          \
    YWORD(a0, w0) YWORD(a1, w1)                                                                                        \
    YOP("vpaddd", b0, a0) YOP("vpaddd", b1, a1)                                                                        \
    YOP("vpxor", a0, d0) YOP("vpxor", a1, d1)                                                                          \
    YBYTES(d0, r0) YBYTES(d1, r0)                                                                                      \
    YSUM_##c0(d0) YSUM_##c1(d1)                                                                                        \
    YOP("vpxor", c0, b0) YKEEP_##c0 YOP("vpxor", c1, b1) YKEEP_##c1                                                    \
    YBITS(b0, r1) YBITS(b1, r1)

#define YROUND(round, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                            \
    YMIX2(0, 1, 4, 5, 8, 9, 12, 13, s0, s2, 16, 12) YMIX2(2, 3, 6, 7, 10, 11, 14, 15, s4, s6, 16, 12)                  \
    YMIX2(0, 1, 4, 5, 8, 9, 12, 13, s1, s3, 8, 7) YMIX2(2, 3, 6, 7, 10, 11, 14, 15, s5, s7, 8, 7)                      \
    YMIX2(0, 1, 5, 6, 10, 11, 15, 12, s8, s10, 16, 12) YMIX2(2, 3, 7, 4, 8, 9, 13, 14, s12, s14, 16, 12)               \
    YMIX2(0, 1, 5, 6, 10, 11, 15, 12, s9, s11, 8, 7) YMIX2(2, 3, 7, 4, 8, 9, 13, 14, s13, s15, 8, 7)

#define YLOAD(n) "vmovdqa 32*" #n "(%[v]), " Y(n) "\n\t"
#define YSTORE(n, high) YOP("vpxor", high, n) "vmovdqa " Y(n) ", 32*" #n "(%[v])\n\t"

/* C99 asks compilers for 4095 characters a string only; those that know assembly in this form take more. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

static inline void compress8(v8 v[16], const v8 m[16]) {
    const v8 bytes16 = (v8)_mm256_setr_epi8(BYTES16, BYTES16);
    const v8 bytes8 = (v8)_mm256_setr_epi8(BYTES8, BYTES8);
    __asm__ volatile(YLOAD(0) YLOAD(1) YLOAD(2) YLOAD(3) YLOAD(4) YLOAD(5) YLOAD(6) YLOAD(7) YLOAD(9) YLOAD(10)
                         YLOAD(11) YLOAD(12) YLOAD(13) YLOAD(14) YLOAD(15) DXG_BLAKE3_ROUNDS(YROUND) YLOAD(8)
                             YSTORE(0, 8) YSTORE(1, 9) YSTORE(2, 10) YSTORE(3, 11) YSTORE(4, 12) YSTORE(5, 13)
                                 YSTORE(6, 14) YSTORE(7, 15)
                     :
                     : [v] "r"(v), [m] "r"(m), [bytes16] "m"(bytes16), [bytes8] "m"(bytes8)
                     : "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

/* clang-format on */

#define SHUFFLE_256(p, order) ((v8)_mm256_shuffle_epi32((__m256i)(p), order))
#define SHUFFLE2_256(p, q, order) ((v8)_mm256_shuffle_ps((__m256)(p), (__m256)(q), order))
#define UNPACK_LOW_256(p, q) ((v8)_mm256_unpacklo_epi32((__m256i)(p), (__m256i)(q)))
#define BLEND_256(p, q, mask) ((v8)_mm256_blend_epi32((__m256i)(p), (__m256i)(q), (mask)&0xFF))

static inline v8 both(v4 half) { return (v8)_mm256_broadcastsi128_si256((__m128i)half); }

/* hash_many for two inputs, each in one half of the vectors. */
static void rows2(const uint8_t *in, size_t blocks, size_t last, const uint32_t key[8], uint64_t counter,
                  uint32_t flags, uint8_t *out) {
    const uint8_t *in2 = in + blocks * BLOCK;
    const uint64_t counter2 = blocks > 1 ? counter + 1 : counter;
    v4 halves[2];
    memcpy(halves, key, 32);
    v8 a = both(halves[0]), b = both(halves[1]);
    v8 ended[2] = {a, b};
    for (size_t block = 0; block < blocks; block++) {
        if (block == last) {
            ended[0] = a;
            ended[1] = b;
            in2 = in;
        }
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
    if (last < blocks) {
        a = ended[0];
        b = ended[1];
    }
    v8 second = (v8)_mm256_permute2x128_si256((__m256i)a, (__m256i)b, 0x31);
    memcpy(out, &first, 32);
    memcpy(out + 32, &second, 32);
}

void dxg_blake3_hash_many_avx2(const uint8_t *in, size_t count, size_t blocks, size_t last, const uint32_t key[8],
                               uint64_t counter, uint32_t flags, uint8_t *out) {
    while (count > 2) {
        const size_t used = count < 8 ? count : 8;
        lanes8(in, used, blocks, used == count ? last : blocks, key, counter, flags, out);
        in += used * blocks * BLOCK;
        out += used * 32;
        counter += blocks > 1 ? used : 0;
        count -= used;
    }
    if (count == 2) {
        rows2(in, blocks, last, key, counter, flags, out);
    } else if (count == 1) {
        rows1(in, blocks, last, key, counter, flags, out);
    }
}

void dxg_blake3_compress_avx2(const uint32_t cv[8], const uint8_t block[BLOCK], uint32_t block_len, uint64_t counter,
                              uint32_t flags, uint32_t out[16]) {
    compress_one(cv, block, block_len, counter, flags, out);
}

#endif
