/*
 * dxg_scan_portable.c: the scan kernel for any CPU: words of 8 bytes without a brace or a line feed are skipped whole,
 * the others are looked at byte by byte.
 */
#include "dxg_impl.h"

#include <string.h>

#define ONES 0x0101010101010101u
#define LOW_BITS 0x7f7f7f7f7f7f7f7fu

/* Has a zero byte where x has the byte that `pattern` repeats; the sum cannot carry from byte to byte. */
static int has_byte(uint64_t x, uint64_t pattern) {
    const uint64_t t = x ^ pattern;
    return (~(((t & LOW_BITS) + LOW_BITS) | t | LOW_BITS)) != 0;
}

int32_t dxg_scan_portable(const uint8_t *in, uint32_t in_len, uint32_t *marks, uint32_t marks_cap, uint32_t *lines,
                          uint32_t lines_cap, uint32_t *counts) {
    uint32_t mark_count = 0;
    uint32_t line_count = 0;
    uint32_t i = 0;
    while (i < in_len) {
        if (in_len - i >= 8) {
            uint64_t word;
            memcpy(&word, in + i, 8);
            if (!has_byte(word, ONES * '{') && !has_byte(word, ONES * '\n')) {
                i += 8;
                continue;
            }
        }
        const uint32_t end = in_len - i > 8 ? i + 8 : in_len;
        while (i < end) {
            const uint8_t byte = in[i++];
            if (byte == '\n') {
                if (line_count < lines_cap)
                    lines[line_count] = i;
                line_count++;
            } else if (byte == '{' && i < in_len && (in[i] == '{' || in[i] == '%' || in[i] == '#')) {
                if (mark_count < marks_cap)
                    marks[mark_count] = i - 1;
                mark_count++;
                i++;
            }
        }
    }
    counts[0] = mark_count;
    counts[1] = line_count;
    return mark_count > marks_cap || line_count > lines_cap ? DXG_E_CAPACITY : DXG_OK;
}
