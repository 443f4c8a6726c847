/* dxg_xor_avx2.c: the XOR kernels for AVX2, 32 bytes at a time. It must only run where the CPU has AVX2. */
#include "dxg_impl.h"

#if DXG_X86

#include <immintrin.h>

/* Blocks that dxg_xor_equal_avx2 compares before it looks at the result. */
#define STRIDE 4

static inline __m256i load(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }

/* All bits by which two blocks differ, folded into one vector. */
static inline __m256i difference(const uint8_t *a, const uint8_t *b) {
    return _mm256_or_si256(_mm256_xor_si256(load(a), load(b)), _mm256_xor_si256(load(a + 32), load(b + 32)));
}

uint32_t dxg_xor_equal_avx2(const uint8_t *a, const uint8_t *b, uint32_t blocks) {
    uint32_t block = 0;
    for (; blocks - block >= STRIDE; block += STRIDE) {
        const size_t at = (size_t)block * DXG_XOR_BLOCK;
        const __m256i low = _mm256_or_si256(difference(a + at, b + at), difference(a + at + 64, b + at + 64));
        const __m256i high =
            _mm256_or_si256(difference(a + at + 128, b + at + 128), difference(a + at + 192, b + at + 192));
        const __m256i any = _mm256_or_si256(low, high);
        if (!_mm256_testz_si256(any, any))
            break;
    }
    for (; block < blocks; block++) {
        const size_t at = (size_t)block * DXG_XOR_BLOCK;
        const __m256i any = difference(a + at, b + at);
        if (!_mm256_testz_si256(any, any))
            break;
    }
    return block;
}

uint32_t dxg_xor_differ_avx2(const uint8_t *a, const uint8_t *b, uint32_t blocks, uint8_t *out) {
    uint32_t block = 0;
    for (; block < blocks; block++) {
        const size_t at = (size_t)block * DXG_XOR_BLOCK;
        const __m256i low = _mm256_xor_si256(load(a + at), load(b + at));
        const __m256i high = _mm256_xor_si256(load(a + at + 32), load(b + at + 32));
        const __m256i any = _mm256_or_si256(low, high);
        if (_mm256_testz_si256(any, any))
            break;
        _mm256_storeu_si256((__m256i *)(out + at), low);
        _mm256_storeu_si256((__m256i *)(out + at + 32), high);
    }
    return block;
}

void dxg_xor_blocks_avx2(const uint8_t *a, const uint8_t *b, uint32_t blocks, uint8_t *out) {
    for (uint32_t block = 0; block < blocks; block++) {
        const size_t at = (size_t)block * DXG_XOR_BLOCK;
        const __m256i low = _mm256_xor_si256(load(a + at), load(b + at));
        const __m256i high = _mm256_xor_si256(load(a + at + 32), load(b + at + 32));
        _mm256_storeu_si256((__m256i *)(out + at), low);
        _mm256_storeu_si256((__m256i *)(out + at + 32), high);
    }
}

#endif
