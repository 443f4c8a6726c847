/*
 * names.c: texts as names and as JSON: src/value/case.ts, src/value/slug.ts, the filters `title` and `tojson`. Only in
 * ASCII, as what is a letter or its capital elsewhere would take the tables of Unicode.
 */
#include "fast.h"

enum kind { OTHER, LOWER, UPPER, DIGIT };

static enum kind kind_of(uint8_t c) {
    if (fast_is_lower(c))
        return LOWER;
    if (fast_is_upper(c))
        return UPPER;
    return fast_is_digit(c) ? DIGIT : OTHER;
}

/* Memory for what becomes of a text: at most a separator for each character. */
static uint8_t *room_for(struct fast *f, const struct fast_value *text) {
    if (text->kind != FAST_STRING || text->length > DXG_LENGTH_MAX / 2 || !fast_is_ascii(text))
        fast_refuse(f);
    /* More than TypeScript takes for any of them. */
    fast_spend(f, 2 * text->length);
    return fast_allocate(f, 2 * text->length);
}

struct name {
    uint8_t *bytes;
    uint32_t length;
    enum fast_spelling spelling;
};

/* `word` has at least one character. */
static void add_word(struct name *name, const uint8_t *word, uint32_t length) {
    const bool first = name->length == 0;
    if (!first && name->spelling >= FAST_SNAKE)
        name->bytes[name->length++] = name->spelling == FAST_KEBAB ? '-' : '_';
    const bool capitalised = name->spelling == FAST_PASCAL || (name->spelling == FAST_CAMEL && !first);
    for (uint32_t i = 0; i < length; i++) {
        const bool capital = name->spelling == FAST_CONSTANT || (capitalised && i == 0);
        name->bytes[name->length++] = capital ? fast_upper(word[i]) : fast_lower(word[i]);
    }
}

struct fast_value fast_respell(struct fast *f, enum fast_spelling spelling, const struct fast_value *text) {
    struct name name = {.bytes = room_for(f, text), .spelling = spelling};
    uint32_t start = 0;
    enum kind before = OTHER;
    enum kind current = OTHER;
    for (uint32_t i = 0; i < text->length; i++) {
        const enum kind kind = kind_of(text->text[i]);
        uint32_t end = i;
        uint32_t next = start;
        if (kind == OTHER) {
            next = i + 1;
        } else if (kind == UPPER && current != UPPER && current != OTHER) {
            next = i;
        } else if (kind == LOWER && current == UPPER && before == UPPER) {
            /* The last of several capitals begins the word that these small letters belong to. */
            end = i - 1;
            next = end;
        }
        if (next != start && end > start)
            add_word(&name, text->text + start, end - start);
        start = next;
        before = current;
        current = kind;
    }
    if (start < text->length)
        add_word(&name, text->text + start, text->length - start);
    return fast_string(name.bytes, name.length);
}

struct fast_value fast_slug(struct fast *f, const struct fast_value *text) {
    uint8_t *slug = room_for(f, text);
    uint32_t length = 0;
    bool apart = false;
    for (uint32_t i = 0; i < text->length; i++) {
        const uint8_t c = text->text[i];
        if (kind_of(c) != OTHER) {
            if (apart && length > 0)
                slug[length++] = '-';
            slug[length++] = fast_lower(c);
            apart = false;
        } else if (c != '\'') { /* which joins */
            apart = true;
        }
    }
    return fast_string(slug, length);
}

/* Whether a word of `title` ends here: at white space as Python knows it, hyphens and opening brackets. */
static bool is_border(uint8_t c) {
    return fast_is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
}

struct fast_value fast_title(struct fast *f, const struct fast_value *text) {
    uint8_t *title = room_for(f, text);
    bool begins = true;
    for (uint32_t i = 0; i < text->length; i++) {
        const uint8_t c = text->text[i];
        title[i] = begins ? fast_upper(c) : fast_lower(c);
        begins = is_border(c);
    }
    return fast_string(title, text->length);
}

/* What JSON escapes, and what a script element in HTML would not stand. */
static bool is_escaped(uint8_t c) {
    return c < 0x20 || c == 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == '\'';
}

struct fast_value fast_json_string(struct fast *f, const struct fast_value *text) {
    static const char SHORT[] = "\"\"\\\\\nn\rr\tt\ff\bb";
    struct fast_text out = {0};
    fast_spend(f, 1 + text->length);
    fast_append(f, &out, (const uint8_t *)"\"", 1);
    for (uint32_t i = 0; i < text->length; i++) {
        const uint8_t c = text->text[i];
        uint8_t escape[] = {'\\', 'u', '0', '0', (uint8_t)('0' + (c >> 4)), (uint8_t) "0123456789abcdef"[c & 15]};
        uint32_t length = sizeof escape;
        for (uint32_t s = 0; s + 1 < sizeof SHORT; s += 2) {
            if ((uint8_t)SHORT[s] == c) {
                escape[1] = (uint8_t)SHORT[s + 1];
                length = 2;
            }
        }
        if (is_escaped(c))
            fast_append(f, &out, escape, length);
        else
            fast_append(f, &out, &c, 1);
    }
    fast_append(f, &out, (const uint8_t *)"\"", 1);
    return fast_finish(&out);
}
