/* outputs.c: the files and the message of a bundle, as src/runtime/bundle.ts makes them. */
#include "fast.h"

#include <string.h>

enum { BODY_PROGRAM = 0, BODY_BLOB = 1, BODY_FOLDER = 2 };
enum { EXECUTE = 0100 };
#define NO_WORD 0xffffffffu

/* One record of FILE. */
struct file {
    uint32_t index;
    uint32_t path;
    uint32_t kind;
    uint32_t body;
    uint32_t mode;
    uint32_t when;
    uint32_t each;
    uint32_t item;
};

struct fast_value fast_prefix(struct fast *f) {
    const struct fast_value *from = &f->folder, *to = &f->destination;
    if (to->kind != FAST_STRING || to->length <= 1 || from->length <= 1)
        fast_refuse(f);
    if (to->length == from->length && memcmp(to->text, from->text, from->length) == 0)
        return fast_constant("");
    const bool below =
        to->length > from->length && memcmp(to->text, from->text, from->length) == 0 && to->text[from->length] == '/';
    const uint32_t start = below ? from->length + 1 : 0;
    struct fast_text text = {0};
    fast_append(f, &text, to->text + start, to->length - start);
    fast_append(f, &text, (const uint8_t *)"/", 1);
    return fast_finish(&text);
}

/* Parts that are separated by NUL: with an empty one the file is left out. False then. */
static bool join_path(struct fast *f, const struct fast_value *text, struct fast_value *path) {
    struct fast_text out = {0};
    for (uint32_t start = 0, i = 0; i <= text->length; i++) {
        if (i < text->length && text->text[i] != 0)
            continue;
        uint32_t end = i;
        if (end == start)
            return false;
        if (text->text[start] == '/')
            fast_refuse(f);
        while (text->text[end - 1] == '/')
            end -= 1;
        if (out.length > 0)
            fast_append(f, &out, (const uint8_t *)"/", 1);
        fast_append(f, &out, text->text + start, end - start);
        start = i + 1;
    }
    *path = fast_finish(&out);
    return true;
}

static struct fast_value content_of(struct fast *f, const struct file *file, const struct fast_scope *scope) {
    const struct fast_words blobs = f->bundle.blobs;
    switch (file->kind) {
    case BODY_PROGRAM:
        return fast_render(f, file->body, scope);
    case BODY_BLOB:
        if (file->body >= blobs.count - 1)
            fast_refuse(f);
        return fast_string(f->bundle.blob_bytes + blobs.at[file->body],
                           blobs.at[file->body + 1] - blobs.at[file->body]);
    case BODY_FOLDER:
        return (struct fast_value){.kind = FAST_UNSET};
    default:
        fast_refuse(f);
    }
}

static void add_output(struct fast *f, const struct file *file, const struct fast_scope *scope) {
    if (file->when != NO_WORD) {
        const struct fast_value holds = fast_evaluate(f, file->when, scope, false);
        if (!fast_truth(f, &holds))
            return;
    }
    const struct fast_value written = fast_evaluate(f, file->path, scope, true);
    const struct fast_value text = fast_text_of(f, &written);
    struct fast_output output = {.file = file->index, .mode = (file->mode & EXECUTE) != 0 ? 0755 : 0644};
    if (!join_path(f, &text, &output.path))
        return;
    if (f->output_count == FAST_OUTPUTS_MAX)
        fast_refuse(f);
    output.bytes = content_of(f, file, scope);
    f->outputs[f->output_count++] = output;
}

static void add_each(struct fast *f, const struct file *file) {
    const struct fast_value list = fast_evaluate(f, file->each, NULL, false);
    const struct fast_list *items = fast_items(f, &list);
    for (uint32_t i = 0; i < items->count; i++) {
        const struct fast_value names[] = {fast_string_at(f, file->item), fast_integer(f, 0)};
        const struct fast_scope scope = {.names = names, .locals = &items->items[i], .count = 2};
        add_output(f, file, &scope);
    }
}

/* Without the blank lines around it, as JavaScript takes them; unset when nothing else is left. */
static struct fast_value closing(struct fast *f, struct fast_value message) {
    if (!fast_is_ascii(&message))
        fast_refuse(f);
    while (message.length > 0 && fast_is_blank(message.text[message.length - 1]))
        message.length -= 1;
    if (message.length == 0)
        return (struct fast_value){.kind = FAST_UNSET};
    uint32_t start = 0;
    for (uint32_t i = 0; i < message.length && fast_is_blank(message.text[i]); i++)
        if (message.text[i] == '\n')
            start = i + 1;
    return fast_string(message.text + start, message.length - start);
}

void fast_render_files(struct fast *f) {
    f->outputs = fast_allocate(f, FAST_OUTPUTS_MAX * (uint32_t)sizeof *f->outputs);
    for (uint32_t i = 0; i < f->bundle.files.count; i += FAST_FILE_WORDS) {
        const uint32_t *word = f->bundle.files.at + i;
        const struct file file = {
            i / FAST_FILE_WORDS, word[1], word[2] & 0xff, word[3], word[4], word[7], word[8], word[9]};
        if (file.each == NO_WORD)
            add_output(f, &file, NULL);
        else
            add_each(f, &file);
    }
}

void fast_render_message(struct fast *f) {
    const struct fast_value *program = fast_get(f->bundle.metadata, "message_program");
    if (program == NULL)
        return;
    if (program->kind != FAST_INTEGER || program->integer < 0)
        fast_refuse(f);
    const struct fast_value message = fast_evaluate(f, (uint32_t)program->integer, NULL, false);
    f->message = closing(f, fast_text_of(f, &message));
}
