/*
 * wrap.c: the filter `wordwrap`: src/runtime/filters/wrap.ts with hyphens looked at, on what `splitLines` of
 * src/value/string.ts takes for lines. Only in ASCII, where a byte is a character.
 */
#include "fast.h"

/* A paragraph, and what is left of the piece of it that comes next: a run of blanks, or a word or a part of one. */
struct paragraph {
    const uint8_t *text;
    uint32_t length;
    uint32_t from; /* the length when nothing is left */
    uint32_t end;
    uint32_t ink_end; /* just after the last character of the piece that is no white space; 0 when all are */
};

static bool is_letter(uint8_t c) { return fast_is_letter(c) || c == '_'; }

static bool is_word(uint8_t c) { return is_letter(c) || fast_is_digit(c); }

/* What may stand before a dash. */
static bool is_punctuated(uint8_t c) {
    return is_word(c) || c == '!' || c == '"' || c == '\'' || c == '&' || c == '.' || c == ',' || c == '?';
}

static bool is_line_end(uint8_t c) { return (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e); }

/* A NUL, which is like no character that pieces depend on, outside of the text; places before it have wrapped round. */
static uint8_t at(const struct paragraph *p, uint32_t place) { return place < p->length ? p->text[place] : 0; }

/* Whether a word may be cut after this hyphen: HYPHEN in wrap.ts. */
static bool cuts_after(const struct paragraph *p, uint32_t i) {
    return is_letter(at(p, i - 1)) && is_letter(at(p, i - 2) == '-' ? at(p, i - 3) : at(p, i - 2)) &&
           is_letter(at(p, i + 1)) && is_letter(at(p, i + 2) == '-' ? at(p, i + 3) : at(p, i + 2));
}

/* Where a dash ends that begins here, or the same place when none does: DASH in wrap.ts. */
static uint32_t dash_end(const struct paragraph *p, uint32_t i) {
    if (!is_punctuated(at(p, i - 1)))
        return i;
    uint32_t end = i;
    while (at(p, end) == '-')
        end++;
    return end - i >= 2 && is_word(at(p, end)) ? end : i;
}

static uint32_t piece_end(const struct paragraph *p) {
    uint32_t i = p->from;
    if (fast_is_blank(p->text[i])) {
        while (i < p->length && fast_is_blank(p->text[i]))
            i++;
        return i;
    }
    const uint32_t dash = dash_end(p, i);
    if (dash > i)
        return dash;
    for (i++; i < p->length && !fast_is_blank(p->text[i]); i++) {
        if (p->text[i] != '-')
            continue;
        if (cuts_after(p, i))
            return i + 1;
        if (dash_end(p, i) > i)
            break;
    }
    return i;
}

static void next_piece(struct paragraph *p) {
    p->from = p->end;
    if (p->from == p->length)
        return;
    p->end = piece_end(p);
    p->ink_end = p->end;
    while (p->ink_end > p->from && fast_is_space(p->text[p->ink_end - 1]))
        p->ink_end--;
    if (p->ink_end == p->from)
        p->ink_end = 0;
}

/* Where to cut a piece that fits on no line: after `room` characters, or after the last hyphen before that. */
static uint32_t cut_place(const struct paragraph *p, uint32_t room) {
    const uint32_t end = p->from + room;
    for (uint32_t hyphen = end; hyphen-- > p->from + 1;) {
        if (p->text[hyphen] != '-')
            continue;
        uint32_t before = p->from;
        while (before < hyphen && p->text[before] == '-')
            before++;
        return before < hyphen ? hyphen + 1 : end;
    }
    return end;
}

/* Whether all is white space, as it is when there is nothing. */
static bool is_all_space(const struct paragraph *p, uint32_t from, uint32_t end) {
    while (from < end && fast_is_space(p->text[from]))
        from++;
    return from == end;
}

/* Pieces that follow one another lie side by side, so a line is a part of the text. */
static void wrap_paragraph(struct fast *f, struct paragraph *p, int64_t width, bool breaks, struct fast_text *out) {
    bool is_first = true;
    next_piece(p);
    while (p->from < p->length) {
        if (!is_first && p->from >= p->ink_end)
            next_piece(p);
        const uint32_t start = p->from;
        uint32_t last = start;
        while (p->from < p->length && p->end - start <= width) {
            last = p->from;
            next_piece(p);
        }
        if (p->from < p->length && p->end - p->from > width) {
            if (breaks) {
                last = p->from;
                p->from = cut_place(p, (uint32_t)(width - (p->from - start)));
            } else if (p->from == start) {
                last = start;
                next_piece(p);
            }
        }
        /* Only the last part is dropped; when that is an empty one, blanks before it stay, as in Python. */
        const uint32_t end = is_all_space(p, last, p->from) ? last : p->from;
        if (end == start)
            continue;
        if (!is_first)
            fast_append(f, out, (const uint8_t *)"\n", 1);
        fast_append(f, out, p->text + start, end - start);
        is_first = false;
    }
}

struct fast_value fast_wrap(struct fast *f, const struct fast_value *text, int64_t width, bool breaks) {
    if (text->kind != FAST_STRING || width <= 0 || text->length > DXG_LENGTH_MAX || !fast_is_ascii(text))
        fast_refuse(f);
    fast_spend(f, text->length);
    struct fast_text out = {.bytes = fast_allocate(f, 0)};
    uint32_t end;
    for (uint32_t start = 0; start < text->length; start = end + 1) {
        end = start;
        while (end < text->length && !is_line_end(text->text[end]))
            end++;
        if (start > 0)
            fast_append(f, &out, (const uint8_t *)"\n", 1);
        struct paragraph paragraph = {.text = text->text + start, .length = end - start};
        wrap_paragraph(f, &paragraph, width, breaks, &out);
        if (text->length - end >= 2 && text->text[end] == '\r' && text->text[end + 1] == '\n')
            end++;
    }
    return fast_finish(&out);
}
