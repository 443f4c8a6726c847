/*
 * write.c: writes the outputs as InPlace and Commit of src/project/ do when all of them are new: under names of this
 * run beside their places, new folders as a whole, and then renamed. Others may swap folders for links at any moment,
 * so all is done in folders that are held open. What fails is undone before it is refused.
 */
#define _GNU_SOURCE 1 /* kill, clock_gettime */
#include "place.h"

#if defined(__linux__)

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../dxg_os_status.h"

enum { PATH_BYTES_MAX = 4096, FOLDER_MODE = 0755 };

/* What is staged by itself and renamed as a whole. */
static bool is_unit(const struct fast_writing *w, const struct fast_node *node) {
    return !node->is_there && w->nodes[node->parent].is_there;
}

static const uint8_t *staged_name(const struct fast_writing *w, uint32_t index, uint8_t *out) {
    if (!is_unit(w, &w->nodes[index]))
        return w->nodes[index].name;
    snprintf((char *)out, OWN_NAME_BYTES, "%s%u.tmp", w->own, index);
    return out;
}

/* ---- the end, one way or the other ---- */

/* Closes all, and a signal that waited acts. */
static void leave(struct fast_writing *w) {
    for (uint32_t i = 0; i < w->count; i++)
        if (w->nodes[i].fd >= 0)
            dxg_os_close(w->nodes[i].fd);
    w->count = 0;
    if (!w->is_holding)
        return;
    const int32_t waited = dxg_os_hold_signals(0);
    if (waited > 0)
        kill(getpid(), waited);
}

/* Whether a file is as this run has written it: one that somebody has changed since is not ours to remove. */
static bool is_unchanged(struct fast_writing *w, int32_t dir, const uint8_t *name, const struct fast_value *bytes) {
    uint32_t status[16];
    const int32_t fd = dxg_at_open(dir, name, DXG_OS_READ, 0);
    if (fd < 0)
        return false;
    bool same =
        dxg_os_fstat(fd, status) == 0 && status[0] == DXG_KIND_FILE && status[2] == bytes->length && status[3] == 0;
    for (uint32_t done = 0; same && done < bytes->length;) {
        const uint32_t left = bytes->length - done;
        const int32_t got = dxg_os_read(fd, w->entries, left < ENTRIES_BYTES ? left : ENTRIES_BYTES);
        same = got > 0 && memcmp(w->entries, bytes->text + done, (size_t)got) == 0;
        done += same ? (uint32_t)got : 0;
    }
    dxg_os_close(fd);
    return same;
}

/* Whether a name still stands for the folder that is open; nothing tells for one that was not opened. */
static bool is_same_folder(const struct fast_node *node, int32_t dir, const uint8_t *name) {
    uint32_t made[16], found[16];
    if (node->fd < 0)
        return true;
    /* Device and inode. */
    return dxg_os_fstat(node->fd, made) == 0 && dxg_at_stat(dir, name, found) == 0 &&
           memcmp(made + 9, found + 9, 4 * sizeof *made) == 0;
}

static bool remove_made(struct fast_writing *w, const struct fast_node *node, int32_t dir, const uint8_t *name) {
    /* Only what had been in its place could be seen by others. */
    if (fast_is_file(node))
        return (!w->is_placing || is_unchanged(w, dir, name, &node->output->bytes)) && dxg_at_remove(dir, name, 0) == 0;
    return (!w->is_placing || is_same_folder(node, dir, name)) && dxg_at_remove(dir, name, 1) == 0;
}

/* Takes back what was renamed, then removes what was made. What others have put there meanwhile stays in its place. */
static void undo(struct fast_writing *w) {
    uint8_t own[OWN_NAME_BYTES];
    for (uint32_t i = w->count; i-- > 1;) {
        struct fast_node *node = &w->nodes[i];
        const int32_t dir = fast_folder_of(w, node);
        if (node->is_placed && dxg_at_rename(dir, node->name, dir, staged_name(w, i, own), DXG_RENAME_NEW) != 0)
            node->is_made = false;
    }
    for (uint32_t i = w->count; i-- > 1;) {
        const struct fast_node *node = &w->nodes[i];
        const int32_t dir = fast_folder_of(w, node);
        if (!node->is_made)
            continue;
        const uint8_t *name = staged_name(w, i, own);
        if (!remove_made(w, node, dir, name) && node->is_placed)
            dxg_at_rename(dir, name, dir, node->name, DXG_RENAME_NEW);
    }
}

_Noreturn void fast_give_up(struct fast_writing *w) {
    struct fast *f = w->f;
    undo(w);
    leave(w);
    fast_refuse(f);
}

/* ---- writing ---- */

/* As ownName in src/project/own-name.ts: process, moment, and what follows. */
static void choose_names(struct fast_writing *w) {
    struct timespec now;
    char digits[16];
    uint32_t at = sizeof digits - 1;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t moment = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    digits[at] = '\0';
    do
        digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[moment % 36];
    while ((moment /= 36) != 0);
    snprintf(w->own, sizeof w->own, "%s%d-%s-", FAST_OWN, (int)getpid(), digits + at);
}

static void stage(struct fast_writing *w) {
    uint8_t own[OWN_NAME_BYTES];
    for (uint32_t i = 1; i < w->count; i++) {
        struct fast_node *node = &w->nodes[i];
        if (node->is_there)
            continue;
        if (dxg_os_held_signal() != 0)
            fast_give_up(w);
        const int32_t dir = fast_folder_of(w, node);
        const uint8_t *name = staged_name(w, i, own);
        int32_t result;
        if (fast_is_file(node)) {
            const struct fast_value *bytes = &node->output->bytes;
            result =
                dxg_at_create(dir, name, bytes->text, bytes->length, (node->output->mode & 0100) != 0 ? 0755 : 0644);
        } else
            result = dxg_at_mkdir(dir, name, FOLDER_MODE);
        if (result < 0)
            fast_give_up(w);
        node->is_made = true;
        if (node->child == 0)
            continue;
        node->fd = dxg_at_open(dir, name, DXG_OS_READ | DXG_OS_DIRECTORY | DXG_OS_SEARCH, 0);
        if (node->fd < 0)
            fast_give_up(w);
    }
}

static void place(struct fast_writing *w, bool files) {
    uint8_t own[OWN_NAME_BYTES];
    for (uint32_t i = 1; i < w->count; i++) {
        struct fast_node *node = &w->nodes[i];
        if (!is_unit(w, node) || fast_is_file(node) != files)
            continue;
        const int32_t dir = fast_folder_of(w, node);
        if (dxg_at_rename(dir, staged_name(w, i, own), dir, node->name, DXG_RENAME_NEW) != 0)
            fast_give_up(w);
        node->is_placed = true;
    }
}

int32_t fast_write_all(struct fast *f) {
    uint32_t length = f->destination.length + 1;
    if (f->output_count == 0 || f->output_count > FAST_OUTPUTS_MAX || f->destination.kind != FAST_STRING ||
        f->destination.length == 0 || f->destination.length >= PATH_BYTES_MAX)
        fast_refuse(f);
    for (uint32_t i = 0; i < f->output_count; i++) {
        const struct fast_output *output = &f->outputs[i];
        if (output->path.kind != FAST_STRING || output->path.length == 0 || output->path.length >= PATH_BYTES_MAX ||
            (output->bytes.kind != FAST_STRING && output->bytes.kind != FAST_UNSET))
            fast_refuse(f);
        length += output->path.length + 1;
    }
    /* All memory before anything is open: what has none jumps out. */
    uint8_t *text = fast_allocate(f, length);
    struct fast_writing *w = fast_allocate(f, sizeof *w);
    w->f = f;
    w->text = text;
    w->count = 0;
    w->is_deep = w->is_holding = w->is_placing = false;
    fast_look_around(w);
    choose_names(w);
    dxg_os_hold_signals(1);
    w->is_holding = true;
    stage(w);
    if (dxg_os_held_signal() != 0)
        fast_give_up(w);
    w->is_placing = true;
    place(w, false);
    place(w, true);
    leave(w);
    return 0;
}

#else

int32_t fast_write_all(struct fast *f) { fast_refuse(f); }

#endif
