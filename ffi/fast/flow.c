/* flow.c: names, loops, captures and output of the fast path. */
#include "frame.h"

#include <string.h>

/*
 * A name of the context: what includes pass on, then parameters, then `dxg` and functions. All functions but `range`
 * are refused, as is what nothing has.
 */
static struct fast_value look_up(struct run *r, struct fast_value name) {
    for (const struct fast_scope *scope = r->scope; scope != NULL; scope = scope->outer) {
        for (uint32_t i = scope->count; i >= 2; i -= 2) {
            const struct fast_value *known = &scope->names[i - 2];
            const struct fast_value *value = &scope->locals[scope->names[i - 1].integer];
            if (known->length == name.length && memcmp(known->text, name.text, name.length) == 0 &&
                value->kind != FAST_UNSET)
                return *value;
        }
    }
    const struct fast_value *answer = fast_find(&r->f->answers, &name);
    if (answer != NULL)
        return *answer;
    if (fast_is(&name, "dxg"))
        return (struct fast_value){.kind = FAST_DXG};
    if (!fast_is(&name, "range"))
        fast_refuse(r->f);
    return (struct fast_value){.kind = FAST_RANGE_FUNCTION};
}

struct fast_value fast_variable(struct run *r, uint32_t index) {
    if (index >= r->program->variables.count)
        fast_refuse(r->f);
    struct fast_value *known = &r->variables[index];
    if (known->kind == FAST_UNSET)
        *known = look_up(r, fast_string_at(r->f, r->program->variables.at[index]));
    return *known;
}

void fast_emit(struct run *r, struct fast_value value) {
    if (value.kind == FAST_SAFE)
        value.kind = FAST_STRING;
    const struct fast_value text = fast_text_of(r->f, &value);
    /* NUL would separate parts of a path. */
    if (r->writer->separates && memchr(text.text, 0, text.length) != NULL)
        fast_refuse(r->f);
    fast_spend(r->f, 1 + text.length / 64);
    fast_append_value(r->f, &r->writer->texts[r->writer->captures], &text);
}

struct fast_value fast_take_list(struct run *r, uint32_t kind, uint32_t count) {
    const struct fast_value *values = take(r, count);
    struct fast_list *list = fast_new_list(r->f, count);
    for (uint32_t i = 0; i < count; i++)
        fast_push(r->f, list, values[i]);
    return fast_list_value(kind, list);
}

void fast_unpack(struct run *r, uint32_t count) {
    const struct fast_value value = pop(r);
    const struct fast_list *items = fast_items(r->f, &value);
    if (items->count != count)
        fast_refuse(r->f);
    for (uint32_t i = count; i > 0; i--)
        push(r, items->items[i - 1]);
}

bool fast_start_loop(struct run *r, uint32_t loop_local) {
    const struct fast_value value = pop(r);
    struct fast_list *items = fast_items(r->f, &value);
    if (items->count == 0)
        return false;
    if (r->loop_depth == LOOPS_MAX)
        fast_refuse(r->f);
    struct fast_loop *loop = NULL;
    if (loop_local != NO_OPERAND) {
        loop = fast_allocate(r->f, sizeof *loop);
        *loop = (struct fast_loop){items, 0};
        *local(r, loop_local) = (struct fast_value){.kind = FAST_LOOP, .loop = loop};
    }
    r->loops[r->loop_depth++] = (struct iteration){items, 0, loop};
    return true;
}

bool fast_next_in_loop(struct run *r, uint32_t item_local) {
    if (r->loop_depth == 0)
        fast_refuse(r->f);
    struct iteration *iteration = &r->loops[r->loop_depth - 1];
    if (iteration->next >= iteration->items->count) {
        r->loop_depth--;
        return false;
    }
    *local(r, item_local) = iteration->items->items[iteration->next++];
    if (iteration->loop != NULL)
        iteration->loop->next = iteration->next;
    return true;
}

void fast_start_capture(struct run *r) {
    struct writer *writer = r->writer;
    if (writer->captures + 1 == CAPTURES_MAX)
        fast_refuse(r->f);
    writer->texts[++writer->captures] = (struct fast_text){0};
}

struct fast_value fast_end_capture(struct run *r) {
    struct writer *writer = r->writer;
    if (writer->captures == 0)
        fast_refuse(r->f);
    return fast_finish(&writer->texts[writer->captures--]);
}
