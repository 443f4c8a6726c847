/*
 * fuzz_gather.c: libFuzzer target: any words as operations on any text and values. The first four bytes say how the
 * rest is divided and how large the output is; the address sanitizer judges, and a result must fit the output.
 */
#include "dxg.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 4)
        return 0;
    const size_t rest = size - 4;
    const size_t ops_len = rest * data[0] / 512 / 8 * 8;
    const size_t text_len = (rest - ops_len) * data[1] / 256;
    const size_t values_count = (rest - ops_len - text_len) / 2;
    const uint32_t out_cap = data[2] * 3u;
    uint32_t *ops = malloc(ops_len + 1);
    uint8_t *text = malloc(text_len + 1);
    uint16_t *values = malloc(2 * values_count + 1);
    uint8_t *out = malloc(out_cap + 1);
    memcpy(ops, data + 4, ops_len);
    memcpy(text, data + 4 + ops_len, text_len);
    memcpy(values, data + 4 + ops_len + text_len, 2 * values_count);
    /* Small lengths, so that most runs get to the copying; every fourth word is left as it is. */
    for (size_t i = 0; i < ops_len / 4; i++)
        if (i % 4 != 3)
            ops[i] &= i % 2 == 0 ? 0xffu : 0xc000003fu;
    const int32_t result = dxg_gather(text, (uint32_t)text_len, ops, (uint32_t)(ops_len / 8), values,
                                      (uint32_t)values_count, out, out_cap);
    if (result > (int32_t)out_cap || result < DXG_E_RANGE)
        abort();
    free(ops);
    free(text);
    free(values);
    free(out);
    return 0;
}
