/*
 * fuzz_xor_apply.c: libFuzzer target: any bytes as a patch, for any input: every implementation gives the same status
 * and output. The first byte says how the rest is divided; lengths in the patch's header are made small, so that most
 * runs get to its blocks.
 */
#include "dxg.h"

#include <stdlib.h>
#include <string.h>

#define OUT_MAX 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 10)
        return 0;
    const uint32_t reverse = data[0] & 1;
    const uint32_t in_len = (uint32_t)((size - 1) * (data[0] >> 1) / 128);
    const uint32_t patch_len = (uint32_t)(size - 1) - in_len;
    uint8_t *patch = malloc(patch_len + 1);
    uint8_t *out = malloc(OUT_MAX);
    uint8_t *expected = malloc(OUT_MAX);
    memcpy(patch, data + 1 + in_len, patch_len);
    if (patch_len >= 8) {
        const uint32_t out_len = patch[reverse ? 0 : 4] * 4u + 3;
        memcpy(patch + (reverse ? 4 : 0), &in_len, 4);
        memcpy(patch + (reverse ? 0 : 4), &out_len, 4);
    }
    dxg_impl_select(DXG_IMPL_PORTABLE);
    const int32_t status = dxg_xor_apply(patch, patch_len, data + 1, in_len, expected, OUT_MAX, reverse);
    if (dxg_impl_select(DXG_IMPL_AVX2) >= 0) {
        if (dxg_xor_apply(patch, patch_len, data + 1, in_len, out, OUT_MAX, reverse) != status)
            abort();
        if (status > 0 && memcmp(out, expected, (size_t)status) != 0)
            abort();
    }
    /* What was applied can be taken back. */
    if (status >= 0) {
        uint8_t *back = malloc(in_len + 1);
        if (dxg_xor_apply(patch, patch_len, expected, (uint32_t)status, back, in_len, 1 - reverse) != (int32_t)in_len ||
            memcmp(back, data + 1, in_len) != 0)
            abort();
        free(back);
    }
    free(patch);
    free(out);
    free(expected);
    return 0;
}
