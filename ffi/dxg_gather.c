/*
 * dxg_gather.c: puts an output together in one call: static spans of UTF-8, values in UTF-16 as JavaScript has them,
 * and rows of values, one after the other.
 */
#include "dxg_row_program.h"

int32_t dxg_gather(const uint8_t *text, uint32_t text_len, const uint32_t *ops, uint32_t ops_count,
                   const uint16_t *values, uint32_t values_count, uint8_t *out, uint32_t out_cap) {
    if (values_count > DXG_LENGTH_MAX / 2)
        return DXG_E_ARGUMENT;
    sink end = {out, out_cap < DXG_LENGTH_MAX ? out_cap : DXG_LENGTH_MAX};
    const source in = {text, text_len, ops, 2 * (uint64_t)ops_count, values, values_count};
    row_program last;
    last.at = ROW_PROGRAM_NONE;
    for (uint64_t at = 0; at < in.words_count; at += 2) {
        const uint32_t offset = ops[at];
        const uint32_t len = ops[at + 1] & ~FORM_BITS;
        int32_t status = DXG_OK;
        switch (ops[at + 1] & FORM_BITS) {
        case FORM_UNITS:
            status = put_value(&end, &in, offset, len);
            break;
        case FORM_TEXT:
            status = put_text(&end, &in, offset, len);
            break;
        case FORM_INTEGER:
            status = put_integer(&end, (int32_t)offset) ? DXG_OK : DXG_E_CAPACITY;
            break;
        default: {
            const int64_t words = dxg_put_rows(&end, &in, &last, at, len);
            if (words < 0)
                return (int32_t)words;
            /* What follows begins at a pair. */
            at += ((uint64_t)words + 1) / 2 * 2 - 2;
        }
        }
        if (status != DXG_OK)
            return status;
    }
    return (int32_t)(end.at - out);
}
