/* filters.c: the filters that ordinary templates have, as src/runtime/filters/ does them. */
#include "fast.h"

#include <string.h>

/* As src/runtime/cost.ts. */
enum { FILTER_STEPS = 20 };

/* By src/format/builtins.ts. */
enum filter {
    CAPITALIZE = 3,
    LENGTH = 5,
    DEFAULT = 6,
    FIRST = 10,
    JOIN = 17,
    LAST = 18,
    LIST = 19,
    LOWER = 20,
    MAP = 21,
    REJECT = 25,
    REPLACE = 27,
    SELECT = 31,
    STRING = 35,
    TITLE = 38,
    TOJSON = 39,
    TRIM = 40,
    UNIQUE = 42,
    UPPER = 43,
    WORDWRAP = 46,
    PASCAL = 48,
    CAMEL = 49,
    SNAKE = 50,
    KEBAB = 51,
    CONSTANT = 52,
    SLUGIFY = 53,
    QUOTE = 74
};

/* What `map` finds by name, and how many arguments it takes. */
struct named {
    const char *name;
    uint32_t id;
    uint32_t least;
    uint32_t most;
};

static const struct named FILTERS[] = {
    {"camel", CAMEL, 0, 0},     {"capitalize", CAPITALIZE, 0, 0}, {"constant", CONSTANT, 0, 0},
    {"first", FIRST, 0, 0},     {"kebab", KEBAB, 0, 0},           {"last", LAST, 0, 0},
    {"length", LENGTH, 0, 0},   {"lower", LOWER, 0, 0},           {"pascal", PASCAL, 0, 0},
    {"replace", REPLACE, 2, 2}, {"slugify", SLUGIFY, 0, 0},       {"snake", SNAKE, 0, 0},
    {"string", STRING, 0, 0},   {"title", TITLE, 0, 0},           {"trim", TRIM, 0, 1},
    {"upper", UPPER, 0, 0},
};
static uint32_t filter_named(struct fast *f, const struct fast_value *name, uint32_t count) {
    for (size_t i = 0; i < sizeof FILTERS / sizeof *FILTERS; i++)
        if (fast_is(name, FILTERS[i].name) && count >= FILTERS[i].least && count <= FILTERS[i].most)
            return FILTERS[i].id;
    fast_refuse(f);
}

/* The text with its first character by one of the two, the others by the other one. */
static struct fast_value recased(struct fast *f, const struct fast_value *value, uint8_t (*first)(uint8_t),
                                 uint8_t (*rest)(uint8_t)) {
    const struct fast_value text = fast_text_of(f, value);
    if (!fast_is_ascii(&text))
        fast_refuse(f);
    uint8_t *out = fast_allocate(f, text.length);
    for (uint32_t i = 0; i < text.length; i++)
        out[i] = (i == 0 ? first : rest)(text.text[i]);
    return fast_string(out, text.length);
}

static struct fast_value respelled(struct fast *f, const struct fast_value *value, enum fast_spelling spelling) {
    const struct fast_value text = fast_text_of(f, value);
    return fast_respell(f, spelling, &text);
}

static struct fast_value end_of(struct fast *f, const struct fast_value *value, bool last) {
    /* What is read once gives its first item alone: the rest can still be read in Python. */
    if (value->kind == FAST_ONCE && last)
        fast_refuse(f);
    const struct fast_list *items = fast_items(f, value);
    if (items->count == 0)
        return (struct fast_value){.kind = FAST_UNDEFINED, .length = FAST_STRICT};
    return items->items[last ? items->count - 1 : 0];
}

static struct fast_value length_of(struct fast *f, const struct fast_value *value) {
    switch (value->kind) {
    case FAST_STRING:
        if (!fast_is_ascii(value))
            fast_refuse(f);
        return fast_integer(f, value->length);
    case FAST_LIST:
    case FAST_TUPLE:
    case FAST_RANGE:
        return fast_integer(f, value->list->count);
    case FAST_DICT:
        return fast_integer(f, value->dict->count);
    default:
        fast_refuse(f);
    }
}

static struct fast_value join(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                              uint32_t count) {
    if (count > 1 && args[1].kind != FAST_UNSET)
        fast_refuse(f);
    const bool given = count > 0 && args[0].kind != FAST_UNSET;
    const struct fast_value separator = given ? fast_text_of(f, &args[0]) : fast_constant("");
    const struct fast_list *items = fast_items(f, value);
    struct fast_text text = {0};
    for (uint32_t i = 0; i < items->count; i++) {
        const struct fast_value part = fast_text_of(f, &items->items[i]);
        if (i > 0)
            fast_append_value(f, &text, &separator);
        fast_append_value(f, &text, &part);
    }
    return fast_finish(&text);
}

static struct fast_value replace(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                                 uint32_t count) {
    if (count < 2 || (count > 2 && args[2].kind != FAST_UNSET && args[2].kind != FAST_NONE))
        fast_refuse(f);
    const struct fast_value text = fast_text_of(f, value);
    const struct fast_value old = fast_text_of(f, &args[0]);
    const struct fast_value fresh = fast_text_of(f, &args[1]);
    if (old.length == 0)
        fast_refuse(f);
    fast_spend(f, 1 + text.length / 64);
    uint32_t at = fast_index_of(&text, &old, 0);
    if (at == text.length)
        return text;
    struct fast_text out = {0};
    uint32_t from = 0;
    for (; at < text.length; at = fast_index_of(&text, &old, from)) {
        fast_append(f, &out, text.text + from, at - from);
        fast_append_value(f, &out, &fresh);
        from = at + old.length;
    }
    fast_append(f, &out, text.text + from, text.length - from);
    return fast_finish(&out);
}

static bool is_stripped(uint8_t c, const struct fast_value *characters) {
    return characters == NULL ? fast_is_space(c) : memchr(characters->text, c, characters->length) != NULL;
}

static struct fast_value trim(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                              uint32_t count) {
    struct fast_value text = fast_text_of(f, value);
    const struct fast_value *characters = NULL;
    if (count > 0 && args[0].kind != FAST_UNSET && args[0].kind != FAST_NONE) {
        characters = &args[0];
        if (characters->kind != FAST_STRING || !fast_is_ascii(characters))
            fast_refuse(f);
    }
    while (text.length > 0 && is_stripped(text.text[0], characters)) {
        text.text += 1;
        text.length -= 1;
    }
    while (text.length > 0 && is_stripped(text.text[text.length - 1], characters))
        text.length -= 1;
    /* Other characters may be white space too. */
    if (characters == NULL && text.length > 0 && (text.text[0] >= 0x80 || text.text[text.length - 1] >= 0x80))
        fast_refuse(f);
    return text;
}

/* Texts that differ in more than case, in their order. */
static struct fast_value unique(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                                uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (args[i].kind != FAST_UNSET)
            fast_refuse(f);
    const struct fast_list *items = fast_items(f, value);
    struct fast_list *list = fast_new_list(f, items->count);
    struct fast_list *keys = fast_new_list(f, items->count);
    const struct fast_value seen = fast_list_value(FAST_LIST, keys);
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i].kind != FAST_STRING)
            fast_refuse(f);
        const struct fast_value key = recased(f, &items->items[i], fast_lower, fast_lower);
        if (fast_contains(f, &seen, &key))
            continue;
        fast_push(f, keys, key);
        fast_push(f, list, items->items[i]);
    }
    return fast_list_value(FAST_ONCE, list);
}

/* A filter applied to each item at once, where Python waits: what fails is refused and done again by TypeScript. */
static struct fast_value map(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                             uint32_t count) {
    if (count == 0)
        fast_refuse(f);
    const uint32_t filter = filter_named(f, &args[0], count - 1);
    const bool any = fast_truth(f, value);
    const struct fast_list *items = any ? fast_items(f, value) : fast_new_list(f, 0);
    struct fast_list *list = fast_new_list(f, items->count);
    for (uint32_t i = 0; i < items->count; i++)
        fast_push(f, list, fast_filter(f, filter, items->items[i], args + 1, count - 1));
    return fast_list_value(FAST_ONCE, list);
}

static struct fast_value choose(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                                uint32_t count, bool keep) {
    const uint32_t test = count == 0 ? 0 : fast_test_named(f, &args[0], count - 1);
    const bool any = fast_truth(f, value);
    const struct fast_list *items = any ? fast_items(f, value) : fast_new_list(f, 0);
    struct fast_list *list = fast_new_list(f, items->count);
    for (uint32_t i = 0; i < items->count; i++) {
        const struct fast_value item = items->items[i];
        const bool holds = count == 0 ? fast_truth(f, &item) : fast_test(f, test, item, args + 1, count - 1);
        if (holds == keep)
            fast_push(f, list, item);
    }
    return fast_list_value(FAST_ONCE, list);
}

static struct fast_value list_of(struct fast *f, const struct fast_value *value) {
    const struct fast_list *items = fast_items(f, value);
    struct fast_list *list = fast_new_list(f, items->count);
    for (uint32_t i = 0; i < items->count; i++)
        fast_push(f, list, items->items[i]);
    return fast_list_value(FAST_LIST, list);
}

static struct fast_value default_of(struct fast *f, struct fast_value value, const struct fast_value *args,
                                    uint32_t count) {
    const bool falsy_too = count > 1 && args[1].kind != FAST_UNSET && fast_truth(f, &args[1]);
    const bool missing = value.kind == FAST_UNDEFINED || (falsy_too && !fast_truth(f, &value));
    if (!missing)
        return value;
    return count > 0 && args[0].kind != FAST_UNSET ? args[0] : fast_constant("");
}

static struct fast_value tojson(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                                uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (args[i].kind != FAST_UNSET)
            fast_refuse(f);
    if (value->kind == FAST_BOOL)
        return fast_safe(fast_constant(value->integer != 0 ? "true" : "false"));
    if (value->kind == FAST_NONE)
        return fast_safe(fast_constant("null"));
    if (value->kind == FAST_INTEGER)
        return fast_safe(fast_text_of(f, value));
    if (value->kind != FAST_STRING || !fast_is_ascii(value))
        fast_refuse(f);
    return fast_safe(fast_json_string(f, value));
}

static struct fast_value wordwrap(struct fast *f, const struct fast_value *value, const struct fast_value *args,
                                  uint32_t count) {
    for (uint32_t i = 2; i < count; i++)
        if (args[i].kind != FAST_UNSET)
            fast_refuse(f);
    if (count == 0 || args[0].kind != FAST_INTEGER || value->kind != FAST_STRING)
        fast_refuse(f);
    const bool breaks = count < 2 || args[1].kind == FAST_UNSET || fast_truth(f, &args[1]);
    return fast_wrap(f, value, args[0].integer, breaks);
}

static bool is_shell_safe(uint8_t c) {
    return fast_is_letter(c) || fast_is_digit(c) || (c != 0 && strchr("_@%+=:,./-", c) != NULL);
}

/* One word for a POSIX shell. */
static struct fast_value quote(struct fast *f, const struct fast_value *value) {
    if (value->kind != FAST_STRING || !fast_is_ascii(value))
        fast_refuse(f);
    fast_spend(f, value->length);
    bool safe = value->length > 0;
    for (uint32_t i = 0; i < value->length; i++)
        safe = safe && is_shell_safe(value->text[i]);
    if (safe)
        return fast_string(value->text, value->length);
    struct fast_text text = {0};
    fast_append(f, &text, (const uint8_t *)"'", 1);
    for (uint32_t i = 0; i < value->length; i++)
        if (value->text[i] == '\'')
            fast_append(f, &text, (const uint8_t *)"'\"'\"'", 5);
        else
            fast_append(f, &text, value->text + i, 1);
    fast_append(f, &text, (const uint8_t *)"'", 1);
    return fast_finish(&text);
}

struct fast_value fast_filter(struct fast *f, uint32_t filter, struct fast_value value, const struct fast_value *args,
                              uint32_t count) {
    fast_spend(f, FILTER_STEPS + (value.kind == FAST_STRING ? value.length : 0));
    switch ((enum filter)filter) {
    case CAPITALIZE:
        return recased(f, &value, fast_upper, fast_lower);
    case UPPER:
        return recased(f, &value, fast_upper, fast_upper);
    case LOWER:
        return recased(f, &value, fast_lower, fast_lower);
    case LENGTH:
        return length_of(f, &value);
    case DEFAULT:
        return default_of(f, value, args, count);
    case FIRST:
        return end_of(f, &value, false);
    case LAST:
        return end_of(f, &value, true);
    case JOIN:
        return join(f, &value, args, count);
    case LIST:
        return list_of(f, &value);
    case MAP:
        return map(f, &value, args, count);
    case SELECT:
        return choose(f, &value, args, count, true);
    case REJECT:
        return choose(f, &value, args, count, false);
    case REPLACE:
        return replace(f, &value, args, count);
    case STRING:
        return fast_text_of(f, &value);
    case TITLE: {
        const struct fast_value text = fast_text_of(f, &value);
        return fast_title(f, &text);
    }
    case TOJSON:
        return tojson(f, &value, args, count);
    case TRIM:
        return trim(f, &value, args, count);
    case UNIQUE:
        return unique(f, &value, args, count);
    case WORDWRAP:
        return wordwrap(f, &value, args, count);
    case PASCAL:
        return respelled(f, &value, FAST_PASCAL);
    case CAMEL:
        return respelled(f, &value, FAST_CAMEL);
    case SNAKE:
        return respelled(f, &value, FAST_SNAKE);
    case KEBAB:
        return respelled(f, &value, FAST_KEBAB);
    case CONSTANT:
        return respelled(f, &value, FAST_CONSTANT);
    case SLUGIFY: {
        if (count > 0)
            fast_refuse(f);
        const struct fast_value text = fast_text_of(f, &value);
        return fast_slug(f, &text);
    }
    case QUOTE:
        return quote(f, &value);
    }
    fast_refuse(f);
}
