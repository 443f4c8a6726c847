/*
 * dxg_rows.c: writes the rows of a loop: a small program says for each row which text, which values and which parts
 * under conditions there are. Programs only jump forward, so they end.
 */
#include "dxg_row_program.h"

/* A value of a row, and the unit where its text begins. */
typedef struct {
    uint32_t word;
    uint32_t start;
} cell;

static inline int cell_is_true(uint32_t word) {
    return (word & FORM_BITS) == 0 ? word == DXG_ROW_TRUE : (word & ~FORM_BITS) != 0;
}

/* Writes a value that is no text; returns a status. */
static int32_t put_short(sink *out, uint32_t word) {
    static const char *const literals[] = {"False", "True", "None"};
    if ((word & FORM_BITS) == FORM_INTEGER)
        return put_integer(out, (int32_t)(word & ~FORM_BITS)) ? DXG_OK : DXG_E_CAPACITY;
    if (word > DXG_ROW_NONE)
        return DXG_E_RANGE;
    const uint32_t bytes = (uint32_t)strlen(literals[word]);
    if (bytes > out->room)
        return DXG_E_CAPACITY;
    memcpy(out->at, literals[word], bytes);
    out->at += bytes;
    out->room -= bytes;
    return DXG_OK;
}

static int32_t put_bytes(sink *out, const uint8_t *from, uint32_t len) {
    if (len > out->room)
        return DXG_E_CAPACITY;
    memcpy(out->at, from, len);
    out->at += len;
    out->room -= len;
    return DXG_OK;
}

/* Writes one row, with every check; returns a status. */
static int32_t put_row(sink *out, const source *in, const row_program *loaded, const cell *cells) {
    const uint8_t *texts = loaded->has_texts ? loaded->texts : in->text;
    for (uint32_t at = 0; at < loaded->count;) {
        const row_step *now = &loaded->steps[at++];
        int32_t status = put_bytes(out, texts + now->text, now->text_len);
        if (status != DXG_OK)
            return status;
        const cell value = cells[now->cell];
        switch (now->kind) {
        case STEP_NONE:
            break;
        case STEP_VALUE:
            status = (value.word & FORM_BITS) == FORM_UNITS ? put_value(out, in, value.start, value.word & ~FORM_BITS)
                                                            : put_short(out, value.word);
            break;
        case STEP_JUMP:
            at = now->second;
            break;
        case STEP_JUMP_IF:
            if (cell_is_true(value.word) == (int)now->if_true)
                at = now->second;
            break;
        case STEP_TEXT_IF:
            if (cell_is_true(value.word) == (int)now->if_true)
                status = put_bytes(out, texts + now->second, now->second_len);
        }
        if (status != DXG_OK)
            return status;
    }
    return DXG_OK;
}

/* Writes one row where both buffers hold more than it can take; returns a status. */
static inline int32_t put_row_freely(sink *out, const source *in, const row_program *loaded, const cell *cells) {
    uint8_t *to = out->at;
    const uint16_t *const values = in->values;
    const uint8_t *const texts = loaded->texts;
    const row_step *now = loaded->steps;
    const row_step *const end = now + loaded->count;
    while (now < end) {
        const uint8_t *text = texts + now->text;
        const uint32_t text_len = now->text_len;
        const uint32_t kind = now->kind;
        memcpy(to, text, ROW_TEXT_COPY);
        if (__builtin_expect(kind == STEP_VALUE, 1)) {
            to += text_len;
            const cell value = cells[now->cell];
            now++;
            if (__builtin_expect((value.word & FORM_BITS) == FORM_UNITS, 1)) {
                to = put_units_freely(to, values + value.start, value.word & ~FORM_BITS);
                continue;
            }
            sink rest = {to, out->room - (uint32_t)(to - out->at)};
            const int32_t status = put_short(&rest, value.word);
            if (status != DXG_OK)
                return status;
            to = rest.at;
            continue;
        }
        if (kind == STEP_NONE) {
            for (uint32_t done = ROW_TEXT_COPY; done < text_len; done += ROW_TEXT_COPY)
                memcpy(to + done, text + done, ROW_TEXT_COPY);
            to += text_len;
            now++;
            continue;
        }
        to += text_len;
        const int is_met = kind == STEP_JUMP || cell_is_true(cells[now->cell].word) == (int)now->if_true;
        if (kind == STEP_TEXT_IF) {
            memcpy(to, texts + now->second, ROW_TEXT_COPY);
            to += now->second_len & (0u - (uint32_t)is_met);
            now++;
        } else {
            now = is_met ? loaded->steps + now->second : now + 1;
        }
    }
    out->room -= (uint32_t)(to - out->at);
    out->at = to;
    return DXG_OK;
}

/* Finds out where the texts of values begin, from a unit on; returns the unit behind them. */
static inline uint64_t place(cell *cells, const uint32_t *words, uint32_t count, uint64_t unit) {
    for (uint32_t index = 0; index < count; index++) {
        const uint32_t word = words[index];
        cells[index].word = word;
        cells[index].start = unit > DXG_LENGTH_MAX ? DXG_LENGTH_MAX : (uint32_t)unit;
        unit += (word & FORM_BITS) == FORM_UNITS ? word & ~FORM_BITS : 0;
    }
    return unit;
}

int64_t dxg_put_rows(sink *out, const source *in, row_program *last, uint64_t at, uint32_t what) {
    const uint64_t following = in->words_count - at - 2;
    if (what == ROW_PROGRAM)
        return in->words[at] > following ? DXG_E_RANGE : 2 + (int64_t)in->words[at];
    if (what != ROWS || following < 2)
        return DXG_E_RANGE;
    int32_t status = last->at == in->words[at] ? DXG_OK : dxg_load_row_program(last, in, in->words[at]);
    if (status != DXG_OK)
        return status;
    const uint64_t rows = in->words[at + 2];
    const uint64_t len = last->shared + rows * last->columns;
    if (len > following - 2)
        return DXG_E_RANGE;
    cell cells[2 * DXG_ROW_COLUMNS_MAX];
    const uint32_t *words = in->words + at + 4;
    const uint64_t first = in->words[at + 3];
    uint64_t unit = place(cells + last->columns, words, last->shared, first);
    const uint64_t shared_units = unit - first;
    words += last->shared;
    for (uint64_t row = 0; row < rows; row++) {
        const uint64_t start = unit;
        unit = place(cells, words, last->columns, unit);
        words += last->columns;
        /* Each value that is written may be all of the row's text, each unit three bytes. */
        const uint64_t most = last->most +
                              (uint64_t)last->values * (3 * (shared_units + unit - start) + ROW_SHORT_VALUE) +
                              VALUE_UNITS + ROW_TEXT_COPY;
        const int is_free = last->has_texts && unit + VALUE_UNITS <= in->values_count && most <= out->room;
        status = is_free ? put_row_freely(out, in, last, cells) : put_row(out, in, last, cells);
        if (status != DXG_OK)
            return status;
    }
    return (int64_t)(4 + len);
}
