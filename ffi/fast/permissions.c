/*
 * permissions.c: what may be written: `isPlain` of src/project/output-path.ts, `clearlyAllowed` of src/trust/entry.ts
 * for files that are all new, and src/trust/turned-text.ts. Grants are read as src/format/grant.ts has them: what it
 * would refuse in a bundle must not pass here, so only the plainest ones do.
 */
#include "fast.h"

#include <string.h>

enum { SEGMENT_BYTES_MAX = 255, GRANT_LENGTH_MAX = 500 };
/* Lengths of the names of Windows' devices that are made of plain characters, `con` to `com1`. */
enum { DEVICE_NAME_MIN = 3, DEVICE_NAME_MAX = 4 };

/* A glob, a path, or one name of either. */
struct name {
    const uint8_t *text;
    uint32_t length;
};

static bool is_word_character(uint8_t c) { return fast_is_letter(c) || fast_is_digit(c) || c == '_' || c == '-'; }

bool fast_is_plain_path(const struct fast_value *path) {
    if (path->kind != FAST_STRING || path->length > SEGMENT_BYTES_MAX)
        return false;
    uint32_t start = 0;
    uint32_t stem_end = 0;
    bool has_dot = false;
    for (uint32_t i = 0; i <= path->length; i++) {
        const uint8_t c = i == path->length ? '/' : path->text[i];
        if (c == '/') {
            const uint32_t stem = (has_dot ? stem_end : i) - start;
            if (stem == 0 || path->text[i - 1] == '.' || (stem >= DEVICE_NAME_MIN && stem <= DEVICE_NAME_MAX))
                return false;
            start = i + 1;
            has_dot = false;
        } else if (c == '.') {
            if (!has_dot)
                stem_end = i;
            has_dot = true;
        } else if (!is_word_character(c)) {
            return false;
        }
    }
    return true;
}

static bool ends_with(const struct fast_value *path, const char *ending) {
    const size_t length = strlen(ending);
    return path->length >= length && memcmp(path->text + path->length - length, ending, length) == 0;
}

/* Whether a part in small letters is anywhere in a path, which may have capitals. */
static bool has_part(const struct fast_value *path, const char *part) {
    const size_t length = strlen(part);
    for (size_t from = 0; from + length <= path->length; from++) {
        size_t i = 0;
        while (i < length && fast_lower(path->text[from + i]) == (uint8_t)part[i])
            i++;
        if (i == length)
            return true;
    }
    return false;
}

/* Whether neither name nor content matters to any rule: `isPlain` of entry.ts, for a path that is plain. */
static bool is_ordinary(const struct fast_value *path) {
    for (uint32_t i = 0; i < path->length; i++)
        if (path->text[i] == '_' && (i == 0 || path->text[i - 1] == '/'))
            return false;
    static const char *const parts[] = {"node_modules", "buildsrc",    "vimfiles",
                                        "requirements", "constraints", "conanfile"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (has_part(path, parts[i]))
            return false;
    static const char *const endings[] = {".md", ".ts", ".tsx", ".txt", ".css", ".html"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(path, endings[i]))
            return true;
    return false;
}

static bool is_same(struct name a, const char *text) {
    return a.length == strlen(text) && memcmp(a.text, text, a.length) == 0;
}

/* Takes the first of the names that are left; false when none is. */
static bool take_name(struct name all, uint32_t *from, struct name *taken) {
    if (*from > all.length)
        return false;
    uint32_t end = *from;
    while (end < all.length && all.text[end] != '/')
        end++;
    *taken = (struct name){all.text + *from, end - *from};
    *from = end + 1;
    return true;
}

/* Whether a name of a glob has nothing but literals and `*`, or is `**`. */
static bool is_simple_name(struct name name) {
    if (is_same(name, "") || is_same(name, ".") || is_same(name, ".."))
        return false;
    for (uint32_t i = 0; i < name.length; i++) {
        const uint8_t c = name.text[i];
        if (c < 0x20 || c > 0x7e || memchr("?[]{}\\!", c, 7) != NULL)
            return false;
        if (c == '*' && i > 0 && name.text[i - 1] == '*' && name.length > 2)
            return false;
    }
    return true;
}

static bool is_simple_glob(const struct fast_value *glob) {
    if (glob->kind != FAST_STRING || glob->length == 0 || glob->length > GRANT_LENGTH_MAX)
        return false;
    const struct name all = {glob->text, glob->length};
    uint32_t at = 0;
    struct name name;
    while (take_name(all, &at, &name))
        if (!is_simple_name(name))
            return false;
    return true;
}

static bool matches_name(struct name pattern, struct name name) {
    uint32_t at = 0;
    uint32_t index = 0;
    uint32_t after_star = 0; /* 0 when there has been none */
    uint32_t taken = 0;
    while (index < name.length) {
        if (at < pattern.length && pattern.text[at] == '*') {
            after_star = ++at;
            taken = index;
        } else if (at < pattern.length && pattern.text[at] == name.text[index]) {
            at++;
            index++;
        } else if (after_star > 0) {
            at = after_star;
            index = ++taken;
        } else {
            return false;
        }
    }
    while (at < pattern.length && pattern.text[at] == '*')
        at++;
    return at == pattern.length;
}

/* `**` is to names what `*` is to characters. */
static bool matches_glob(struct name glob, struct name path) {
    uint32_t at = 0;
    uint32_t after_star = 0;
    uint32_t taken = 0;
    struct name pattern;
    struct name name;
    for (uint32_t from = 0; from <= path.length;) {
        uint32_t next_at = at;
        uint32_t next = from;
        const bool has_pattern = take_name(glob, &next_at, &pattern);
        take_name(path, &next, &name);
        if (has_pattern && is_same(pattern, "**")) {
            after_star = at = next_at;
            taken = from;
            /* At the end it takes all the rest, of which there is at least one name. */
            if (at > glob.length)
                return true;
        } else if (has_pattern && matches_name(pattern, name)) {
            at = next_at;
            from = next;
        } else if (after_star > 0) {
            take_name(path, &taken, &name);
            at = after_star;
            from = taken;
        } else {
            return false;
        }
    }
    return at > glob.length;
}

/* U+202A to U+202E or U+2066 to U+2069, of which TypeScript warns. */
static bool turns_text(const struct fast_value *bytes) {
    if (bytes->length < 3)
        return false;
    const uint8_t *at = bytes->text;
    const uint8_t *end = at + bytes->length;
    while (end - at >= 3 && (at = memchr(at, 0xe2, (size_t)(end - at) - 2)) != NULL) {
        if ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) || (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9))
            return true;
        at++;
    }
    return false;
}

/* Refuses grants that are not plain, and one of a size that is less than `total`. */
static void check_grant(struct fast *f, const struct fast_value *grant, uint64_t total) {
    if (grant->kind != FAST_DICT)
        fast_refuse(f);
    const struct fast_value *capability = fast_get(grant->dict, "capability");
    const struct fast_value *value = fast_get(grant->dict, "value");
    const struct fast_value *line = fast_get(grant->dict, "line");
    if (capability == NULL || value == NULL || line == NULL || line->kind != FAST_INTEGER || line->integer < 0)
        fast_refuse(f);
    bool fine = false;
    if (fast_is(capability, "can_create_files") || fast_is(capability, "can_modify_files"))
        fine = is_simple_glob(value);
    else if (fast_is(capability, "max_output_size"))
        fine = value->kind == FAST_INTEGER && value->integer > 0 && total <= (uint64_t)value->integer;
    else if (fast_is(capability, "can_modify_cargo") || fast_is(capability, "can_execute_unsafe"))
        fine = value->kind == FAST_BOOL && value->integer != 0;
    if (!fine)
        fast_refuse(f);
}

/* Of grants that have been checked. */
static bool is_granted(struct fast *f, const struct fast_list *grants, const struct fast_value *path) {
    for (uint32_t i = 0; i < grants->count; i++) {
        const struct fast_dict *grant = grants->items[i].dict;
        if (!fast_is(fast_get(grant, "capability"), "can_create_files"))
            continue;
        const struct fast_value *glob = fast_get(grant, "value");
        fast_spend(f, 1 + glob->length * path->length / 64);
        if (matches_glob((struct name){glob->text, glob->length}, (struct name){path->text, path->length}))
            return true;
    }
    return false;
}

static uint64_t check_outputs(struct fast *f) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < f->output_count; i++) {
        const struct fast_output *output = &f->outputs[i];
        if (output->bytes.kind != FAST_STRING || !fast_is_plain_path(&output->path) || !is_ordinary(&output->path) ||
            turns_text(&output->bytes))
            fast_refuse(f);
        total += output->bytes.length;
    }
    return total;
}

void fast_check_permissions(struct fast *f) {
    const struct fast_dict *permissions = f->bundle.permissions;
    if (permissions == NULL)
        fast_refuse(f);
    const struct fast_value *hooks = fast_get(permissions, "hooks");
    if (hooks != NULL && (hooks->kind != FAST_LIST || hooks->list->count > 0))
        fast_refuse(f);
    const uint64_t total = check_outputs(f);
    const struct fast_value *capabilities = fast_get(permissions, "capabilities");
    /* Then ordinary files may be created and changed. */
    if (capabilities == NULL)
        return;
    if (capabilities->kind != FAST_DICT)
        fast_refuse(f);
    const struct fast_value *line = fast_get(capabilities->dict, "line");
    const struct fast_value *grants = fast_get(capabilities->dict, "grants");
    const struct fast_value *denials = fast_get(capabilities->dict, "denials");
    if (line == NULL || line->kind != FAST_INTEGER || line->integer < 0 || grants == NULL ||
        grants->kind != FAST_LIST || denials == NULL || denials->kind != FAST_LIST || denials->list->count > 0)
        fast_refuse(f);
    for (uint32_t i = 0; i < grants->list->count; i++)
        check_grant(f, &grants->list->items[i], total);
    if (line->integer == 0)
        return;
    for (uint32_t i = 0; i < f->output_count; i++)
        if (!is_granted(f, grants->list, &f->outputs[i].path))
            fast_refuse(f);
}
