/*
 * fuzz_blake3.c: libFuzzer target: BLAKE3 of any bytes, in pieces of any lengths, in every mode and implementation: all
 * of them give the same hash, one call gives what pieces give, a longer output begins with the shorter one, and a state
 * may be asked in between. A short input stands for a long one: its bytes are repeated.
 */
#include "dxg.h"

#include <stdlib.h>
#include <string.h>

#define OUT_MAX 160
#define REPEATED_MAX 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t words[DXG_BLAKE3_STATE_LEN / sizeof(uint64_t)];

static void check(int holds) {
    if (!holds)
        abort();
}

/* Pieces as long as the bytes of `cuts` say, in turn. */
static void in_pieces(uint32_t mode, const uint8_t *key, uint32_t key_len, const uint8_t *in, uint32_t len,
                      const uint8_t cuts[4], uint8_t *out, uint32_t out_len) {
    static const uint32_t units[4] = {1, 64, 1024, 17};
    uint8_t *state = (uint8_t *)(void *)words;
    uint8_t between[32];
    memset(words, 0xa5, sizeof words);
    check(dxg_blake3_init(state, sizeof words, mode, key, key_len) == DXG_OK);
    for (uint32_t at = 0, next = 0; at < len; next++) {
        const uint32_t wanted = cuts[next % 4] * units[cuts[(next + 1) % 4] % 4] + 1;
        const uint32_t part = wanted < len - at ? wanted : len - at;
        check(dxg_blake3_update(state, sizeof words, in + at, part) == DXG_OK);
        if (next == cuts[0] % 8u)
            check(dxg_blake3_finalize(state, sizeof words, between, sizeof between) == DXG_OK);
        at += part;
    }
    check(dxg_blake3_finalize(state, sizeof words, out, out_len) == DXG_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 8)
        return 0;
    const uint32_t mode = data[0] % 3;
    const uint32_t out_len = 32 + data[1] % (OUT_MAX - 31);
    const uint32_t times = data[2] < 128 ? 1 : data[2] - 126u;
    const uint8_t *cuts = data + 3;
    const uint32_t key_len = mode == DXG_BLAKE3_HASH ? 0 : mode == DXG_BLAKE3_KEYED ? 32 : data[7] % 40u;
    const uint32_t given = (uint32_t)(size - 8);
    if (given < key_len)
        return 0;
    const uint32_t unit = given - key_len;
    const uint32_t len = unit * times > REPEATED_MAX ? REPEATED_MAX : unit * times;
    uint8_t *key = malloc(key_len + 1);
    uint8_t *in = malloc(len + 1);
    memcpy(key, data + 8, key_len);
    for (uint32_t i = 0; i < len; i++)
        in[i] = data[8 + key_len + i % unit];

    uint8_t expected[OUT_MAX];
    uint8_t out[OUT_MAX];
    const uint8_t whole[4] = {255, 255, 2, 2};
    dxg_impl_select(DXG_IMPL_PORTABLE);
    in_pieces(mode, key, key_len, in, len, whole, expected, OUT_MAX);
    for (int impl = DXG_IMPL_PORTABLE; impl <= DXG_IMPL_AVX512; impl++) {
        if (dxg_impl_select(impl) < 0)
            break;
        memset(out, 0, sizeof out);
        in_pieces(mode, key, key_len, in, len, cuts, out, out_len);
        check(memcmp(out, expected, out_len) == 0);
        if (mode == DXG_BLAKE3_HASH) {
            uint8_t *once = malloc(out_len);
            check(dxg_blake3(in, len, once, out_len) == DXG_OK);
            check(memcmp(once, expected, out_len) == 0);
            free(once);
        }
    }
    /* A key of another length and a state that is too small are refused. */
    uint8_t *state = (uint8_t *)(void *)words;
    check(dxg_blake3_init(state, sizeof words, 3 + data[3], key, key_len) < 0);
    if (key_len != 32)
        check(dxg_blake3_init(state, sizeof words, DXG_BLAKE3_KEYED, key, key_len) < 0);
    check(dxg_blake3_init(state, data[4], mode, key, key_len) < 0);
    free(key);
    free(in);
    return 0;
}
