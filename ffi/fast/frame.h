/* frame.h: one run of a program: its stack, locals, loops, and what it writes to. */
#ifndef DXG_FAST_FRAME_H
#define DXG_FAST_FRAME_H

#include "opcodes.h"

enum { NO_OPERAND = 0xffffff, LOOPS_MAX = 32, CAPTURES_MAX = 32, INCLUDES_MAX = 32, STACK_MAX = 256 };

/* One render: what all programs of it write to. */
struct writer {
    struct fast_text texts[CAPTURES_MAX]; /* the output, and captures in it */
    uint32_t captures;
    uint32_t includes;
    bool separates;
};

struct iteration {
    struct fast_list *items;
    uint32_t next;
    struct fast_loop *loop;
};

struct run {
    struct fast *f;
    struct writer *writer;
    const struct fast_program *program;
    const struct fast_scope *scope;
    struct fast_value *locals;
    struct fast_value *variables; /* of the context, once they are read */
    struct fast_value *stack;
    uint32_t depth;
    struct iteration loops[LOOPS_MAX];
    uint32_t loop_depth;
};

static inline struct fast_value constant_at(struct fast *f, uint32_t index) {
    if (index >= f->bundle.constants->count)
        fast_refuse(f);
    return f->bundle.constants->items[index];
}

static inline uint32_t word_at(struct run *r, uint32_t word) {
    if (word >= r->program->code.count)
        fast_refuse(r->f);
    return r->program->code.at[word];
}

static inline void push(struct run *r, struct fast_value value) {
    if (r->depth >= r->program->stack)
        fast_refuse(r->f);
    r->stack[r->depth++] = value;
}

static inline struct fast_value pop(struct run *r) {
    if (r->depth == 0)
        fast_refuse(r->f);
    return r->stack[--r->depth];
}

/* Takes values; they stay where they are until the next push. */
static inline const struct fast_value *take(struct run *r, uint32_t count) {
    if (count > r->depth)
        fast_refuse(r->f);
    r->depth -= count;
    return r->stack + r->depth;
}

static inline struct fast_value *local(struct run *r, uint32_t index) {
    if (index >= r->program->locals)
        fast_refuse(r->f);
    return &r->locals[index];
}

static inline struct fast_value local_value(struct run *r, uint32_t index) {
    const struct fast_value value = *local(r, index);
    return value.kind == FAST_UNSET ? fast_undefined_value(FAST_STRICT) : value;
}

/* flow.c: the value of a name of the context, by its number in the program. */
struct fast_value fast_variable(struct run *r, uint32_t index);
/* Writes the text of a value. */
void fast_emit(struct run *r, struct fast_value value);
/* Takes so many values into a list. */
struct fast_value fast_take_list(struct run *r, uint32_t kind, uint32_t count);
/* Takes a value of just so many items and pushes these, the first on top. */
void fast_unpack(struct run *r, uint32_t count);
/* Begins a loop; false when there is nothing to go over. */
bool fast_start_loop(struct run *r, uint32_t loop_local);
/* Takes the next item; false, and the loop has ended, when there is none. */
bool fast_next_in_loop(struct run *r, uint32_t item_local);
/* Until it ends, output goes into a string. */
void fast_start_capture(struct run *r);
struct fast_value fast_end_capture(struct run *r);

#endif
