/*
 * fuzz_xor_diff.c: libFuzzer target: the difference of any two buffers. Every implementation gives the same patch, it
 * is never longer than dxg_xor_bound says, it leads from the one to the other and back, and with any smaller capacity
 * it is refused. The first byte divides the input; the new bytes are mostly the old ones with changes.
 */
#include "dxg.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int holds) {
    if (!holds)
        abort();
}

static void applies(const uint8_t *patch, uint32_t patch_len, const uint8_t *from, uint32_t from_len, const uint8_t *to,
                    uint32_t to_len, uint32_t reverse) {
    uint8_t *out = malloc(to_len + 1);
    check(dxg_xor_apply(patch, patch_len, from, from_len, out, to_len, reverse) == (int32_t)to_len);
    check(memcmp(out, to, to_len) == 0);
    if (to_len > 0)
        check(dxg_xor_apply(patch, patch_len, from, from_len, out, to_len - 1, reverse) < 0);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 4)
        return 0;
    const uint32_t rest = (uint32_t)(size - 3);
    const uint32_t old_len = rest * data[0] / 255;
    const uint32_t own_len = rest - old_len;
    /* The new buffer: the old one cut to some length, with the other bytes laid over it from some place on. */
    const uint32_t kept = old_len * data[1] / 255;
    const uint32_t at = kept * data[2] / 255;
    const uint32_t new_len = at + own_len > kept ? at + own_len : kept;
    uint8_t *old_bytes = malloc(old_len + 1);
    uint8_t *new_bytes = malloc(new_len + 1);
    memcpy(old_bytes, data + 3, old_len);
    memcpy(new_bytes, data + 3, kept);
    memcpy(new_bytes + at, data + 3 + old_len, own_len);

    const uint32_t bound = dxg_xor_bound(old_len, new_len);
    uint8_t *expected = malloc(bound + 1);
    uint8_t *patch = malloc(bound + 1);
    dxg_impl_select(DXG_IMPL_PORTABLE);
    const int32_t length = dxg_xor_diff(old_bytes, old_len, new_bytes, new_len, expected, bound);
    check(length >= 8 && (uint32_t)length <= bound);
    for (int impl = DXG_IMPL_PORTABLE; impl <= DXG_IMPL_AVX512; impl++) {
        if (dxg_impl_select(impl) < 0)
            break;
        check(dxg_xor_diff(old_bytes, old_len, new_bytes, new_len, patch, bound) == length);
        check(memcmp(patch, expected, (size_t)length) == 0);
        applies(patch, (uint32_t)length, old_bytes, old_len, new_bytes, new_len, 0);
        applies(patch, (uint32_t)length, new_bytes, new_len, old_bytes, old_len, 1);
        /* Exactly enough is enough, one byte less is not. */
        uint8_t *exact = malloc((size_t)length);
        check(dxg_xor_diff(old_bytes, old_len, new_bytes, new_len, exact, (uint32_t)length) == length);
        check(dxg_xor_diff(old_bytes, old_len, new_bytes, new_len, exact, (uint32_t)length - 1) == DXG_E_CAPACITY);
        free(exact);
    }
    free(old_bytes);
    free(new_bytes);
    free(expected);
    free(patch);
    return 0;
}
