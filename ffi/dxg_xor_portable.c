/* dxg_xor_portable.c: the XOR kernels for any CPU, 8 bytes at a time. */
#include "dxg_impl.h"

#include <string.h>

#define WORDS (DXG_XOR_BLOCK / 8)

/* Writes a XOR b; returns whether they differ. out may be a or b. */
static int xor_block(const uint8_t *a, const uint8_t *b, uint8_t *out) {
    uint64_t x[WORDS];
    uint64_t y[WORDS];
    uint64_t any = 0;
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    for (int i = 0; i < WORDS; i++) {
        x[i] ^= y[i];
        any |= x[i];
    }
    memcpy(out, x, sizeof x);
    return any != 0;
}

uint32_t dxg_xor_equal_portable(const uint8_t *a, const uint8_t *b, uint32_t blocks) {
    uint32_t block = 0;
    while (block < blocks && memcmp(a, b, DXG_XOR_BLOCK) == 0) {
        a += DXG_XOR_BLOCK;
        b += DXG_XOR_BLOCK;
        block++;
    }
    return block;
}

uint32_t dxg_xor_differ_portable(const uint8_t *a, const uint8_t *b, uint32_t blocks, uint8_t *out) {
    uint32_t block = 0;
    while (block < blocks && xor_block(a, b, out)) {
        a += DXG_XOR_BLOCK;
        b += DXG_XOR_BLOCK;
        out += DXG_XOR_BLOCK;
        block++;
    }
    return block;
}

void dxg_xor_blocks_portable(const uint8_t *a, const uint8_t *b, uint32_t blocks, uint8_t *out) {
    for (uint32_t block = 0; block < blocks; block++) {
        xor_block(a, b, out);
        a += DXG_XOR_BLOCK;
        b += DXG_XOR_BLOCK;
        out += DXG_XOR_BLOCK;
    }
}
