/*
 * answers.c: the values of all parameters, from NAME, `-p` arguments and defaults, as src/app/parameters/ works them
 * out. Texts, integers, booleans, choices of texts and lists of texts are done here; everything that is missing or
 * wrong, or that has a pattern, a variable or computed choices, is refused, and so are limits of what is no text.
 */
#include "fast.h"

#include <string.h>

enum type { TYPE_STRING, TYPE_INTEGER, TYPE_BOOLEAN, TYPE_LIST, TYPE_ENUM, TYPE_OBJECT };

static enum type type_of(struct fast *f, const struct fast_dict *parameter) {
    static const char *const NAMES[] = {"string", "integer", "boolean", "array", "enum", "object"};
    const struct fast_value *name = fast_get(parameter, "type");
    for (uint32_t i = 0; name != NULL && i < sizeof NAMES / sizeof *NAMES; i++)
        if (fast_is(name, NAMES[i]))
            return (enum type)i;
    fast_refuse(f);
}

static bool flag(struct fast *f, const struct fast_dict *parameter, const char *key) {
    const struct fast_value *value = fast_get(parameter, key);
    if (value == NULL || value->kind != FAST_BOOL)
        fast_refuse(f);
    return value->integer != 0;
}

static const struct fast_value *name_of(struct fast *f, const struct fast_dict *parameter) {
    const struct fast_value *name = fast_get(parameter, "name");
    if (name == NULL || name->kind != FAST_STRING)
        fast_refuse(f);
    return name;
}

/* Whether a text has as many characters as its parameter asks for. */
static bool is_long_enough(const struct fast_value *min, const struct fast_value *text) {
    int64_t characters = 0;
    for (uint32_t i = 0; i < text->length; i++)
        characters += ((unsigned char)text->text[i] & 0xc0) != 0x80;
    return min->kind == FAST_INTEGER && characters >= min->integer;
}

/* Whether a value is of the parameter's type and among its choices; what else could be asked of it is refused. */
static void check(struct fast *f, const struct fast_dict *parameter, const struct fast_value *value) {
    static const uint32_t KINDS[] = {FAST_STRING, FAST_INTEGER, FAST_BOOL, FAST_LIST, 0, FAST_DICT};
    const enum type type = type_of(f, parameter);
    const struct fast_value *choices = fast_get(parameter, "choices");
    if (type != TYPE_ENUM && value->kind != KINDS[type])
        fast_refuse(f);
    if (choices != NULL && (type == TYPE_LIST || !fast_contains(f, choices, value)))
        fast_refuse(f);
    const struct fast_value *min = fast_get(parameter, "min");
    if (min != NULL && (type != TYPE_STRING || !is_long_enough(min, value)))
        fast_refuse(f);
    const struct fast_value *items = fast_get(parameter, "items");
    if (type != TYPE_LIST || items == NULL)
        return;
    for (uint32_t i = 0; i < value->list->count; i++)
        if (!fast_is(items, "string") || value->list->items[i].kind != FAST_STRING)
            fast_refuse(f);
}

static void refuse_unusual(struct fast *f, const struct fast_dict *parameter) {
    static const char *const KEYS[] = {"pattern", "max", "env", "choices_program"};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (fast_get(parameter, KEYS[i]) != NULL)
            fast_refuse(f);
}

static struct fast_value integer_of(struct fast *f, const struct fast_value *text) {
    const bool is_signed = text->length > 0 && (text->text[0] == '-' || text->text[0] == '+');
    int64_t value = 0;
    if (text->length > 15 || text->length == (is_signed ? 1 : 0))
        fast_refuse(f);
    for (uint32_t i = is_signed ? 1 : 0; i < text->length; i++) {
        if (!fast_is_digit(text->text[i]))
            fast_refuse(f);
        value = 10 * value + (text->text[i] - '0');
    }
    return fast_integer(f, text->text[0] == '-' ? -value : value);
}

static bool is_any_of(const struct fast_value *text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fast_is(text, words[i]))
            return true;
    return false;
}

static struct fast_value boolean_of(struct fast *f, const struct fast_value *text) {
    static const char *const TRUE_WORDS[] = {"true", "yes", "on", "1"};
    static const char *const FALSE_WORDS[] = {"false", "no", "off", "0"};
    const bool is_true = is_any_of(text, TRUE_WORDS, 4);
    if (!is_true && !is_any_of(text, FALSE_WORDS, 4))
        fast_refuse(f);
    return fast_bool(is_true);
}

/* Texts between commas; what is escaped is refused. */
static void split_list(struct fast *f, const struct fast_value *text, struct fast_list *into) {
    if (text->length == 0)
        return;
    if (memchr(text->text, '\\', text->length) != NULL)
        fast_refuse(f);
    for (uint32_t start = 0, i = 0; i <= text->length; i++) {
        if (i < text->length && text->text[i] != ',')
            continue;
        fast_push(f, into, fast_string(text->text + start, i - start));
        start = i + 1;
    }
}

/* A value as it is typed. `before`: what the parameter was given already, which only lists may be twice. */
static struct fast_value read_text(struct fast *f, const struct fast_dict *parameter, const struct fast_value *text,
                                   const struct fast_value *before) {
    const struct fast_value *items = fast_get(parameter, "items");
    const enum type type = type_of(f, parameter);
    if (before != NULL && type != TYPE_LIST)
        fast_refuse(f);
    switch (type) {
    case TYPE_STRING:
    case TYPE_ENUM:
        return *text;
    case TYPE_INTEGER:
        return integer_of(f, text);
    case TYPE_BOOLEAN:
        return boolean_of(f, text);
    case TYPE_LIST: {
        if (items != NULL && !fast_is(items, "string"))
            fast_refuse(f);
        if (items == NULL && text->length > 0 && (text->text[0] == '[' || text->text[0] == '{'))
            fast_refuse(f);
        struct fast_list *list = before == NULL ? fast_new_list(f, 8) : before->list;
        split_list(f, text, list);
        return fast_list_value(FAST_LIST, list);
    }
    default:
        fast_refuse(f);
    }
}

/* The parameter of a name that may be given; NULL when there is none. */
static const struct fast_dict *parameter_named(struct fast *f, const struct fast_list *params,
                                               const struct fast_value *name, uint32_t *index) {
    for (*index = 0; *index < params->count; *index += 1) {
        const struct fast_dict *parameter = params->items[*index].dict;
        const struct fast_value *known = name_of(f, parameter);
        if (known->length == name->length && memcmp(known->text, name->text, name->length) == 0)
            return flag(f, parameter, "private") ? NULL : parameter;
    }
    return NULL;
}

/* `key=value`; `key` alone is true, `no-key` false. */
static void read_flag(struct fast *f, const struct fast_list *params, struct fast_value *given,
                      const struct fast_value *written) {
    const uint8_t *equals = memchr(written->text, '=', written->length);
    struct fast_value name = *written;
    if (equals != NULL)
        name.length = (uint32_t)(equals - written->text);
    if (memchr(name.text, '.', name.length) != NULL)
        fast_refuse(f);
    uint32_t index = 0;
    const struct fast_dict *parameter = parameter_named(f, params, &name, &index);
    bool is_on = true;
    if (parameter == NULL && equals == NULL && name.length > 3 && memcmp(name.text, "no-", 3) == 0) {
        name = fast_string(name.text + 3, name.length - 3);
        parameter = parameter_named(f, params, &name, &index);
        is_on = false;
    }
    if (parameter == NULL)
        fast_refuse(f);
    const struct fast_value *before = given[index].kind == FAST_UNSET ? NULL : &given[index];
    if (equals == NULL) {
        /* TypeScript looks at the name as it is written here. */
        const bool says_no = written->length >= 3 && memcmp(written->text, "no-", 3) == 0;
        if (before != NULL || type_of(f, parameter) != TYPE_BOOLEAN || says_no == is_on)
            fast_refuse(f);
        given[index] = fast_bool(is_on);
        return;
    }
    const uint32_t start = name.length + 1;
    const struct fast_value text = fast_string(written->text + start, written->length - start);
    given[index] = read_text(f, parameter, &text, before);
}

static struct fast_value default_of(struct fast *f, const struct fast_dict *parameter) {
    const struct fast_value *literal = fast_get(parameter, "default");
    const struct fast_value *program = fast_get(parameter, "default_program");
    struct fast_value value = fast_none();
    if (literal != NULL)
        value = *literal;
    else if (program != NULL && program->kind == FAST_INTEGER && program->integer >= 0)
        value = fast_evaluate(f, (uint32_t)program->integer, NULL, false);
    if (value.kind == FAST_UNDEFINED)
        fast_refuse(f);
    if (value.kind != FAST_NONE)
        check(f, parameter, &value);
    return value;
}

static struct fast_value value_of(struct fast *f, const struct fast_dict *parameter, const struct fast_value *given) {
    const struct fast_value *when = fast_get(parameter, "when_program");
    refuse_unusual(f, parameter);
    if (when != NULL) {
        if (when->kind != FAST_INTEGER || when->integer < 0)
            fast_refuse(f);
        const struct fast_value applies = fast_evaluate(f, (uint32_t)when->integer, NULL, false);
        if (applies.kind == FAST_UNDEFINED)
            fast_refuse(f);
        if (!fast_truth(f, &applies)) {
            if (given->kind != FAST_UNSET || fast_get(parameter, "choices") != NULL)
                fast_refuse(f);
            return default_of(f, parameter);
        }
    }
    if (given->kind != FAST_UNSET) {
        check(f, parameter, given);
        return *given;
    }
    if (flag(f, parameter, "required"))
        fast_refuse(f);
    return default_of(f, parameter);
}

void fast_resolve(struct fast *f, const struct fast_list *flags) {
    const struct fast_value *list = fast_get(f->bundle.parameters, "params");
    if (list == NULL || list->kind != FAST_LIST || fast_get(f->bundle.parameters, "conflicts") != NULL)
        fast_refuse(f);
    const struct fast_list *params = list->list;
    const uint32_t size = params->count * (uint32_t)sizeof(struct fast_value);
    struct fast_value *given = fast_allocate(f, size);
    uint32_t positional = params->count;
    for (uint32_t i = 0; i < params->count; i++) {
        if (params->items[i].kind != FAST_DICT)
            fast_refuse(f);
        given[i] = (struct fast_value){.kind = FAST_UNSET};
        if (flag(f, params->items[i].dict, "positional"))
            positional = i;
    }
    for (uint32_t i = 0; i < flags->count; i++)
        read_flag(f, params, given, &flags->items[i]);
    if (f->name.kind == FAST_STRING) {
        if (positional == params->count || given[positional].kind != FAST_UNSET)
            fast_refuse(f);
        given[positional] = f->name;
    }
    f->answers.keys = fast_allocate(f, size);
    f->answers.values = fast_allocate(f, size);
    for (uint32_t i = 0; i < params->count; i++) {
        const struct fast_dict *parameter = params->items[i].dict;
        /* Only what stands before it is known to an expression. */
        f->answers.values[i] = value_of(f, parameter, &given[i]);
        f->answers.keys[i] = *name_of(f, parameter);
        f->answers.count = i + 1;
    }
}
