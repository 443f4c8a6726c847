/*
 * generate.c: the fast path from end to end: where a template of that name is looked for, the answers, the files, the
 * report. It is Linux only; elsewhere all runs take the way through TypeScript.
 */
#define _GNU_SOURCE 1
#include "fast.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if defined(__linux__)

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

/* A run that takes more than this is not what the fast path is for. */
enum { STEPS_MAX = 200000 };

struct request {
    bool has_name;
    bool quiet;
    struct fast_value written; /* the template as it was written, maybe with name and flags */
    struct fast_value template;
    struct fast_value output;
    struct fast_list *flags;
};

static struct fast_value joined(struct fast *f, const struct fast_value *folder, const char *middle,
                                const struct fast_value *name, const char *ending) {
    struct fast_text text = {0};
    fast_append_value(f, &text, folder);
    fast_append(f, &text, (const uint8_t *)middle, (uint32_t)strlen(middle));
    if (name != NULL)
        fast_append_value(f, &text, name);
    /* With the NUL that ends a path for the system, which is not counted. */
    fast_append(f, &text, (const uint8_t *)ending, (uint32_t)strlen(ending) + 1);
    return fast_string(text.bytes, text.length - 1);
}

static const char *c_text(const struct fast_value *path) { return (const char *)path->text; }

static bool is_there(struct fast *f, const struct fast_value *path) {
    struct stat s;
    if (lstat(c_text(path), &s) == 0)
        return true;
    if (errno != ENOENT && errno != ENOTDIR)
        fast_refuse(f);
    return false;
}

/* Templates of the user come before built-in ones, so with one of the name, in any form, this is not the way. */
static void refuse_templates_in(struct fast *f, const struct fast_value *folder, const struct fast_value *name) {
    const struct fast_value directory = joined(f, folder, "/", name, "");
    const struct fast_value bundle = joined(f, folder, "/", name, ".dxf");
    if (is_there(f, &directory) || is_there(f, &bundle))
        fast_refuse(f);
}

static struct fast_value variable(const char *name) {
    const char *value = getenv(name);
    return value == NULL || *value == '\0' ? (struct fast_value){.kind = FAST_UNSET} : fast_constant(value);
}

/* The folder that a variable names, or one below the home; unset when there is none. */
static struct fast_value user_folder(struct fast *f, const char *name, const char *below_home) {
    const struct fast_value named = variable(name), home = variable("HOME");
    if (named.kind != FAST_UNSET) {
        if (named.text[0] != '/')
            fast_refuse(f);
        return named;
    }
    if (home.kind == FAST_UNSET)
        return home;
    if (home.text[0] != '/')
        fast_refuse(f);
    return joined(f, &home, below_home, NULL, "");
}

static bool is_folder(struct fast *f, const struct fast_value *path) {
    struct stat s;
    if (!is_there(f, path))
        return false;
    if (stat(c_text(path), &s) != 0)
        fast_refuse(f);
    return S_ISDIR(s.st_mode);
}

/* The nearest `.dx/templates` at or above the current folder; unset when there is none. */
static struct fast_value project_templates(struct fast *f) {
    struct fast_value folder = f->folder;
    for (;;) {
        const struct fast_value templates = joined(f, &folder, "/.dx/templates", NULL, "");
        if (is_folder(f, &templates))
            return templates;
        if (folder.length == 0)
            return (struct fast_value){.kind = FAST_UNSET};
        do
            folder.length -= 1;
        while (folder.text[folder.length] != '/');
    }
}

static void refuse_user_templates(struct fast *f, const struct request *request) {
    const struct fast_value project = project_templates(f);
    if (project.kind != FAST_UNSET) {
        refuse_templates_in(f, &project, &request->written);
        refuse_templates_in(f, &project, &request->template);
    }
    const struct fast_value data = user_folder(f, "XDG_DATA_HOME", "/.local/share");
    if (data.kind == FAST_UNSET)
        return;
    const struct fast_value templates = joined(f, &data, "/dxg/templates", NULL, "");
    refuse_templates_in(f, &templates, &request->written);
    refuse_templates_in(f, &templates, &request->template);
}

static void refuse_user_defaults(struct fast *f) {
    const struct fast_value config = user_folder(f, "XDG_CONFIG_HOME", "/.config");
    if (config.kind == FAST_UNSET)
        return;
    const struct fast_value path = joined(f, &config, "/dxg/config.yaml", NULL, "");
    if (is_there(f, &path))
        fast_refuse(f);
}

static struct fast_value current_folder(struct fast *f) {
    uint8_t *path = fast_allocate(f, PATH_MAX);
    if (getcwd((char *)path, PATH_MAX) == NULL)
        fast_refuse(f);
    const struct fast_value folder = fast_constant((const char *)path);
    if (folder.text[0] != '/' || folder.length == 1 || !fast_is_printable(&folder))
        fast_refuse(f);
    return folder;
}

/* An absolute path without `.`, `..` and doubled slashes, by text alone. */
static struct fast_value resolved(struct fast *f, const struct fast_value *from, const struct fast_value *path) {
    const bool is_absolute = path->length > 0 && path->text[0] == '/';
    const struct fast_value nothing = fast_constant("");
    const struct fast_value whole = joined(f, is_absolute ? &nothing : from, "/", path, "/");
    uint8_t *out = fast_allocate(f, whole.length);
    uint32_t length = 0;
    for (uint32_t start = 0, i = 0; i < whole.length; i++) {
        if (whole.text[i] != '/')
            continue;
        const struct fast_value segment = fast_string(whole.text + start, i - start);
        start = i + 1;
        if (segment.length == 0 || fast_is(&segment, "."))
            continue;
        if (fast_is(&segment, "..")) {
            while (length > 0 && out[--length] != '/')
                ;
            continue;
        }
        out[length++] = '/';
        memcpy(out + length, segment.text, segment.length);
        length += segment.length;
    }
    if (length < 2)
        fast_refuse(f);
    return fast_string(out, length);
}

/* Texts that end with NUL, after a byte of flags. */
static struct request read_request(struct fast *f, const uint8_t *bytes, uint32_t length) {
    if (length < 2 || bytes[length - 1] != 0)
        fast_refuse(f);
    struct fast_list *texts = fast_new_list(f, 8);
    for (uint32_t start = 1, i = 1; i < length; i++) {
        if (bytes[i] != 0)
            continue;
        fast_push(f, texts, fast_string(bytes + start, i - start));
        start = i + 1;
    }
    if (texts->count < 4)
        fast_refuse(f);
    struct fast_list *flags = fast_new_list(f, texts->count - 4);
    for (uint32_t i = 4; i < texts->count; i++)
        fast_push(f, flags, texts->items[i]);
    f->name = (bytes[0] & DXG_FAST_NAMED) != 0 ? texts->items[2] : fast_none();
    return (struct request){
        .quiet = (bytes[0] & DXG_FAST_QUIET) != 0,
        .written = texts->items[0],
        .template = texts->items[1],
        .output = texts->items[3],
        .flags = flags,
    };
}

/* Lines that begin with a colon might command a CI system: TypeScript writes these, and whatever has to be escaped. */
static void refuse_unprintable(struct fast *f, const struct fast_value *text) {
    bool begun = false;
    for (uint32_t i = 0; i < text->length; i++) {
        const uint8_t c = text->text[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c > 0x7e || (c == ':' && !begun))
            fast_refuse(f);
        begun = c != '\n' && (begun || (c != ' ' && c != '\t'));
    }
}

static struct fast_value report_of(struct fast *f) {
    const struct fast_value prefix = fast_prefix(f);
    refuse_unprintable(f, &prefix);
    struct fast_text text = {0};
    for (uint32_t i = 0; i < f->output_count; i++) {
        fast_append(f, &text, (const uint8_t *)"created ", 8);
        fast_append_value(f, &text, &prefix);
        fast_append_value(f, &text, &f->outputs[i].path);
        fast_append(f, &text, (const uint8_t *)"\n", 1);
    }
    return fast_finish(&text);
}

static struct fast_value note_of(struct fast *f) {
    if (f->message.kind == FAST_UNSET)
        return fast_constant("");
    refuse_unprintable(f, &f->message);
    const struct fast_value nothing = fast_constant("");
    return joined(f, &f->message, "\n", &nothing, "");
}

static void prepare(struct fast *f, const struct request *request) {
    f->folder = current_folder(f);
    f->destination = resolved(f, &f->folder, &request->output);
    if (!fast_is_printable(&f->destination) || variable("DXG_IMPL").kind != FAST_UNSET)
        fast_refuse(f);
    refuse_user_templates(f, request);
    refuse_user_defaults(f);
    if (fast_get(f->bundle.compatibility, "engine") != NULL)
        fast_refuse(f);
}

/* What the caller gets when nothing can be told: two lengths, then both texts. */
static struct fast_value untold_of(struct fast *f, const struct fast_value *report, const struct fast_value *note) {
    const uint32_t lengths[] = {report->length, note->length};
    struct fast_text text = {0};
    fast_append(f, &text, (const uint8_t *)lengths, sizeof lengths);
    fast_append_value(f, &text, report);
    fast_append_value(f, &text, note);
    return fast_finish(&text);
}

static int32_t generate(struct fast *f, const struct request *request) {
    prepare(f, request);
    fast_resolve(f, request->flags);
    fast_render_files(f);
    fast_render_message(f);
    fast_check_permissions(f);
    const struct fast_value report = report_of(f);
    const struct fast_value note = note_of(f);
    /* Made before anything is written: what takes memory may refuse. */
    const struct fast_value untold = untold_of(f, &report, &note);
    if (f->output_count == 0)
        fast_refuse(f);
    fast_write_all(f);
    if (request->quiet)
        return DXG_FAST_DONE;
    if (dxg_os_write(STDOUT_FILENO, report.text, report.length) < 0) {
        memmove(f->memory, untold.text, untold.length);
        return DXG_FAST_UNTOLD;
    }
    if (note.length > 0)
        dxg_os_write(STDERR_FILENO, note.text, note.length);
    return DXG_FAST_DONE;
}

int32_t dxg_fast_generate(const uint8_t *request, uint32_t request_len, const uint8_t *bundle, uint32_t bundle_len,
                          uint8_t *memory, uint32_t memory_len) {
    struct fast f = {.memory = memory, .memory_length = memory_len, .steps = STEPS_MAX};
    if (((uintptr_t)memory & 7) != 0 || memory_len > DXG_LENGTH_MAX)
        return DXG_E_ARGUMENT;
    if (setjmp(f.refused) != 0)
        return DXG_E_UNSUPPORTED;
    const struct request read = read_request(&f, request, request_len);
    fast_read_bundle(&f, bundle, bundle_len);
    return generate(&f, &read);
}

#else

int32_t dxg_fast_generate(const uint8_t *request, uint32_t request_len, const uint8_t *bundle, uint32_t bundle_len,
                          uint8_t *memory, uint32_t memory_len) {
    (void)request, (void)request_len, (void)bundle, (void)bundle_len, (void)memory, (void)memory_len;
    return DXG_E_UNSUPPORTED;
}

#endif
