/*
 * dxg_gather.c: puts an output together in one call: static spans of UTF-8 and values in UTF-16 as JavaScript has them,
 * one after the other. Both are short (some tens of bytes), so copying is done in fixed sizes where both buffers have
 * the room. Every offset is checked; no input makes it read or write outside the buffers.
 */
#include "dxg_impl.h"

#include <string.h>

#if DXG_X86
#include <emmintrin.h>
#endif

/* The upper bits of an operation's second word: what it writes. */
#define FORM_BITS 0xc0000000u
#define FORM_TEXT 0x00000000u
#define FORM_INTEGER 0x40000000u
#define FORM_UNITS 0x80000000u
/* Sizes of the fixed copies. */
#define SHORT_COPY 32
#define LONG_COPY 128
/* Units that are looked at together. */
#define BLOCK_UNITS 16

typedef struct {
    uint8_t *at;
    uint32_t room;
} sink;

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

/*
 * Copies the units of a block up to the first one that is not ASCII, at most `units`; both buffers have the room for a
 * whole block. Returns how many.
 */
static inline uint32_t put_block(uint8_t *to, const uint16_t *from, uint32_t units) {
#if DXG_X86
    /* SSE2 is part of x86-64, so this needs no dispatch. */
    const __m128i low = _mm_loadu_si128((const __m128i *)from);
    const __m128i high = _mm_loadu_si128((const __m128i *)(from + 8));
    const __m128i beyond = _mm_set1_epi16((short)0xff80);
    const __m128i zero = _mm_setzero_si128();
    const __m128i is_ascii = _mm_packs_epi16(_mm_cmpeq_epi16(_mm_and_si128(low, beyond), zero),
                                             _mm_cmpeq_epi16(_mm_and_si128(high, beyond), zero));
    const uint32_t others = ~(uint32_t)_mm_movemask_epi8(is_ascii);
    _mm_storeu_si128((__m128i *)to, _mm_packus_epi16(low, high));
    /* The upper half of the inverted mask is ones, so there is always a bit to find. */
    const uint32_t leading = (uint32_t)__builtin_ctz(others);
    return leading < units ? leading : units;
#else
    uint32_t put = 0;
    while (put < units && put < BLOCK_UNITS && from[put] < 0x80) {
        to[put] = (uint8_t)from[put];
        put++;
    }
    return put;
#endif
}

/* Writes one character, of which `units` units are there; returns how many it takes, 0 when there is no room. */
static inline uint32_t put_character(sink *out, const uint16_t *from, uint32_t units) {
    uint32_t code = from[0];
    uint8_t *to = out->at;
    uint32_t used = 1;
    uint32_t len;
    if (code < 0x80) {
        if (out->room < (len = 1))
            return 0;
        to[0] = (uint8_t)code;
    } else if (code < 0x800) {
        if (out->room < (len = 2))
            return 0;
        to[0] = (uint8_t)(0xc0 | code >> 6);
        to[1] = (uint8_t)(0x80 | (code & 0x3f));
    } else if (code >= 0xd800 && code < 0xdc00 && units > 1 && from[1] >= 0xdc00 && from[1] < 0xe000) {
        if (out->room < (len = 4))
            return 0;
        code = 0x10000 + ((code & 0x3ff) << 10 | (from[1] & 0x3ff));
        used = 2;
        to[0] = (uint8_t)(0xf0 | code >> 18);
        to[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
        to[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        to[3] = (uint8_t)(0x80 | (code & 0x3f));
    } else {
        if (out->room < (len = 3))
            return 0;
        if (code >= 0xd800 && code < 0xe000)
            code = 0xfffd;
        to[0] = (uint8_t)(0xe0 | code >> 12);
        to[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        to[2] = (uint8_t)(0x80 | (code & 0x3f));
    }
    out->at += len;
    out->room -= len;
    return used;
}

/* Writes units as UTF-8 (RFC 3629), half a surrogate pair as U+FFFD. `available` units may be read. */
static inline int put_units(sink *out, const uint16_t *from, uint32_t units, uint32_t available) {
    while (units > 0) {
        uint32_t put = 0;
        if (available >= BLOCK_UNITS && out->room >= BLOCK_UNITS) {
            put = put_block(out->at, from, units);
            out->at += put;
            out->room -= put;
        }
        if (put < BLOCK_UNITS && put < units) {
            const uint32_t used = put_character(out, from + put, units - put);
            if (used == 0)
                return 0;
            put += used;
        }
        from += put;
        units -= put;
        available -= put;
    }
    return 1;
}

/* Writes the decimal digits of an integer. */
static inline int put_integer(sink *out, int32_t integer) {
    uint8_t digits[11];
    uint32_t at = sizeof(digits);
    uint32_t rest = integer < 0 ? 0u - (uint32_t)integer : (uint32_t)integer;
    do {
        digits[--at] = (uint8_t)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (integer < 0)
        digits[--at] = '-';
    const uint32_t len = (uint32_t)sizeof(digits) - at;
    if (len > out->room)
        return 0;
    memcpy(out->at, digits + at, len);
    out->at += len;
    out->room -= len;
    return 1;
}

int32_t dxg_gather(const uint8_t *text, uint32_t text_len, const uint32_t *ops, uint32_t ops_count,
                   const uint16_t *values, uint32_t values_count, uint8_t *out, uint32_t out_cap) {
    if (values_count > DXG_LENGTH_MAX / 2)
        return DXG_E_ARGUMENT;
    sink end = {out, out_cap < DXG_LENGTH_MAX ? out_cap : DXG_LENGTH_MAX};
    for (uint32_t op = 0; op < ops_count; op++) {
        const uint32_t offset = ops[2 * (size_t)op];
        const uint32_t form = ops[2 * (size_t)op + 1] & FORM_BITS;
        const uint32_t len = ops[2 * (size_t)op + 1] & ~FORM_BITS;
        if (form == FORM_UNITS) {
            if (offset > values_count || len > values_count - offset)
                return DXG_E_RANGE;
            if (!put_units(&end, values + offset, len, values_count - offset))
                return DXG_E_CAPACITY;
        } else if (form == FORM_INTEGER) {
            if (!put_integer(&end, (int32_t)offset))
                return DXG_E_CAPACITY;
        } else {
            const uint8_t *from = form == FORM_TEXT ? text : (const uint8_t *)values;
            const uint32_t from_len = form == FORM_TEXT ? text_len : 2 * values_count;
            if (offset > from_len || len > from_len - offset)
                return DXG_E_RANGE;
            if (len > end.room)
                return DXG_E_CAPACITY;
            copy(end.at, end.room, from + offset, from_len - offset, len);
            end.at += len;
            end.room -= len;
        }
    }
    return (int32_t)(end.at - out);
}
