/*
 * dxg_row_program.h: the program that lays out the rows of a loop, in the form in which it runs: each step has the text
 * before it, and a text that stands under a condition alone takes no jump.
 */
#ifndef DXG_ROW_PROGRAM_H
#define DXG_ROW_PROGRAM_H

#include "dxg_put.h"

/* What the operations of the form FORM_ROWS say that they are. */
#define ROWS 1u
#define ROW_PROGRAM 2u
#define ROW_PROGRAM_NONE UINT64_MAX

/* Bytes of the texts of a program that are copied together, and the size in which. */
#define ROW_TEXTS_MAX 4096u
#define ROW_TEXT_COPY 32u
/* More than the longest value that is no text takes. */
#define ROW_SHORT_VALUE 16u

/* What a step does behind its text. */
typedef enum { STEP_NONE, STEP_VALUE, STEP_JUMP, STEP_JUMP_IF, STEP_TEXT_IF } step_kind;

typedef struct {
    step_kind kind;
    /* Where the text begins; it is at most ROW_TEXT_COPY bytes long but in a step of the kind STEP_NONE. */
    uint32_t text;
    uint32_t text_len;
    /* The number of a cell. */
    uint32_t cell;
    /* What the condition has to be for a jump, or for the other text. */
    uint32_t if_true;
    /* The step that is jumped to, or where the other text begins. */
    uint32_t second;
    uint32_t second_len;
} row_step;

/* The program that was used last; nothing of it is set before that but `at`. */
struct row_program {
    /* The word where it is, or ROW_PROGRAM_NONE. */
    uint64_t at;
    uint32_t columns;
    uint32_t shared;
    uint32_t count;
    /* Bytes that a row takes at most in copies of whole ROW_TEXT_COPY, its values apart. */
    uint32_t most;
    /* Values that are written. */
    uint32_t values;
    /* Whether all texts found room in `texts`, each at a multiple of ROW_TEXT_COPY; else they are in the text of all.
     */
    int has_texts;
    row_step steps[DXG_ROW_STEPS_MAX];
    /* An empty text may stand behind the last one, and is copied like any other. */
    uint8_t texts[ROW_TEXTS_MAX + ROW_TEXT_COPY];
};

/* Reads the program at a word; returns a status. */
int32_t dxg_load_row_program(row_program *loaded, const source *in, uint64_t at_word);

#endif
