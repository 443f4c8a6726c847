/*
 * dxg_row_program.c: reads the program that lays out the rows of a loop, checks it whole, and joins its instructions to
 * steps.
 */
#include "dxg_row_program.h"

#define CODE_MAX (2 * DXG_ROW_STEPS_MAX)
#define NO_STEP 0xffffu

/* An instruction as it is written. */
typedef struct {
    uint32_t op;
    uint32_t operand;
    uint32_t second;
    /* The word behind it. */
    uint32_t next;
} instruction;

/* A program that is read. */
typedef struct {
    const uint32_t *code;
    uint32_t len;
    /* By words of the code: whether an instruction begins there, and whether one jumps there. */
    uint8_t is_begin[CODE_MAX + 1];
    uint8_t is_target[CODE_MAX + 1];
} reading;

static instruction instruction_at(const reading *from, uint32_t at) {
    const uint32_t word = from->code[at];
    const uint32_t op = word & ((1u << DXG_ROW_OP_BITS) - 1);
    const int is_short = op == DXG_ROW_VALUE;
    return (instruction){op, word >> DXG_ROW_OP_BITS, is_short || at + 1 == from->len ? 0 : from->code[at + 1],
                         at + (is_short ? 1 : 2)};
}

/* Checks each instruction; returns a status. */
static int32_t check(reading *from, uint32_t cells, uint32_t text_len) {
    memset(from->is_begin, 0, from->len + 1);
    memset(from->is_target, 0, from->len + 1);
    uint32_t count = 0;
    for (uint32_t at = 0; at < from->len;) {
        const instruction now = instruction_at(from, at);
        if (count++ == DXG_ROW_STEPS_MAX || now.op > DXG_ROW_JUMP_IF_TRUE || now.next > from->len)
            return DXG_E_RANGE;
        if (now.op != DXG_ROW_TEXT && now.op != DXG_ROW_JUMP && now.operand >= cells)
            return DXG_E_RANGE;
        if (now.op == DXG_ROW_TEXT && (now.second > text_len || now.operand > text_len - now.second))
            return DXG_E_RANGE;
        if (now.op >= DXG_ROW_JUMP) {
            if (now.second <= at || now.second > from->len)
                return DXG_E_RANGE;
            from->is_target[now.second] = 1;
        }
        from->is_begin[at] = 1;
        at = now.next;
    }
    from->is_begin[from->len] = 1;
    for (uint32_t at = 0; at <= from->len; at++) {
        if (from->is_target[at] && !from->is_begin[at])
            return DXG_E_RANGE;
    }
    return DXG_OK;
}

static uint32_t padded(uint32_t len) { return (len + ROW_TEXT_COPY - 1) / ROW_TEXT_COPY * ROW_TEXT_COPY; }

/* Puts the texts next to each other, if they find room. */
static void copy_texts(row_program *loaded, const reading *from, const uint8_t *text) {
    uint32_t used = 0;
    loaded->has_texts = 0;
    for (uint32_t at = 0; at < from->len;) {
        const instruction now = instruction_at(from, at);
        at = now.next;
        if (now.op != DXG_ROW_TEXT)
            continue;
        if (padded(now.operand) > ROW_TEXTS_MAX - used)
            return;
        memcpy(loaded->texts + used, text + now.second, now.operand);
        memset(loaded->texts + used + now.operand, 0, padded(now.operand) - now.operand);
        used += padded(now.operand);
    }
    memset(loaded->texts + used, 0, ROW_TEXT_COPY);
    loaded->has_texts = 1;
}

/* Whether an instruction is a text that may be copied at once. */
static int is_short_text(const reading *from, uint32_t at) {
    if (at >= from->len)
        return 0;
    const instruction now = instruction_at(from, at);
    return now.op == DXG_ROW_TEXT && now.operand <= ROW_TEXT_COPY;
}

/* Joins instructions to steps. */
static void join(row_program *loaded, const reading *from) {
    /* By words of the code: the step that begins there. */
    uint16_t step_at[CODE_MAX + 1];
    uint32_t texts = 0;
    loaded->count = 0;
    loaded->most = 0;
    loaded->values = 0;
    for (uint32_t at = 0; at < from->len;) {
        row_step *step = &loaded->steps[loaded->count];
        *step = (row_step){.kind = STEP_NONE};
        step_at[at] = (uint16_t)loaded->count++;
        instruction now = instruction_at(from, at);
        if (now.op == DXG_ROW_TEXT) {
            step->text = loaded->has_texts ? texts : now.second;
            step->text_len = now.operand;
            texts += padded(now.operand);
            const int ends = !is_short_text(from, at) || now.next == from->len || from->is_target[now.next];
            at = now.next;
            if (ends || instruction_at(from, at).op == DXG_ROW_TEXT) {
                loaded->most += padded(step->text_len);
                continue;
            }
            now = instruction_at(from, at);
        }
        loaded->most += ROW_TEXT_COPY;
        at = now.next;
        /* What a jump that is always taken has there is not checked, and means nothing. */
        step->cell = now.op == DXG_ROW_JUMP ? 0 : now.operand;
        step->second = now.second;
        step->if_true = now.op == DXG_ROW_JUMP_IF_TRUE;
        if (now.op == DXG_ROW_VALUE) {
            step->kind = STEP_VALUE;
            loaded->values++;
        } else if (now.op == DXG_ROW_JUMP) {
            step->kind = STEP_JUMP;
        } else if (is_short_text(from, at) && !from->is_target[at] && instruction_at(from, at).next == now.second) {
            const instruction other = instruction_at(from, at);
            step->kind = STEP_TEXT_IF;
            step->if_true = !step->if_true;
            step->second = loaded->has_texts ? texts : other.second;
            step->second_len = other.operand;
            texts += padded(other.operand);
            loaded->most += ROW_TEXT_COPY;
            at = other.next;
        } else {
            step->kind = STEP_JUMP_IF;
        }
    }
    step_at[from->len] = (uint16_t)loaded->count;
    for (uint32_t index = 0; index < loaded->count; index++) {
        row_step *step = &loaded->steps[index];
        if (step->kind == STEP_JUMP || step->kind == STEP_JUMP_IF)
            step->second = step_at[step->second];
    }
}

int32_t dxg_load_row_program(row_program *loaded, const source *in, uint64_t at_word) {
    if (at_word > in->words_count - 4 || in->words[at_word + 1] != (FORM_ROWS | ROW_PROGRAM))
        return DXG_E_RANGE;
    const uint32_t len = in->words[at_word];
    if (len < 2 || len > in->words_count - at_word - 2 || len - 2 > CODE_MAX)
        return DXG_E_RANGE;
    loaded->at = ROW_PROGRAM_NONE;
    loaded->columns = in->words[at_word + 2];
    loaded->shared = in->words[at_word + 3];
    if (loaded->columns == 0 || loaded->columns > DXG_ROW_COLUMNS_MAX || loaded->shared > DXG_ROW_COLUMNS_MAX)
        return DXG_E_RANGE;
    reading from;
    from.code = in->words + at_word + 4;
    from.len = len - 2;
    const int32_t status = check(&from, loaded->columns + loaded->shared, in->text_len);
    if (status != DXG_OK)
        return status;
    copy_texts(loaded, &from, in->text);
    join(loaded, &from);
    loaded->at = at_word;
    return DXG_OK;
}
