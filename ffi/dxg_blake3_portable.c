/*
 * dxg_blake3_portable.c: the BLAKE3 compression function in plain C, for any CPU. The reference for the other kernels;
 * it must not use intrinsics or assume an alignment.
 */
#include "dxg_impl.h"

#include <string.h>

#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))

/* The quarter round G (2.2). */
#define G(a, b, c, d, x, y)                                                                                            \
    a += b + (x);                                                                                                      \
    d = ROR(d ^ a, 16);                                                                                                \
    c += d;                                                                                                            \
    b = ROR(b ^ c, 12);                                                                                                \
    a += b + (y);                                                                                                      \
    d = ROR(d ^ a, 8);                                                                                                 \
    c += d;                                                                                                            \
    b = ROR(b ^ c, 7);

#define ROUND(round, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                             \
    G(v0, v4, v8, v12, m[s0], m[s1])                                                                                   \
    G(v1, v5, v9, v13, m[s2], m[s3])                                                                                   \
    G(v2, v6, v10, v14, m[s4], m[s5])                                                                                  \
    G(v3, v7, v11, v15, m[s6], m[s7])                                                                                  \
    G(v0, v5, v10, v15, m[s8], m[s9])                                                                                  \
    G(v1, v6, v11, v12, m[s10], m[s11])                                                                                \
    G(v2, v7, v8, v13, m[s12], m[s13])                                                                                 \
    G(v3, v4, v9, v14, m[s14], m[s15])

static uint32_t load32(const uint8_t *in) {
    return (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

static void store32(uint8_t *out, uint32_t word) {
    out[0] = (uint8_t)word;
    out[1] = (uint8_t)(word >> 8);
    out[2] = (uint8_t)(word >> 16);
    out[3] = (uint8_t)(word >> 24);
}

void dxg_blake3_compress_portable(const uint32_t cv[8], const uint8_t block[DXG_BLAKE3_BLOCK], uint32_t block_len,
                                  uint64_t counter, uint32_t flags, uint32_t out[16]) {
    uint32_t m[16];
    for (int i = 0; i < 16; i++) {
        m[i] = load32(block + 4 * i);
    }
    uint32_t v0 = cv[0], v1 = cv[1], v2 = cv[2], v3 = cv[3], v4 = cv[4], v5 = cv[5], v6 = cv[6], v7 = cv[7];
    uint32_t v8 = DXG_BLAKE3_IV0, v9 = DXG_BLAKE3_IV1, v10 = DXG_BLAKE3_IV2, v11 = DXG_BLAKE3_IV3;
    uint32_t v12 = (uint32_t)counter, v13 = (uint32_t)(counter >> 32), v14 = block_len, v15 = flags;
    DXG_BLAKE3_ROUNDS(ROUND)
    /* The upper half reads cv, which out may overwrite, so it comes first. */
    out[8] = v8 ^ cv[0];
    out[9] = v9 ^ cv[1];
    out[10] = v10 ^ cv[2];
    out[11] = v11 ^ cv[3];
    out[12] = v12 ^ cv[4];
    out[13] = v13 ^ cv[5];
    out[14] = v14 ^ cv[6];
    out[15] = v15 ^ cv[7];
    out[0] = v0 ^ v8;
    out[1] = v1 ^ v9;
    out[2] = v2 ^ v10;
    out[3] = v3 ^ v11;
    out[4] = v4 ^ v12;
    out[5] = v5 ^ v13;
    out[6] = v6 ^ v14;
    out[7] = v7 ^ v15;
}

void dxg_blake3_hash_many_portable(const uint8_t *in, size_t count, size_t blocks, size_t last, const uint32_t key[8],
                                   uint64_t counter, uint32_t flags, uint8_t *out) {
    const int chunks = blocks > 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t state[16];
        memcpy(state, key, 8 * sizeof(uint32_t));
        const size_t there = i == count - 1 ? last : blocks;
        for (size_t block = 0; block < there; block++) {
            uint32_t block_flags = flags;
            if (chunks && block == 0) {
                block_flags |= DXG_BLAKE3_CHUNK_START;
            }
            if (chunks && block == blocks - 1) {
                block_flags |= DXG_BLAKE3_CHUNK_END;
            }
            dxg_blake3_compress_portable(state, in, DXG_BLAKE3_BLOCK, counter, block_flags, state);
            in += DXG_BLAKE3_BLOCK;
        }
        for (int word = 0; word < 8; word++) {
            store32(out + 4 * word, state[word]);
        }
        out += 32;
        if (chunks) {
            counter++;
        }
    }
}
