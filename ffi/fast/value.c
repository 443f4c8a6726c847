/* value.c: values of the fast path and what Python's operators make of them. */
#include "fast.h"

#include <string.h>

enum { DEPTH_MAX = 100 };
static const int64_t INTEGER_MAX = 9007199254740991;

_Noreturn void fast_refuse(struct fast *f) { longjmp(f->refused, 1); }

void *fast_allocate(struct fast *f, uint32_t length) {
    const uint32_t rounded = (length + 7u) & ~7u;
    if (length > DXG_LENGTH_MAX || rounded > f->memory_length - f->memory_used)
        fast_refuse(f);
    void *at = f->memory + f->memory_used;
    f->memory_used += rounded;
    return at;
}

void fast_spend(struct fast *f, uint32_t steps) {
    if (steps > f->steps)
        fast_refuse(f);
    f->steps -= steps;
}

struct fast_value fast_none(void) {
    return (struct fast_value){.kind = FAST_NONE};
}

struct fast_value fast_bool(bool value) {
    return (struct fast_value){.kind = FAST_BOOL, .integer = value ? 1 : 0};
}

struct fast_value fast_integer(struct fast *f, int64_t value) {
    if (value > INTEGER_MAX || value < -INTEGER_MAX)
        fast_refuse(f);
    return (struct fast_value){.kind = FAST_INTEGER, .integer = value};
}

struct fast_value fast_string(const uint8_t *text, uint32_t length) {
    return (struct fast_value){.kind = FAST_STRING, .length = length, .text = text};
}

struct fast_value fast_safe(struct fast_value string) {
    string.kind = FAST_SAFE;
    return string;
}

struct fast_value fast_constant(const char *text) {
    return fast_string((const uint8_t *)text, (uint32_t)strlen(text));
}

struct fast_value fast_list_value(uint32_t kind, struct fast_list *list) {
    return (struct fast_value){.kind = kind, .list = list};
}

bool fast_is(const struct fast_value *value, const char *text) {
    const size_t length = strlen(text);
    return value->kind == FAST_STRING && value->length == length && memcmp(value->text, text, length) == 0;
}

bool fast_is_ascii(const struct fast_value *value) {
    for (uint32_t i = 0; i < value->length; i++)
        if (value->text[i] >= 0x80)
            return false;
    return true;
}

bool fast_is_printable(const struct fast_value *value) {
    for (uint32_t i = 0; i < value->length; i++)
        if (value->text[i] < 0x20 || value->text[i] > 0x7e)
            return false;
    return true;
}

bool fast_truth(struct fast *f, const struct fast_value *value) {
    switch (value->kind) {
    case FAST_UNDEFINED:
        if (value->length == FAST_STRICT)
            fast_refuse(f);
        return false;
    case FAST_NONE:
        return false;
    case FAST_BOOL:
    case FAST_INTEGER:
        return value->integer != 0;
    case FAST_STRING:
        return value->length > 0;
    case FAST_LIST:
    case FAST_TUPLE:
    case FAST_RANGE:
        return value->list->count > 0;
    case FAST_DICT:
        return value->dict->count > 0;
    case FAST_ONCE:
    case FAST_LOOP:
    case FAST_DXG:
        return true;
    default:
        fast_refuse(f);
    }
}

static bool is_number(const struct fast_value *value) {
    return value->kind == FAST_BOOL || value->kind == FAST_INTEGER;
}

bool fast_equal(struct fast *f, const struct fast_value *a, const struct fast_value *b) {
    fast_spend(f, 1);
    if (is_number(a) && is_number(b))
        return a->integer == b->integer;
    if (a->kind == FAST_DICT || b->kind == FAST_DICT || a->kind == FAST_UNDEFINED || b->kind == FAST_UNDEFINED ||
        a->kind >= FAST_SAFE || b->kind >= FAST_SAFE || a->kind == FAST_UNSET || b->kind == FAST_UNSET)
        fast_refuse(f);
    if (a->kind != b->kind)
        return false;
    if (a->kind == FAST_STRING)
        return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
    if (a->kind == FAST_NONE)
        return true;
    if (a->kind == FAST_ONCE)
        return a->list == b->list;
    if (a->list->count != b->list->count)
        return false;
    /* A list may hold itself. */
    if (f->depth++ == DEPTH_MAX)
        fast_refuse(f);
    bool same = true;
    for (uint32_t i = 0; same && i < a->list->count; i++)
        same = fast_equal(f, &a->list->items[i], &b->list->items[i]);
    f->depth--;
    return same;
}

int fast_compare(struct fast *f, const struct fast_value *a, const struct fast_value *b) {
    if (is_number(a) && is_number(b))
        return a->integer < b->integer ? -1 : a->integer > b->integer;
    if (a->kind != FAST_STRING || b->kind != FAST_STRING)
        fast_refuse(f);
    /* The order of UTF-8 is that of code points. */
    const uint32_t least = a->length < b->length ? a->length : b->length;
    const int order = memcmp(a->text, b->text, least);
    return order != 0 ? order : a->length < b->length ? -1 : a->length > b->length;
}

/* Where one text is in another one, from `from` on; the length of the text when nowhere. */
uint32_t fast_index_of(const struct fast_value *text, const struct fast_value *part, uint32_t from) {
    while (part->length <= text->length - from) {
        const uint32_t room = text->length - from - part->length + 1;
        const uint8_t *at = part->length == 0 ? text->text + from : memchr(text->text + from, part->text[0], room);
        if (at == NULL)
            break;
        if (memcmp(at, part->text, part->length) == 0)
            return (uint32_t)(at - text->text);
        from = (uint32_t)(at - text->text) + 1;
    }
    return text->length;
}

bool fast_contains(struct fast *f, const struct fast_value *container, const struct fast_value *item) {
    switch (container->kind) {
    case FAST_STRING:
        if (item->kind != FAST_STRING)
            fast_refuse(f);
        fast_spend(f, 1 + container->length / 64);
        return item->length == 0 || fast_index_of(container, item, 0) < container->length;
    case FAST_LIST:
    case FAST_TUPLE:
        for (uint32_t i = 0; i < container->list->count; i++)
            if (fast_equal(f, &container->list->items[i], item))
                return true;
        return false;
    case FAST_DICT:
        if (item->kind != FAST_STRING)
            fast_refuse(f);
        return fast_find(container->dict, item) != NULL;
    default:
        fast_refuse(f);
    }
}

struct fast_value fast_text_of(struct fast *f, const struct fast_value *value) {
    switch (value->kind) {
    case FAST_STRING:
        return *value;
    case FAST_NONE:
        return fast_constant("None");
    case FAST_BOOL:
        return fast_constant(value->integer != 0 ? "True" : "False");
    case FAST_UNDEFINED:
        if (value->length == FAST_STRICT)
            fast_refuse(f);
        return fast_constant("");
    case FAST_INTEGER: {
        enum { DIGITS = 24 };
        uint8_t *text = fast_allocate(f, DIGITS);
        uint32_t start = DIGITS;
        uint64_t rest = (uint64_t)(value->integer < 0 ? -value->integer : value->integer);
        do {
            text[--start] = (uint8_t)('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (value->integer < 0)
            text[--start] = '-';
        return fast_string(text + start, DIGITS - start);
    }
    default:
        fast_refuse(f);
    }
}

static struct fast_list *characters(struct fast *f, const struct fast_value *text) {
    if (!fast_is_ascii(text))
        fast_refuse(f);
    struct fast_list *list = fast_new_list(f, text->length);
    for (uint32_t i = 0; i < text->length; i++)
        fast_push(f, list, fast_string(text->text + i, 1));
    return list;
}

struct fast_list *fast_items(struct fast *f, const struct fast_value *value) {
    switch (value->kind) {
    case FAST_ONCE:
        /* A second reading gives nothing in Python: too rare to be done here. */
        if (value->list->used)
            fast_refuse(f);
        value->list->used = true;
        return value->list;
    case FAST_LIST:
    case FAST_TUPLE:
    case FAST_RANGE:
        return value->list;
    case FAST_STRING:
        return characters(f, value);
    case FAST_DICT: {
        struct fast_list *keys = fast_new_list(f, value->dict->count);
        for (uint32_t i = 0; i < value->dict->count; i++)
            fast_push(f, keys, value->dict->keys[i]);
        return keys;
    }
    default:
        fast_refuse(f);
    }
}

struct fast_list *fast_new_list(struct fast *f, uint32_t capacity) {
    if (capacity > f->memory_length / sizeof(struct fast_value))
        fast_refuse(f);
    struct fast_list *list = fast_allocate(f, sizeof *list);
    *list = (struct fast_list){.capacity = capacity};
    list->items = fast_allocate(f, capacity * (uint32_t)sizeof *list->items);
    return list;
}

void fast_push(struct fast *f, struct fast_list *list, struct fast_value value) {
    fast_spend(f, 1);
    if (list->count == list->capacity) {
        const uint32_t capacity = list->capacity < 8 ? 8 : 2 * list->capacity;
        if (capacity > f->memory_length / sizeof(struct fast_value))
            fast_refuse(f);
        struct fast_value *items = fast_allocate(f, capacity * (uint32_t)sizeof *items);
        memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = value;
}

const struct fast_value *fast_find(const struct fast_dict *dict, const struct fast_value *key) {
    for (uint32_t i = 0; i < dict->count; i++)
        if (dict->keys[i].length == key->length && memcmp(dict->keys[i].text, key->text, key->length) == 0)
            return &dict->values[i];
    return NULL;
}

const struct fast_value *fast_get(const struct fast_dict *dict, const char *key) {
    const struct fast_value name = fast_constant(key);
    return fast_find(dict, &name);
}

void fast_append(struct fast *f, struct fast_text *text, const uint8_t *bytes, uint32_t length) {
    if (length > text->capacity - text->length) {
        const uint32_t least = text->length + length;
        if (least > f->memory_length)
            fast_refuse(f);
        const uint32_t capacity = least < 128 ? 256 : 2 * least;
        uint8_t *grown = fast_allocate(f, capacity);
        if (text->length > 0)
            memcpy(grown, text->bytes, text->length);
        text->bytes = grown;
        text->capacity = capacity;
    }
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void fast_append_value(struct fast *f, struct fast_text *text, const struct fast_value *string) {
    fast_append(f, text, string->text, string->length);
}

struct fast_value fast_finish(const struct fast_text *text) {
    return text->length == 0 ? fast_constant("") : fast_string(text->bytes, text->length);
}
