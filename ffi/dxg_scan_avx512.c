/*
 * dxg_scan_avx512.c: the scan kernel for AVX-512 F, BW, VL and VBMI2: comparisons give bit masks of 64 bytes, and a
 * compression turns a mask into positions without a loop. It must only run where the CPU has these instructions.
 */
#include "dxg_impl.h"

#if DXG_X86

#include <immintrin.h>

/* The build's flags for this kind of file stop at BW, which the BLAKE3 kernels need; this file needs more. */
#define WITH_VBMI2 __attribute__((target("avx512vbmi2")))

#define STEP 64
/* Positions that one store makes. */
#define BATCH 16

/* The numbers 0 to 63, one a byte. */
static const uint8_t iota[STEP] __attribute__((aligned(64))) = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* Stores what fits of base + the number of each set bit, and counts all of them. */
static __attribute__((noinline)) uint32_t store_slowly(uint32_t *items, uint32_t cap, uint32_t count, uint64_t mask,
                                                       uint32_t base) {
    for (; mask != 0; mask = _blsr_u64(mask), count++)
        if (count < cap)
            items[count] = base + (uint32_t)_tzcnt_u64(mask);
    return count;
}

/*
 * Stores base + the number of each set bit; returns the new count. 16 words are stored without asking how many there
 * are; what is too many lies behind the count, inside the array, and is overwritten by the next ones.
 */
WITH_VBMI2 static inline uint32_t store(uint32_t *items, uint32_t cap, uint32_t count, uint64_t mask, uint32_t base) {
    const uint32_t bits = (uint32_t)_mm_popcnt_u64(mask);
    if (cap < BATCH || count > cap - BATCH || bits > BATCH)
        return store_slowly(items, cap, count, mask, base);
    const __m512i numbers = _mm512_maskz_compress_epi8(mask, _mm512_load_si512(iota));
    const __m512i words = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(numbers));
    _mm512_storeu_si512(items + count, _mm512_add_epi32(words, _mm512_set1_epi32((int)base)));
    return count + bits;
}

/* Drops every candidate that begins inside the pair before it. */
static uint64_t without_overlaps(uint64_t candidates) {
    uint64_t kept = 0;
    while (candidates != 0) {
        const uint64_t lowest = _blsi_u64(candidates);
        kept |= lowest;
        candidates &= ~(lowest | lowest << 1);
    }
    return kept;
}

/*
 * Which of the braces in `opens` are followed by one of "{%#", given the bytes behind them: those that a table, looked
 * up by the low half of the byte, gives back (0x7b, 0x25, 0x23); entry 0 must not be 0, and bytes from 0x80 on are
 * looked up as 0.
 */
static inline uint64_t followed(__mmask64 opens, __m512i second) {
    const __m512i seconds = _mm512_broadcast_i32x4(_mm_setr_epi8(1, 0, 0, '#', 0, '%', 0, 0, 0, 0, 0, '{', 0, 0, 0, 0));
    return _mm512_mask_cmpeq_epi8_mask(opens, _mm512_shuffle_epi8(seconds, second), second);
}

/*
 * A step does the same whatever it finds, because nobody can foresee where in a text marks and lines are: a wrong guess
 * of a branch costs more than storing nothing.
 */
WITH_VBMI2 int32_t dxg_scan_avx512(const uint8_t *in, uint32_t in_len, uint32_t *marks, uint32_t marks_cap,
                                   uint32_t *lines, uint32_t lines_cap, uint32_t *counts) {
    const __m512i brace = _mm512_set1_epi8('{');
    const __m512i newline = _mm512_set1_epi8('\n');
    uint32_t mark_count = 0;
    uint32_t line_count = 0;
    /* Bit 0 is set when the pair at the last byte of the step before reaches into this one. */
    uint64_t taken = 0;
    for (uint32_t base = 0; base < in_len; base += STEP) {
        const uint32_t rest = in_len - base;
        const uint8_t *p = in + base;
        /* Bytes behind the end are not read: a masked load does not touch them. */
        const uint64_t valid = rest < STEP ? ((uint64_t)1 << rest) - 1 : ~(uint64_t)0;
        const __m512i first = rest < STEP ? _mm512_maskz_loadu_epi8(valid, p) : _mm512_loadu_si512(p);
        const __m512i second = rest > STEP ? _mm512_loadu_si512(p + 1) : _mm512_maskz_loadu_epi8(valid >> 1, p + 1);
        uint64_t candidates = followed(_mm512_cmpeq_epi8_mask(first, brace), second) & ~taken;
        if ((candidates & candidates << 1) != 0)
            candidates = without_overlaps(candidates);
        taken = candidates >> 63;
        mark_count = store(marks, marks_cap, mark_count, candidates, base);
        line_count = store(lines, lines_cap, line_count, _mm512_cmpeq_epi8_mask(first, newline), base + 1);
    }
    counts[0] = mark_count;
    counts[1] = line_count;
    return mark_count > marks_cap || line_count > lines_cap ? DXG_E_CAPACITY : DXG_OK;
}

#endif
