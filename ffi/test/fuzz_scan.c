/*
 * fuzz_scan.c: libFuzzer target: every implementation of dxg_scan finds the same in any bytes, whatever the capacities
 * (the first two bytes of the input).
 */
#include "dxg.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    const uint32_t caps[2] = {data[0] * 4u, data[1] * 4u};
    const uint32_t len = (uint32_t)(size - 2);
    uint32_t *expected[2] = {malloc(caps[0] * 4 + 1), malloc(caps[1] * 4 + 1)};
    uint32_t *found[2] = {malloc(caps[0] * 4 + 1), malloc(caps[1] * 4 + 1)};
    uint32_t expected_counts[2];
    uint32_t counts[2];
    dxg_impl_select(DXG_IMPL_PORTABLE);
    const int32_t status = dxg_scan(data + 2, len, expected[0], caps[0], expected[1], caps[1], expected_counts);
    for (int impl = DXG_IMPL_AVX2; impl <= DXG_IMPL_AVX512; impl++) {
        if (dxg_impl_select(impl) < 0)
            break;
        if (dxg_scan(data + 2, len, found[0], caps[0], found[1], caps[1], counts) != status ||
            memcmp(counts, expected_counts, sizeof counts) != 0)
            abort();
        for (int i = 0; i < 2; i++) {
            const uint32_t stored = counts[i] < caps[i] ? counts[i] : caps[i];
            if (memcmp(found[i], expected[i], stored * 4) != 0)
                abort();
        }
    }
    for (int i = 0; i < 2; i++) {
        free(expected[i]);
        free(found[i]);
    }
    return 0;
}
