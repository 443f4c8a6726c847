/* tests.c: the tests that ordinary templates have, as src/runtime/tests.ts does them. */
#include "fast.h"

/* As src/runtime/cost.ts. */
enum { TEST_STEPS = 6 };

/* By src/format/builtins.ts. */
enum test {
    IS_BOOLEAN = 0,
    IS_DEFINED = 2,
    IS_EQUAL = 4,
    IS_FALSE = 7,
    IS_GREATER_EQUAL = 10,
    IS_GREATER = 11,
    IS_IN = 12,
    IS_LESS_EQUAL = 15,
    IS_LOWER = 16,
    IS_LESS = 17,
    IS_UNEQUAL = 19,
    IS_NONE = 20,
    IS_STRING = 25,
    IS_TRUE = 27,
    IS_UNDEFINED = 28,
    IS_UPPER = 29
};

/* What `select` and `reject` find by name, and how many arguments it takes. */
static const struct {
    const char *name;
    uint32_t id;
    uint32_t count;
} TESTS[] = {
    {"boolean", IS_BOOLEAN, 0}, {"defined", IS_DEFINED, 0},  {"eq", IS_EQUAL, 1},
    {"false", IS_FALSE, 0},     {"ge", IS_GREATER_EQUAL, 1}, {"gt", IS_GREATER, 1},
    {"in", IS_IN, 1},           {"le", IS_LESS_EQUAL, 1},    {"lower", IS_LOWER, 0},
    {"lt", IS_LESS, 1},         {"ne", IS_UNEQUAL, 1},       {"none", IS_NONE, 0},
    {"string", IS_STRING, 0},   {"true", IS_TRUE, 0},        {"undefined", IS_UNDEFINED, 0},
    {"upper", IS_UPPER, 0},
};

uint32_t fast_test_named(struct fast *f, const struct fast_value *name, uint32_t count) {
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++)
        if (fast_is(name, TESTS[i].name) && count == TESTS[i].count)
            return TESTS[i].id;
    fast_refuse(f);
}

/* Whether there is a letter of one case, and none of the other. */
static bool is_cased(struct fast *f, const struct fast_value *value, bool (*wanted)(uint8_t), bool (*other)(uint8_t)) {
    const struct fast_value text = fast_text_of(f, value);
    if (!fast_is_ascii(&text))
        fast_refuse(f);
    bool any = false;
    for (uint32_t i = 0; i < text.length; i++) {
        if (other(text.text[i]))
            return false;
        any = any || wanted(text.text[i]);
    }
    return any;
}

bool fast_test(struct fast *f, uint32_t test, struct fast_value value, const struct fast_value *args, uint32_t count) {
    static const struct fast_value NONE = {.kind = FAST_NONE};
    const struct fast_value *other = count > 0 && args[0].kind != FAST_UNSET ? &args[0] : &NONE;
    fast_spend(f, TEST_STEPS + (value.kind == FAST_STRING ? value.length : 0));
    switch ((enum test)test) {
    case IS_BOOLEAN:
        return value.kind == FAST_BOOL;
    case IS_DEFINED:
        return value.kind != FAST_UNDEFINED;
    case IS_UNDEFINED:
        return value.kind == FAST_UNDEFINED;
    case IS_EQUAL:
        return fast_equal(f, &value, other);
    case IS_UNEQUAL:
        return !fast_equal(f, &value, other);
    case IS_GREATER_EQUAL:
        return fast_compare(f, &value, other) >= 0;
    case IS_GREATER:
        return fast_compare(f, &value, other) > 0;
    case IS_LESS_EQUAL:
        return fast_compare(f, &value, other) <= 0;
    case IS_LESS:
        return fast_compare(f, &value, other) < 0;
    case IS_IN:
        return fast_contains(f, other, &value);
    case IS_LOWER:
        return is_cased(f, &value, fast_is_lower, fast_is_upper);
    case IS_UPPER:
        return is_cased(f, &value, fast_is_upper, fast_is_lower);
    case IS_NONE:
        return value.kind == FAST_NONE;
    case IS_STRING:
        return value.kind == FAST_STRING || value.kind == FAST_SAFE;
    case IS_TRUE:
        return value.kind == FAST_BOOL && value.integer == 1;
    case IS_FALSE:
        return value.kind == FAST_BOOL && value.integer == 0;
    }
    fast_refuse(f);
}
