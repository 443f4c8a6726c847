/*
 * dxg_blake3_x86.h: what the AVX2 and AVX-512 kernels of BLAKE3 have in common, compiled into each with its own
 * instructions: 8 inputs at a time (one a lane), and one input alone. The file that includes it first defines ROR(x,
 * n), the rotation of every word of a v4, v8 or wider vector to the right, and defines compress8. No symbol of the
 * library.
 */
#ifndef DXG_BLAKE3_X86_H
#define DXG_BLAKE3_X86_H

#include <immintrin.h>
#include <string.h>

#define BLOCK DXG_BLAKE3_BLOCK

/* Vector i of v is word i of the states of 8 inputs, vector i of m word i of their blocks; v[0..7] become the outputs.
 */
static inline void compress8(v8 v[16], const v8 m[16]);

#define ROWS_HALF(words, r0, r1)                                                                                       \
    a += words;                                                                                                        \
    a += b;                                                                                                            \
    d = ROR(d ^ a, r0);                                                                                                \
    c += d;                                                                                                            \
    b = ROR(b ^ c, r1);

/*
 * All rounds where a, b, c, d are the rows of the state, each 128 bits of a vector belonging to another input.
 * Diagonals become columns by turning a, c and d; b stays, because the next addition waits for it alone. x, y, z, w are
 * the words for the four halves of a round: at first 0 2 4 6, 1 3 5 7, 14 8 10 12, 15 9 11 13; the permutation (2.2,
 * table 2) of words in these places is what NEXT computes. The macros take immediates as the intrinsics of their names
 * do.
 */
#define ROWS_ROUNDS(V, SHUFFLE, SHUFFLE2, UNPACK_LOW, BLEND)                                                           \
    V x = SHUFFLE2(m0, m1, _MM_SHUFFLE(2, 0, 2, 0));                                                                   \
    V y = SHUFFLE2(m0, m1, _MM_SHUFFLE(3, 1, 3, 1));                                                                   \
    V z = SHUFFLE(SHUFFLE2(m2, m3, _MM_SHUFFLE(2, 0, 2, 0)), _MM_SHUFFLE(2, 1, 0, 3));                                 \
    V w = SHUFFLE(SHUFFLE2(m2, m3, _MM_SHUFFLE(3, 1, 3, 1)), _MM_SHUFFLE(2, 1, 0, 3));                                 \
    for (int round = 0;; round++) {                                                                                    \
        ROWS_HALF(x, 16, 12)                                                                                           \
        ROWS_HALF(y, 8, 7)                                                                                             \
        a = SHUFFLE(a, _MM_SHUFFLE(2, 1, 0, 3));                                                                       \
        d = SHUFFLE(d, _MM_SHUFFLE(1, 0, 3, 2));                                                                       \
        c = SHUFFLE(c, _MM_SHUFFLE(0, 3, 2, 1));                                                                       \
        ROWS_HALF(z, 16, 12)                                                                                           \
        ROWS_HALF(w, 8, 7)                                                                                             \
        a = SHUFFLE(a, _MM_SHUFFLE(0, 3, 2, 1));                                                                       \
        d = SHUFFLE(d, _MM_SHUFFLE(1, 0, 3, 2));                                                                       \
        c = SHUFFLE(c, _MM_SHUFFLE(2, 1, 0, 3));                                                                       \
        if (round == 6) {                                                                                              \
            break;                                                                                                     \
        }                                                                                                              \
        V next_x = SHUFFLE(SHUFFLE2(x, y, _MM_SHUFFLE(3, 1, 2, 1)), _MM_SHUFFLE(1, 3, 2, 0));                          \
        V next_y = BLEND(SHUFFLE(x, _MM_SHUFFLE(0, 0, 3, 3)), SHUFFLE2(z, w, _MM_SHUFFLE(3, 3, 2, 2)), 0xAAAA);        \
        V next_z = SHUFFLE2(UNPACK_LOW(w, y), SHUFFLE2(z, w, _MM_SHUFFLE(1, 1, 3, 3)), _MM_SHUFFLE(2, 0, 1, 0));       \
        V next_w = BLEND(SHUFFLE(z, _MM_SHUFFLE(0, 0, 1, 1)), SHUFFLE2(w, y, _MM_SHUFFLE(2, 2, 2, 2)), 0x6666);        \
        x = next_x;                                                                                                    \
        y = next_y;                                                                                                    \
        z = next_z;                                                                                                    \
        w = next_w;                                                                                                    \
    }

#define SHUFFLE_128(p, order) ((v4)_mm_shuffle_epi32((__m128i)(p), order))
#define SHUFFLE2_128(p, q, order) ((v4)_mm_shuffle_ps((__m128)(p), (__m128)(q), order))
#define UNPACK_LOW_128(p, q) ((v4)_mm_unpacklo_epi32((__m128i)(p), (__m128i)(q)))
#define BLEND_128(p, q, mask) ((v4)_mm_blend_epi32((__m128i)(p), (__m128i)(q), (mask)&0xF))

static inline v4 load_row(const uint8_t *in) { return (v4)_mm_loadu_si128((const __m128i *)(const void *)in); }

static inline v4 load_words(const uint32_t *words) { return (v4)_mm_loadu_si128((const __m128i *)(const void *)words); }

static inline void store_row(void *out, v4 row) { _mm_storeu_si128((__m128i *)out, (__m128i)row); }

static inline v4 initial_row(void) { return (v4){DXG_BLAKE3_IV0, DXG_BLAKE3_IV1, DXG_BLAKE3_IV2, DXG_BLAKE3_IV3}; }

static inline uint32_t flags_of_block(uint32_t flags, size_t block, size_t blocks) {
    if (blocks == 1) {
        return flags;
    }
    return flags | (block == 0 ? DXG_BLAKE3_CHUNK_START : 0) | (block == blocks - 1 ? DXG_BLAKE3_CHUNK_END : 0);
}

/* The compression function on one block; rows[0] and rows[1] are the chaining value before and all rows the state
 * after. */
static inline void compress_row(v4 rows[4], const uint8_t *in, uint32_t block_len, uint64_t counter, uint32_t flags) {
    v4 m0 = load_row(in), m1 = load_row(in + 16), m2 = load_row(in + 32), m3 = load_row(in + 48);
    v4 a = rows[0], b = rows[1], c = initial_row();
    v4 d = {(uint32_t)counter, (uint32_t)(counter >> 32), block_len, flags};
    ROWS_ROUNDS(v4, SHUFFLE_128, SHUFFLE2_128, UNPACK_LOW_128, BLEND_128)
    rows[0] = a;
    rows[1] = b;
    rows[2] = c;
    rows[3] = d;
}

static inline void compress_one(const uint32_t cv[8], const uint8_t *block, uint32_t block_len, uint64_t counter,
                                uint32_t flags, uint32_t out[16]) {
    const v4 low = load_words(cv), high = load_words(cv + 4);
    v4 rows[4] = {low, high, low, high};
    compress_row(rows, block, block_len, counter, flags);
    store_row(out, rows[0] ^ rows[2]);
    store_row(out + 4, rows[1] ^ rows[3]);
    store_row(out + 8, rows[2] ^ low);
    store_row(out + 12, rows[3] ^ high);
}

/* hash_many for one input. */
static inline void rows1(const uint8_t *in, size_t blocks, size_t last, const uint32_t key[8], uint64_t counter,
                         uint32_t flags, uint8_t *out) {
    v4 rows[4];
    rows[0] = load_words(key);
    rows[1] = load_words(key + 4);
    for (size_t block = 0; block < last; block++) {
        compress_row(rows, in + block * BLOCK, BLOCK, counter, flags_of_block(flags, block, blocks));
        rows[0] ^= rows[2];
        rows[1] ^= rows[3];
    }
    store_row(out, rows[0]);
    store_row(out + 16, rows[1]);
}

/* In every 128 bits: t[i] gets word i of s0, s1, s2, s3, in this order. */
static inline void transpose8(v8 t[4], v8 s0, v8 s1, v8 s2, v8 s3) {
    __m256i low01 = _mm256_unpacklo_epi32((__m256i)s0, (__m256i)s1);
    __m256i high01 = _mm256_unpackhi_epi32((__m256i)s0, (__m256i)s1);
    __m256i low23 = _mm256_unpacklo_epi32((__m256i)s2, (__m256i)s3);
    __m256i high23 = _mm256_unpackhi_epi32((__m256i)s2, (__m256i)s3);
    t[0] = (v8)_mm256_unpacklo_epi64(low01, low23);
    t[1] = (v8)_mm256_unpackhi_epi64(low01, low23);
    t[2] = (v8)_mm256_unpacklo_epi64(high01, high23);
    t[3] = (v8)_mm256_unpackhi_epi64(high01, high23);
}

/* The same 16 bytes of two inputs. */
static inline v8 load_rows2(const uint8_t *low, const uint8_t *high) {
    return (v8)_mm256_inserti128_si256(_mm256_castsi128_si256((__m128i)load_row(low)), (__m128i)load_row(high), 1);
}

/*
 * hash_many for `used` of 8 inputs; the other lanes repeat the first input, as does that of the last one behind its
 * blocks, and what they give is dropped.
 */
static inline void lanes8(const uint8_t *in, size_t used, size_t blocks, size_t last, const uint32_t key[8],
                          uint64_t counter, uint32_t flags, uint8_t *out) {
    const uint8_t *inputs[8];
    for (size_t lane = 0; lane < 8; lane++) {
        inputs[lane] = in + (lane < used ? lane : 0) * blocks * BLOCK;
    }
    const v8 lane_number = {0, 1, 2, 3, 4, 5, 6, 7};
    v8 low = (v8)_mm256_set1_epi32((int)(uint32_t)counter);
    v8 high = (v8)_mm256_set1_epi32((int)(uint32_t)(counter >> 32));
    if (blocks > 1) {
        low += lane_number;
        high -= (v8)(low < lane_number);
    }
    v8 v[16];
    for (int i = 0; i < 8; i++) {
        v[i] = (v8)_mm256_set1_epi32((int)key[i]);
    }
    v8 ended[8];
    for (size_t block = 0; block < blocks; block++) {
        if (block == last) {
            memcpy(ended, v, sizeof(ended));
            inputs[used - 1] = in;
        }
        v8 m[16];
        for (size_t part = 0; part < 4; part++) {
            v8 s[4];
            for (size_t i = 0; i < 4; i++) {
                size_t at = block * BLOCK + part * 16;
                s[i] = load_rows2(inputs[i] + at, inputs[i + 4] + at);
            }
            transpose8(m + 4 * part, s[0], s[1], s[2], s[3]);
        }
        v[8] = (v8)_mm256_set1_epi32((int)DXG_BLAKE3_IV0);
        v[9] = (v8)_mm256_set1_epi32((int)DXG_BLAKE3_IV1);
        v[10] = (v8)_mm256_set1_epi32((int)DXG_BLAKE3_IV2);
        v[11] = (v8)_mm256_set1_epi32((int)DXG_BLAKE3_IV3);
        v[12] = low;
        v[13] = high;
        v[14] = (v8)_mm256_set1_epi32(BLOCK);
        v[15] = (v8)_mm256_set1_epi32((int)flags_of_block(flags, block, blocks));
        compress8(v, m);
    }
    if (last < blocks) {
        for (int i = 0; i < 8; i++) {
            v[i][used - 1] = ended[i][used - 1];
        }
    }
    v8 rows[8];
    transpose8(rows, v[0], v[1], v[2], v[3]);
    transpose8(rows + 4, v[4], v[5], v[6], v[7]);
    v8 cvs[8];
    for (int i = 0; i < 4; i++) {
        cvs[i] = (v8)_mm256_permute2x128_si256((__m256i)rows[i], (__m256i)rows[i + 4], 0x20);
        cvs[i + 4] = (v8)_mm256_permute2x128_si256((__m256i)rows[i], (__m256i)rows[i + 4], 0x31);
    }
    if (used == 8) {
        memcpy(out, cvs, 8 * 32);
    } else {
        memcpy(out, cvs, used * 32);
    }
}

#endif
