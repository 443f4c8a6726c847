/*
 * dxg_put.h: what the operations of dxg_gather are made of: it writes a span of text, a value or an integer and says
 * whether there was room. Texts are short (some tens of bytes), so copying is done in fixed sizes where both buffers
 * have the room. Every offset is checked; no input makes it read or write outside the buffers.
 */
#ifndef DXG_PUT_H
#define DXG_PUT_H

#include "dxg_impl.h"

#include <string.h>

#if DXG_X86
#include <emmintrin.h>
#endif

/* The upper bits of an operation's second word, and of a value in a row: what it is. */
#define FORM_BITS 0xc0000000u
#define FORM_TEXT 0x00000000u
#define FORM_INTEGER 0x40000000u
#define FORM_UNITS 0x80000000u
#define FORM_ROWS 0xc0000000u
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
 * Copies a block of units as bytes, of which those that are ASCII are right; both buffers have the room for it. Returns
 * a bit for each unit that is not ASCII.
 */
static inline uint32_t narrow_block(uint8_t *to, const uint16_t *from) {
#if DXG_X86
    /* SSE2 is part of x86-64, so this needs no dispatch. */
    const __m128i low = _mm_loadu_si128((const __m128i *)from);
    const __m128i high = _mm_loadu_si128((const __m128i *)(from + 8));
    const __m128i beyond = _mm_set1_epi16((short)0xff80);
    const __m128i zero = _mm_setzero_si128();
    const __m128i is_ascii = _mm_packs_epi16(_mm_cmpeq_epi16(_mm_and_si128(low, beyond), zero),
                                             _mm_cmpeq_epi16(_mm_and_si128(high, beyond), zero));
    _mm_storeu_si128((__m128i *)to, _mm_packus_epi16(low, high));
    return (uint32_t)_mm_movemask_epi8(is_ascii) ^ 0xffffu;
#else
    uint32_t others = 0;
    for (uint32_t unit = 0; unit < BLOCK_UNITS; unit++) {
        to[unit] = (uint8_t)from[unit];
        others |= (uint32_t)(from[unit] >= 0x80) << unit;
    }
    return others;
#endif
}

/* The units before the first of those that a mask tells, at most `units`. */
static inline uint32_t units_before(uint64_t others, uint32_t units) {
    const uint64_t within = others & ((UINT64_C(1) << units) - 1);
    return within == 0 ? units : (uint32_t)__builtin_ctzll(within);
}

/* A character: its code point, the units that it takes, and the bytes. */
typedef struct {
    uint32_t code;
    uint32_t units;
    uint32_t bytes;
} character;

/* The character at `from`, of which `units` units are there; half a surrogate pair is U+FFFD. */
static inline character decode(const uint16_t *from, uint32_t units) {
    const uint32_t code = from[0];
    if (code < 0x800)
        return (character){code, 1, code < 0x80 ? 1 : 2};
    if (code < 0xd800 || code >= 0xe000)
        return (character){code, 1, 3};
    if (code < 0xdc00 && units > 1 && from[1] >= 0xdc00 && from[1] < 0xe000)
        return (character){0x10000 + ((code & 0x3ff) << 10 | (from[1] & 0x3ff)), 2, 4};
    return (character){0xfffd, 1, 3};
}

/* Writes the bytes of a character. */
static inline void encode(uint8_t *to, character one) {
    static const uint8_t leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    uint32_t code = one.code;
    for (uint32_t at = one.bytes - 1; at > 0; at--) {
        to[at] = (uint8_t)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    to[0] = (uint8_t)(leads[one.bytes] | code);
}

/* Writes one character, of which `units` units are there; returns how many it takes, 0 when there is no room. */
static inline uint32_t put_character(sink *out, const uint16_t *from, uint32_t units) {
    const character one = decode(from, units);
    if (out->room < one.bytes)
        return 0;
    encode(out->at, one);
    out->at += one.bytes;
    out->room -= one.bytes;
    return one.units;
}

/* Units of a value that are looked at together, whether it has so many or not. */
#define VALUE_UNITS (2u * BLOCK_UNITS)

/*
 * Writes as many of VALUE_UNITS units as are ASCII from the first on, at most `units`; both buffers have the room for
 * all. Returns how many.
 */
static inline uint32_t put_ascii(uint8_t *to, const uint16_t *from, uint32_t units) {
    const uint64_t first = narrow_block(to, from);
    const uint64_t second = narrow_block(to + BLOCK_UNITS, from + BLOCK_UNITS);
    return units_before(first | second << BLOCK_UNITS, units);
}

/*
 * Writes one character outside ASCII where there is room for four bytes, without a branch that hangs on its length but
 * for those of two units; returns the end.
 */
static inline uint8_t *put_foreign(uint8_t *to, const uint16_t **from, uint32_t *units) {
    const uint32_t code = **from;
    if (code >= 0xd800 && code < 0xe000) {
        const character one = decode(*from, *units);
        encode(to, one);
        *from += one.units;
        *units -= one.units;
        return to + one.bytes;
    }
    const uint32_t last = 0x80 | (code & 0x3f);
    const uint32_t of_two = (0xc0 | code >> 6) | last << 8;
    const uint32_t of_three = (0xe0 | code >> 12) | (0x80 | (code >> 6 & 0x3f)) << 8 | last << 16;
    const uint32_t is_long = code >= 0x800;
    const uint32_t bytes = of_two ^ ((of_two ^ of_three) & (0u - is_long));
    to[0] = (uint8_t)bytes;
    to[1] = (uint8_t)(bytes >> 8);
    to[2] = (uint8_t)(bytes >> 16);
    *from += 1;
    *units -= 1;
    return to + 2 + is_long;
}

/* Writes units as UTF-8 where there are VALUE_UNITS more of them, and bytes of room, than needed; returns the end. */
static inline uint8_t *put_units_freely(uint8_t *to, const uint16_t *from, uint32_t units) {
    for (;;) {
        const uint32_t looked = units < VALUE_UNITS ? units : VALUE_UNITS;
        const uint32_t put = put_ascii(to, from, looked);
        to += put;
        if (put == units)
            return to;
        from += put;
        units -= put;
        if (put == looked)
            continue;
        to = put_foreign(to, &from, &units);
        if (units == 0)
            return to;
    }
}

/* Writes units as UTF-8 (RFC 3629), half a surrogate pair as U+FFFD. `available` units may be read. */
static inline int put_units(sink *out, const uint16_t *from, uint32_t units, uint32_t available) {
    if (available - units >= VALUE_UNITS && out->room >= VALUE_UNITS && (out->room - VALUE_UNITS) / 3 >= units) {
        uint8_t *const end = put_units_freely(out->at, from, units);
        out->room -= (uint32_t)(end - out->at);
        out->at = end;
        return 1;
    }
    while (units > 0) {
        uint32_t put = 0;
        if (available >= BLOCK_UNITS && out->room >= BLOCK_UNITS) {
            put = units_before(narrow_block(out->at, from), units < BLOCK_UNITS ? units : BLOCK_UNITS);
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

/* What all operations read. */
typedef struct {
    const uint8_t *text;
    uint32_t text_len;
    const uint32_t *words;
    uint64_t words_count;
    const uint16_t *values;
    uint32_t values_count;
} source;

/* Writes a span of text. */
static inline int32_t put_text(sink *out, const source *in, uint32_t offset, uint32_t len) {
    if (offset > in->text_len || len > in->text_len - offset)
        return DXG_E_RANGE;
    if (len > out->room)
        return DXG_E_CAPACITY;
    copy(out->at, out->room, in->text + offset, in->text_len - offset, len);
    out->at += len;
    out->room -= len;
    return DXG_OK;
}

/* Writes units of the values, from a unit on, as UTF-8. */
static inline int32_t put_value(sink *out, const source *in, uint32_t offset, uint32_t len) {
    if (offset > in->values_count || len > in->values_count - offset)
        return DXG_E_RANGE;
    return put_units(out, in->values + offset, len, in->values_count - offset) ? DXG_OK : DXG_E_CAPACITY;
}

typedef struct row_program row_program;

/*
 * Takes the operation at a word whose form is FORM_ROWS: rows are written, a row program is only passed over
 * (dxg_rows.c). Returns how many words it takes in all, or a status below zero.
 */
int64_t dxg_put_rows(sink *out, const source *in, row_program *last, uint64_t at, uint32_t what);

#endif
