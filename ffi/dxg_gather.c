/*
 * dxg_gather.c: fills a micro template in one call: static spans and values, one after the other, into the output.
 * Spans are short (some tens of bytes), so copying is done in fixed sizes where both buffers have the room. Every
 * offset is checked; no input makes it read or write outside the buffers.
 */
#include "dxg_impl.h"

#include <string.h>

#if DXG_X86
#include <emmintrin.h>
#endif

#define VALUE_FLAG 0x80000000u
#define ONES 0x0101010101010101u
#define HIGH_BITS 0x8080808080808080u
/* Sizes of the fixed copies. */
#define SHORT_COPY 32
#define LONG_COPY 128

/* Where values are taken from. */
typedef struct {
    const uint8_t *bytes;
    uint32_t len;
    uint32_t at;
} value_source;

/* The next 8 bytes; continuation bytes, which count nothing, stand for those behind the end. */
static inline uint64_t next_word(const uint8_t *p, uint32_t available) {
    uint64_t word = HIGH_BITS;
    if (available >= 8) {
        memcpy(&word, p, 8);
        return word;
    }
    for (uint32_t i = 0; i < available; i++) {
        word &= ~((uint64_t)0xff << (8 * i));
        word |= (uint64_t)p[i] << (8 * i);
    }
    return word;
}

/* Whether it is certain at a glance that the next `units` bytes are ASCII and that a character begins behind them. */
static inline int begins_ascii(const uint8_t *p, uint32_t available, uint32_t units) {
#if DXG_X86
    /* SSE2 is part of x86-64, so this needs no dispatch. */
    if (available < 32 || units > 31)
        return 0;
    const uint32_t low = (uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)p));
    const uint32_t high = (uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + 16)));
    return ((low | high << 16) & ((2u << units) - 1)) == 0;
#else
    (void)p, (void)available, (void)units;
    return 0;
#endif
}

/*
 * Bytes of the next `units` UTF-16 code units of UTF-8: a continuation byte counts nothing and belongs to what is
 * before it, a byte from 0xF0 on counts two (a surrogate pair), every other byte one. 8 bytes at a time: their counts
 * are put into 8 lanes, a multiplication makes running sums of them, and the first lane above `units` is where the
 * value ends.
 */
static inline int32_t value_bytes(const value_source *values, uint32_t units) {
    const uint8_t *p = values->bytes + values->at;
    const uint32_t available = values->len - values->at;
    uint32_t used = 0;
    if (begins_ascii(p, available, units))
        return (int32_t)units;
    for (;;) {
        const uint64_t word = next_word(p + used, available - used);
        if (units >= 8 && (word & HIGH_BITS) == 0) {
            used += 8;
            units -= 8;
            continue;
        }
        const uint64_t continuations = word & ~(word << 1) & HIGH_BITS;
        const uint64_t pairs = word & (word << 1) & (word << 2) & (word << 3) & HIGH_BITS;
        const uint64_t sums = (ONES - (continuations >> 7) + (pairs >> 7)) * ONES;
        const uint32_t all = (uint32_t)(sums >> 56);
        if (all <= units && available - used > 8) {
            used += 8;
            units -= all;
            continue;
        }
        /* Sums are at most 16, so a larger limit changes nothing and the addition stays inside each lane. */
        const uint64_t limit = units < 16 ? units : 16;
        const uint64_t above = (sums + (0x7f - limit) * ONES) & HIGH_BITS;
        const uint32_t lanes = above == 0 ? 8 : (uint32_t)__builtin_ctzll(above) / 8;
        const uint32_t counted = lanes == 0 ? 0 : (uint32_t)(sums >> (8 * (lanes - 1))) & 0xff;
        used += lanes;
        if (used >= available)
            return counted == units ? (int32_t)available : DXG_E_RANGE;
        return counted == units ? (int32_t)used : DXG_E_FORMAT;
    }
}

/* Copies len bytes; up to 128 bytes are read and written where both buffers hold that many. */
static inline void copy(uint8_t *to, uint32_t room, const uint8_t *from, uint32_t available, uint32_t len) {
    const uint32_t spare = room < available ? room : available;
    if (len <= SHORT_COPY && spare >= SHORT_COPY) {
        memcpy(to, from, SHORT_COPY);
    } else if (len <= LONG_COPY && spare >= LONG_COPY) {
        memcpy(to, from, LONG_COPY);
    } else if (len > 16 || len < 4) {
        if (len > 0)
            memcpy(to, from, len);
    } else if (len >= 8) {
        uint64_t first;
        uint64_t last;
        memcpy(&first, from, 8);
        memcpy(&last, from + len - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + len - 8, &last, 8);
    } else {
        uint32_t first;
        uint32_t last;
        memcpy(&first, from, 4);
        memcpy(&last, from + len - 4, 4);
        memcpy(to, &first, 4);
        memcpy(to + len - 4, &last, 4);
    }
}

int32_t dxg_gather(const uint8_t *text, uint32_t text_len, const uint32_t *ops, uint32_t ops_count,
                   const uint8_t *values, uint32_t values_len, uint32_t ascii, uint8_t *out, uint32_t out_cap) {
    if (out_cap > DXG_LENGTH_MAX)
        out_cap = DXG_LENGTH_MAX;
    if (values_len > DXG_LENGTH_MAX)
        return DXG_E_ARGUMENT;
    value_source source = {values, values_len, 0};
    uint32_t end = 0;
    for (uint32_t op = 0; op < ops_count; op++) {
        const uint32_t word = ops[2 * (size_t)op + 1];
        uint32_t len = word & ~VALUE_FLAG;
        if ((word & VALUE_FLAG) == 0) {
            const uint32_t offset = ops[2 * (size_t)op];
            if (offset > text_len || len > text_len - offset)
                return DXG_E_RANGE;
            if (len > out_cap - end)
                return DXG_E_CAPACITY;
            copy(out + end, out_cap - end, text + offset, text_len - offset, len);
        } else {
            if (!ascii) {
                const int32_t bytes = value_bytes(&source, len);
                if (bytes < 0)
                    return bytes;
                len = (uint32_t)bytes;
            }
            if (len > source.len - source.at)
                return DXG_E_RANGE;
            if (len > out_cap - end)
                return DXG_E_CAPACITY;
            copy(out + end, out_cap - end, source.bytes + source.at, source.len - source.at, len);
            source.at += len;
        }
        end += len;
    }
    return (int32_t)end;
}
