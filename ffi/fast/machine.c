/*
 * machine.c: runs the programs of a bundle, as src/runtime/execute.ts does: the instructions that ordinary templates
 * have. Composition other than plain includes, calls and keywords are refused.
 */
#include "frame.h"

#include <string.h>

/* As src/runtime/cost.ts. */
enum { INCLUDE_STEPS = 150 };

static void include(struct fast *f, struct writer *writer, uint32_t index, const struct fast_scope *scope);

static const struct fast_program *program_at(struct fast *f, uint32_t index) {
    if (index >= f->bundle.program_count)
        fast_refuse(f);
    return &f->bundle.programs[index];
}

/* The locals that an included program sees, as they are now. */
static void include_with(struct run *r, uint32_t index, uint32_t visible) {
    struct fast_scope scope = {.outer = r->scope};
    if (visible != NO_OPERAND) {
        const struct fast_value names = constant_at(r->f, visible);
        if (names.kind != FAST_TUPLE)
            fast_refuse(r->f);
        const uint32_t size = r->program->locals * (uint32_t)sizeof *r->locals;
        struct fast_value *locals = fast_allocate(r->f, size);
        memcpy(locals, r->locals, size);
        for (uint32_t i = 0; i + 1 < names.list->count; i += 2) {
            const struct fast_value *place = &names.list->items[i + 1];
            if (names.list->items[i].kind != FAST_STRING || place->kind != FAST_INTEGER || place->integer < 0 ||
                place->integer >= r->program->locals)
                fast_refuse(r->f);
        }
        scope.names = names.list->items;
        scope.count = names.list->count & ~1u;
        scope.locals = locals;
    }
    include(r->f, r->writer, index, &scope);
}

/* Takes the arguments and the value of a filter or test. */
static const struct fast_value *arguments(struct run *r, uint32_t word, uint32_t *count) {
    *count = word_at(r, word + 1);
    if (*count > STACK_MAX)
        fast_refuse(r->f);
    return take(r, *count + 1);
}

/* Words of an instruction. */
static uint32_t words_of(enum fast_op op) {
    switch (op) {
    case OP_EMIT_LOCAL_ATTRIBUTE:
    case OP_COPY_LOCAL:
    case OP_LOAD_LOCAL_OR_UNSET:
    case OP_LOAD_LOCAL_OR_VARIABLE:
    case OP_LOAD_LOCAL_ATTRIBUTE:
    case OP_JUMP:
    case OP_JUMP_IF_FALSE:
    case OP_JUMP_IF_FALSE_OR_POP:
    case OP_JUMP_IF_TRUE_OR_POP:
    case OP_JUMP_IF_SET:
    case OP_JUMP_IF_EXTENDED:
    case OP_FOR_START:
    case OP_FOR_NEXT:
    case OP_FILTER:
    case OP_TEST:
    case OP_INCLUDE:
        return 2;
    case OP_CALL:
    case OP_EXPORT:
        return 3;
    default:
        return 1;
    }
}

/* Runs a program from a word on; an expression's value is the result. */
static struct fast_value run(struct run *r, uint32_t word) {
    struct fast *f = r->f;
    for (;;) {
        fast_spend(f, 1);
        const uint32_t instruction = word_at(r, word);
        const uint32_t a = instruction >> 8;
        const enum fast_op op = (enum fast_op)(instruction & 0xff);
        uint32_t next = word + words_of(op);
        switch (op) {
        case OP_END:
            return fast_none();
        case OP_RETURN_VALUE:
            return pop(r);
        case OP_EMIT_TEXT: {
            const struct fast_value text = fast_string_at(f, a);
            fast_append_value(f, &r->writer->texts[r->writer->captures], &text);
            break;
        }
        case OP_EMIT:
            fast_emit(r, pop(r));
            break;
        case OP_EMIT_VARIABLE:
            fast_emit(r, fast_variable(r, a));
            break;
        case OP_EMIT_LOCAL:
            fast_emit(r, local_value(r, a));
            break;
        case OP_EMIT_LOCAL_ATTRIBUTE:
            fast_emit(r, fast_attribute(f, local_value(r, a), fast_string_at(f, word_at(r, word + 1))));
            break;
        case OP_PUSH_CONSTANT:
            push(r, constant_at(f, a));
            break;
        case OP_PUSH_INTEGER:
            push(r, fast_integer(f, a));
            break;
        case OP_PUSH_MISSING:
            push(r, (struct fast_value){.kind = FAST_UNSET});
            break;
        case OP_POP:
            pop(r);
            break;
        case OP_COPY_LOCAL:
            *local(r, word_at(r, word + 1)) = *local(r, a);
            break;
        case OP_PUSH_UNDEFINED:
            push(r, fast_undefined_value(FAST_LENIENT));
            break;
        case OP_LOAD_LOCAL_OR_UNSET:
            push(r, local_value(r, a));
            break;
        case OP_LOAD_VARIABLE:
            push(r, fast_variable(r, a));
            break;
        case OP_LOAD_LOCAL:
            push(r, local_value(r, a));
            break;
        case OP_LOAD_LOCAL_OR_VARIABLE:
            push(r, local(r, a)->kind == FAST_UNSET ? fast_variable(r, word_at(r, word + 1)) : *local(r, a));
            break;
        case OP_LOAD_LOCAL_ATTRIBUTE:
            push(r, fast_attribute(f, local_value(r, a), fast_string_at(f, word_at(r, word + 1))));
            break;
        case OP_STORE_LOCAL:
            *local(r, a) = pop(r);
            break;
        case OP_CLEAR_LOCAL:
            *local(r, a) = (struct fast_value){.kind = FAST_UNSET};
            break;
        case OP_APPEND: {
            const struct fast_value list = local_value(r, a);
            if (list.kind != FAST_LIST)
                fast_refuse(f);
            fast_push(f, list.list, pop(r));
            break;
        }
        case OP_UNPACK:
            fast_unpack(r, a);
            break;
        case OP_GET_ATTRIBUTE:
            push(r, fast_attribute(f, pop(r), fast_string_at(f, a)));
            break;
        case OP_GET_ITEM: {
            const struct fast_value *pair = take(r, 2);
            push(r, fast_item(f, pair[0], pair[1]));
            break;
        }
        case OP_SLICE:
            push(r, fast_slice(f, take(r, 4)));
            break;
        case OP_MAKE_LIST:
            push(r, fast_take_list(r, FAST_LIST, a));
            break;
        case OP_MAKE_TUPLE:
            push(r, fast_take_list(r, FAST_TUPLE, a));
            break;
        case OP_NOT: {
            const struct fast_value value = pop(r);
            push(r, fast_bool(!fast_truth(f, &value)));
            break;
        }
        case OP_CONCATENATE:
            push(r, fast_concatenate(f, take(r, a), a));
            break;
        case OP_ADD:
        case OP_SUBTRACT:
        case OP_EQUAL:
        case OP_NOT_EQUAL:
        case OP_LESS:
        case OP_LESS_EQUAL:
        case OP_GREATER:
        case OP_GREATER_EQUAL:
        case OP_IN:
        case OP_NOT_IN:
            push(r, fast_binary(f, op, take(r, 2)));
            break;
        case OP_JUMP:
            next = word_at(r, word + 1);
            break;
        case OP_JUMP_IF_FALSE: {
            const struct fast_value value = pop(r);
            if (!fast_truth(f, &value))
                next = word_at(r, word + 1);
            break;
        }
        case OP_JUMP_IF_FALSE_OR_POP:
        case OP_JUMP_IF_TRUE_OR_POP: {
            const struct fast_value value = pop(r);
            if (fast_truth(f, &value) != (op == OP_JUMP_IF_TRUE_OR_POP))
                break;
            push(r, value);
            next = word_at(r, word + 1);
            break;
        }
        case OP_JUMP_IF_SET:
            if (local(r, a)->kind != FAST_UNSET)
                next = word_at(r, word + 1);
            break;
        case OP_FOR_START:
            if (!fast_start_loop(r, a))
                next = word_at(r, word + 1);
            break;
        case OP_FOR_NEXT:
            if (!fast_next_in_loop(r, a))
                next = word_at(r, word + 1);
            break;
        case OP_FOR_END:
            if (r->loop_depth-- == 0)
                fast_refuse(f);
            break;
        case OP_FILTER: {
            uint32_t count = 0;
            const struct fast_value *values = arguments(r, word, &count);
            push(r, fast_filter(f, a, values[0], values + 1, count));
            break;
        }
        case OP_TEST: {
            uint32_t count = 0;
            const struct fast_value *values = arguments(r, word, &count);
            push(r, fast_bool(fast_test(f, a, values[0], values + 1, count)));
            break;
        }
        case OP_CALL: {
            uint32_t count = 0;
            const struct fast_value *values = arguments(r, word, &count);
            if (word_at(r, word + 2) != NO_OPERAND)
                fast_refuse(f);
            push(r, fast_call(f, values[0], values + 1, count));
            break;
        }
        case OP_CAPTURE_START:
            fast_start_capture(r);
            break;
        case OP_CAPTURE_END:
            push(r, fast_end_capture(r));
            break;
        case OP_INCLUDE:
            include_with(r, a, word_at(r, word + 1));
            break;
        case OP_JUMP_IF_EXTENDED:
        case OP_EXPORT:
            /* Only templates that extend or import others see it, and those are refused. */
            break;
        default:
            fast_refuse(f);
        }
        word = next;
    }
}

static struct fast_value *unset_values(struct fast *f, uint32_t count) {
    if (count > 1u << 16)
        fast_refuse(f);
    struct fast_value *values = fast_allocate(f, count * (uint32_t)sizeof *values);
    for (uint32_t i = 0; i < count; i++)
        values[i] = (struct fast_value){.kind = FAST_UNSET};
    return values;
}

static struct run new_run(struct fast *f, struct writer *writer, const struct fast_program *program,
                          const struct fast_scope *scope) {
    if (program->stack > STACK_MAX)
        fast_refuse(f);
    return (struct run){
        .f = f,
        .writer = writer,
        .program = program,
        .scope = scope,
        .locals = unset_values(f, program->locals),
        .variables = unset_values(f, program->variables.count),
        .stack = unset_values(f, program->stack),
    };
}

/* A micro program: its layout with the values of its slots put in. */
static void write_layout(struct run *r) {
    const struct fast_value layout = fast_string_at(r->f, r->program->layout);
    struct fast_text *text = &r->writer->texts[r->writer->captures];
    uint32_t from = 0;
    for (uint32_t i = 0; i + 4 <= r->program->slots.count; i += 4) {
        const uint32_t *slot = r->program->slots.at + i;
        if (slot[0] < from || slot[0] > layout.length)
            fast_refuse(r->f);
        fast_append(r->f, text, layout.text + from, slot[0] - from);
        from = slot[0];
        fast_emit(r, run(r, slot[3]));
    }
    fast_append(r->f, text, layout.text + from, layout.length - from);
}

static void include(struct fast *f, struct writer *writer, uint32_t index, const struct fast_scope *scope) {
    const struct fast_program *program = program_at(f, index);
    struct run r = new_run(f, writer, program, scope);
    fast_spend(f, INCLUDE_STEPS);
    if (++writer->includes > INCLUDES_MAX)
        fast_refuse(f);
    if (program->mode == 0)
        write_layout(&r);
    else
        run(&r, 0);
    writer->includes--;
}

struct fast_value fast_evaluate(struct fast *f, uint32_t program, const struct fast_scope *scope, bool separates) {
    struct writer writer = {.separates = separates};
    struct run r = new_run(f, &writer, program_at(f, program), scope);
    const struct fast_value value = run(&r, 0);
    if (value.kind != FAST_ONCE)
        return value;
    return fast_list_value(FAST_LIST, fast_items(f, &value));
}

struct fast_value fast_render(struct fast *f, uint32_t program, const struct fast_scope *scope) {
    struct writer writer = {0};
    include(f, &writer, program, scope);
    return fast_finish(&writer.texts[0]);
}
