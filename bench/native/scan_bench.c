/*
 * scan_bench.c: the scan kernel against memchr, both called from C. It reads one file of blocks of equal length, does
 * every block once a round and prints nanoseconds for a block, one line a round: ours, memchr for '{' and for line
 * feeds with equal results, memchr for '{' alone. No part of the library.
 */
#define _POSIX_C_SOURCE 200809L
#include "dxg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 41
#define WARM_UP 10

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* As dxg_scan: a mark is two bytes, and marks do not overlap. */
static uint32_t marks_by_memchr(const uint8_t *in, uint32_t length, uint32_t *marks) {
    uint32_t count = 0;
    const uint8_t *const end = in + length;
    for (const uint8_t *at = in; at < end;) {
        at = memchr(at, '{', (size_t)(end - at));
        if (at == NULL || at + 1 >= end)
            break;
        if (at[1] == '{' || at[1] == '%' || at[1] == '#') {
            marks[count++] = (uint32_t)(at - in);
            at += 2;
        } else {
            at += 1;
        }
    }
    return count;
}

static uint32_t lines_by_memchr(const uint8_t *in, uint32_t length, uint32_t *lines) {
    uint32_t count = 0;
    const uint8_t *const end = in + length;
    for (const uint8_t *at = in; (at = memchr(at, '\n', (size_t)(end - at))) != NULL;)
        lines[count++] = (uint32_t)(++at - in);
    return count;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    const uint32_t block = (uint32_t)strtoul(argv[2], NULL, 10);
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL || block == 0 || fseek(file, 0, SEEK_END) != 0)
        return 2;
    const size_t size = (size_t)ftell(file);
    const size_t blocks = size / block;
    rewind(file);
    uint8_t *bytes = malloc(size);
    uint32_t *marks = malloc(2 * sizeof(uint32_t) * (block + 64));
    if (bytes == NULL || marks == NULL || fread(bytes, 1, size, file) != size)
        return 2;
    uint32_t *lines = marks + block + 64;
    uint32_t *expected = malloc(2 * sizeof(uint32_t) * (block + 64));
    if (expected == NULL)
        return 2;
    uint32_t counts[2];
    uint64_t sum = 0;
    dxg_impl_select(-1);
    for (size_t i = 0; i < blocks; i++) {
        const uint8_t *in = bytes + i * block;
        const uint32_t mark_count = marks_by_memchr(in, block, expected);
        const uint32_t line_count = lines_by_memchr(in, block, expected + block + 64);
        if (dxg_scan(in, block, marks, block, lines, block, counts) != 0 || counts[0] != mark_count ||
            counts[1] != line_count || memcmp(marks, expected, 4 * mark_count) != 0 ||
            memcmp(lines, expected + block + 64, 4 * line_count) != 0)
            return 3;
    }
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        const double start = now();
        for (size_t i = 0; i < blocks; i++) {
            dxg_scan(bytes + i * block, block, marks, block, lines, block, counts);
            sum += counts[0] + counts[1];
        }
        const double ours = now();
        for (size_t i = 0; i < blocks; i++)
            sum += marks_by_memchr(bytes + i * block, block, marks) + lines_by_memchr(bytes + i * block, block, lines);
        const double both = now();
        for (size_t i = 0; i < blocks; i++)
            sum += marks_by_memchr(bytes + i * block, block, marks);
        const double one = now();
        if (round >= 0)
            printf("%.3f %.3f %.3f\n", (ours - start) / (double)blocks, (both - ours) / (double)blocks,
                   (one - both) / (double)blocks);
    }
    return sum == 0;
}
