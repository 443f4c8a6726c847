/*
 * place.c: what is to be written, and what is there already. Whatever is in the way is left to TypeScript, as are names
 * that are one file on some systems.
 */
#define _GNU_SOURCE 1 /* syscall, DT_DIR */
#include "place.h"

#if defined(__linux__)

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../dxg_os_status.h"

enum { NAME_BYTES_MAX = 255 };

static uint32_t add_node(struct fast_writing *w, uint32_t parent, const uint8_t *name, uint32_t length) {
    if (w->count == NODES_MAX)
        fast_give_up(w);
    const uint32_t index = w->count++;
    struct fast_node *node = &w->nodes[index];
    *node = (struct fast_node){.name = name, .length = length, .parent = parent, .fd = -1};
    if (index != 0) {
        node->sibling = w->nodes[parent].child;
        w->nodes[parent].child = index;
    }
    w->is_deep = w->is_deep || parent != 0;
    return index;
}

/* The child of that name in any case: names that differ in nothing else are one file on some systems. */
static uint32_t find_child(const struct fast_writing *w, uint32_t parent, const uint8_t *name, uint32_t length) {
    for (uint32_t i = w->nodes[parent].child; i != 0; i = w->nodes[i].sibling) {
        uint32_t same = 0;
        while (w->nodes[i].length == length && same < length &&
               fast_lower(w->nodes[i].name[same]) == fast_lower(name[same]))
            same++;
        if (same == length)
            return i;
    }
    return 0;
}

static bool is_plain(const uint8_t *name, uint32_t length) {
    if (length == 0 || length > NAME_BYTES_MAX || (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))))
        return false;
    for (uint32_t i = 0; i < length; i++)
        if (name[i] < 0x20 || name[i] > 0x7e)
            return false;
    return true;
}

/* Copies a path behind the others, with a NUL after it. */
static uint8_t *copy_path(struct fast_writing *w, const struct fast_value *path) {
    uint8_t *copy = w->text;
    memcpy(copy, path->text, path->length);
    copy[path->length] = '\0';
    w->text += path->length + 1;
    return copy;
}

/* Opens the destination, by links too, or the nearest folder above it that exists. Returns its node. */
static uint32_t open_destination(struct fast_writing *w, const struct fast_value *path) {
    uint8_t *at = copy_path(w, path);
    uint32_t end = path->length;
    if (at[0] != '/' || memchr(at, '\0', end) != NULL)
        fast_give_up(w);
    int32_t fd;
    /* To read: what may only be searched, TypeScript writes. */
    while ((fd = dxg_os_open(end == 0 ? (const uint8_t *)"/" : at, DXG_OS_READ | DXG_OS_DIRECTORY, 0)) < 0) {
        if (fd != -ENOENT || end == 0)
            fast_give_up(w);
        while (at[--end] != '/')
            continue;
        at[end] = '\0';
    }
    uint32_t node = add_node(w, 0, at, end);
    w->nodes[node].fd = fd;
    w->nodes[node].is_there = true;
    for (uint32_t start = end + 1; start < path->length;) {
        const uint32_t length = (uint32_t)strlen((const char *)at + start);
        if (!is_plain(at + start, length))
            fast_give_up(w);
        node = add_node(w, node, at + start, length);
        start += length + 1;
    }
    return node;
}

static void add_output(struct fast_writing *w, uint32_t destination, const struct fast_output *output) {
    uint8_t *name = copy_path(w, &output->path);
    uint32_t node = destination;
    for (uint32_t left = output->path.length;;) {
        uint8_t *slash = memchr(name, '/', left);
        const uint32_t length = slash == NULL ? left : (uint32_t)(slash - name);
        if (!is_plain(name, length))
            fast_give_up(w);
        name[length] = '\0';
        const uint32_t found = find_child(w, node, name, length);
        if (found != 0 && (fast_is_file(&w->nodes[found]) || memcmp(w->nodes[found].name, name, length) != 0))
            fast_give_up(w);
        node = found != 0 ? found : add_node(w, node, name, length);
        if (slash == NULL) {
            const bool is_folder = output->bytes.kind == FAST_UNSET;
            if (found != 0 && (w->nodes[node].output != NULL || !is_folder))
                fast_give_up(w);
            w->nodes[node].output = output;
            return;
        }
        name = slash + 1;
        left -= length + 1;
    }
}

static void meet_entry(struct fast_writing *w, uint32_t folder, uint8_t type, const char *name) {
    /* Left by a run that was killed, or of one that is at work. */
    if (strncmp(name, FAST_OWN, sizeof FAST_OWN - 1) == 0)
        fast_give_up(w);
    const size_t length = strlen(name);
    for (uint32_t i = w->nodes[folder].child; i != 0; i = w->nodes[i].sibling) {
        struct fast_node *node = &w->nodes[i];
        if (node->length != length || memcmp(node->name, name, length) != 0)
            continue;
        if (node->output != NULL || (type != DT_DIR && type != DT_UNKNOWN))
            fast_give_up(w);
        node->is_there = true;
    }
}

/* One listing tells of a folder all that there is to know. The C library would allocate, and ask for more. */
static void look_through(struct fast_writing *w, uint32_t folder) {
    for (;;) {
        const long got = syscall(SYS_getdents64, w->nodes[folder].fd, w->entries, sizeof w->entries);
        if (got < 0)
            fast_give_up(w);
        if (got == 0)
            return;
        /* An entry: inode and offset of 8 bytes each, its length of 2, its type, its name. */
        for (long at = 0; at < got;) {
            uint16_t length;
            memcpy(&length, w->entries + at + 16, sizeof length);
            meet_entry(w, folder, w->entries[at + 18], (const char *)w->entries + at + 19);
            at += length;
        }
    }
}

void fast_look_around(struct fast_writing *w) {
    const uint32_t destination = open_destination(w, &w->f->destination);
    for (uint32_t i = 0; i < w->f->output_count; i++)
        add_output(w, destination, &w->f->outputs[i]);
    if (w->is_deep && dxg_at_kernel_checked(w->nodes[0].fd) != 1)
        fast_give_up(w);
    for (uint32_t i = 0; i < w->count; i++) {
        struct fast_node *node = &w->nodes[i];
        if (!node->is_there)
            continue;
        if (i != 0)
            node->fd = dxg_at_open(fast_folder_of(w, node), node->name, DXG_OS_READ | DXG_OS_DIRECTORY, 0);
        if (node->fd < 0)
            fast_give_up(w);
        look_through(w, i);
    }
}

#endif
