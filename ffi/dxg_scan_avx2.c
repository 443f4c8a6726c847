/*
 * dxg_scan_avx2.c: the scan kernel for AVX2 and BMI1: two 32-byte vectors make bit masks of 64 bytes. It must only run
 * where the CPU has these instructions.
 */
#include "dxg_impl.h"

#if DXG_X86

#include <immintrin.h>
#include <string.h>

#define STEP 64
/* Positions that are stored at once, before their number is looked at. */
#define BATCH 4

/* Stores what fits of base + the number of each set bit, and counts all of them. */
static __attribute__((noinline)) uint32_t store_slowly(uint32_t *items, uint32_t cap, uint32_t count, uint64_t mask,
                                                       uint32_t base) {
    for (; mask != 0; mask = _blsr_u64(mask), count++)
        if (count < cap)
            items[count] = base + (uint32_t)_tzcnt_u64(mask);
    return count;
}

/*
 * Stores base + the number of each set bit; returns the new count. Four are stored without asking how many there are (a
 * wrong guess of a branch costs more than four stores); what is too many lies behind the count, inside the array, and
 * is overwritten by the next ones.
 */
static inline uint32_t store(uint32_t *items, uint32_t cap, uint32_t count, uint64_t mask, uint32_t base) {
    if (cap < STEP || count > cap - STEP)
        return store_slowly(items, cap, count, mask, base);
    const uint32_t end = count + (uint32_t)_mm_popcnt_u64(mask);
    uint32_t *next = items + count;
    do {
        for (int i = 0; i < BATCH; i++) {
            next[i] = base + (uint32_t)_tzcnt_u64(mask);
            mask = _blsr_u64(mask);
        }
        next += BATCH;
    } while (mask != 0);
    return end;
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
 * Masks of the 64 bytes at p; p[64] is read too. A byte is one of "{%#" when the table, looked up by the low half of
 * the byte, gives the byte itself (0x7b, 0x25, 0x23); entry 0 must not be 0, and bytes from 0x80 on are looked up as 0.
 */
static inline void masks(const uint8_t *p, uint64_t *candidates, uint64_t *newlines) {
    const __m256i seconds =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 0, 0, '#', 0, '%', 0, 0, 0, 0, 0, '{', 0, 0, 0, 0));
    const __m256i brace = _mm256_set1_epi8('{');
    const __m256i newline = _mm256_set1_epi8('\n');
    uint32_t pair_bits[2];
    uint32_t line_bits[2];
    for (int i = 0; i < 2; i++) {
        const __m256i first = _mm256_loadu_si256((const __m256i *)(p + 32 * i));
        const __m256i second = _mm256_loadu_si256((const __m256i *)(p + 32 * i + 1));
        const __m256i opens = _mm256_cmpeq_epi8(first, brace);
        const __m256i follows = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(seconds, second), second);
        pair_bits[i] = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(opens, follows));
        line_bits[i] = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(first, newline));
    }
    *candidates = pair_bits[0] | (uint64_t)pair_bits[1] << 32;
    *newlines = line_bits[0] | (uint64_t)line_bits[1] << 32;
}

int32_t dxg_scan_avx2(const uint8_t *in, uint32_t in_len, uint32_t *marks, uint32_t marks_cap, uint32_t *lines,
                      uint32_t lines_cap, uint32_t *counts) {
    uint8_t tail[STEP + 1];
    uint32_t mark_count = 0;
    uint32_t line_count = 0;
    /* Bit 0 is set when the pair at the last byte of the step before reaches into this one. */
    uint64_t taken = 0;
    for (uint32_t base = 0; base < in_len; base += STEP) {
        const uint8_t *p = in + base;
        if (in_len - base <= STEP) {
            memset(tail, 0, sizeof tail);
            memcpy(tail, p, in_len - base);
            p = tail;
        }
        uint64_t candidates;
        uint64_t newlines;
        masks(p, &candidates, &newlines);
        candidates &= ~taken;
        if ((candidates & candidates << 1) != 0)
            candidates = without_overlaps(candidates);
        taken = candidates >> 63;
        /* Also when there is nothing to store: nobody can foresee where in a text marks and lines are. */
        mark_count = store(marks, marks_cap, mark_count, candidates, base);
        line_count = store(lines, lines_cap, line_count, newlines, base + 1);
    }
    counts[0] = mark_count;
    counts[1] = line_count;
    return mark_count > marks_cap || line_count > lines_cap ? DXG_E_CAPACITY : DXG_OK;
}

#endif
