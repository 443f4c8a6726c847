/*
 * dxg_rows.c: writes the rows of a loop: a small program says for each row which text, which values and which parts
 * under conditions there are. Programs only jump forward, so they end.
 */
#include "dxg_put.h"

/* What the operations say that they are. */
#define ROWS 1u
#define ROW_PROGRAM 2u
/* More than the longest value that is no text takes. */
#define SHORT_VALUE 16u

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

/* Reads the program at a word; returns a status. */
static int32_t load(row_program *loaded, const source *in, uint64_t at_word) {
    if (at_word > in->words_count - 4 || in->words[at_word + 1] != (FORM_ROWS | ROW_PROGRAM))
        return DXG_E_RANGE;
    const uint32_t len = in->words[at_word];
    if (len < 2 || len > in->words_count - at_word - 2)
        return DXG_E_RANGE;
    loaded->columns = in->words[at_word + 2];
    loaded->shared = in->words[at_word + 3];
    if (loaded->columns == 0 || loaded->columns > DXG_ROW_COLUMNS_MAX || loaded->shared > DXG_ROW_COLUMNS_MAX)
        return DXG_E_RANGE;
    const uint32_t cells = loaded->columns + loaded->shared;
    const uint32_t *code = in->words + at_word + 4;
    const uint32_t code_len = len - 2;
    /* By words of the code: the step that begins there. */
    uint16_t step_at[2 * DXG_ROW_STEPS_MAX + 1];
    uint32_t texts = 0;
    loaded->at = ROW_PROGRAM_NONE;
    loaded->count = 0;
    loaded->most = 0;
    loaded->values = 0;
    loaded->has_texts = 1;
    if (code_len > 2 * DXG_ROW_STEPS_MAX)
        return DXG_E_RANGE;
    memset(step_at, 0xff, (code_len + 1) * sizeof(step_at[0]));
    for (uint32_t at = 0; at < code_len;) {
        if (loaded->count == DXG_ROW_STEPS_MAX)
            return DXG_E_RANGE;
        row_step *next = &loaded->steps[loaded->count];
        next->op = code[at] & ((1u << DXG_ROW_OP_BITS) - 1);
        next->operand = code[at] >> DXG_ROW_OP_BITS;
        step_at[at] = (uint16_t)loaded->count++;
        if (next->op > DXG_ROW_JUMP_IF_TRUE ||
            (next->op != DXG_ROW_TEXT && next->op != DXG_ROW_JUMP && next->operand >= cells))
            return DXG_E_RANGE;
        if (next->op == DXG_ROW_VALUE) {
            loaded->values++;
            at += 1;
            continue;
        }
        if (code_len - at < 2)
            return DXG_E_RANGE;
        next->second = code[at + 1];
        if (next->op != DXG_ROW_TEXT) {
            if (next->second <= at || next->second > code_len)
                return DXG_E_RANGE;
        } else if (next->second > in->text_len || next->operand > in->text_len - next->second) {
            return DXG_E_RANGE;
        } else {
            const uint32_t padded = (next->operand + ROW_TEXT_COPY - 1) / ROW_TEXT_COPY * ROW_TEXT_COPY;
            loaded->has_texts = loaded->has_texts && padded <= ROW_TEXTS_MAX - texts;
            if (loaded->has_texts) {
                memcpy(loaded->texts + texts, in->text + next->second, next->operand);
                loaded->most += padded;
            }
            texts += loaded->has_texts ? padded : 0;
        }
        at += 2;
    }
    step_at[code_len] = (uint16_t)loaded->count;
    uint32_t text = 0;
    for (uint32_t index = 0; index < loaded->count; index++) {
        row_step *next = &loaded->steps[index];
        if (next->op == DXG_ROW_TEXT && loaded->has_texts) {
            next->second = text;
            text += (next->operand + ROW_TEXT_COPY - 1) / ROW_TEXT_COPY * ROW_TEXT_COPY;
        } else if (next->op >= DXG_ROW_JUMP) {
            if (step_at[next->second] == 0xffff)
                return DXG_E_RANGE;
            next->second = step_at[next->second];
        }
    }
    loaded->at = at_word;
    return DXG_OK;
}

/* Writes one row, with every check; returns a status. */
static int32_t put_row(sink *out, const source *in, const row_program *loaded, const cell *cells) {
    for (uint32_t at = 0; at < loaded->count;) {
        const row_step *now = &loaded->steps[at++];
        int32_t status = DXG_OK;
        switch (now->op) {
        case DXG_ROW_TEXT:
            if (now->operand > out->room)
                return DXG_E_CAPACITY;
            memcpy(out->at, (loaded->has_texts ? loaded->texts : in->text) + now->second, now->operand);
            out->at += now->operand;
            out->room -= now->operand;
            break;
        case DXG_ROW_VALUE: {
            const cell *value = &cells[now->operand];
            status = (value->word & FORM_BITS) == FORM_UNITS
                         ? put_value(out, in, value->start, value->word & ~FORM_BITS)
                         : put_short(out, value->word);
            break;
        }
        case DXG_ROW_JUMP:
            at = now->second;
            break;
        default:
            if (cell_is_true(cells[now->operand].word) == (now->op == DXG_ROW_JUMP_IF_TRUE))
                at = now->second;
        }
        if (status != DXG_OK)
            return status;
    }
    return DXG_OK;
}

/* Writes one row where both buffers hold more than it can take; returns a status. */
static inline int32_t put_row_freely(sink *out, const source *in, const row_program *loaded, const cell *cells) {
    uint8_t *to = out->at;
    for (uint32_t at = 0; at < loaded->count;) {
        const row_step *now = &loaded->steps[at++];
        if (now->op == DXG_ROW_TEXT) {
            const uint8_t *from = loaded->texts + now->second;
            memcpy(to, from, ROW_TEXT_COPY);
            for (uint32_t done = ROW_TEXT_COPY; done < now->operand; done += ROW_TEXT_COPY)
                memcpy(to + done, from + done, ROW_TEXT_COPY);
            to += now->operand;
        } else if (now->op == DXG_ROW_JUMP) {
            at = now->second;
        } else {
            const cell value = cells[now->operand];
            if (now->op != DXG_ROW_VALUE) {
                if (cell_is_true(value.word) == (now->op == DXG_ROW_JUMP_IF_TRUE))
                    at = now->second;
                continue;
            }
            sink rest = {to, out->room - (uint32_t)(to - out->at)};
            if ((value.word & FORM_BITS) == FORM_UNITS) {
                put_units(&rest, in->values + value.start, value.word & ~FORM_BITS, in->values_count - value.start);
            } else {
                const int32_t status = put_short(&rest, value.word);
                if (status != DXG_OK)
                    return status;
            }
            to = rest.at;
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
    int32_t status = last->at == in->words[at] ? DXG_OK : load(last, in, in->words[at]);
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
        const uint64_t most =
            last->most + (uint64_t)last->values * (3 * (shared_units + unit - start) + SHORT_VALUE) + ROW_TEXT_COPY;
        const int is_free = last->has_texts && unit <= in->values_count && most <= out->room;
        status = is_free ? put_row_freely(out, in, last, cells) : put_row(out, in, last, cells);
        if (status != DXG_OK)
            return status;
    }
    return (int64_t)(4 + len);
}
