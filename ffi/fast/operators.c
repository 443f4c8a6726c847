/* operators.c: attributes, items, slices and binary operators of the fast path. */
#include "opcodes.h"

#include <string.h>

struct fast_value fast_undefined_value(enum fast_undefined mode) {
    return (struct fast_value){.kind = FAST_UNDEFINED, .length = mode};
}

/* What a dict has methods for is refused, as these come before its keys. */
static bool is_dict_method(const struct fast_value *name) {
    static const char *const NAMES[] = {"items",      "keys", "values",  "get",   "copy",  "fromkeys",
                                        "setdefault", "pop",  "popitem", "clear", "update"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (fast_is(name, NAMES[i]))
            return true;
    return name->length >= 2 && name->text[0] == '_' && name->text[1] == '_';
}

static struct fast_value item_of_dict(const struct fast_value *dict, const struct fast_value *key) {
    const struct fast_value *found = fast_find(dict->dict, key);
    return found == NULL ? fast_undefined_value(FAST_STRICT) : *found;
}

static struct fast_value place_in_loop(struct fast *f, const struct fast_loop *loop, const struct fast_value *name) {
    const int64_t index = loop->next, count = loop->items->count;
    if (fast_is(name, "index"))
        return fast_integer(f, index);
    if (fast_is(name, "index0"))
        return fast_integer(f, index - 1);
    if (fast_is(name, "first"))
        return fast_bool(index == 1);
    if (fast_is(name, "last"))
        return fast_bool(index == count);
    if (fast_is(name, "length"))
        return fast_integer(f, count);
    if (fast_is(name, "revindex"))
        return fast_integer(f, count - index + 1);
    if (fast_is(name, "revindex0"))
        return fast_integer(f, count - index);
    fast_refuse(f);
}

static struct fast_value attribute_of_dxg(struct fast *f, const struct fast_value *name) {
    /* Where the caller has not told where it goes. */
    if (f->destination.kind != FAST_STRING)
        fast_refuse(f);
    if (fast_is(name, "dest"))
        return f->destination;
    if (fast_is(name, "name"))
        return f->name;
    if (fast_is(name, "prefix"))
        return fast_prefix(f);
    fast_refuse(f);
}

struct fast_value fast_attribute(struct fast *f, struct fast_value target, struct fast_value name) {
    switch (target.kind) {
    case FAST_DICT:
        if (is_dict_method(&name))
            fast_refuse(f);
        return item_of_dict(&target, &name);
    case FAST_LOOP:
        return place_in_loop(f, target.loop, &name);
    case FAST_DXG:
        return attribute_of_dxg(f, &name);
    default:
        fast_refuse(f);
    }
}

/* The character at an index of a text in ASCII. */
static struct fast_value character(struct fast *f, const struct fast_value *text, int64_t wanted) {
    if (!fast_is_ascii(text))
        fast_refuse(f);
    const int64_t index = wanted < 0 ? wanted + text->length : wanted;
    return index < 0 || index >= text->length ? fast_undefined_value(FAST_STRICT) : fast_string(text->text + index, 1);
}

struct fast_value fast_item(struct fast *f, struct fast_value target, struct fast_value key) {
    if (target.kind == FAST_DICT && key.kind == FAST_STRING && !is_dict_method(&key))
        return item_of_dict(&target, &key);
    if (key.kind == FAST_INTEGER && target.kind == FAST_STRING)
        return character(f, &target, key.integer);
    if (key.kind != FAST_INTEGER || (target.kind != FAST_LIST && target.kind != FAST_TUPLE))
        fast_refuse(f);
    const struct fast_list *list = target.list;
    const int64_t index = key.integer < 0 ? key.integer + list->count : key.integer;
    return index < 0 || index >= list->count ? fast_undefined_value(FAST_STRICT) : list->items[index];
}

/* A part of a slice as an index from 0 to the length. */
static uint32_t bound(struct fast *f, const struct fast_value *part, uint32_t absent, uint32_t length) {
    if (part->kind == FAST_NONE || part->kind == FAST_UNSET)
        return absent;
    if (part->kind != FAST_INTEGER)
        fast_refuse(f);
    const int64_t index = part->integer < 0 ? part->integer + length : part->integer;
    return index < 0 ? 0 : index > length ? length : (uint32_t)index;
}

struct fast_value fast_slice(struct fast *f, const struct fast_value *parts) {
    const struct fast_value *value = &parts[0], *step = &parts[3];
    const bool is_text = value->kind == FAST_STRING && fast_is_ascii(value);
    if ((!is_text && value->kind != FAST_LIST) || (step->kind != FAST_NONE && step->kind != FAST_UNSET))
        fast_refuse(f);
    const uint32_t length = is_text ? value->length : value->list->count;
    const uint32_t from = bound(f, &parts[1], 0, length);
    const uint32_t to = bound(f, &parts[2], length, length);
    const uint32_t count = to > from ? to - from : 0;
    if (is_text)
        return fast_string(value->text + from, count);
    struct fast_list *list = fast_new_list(f, count);
    for (uint32_t i = 0; i < count; i++)
        fast_push(f, list, value->list->items[from + i]);
    return fast_list_value(FAST_LIST, list);
}

static struct fast_value joined(struct fast *f, const struct fast_list *a, const struct fast_list *b) {
    struct fast_list *list = fast_new_list(f, a->count + b->count);
    for (uint32_t i = 0; i < a->count; i++)
        fast_push(f, list, a->items[i]);
    for (uint32_t i = 0; i < b->count; i++)
        fast_push(f, list, b->items[i]);
    return fast_list_value(FAST_LIST, list);
}

struct fast_value fast_concatenate(struct fast *f, const struct fast_value *values, uint32_t count) {
    struct fast_text text = {0};
    for (uint32_t i = 0; i < count; i++) {
        const struct fast_value part = fast_text_of(f, &values[i]);
        fast_append_value(f, &text, &part);
    }
    return fast_finish(&text);
}

static struct fast_value sum(struct fast *f, const struct fast_value *pair) {
    if (pair[0].kind == FAST_INTEGER && pair[1].kind == FAST_INTEGER)
        return fast_integer(f, pair[0].integer + pair[1].integer);
    if (pair[0].kind == FAST_STRING && pair[1].kind == FAST_STRING)
        return fast_concatenate(f, pair, 2);
    if (pair[0].kind == FAST_LIST && pair[1].kind == FAST_LIST)
        return joined(f, pair[0].list, pair[1].list);
    fast_refuse(f);
}

struct fast_value fast_binary(struct fast *f, enum fast_op op, const struct fast_value *pair) {
    switch (op) {
    case OP_ADD:
        return sum(f, pair);
    case OP_SUBTRACT:
        if (pair[0].kind != FAST_INTEGER || pair[1].kind != FAST_INTEGER)
            fast_refuse(f);
        return fast_integer(f, pair[0].integer - pair[1].integer);
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        return fast_bool(fast_equal(f, &pair[0], &pair[1]) == (op == OP_EQUAL));
    case OP_LESS:
        return fast_bool(fast_compare(f, &pair[0], &pair[1]) < 0);
    case OP_LESS_EQUAL:
        return fast_bool(fast_compare(f, &pair[0], &pair[1]) <= 0);
    case OP_GREATER:
        return fast_bool(fast_compare(f, &pair[0], &pair[1]) > 0);
    case OP_GREATER_EQUAL:
        return fast_bool(fast_compare(f, &pair[0], &pair[1]) >= 0);
    case OP_IN:
    case OP_NOT_IN:
        return fast_bool(fast_contains(f, &pair[1], &pair[0]) == (op == OP_IN));
    default:
        fast_refuse(f);
    }
}

struct fast_value fast_call(struct fast *f, struct fast_value callee, const struct fast_value *args, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (args[i].kind != FAST_INTEGER)
            fast_refuse(f);
    if (callee.kind != FAST_RANGE_FUNCTION || count == 0 || count > 3)
        fast_refuse(f);
    const int64_t from = count == 1 ? 0 : args[0].integer, to = args[count == 1 ? 0 : 1].integer;
    const int64_t step = count < 3 ? 1 : args[2].integer;
    if (step == 0)
        fast_refuse(f);
    struct fast_list *list = fast_new_list(f, 8);
    for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
        fast_push(f, list, fast_integer(f, i));
    return fast_list_value(FAST_RANGE, list);
}
