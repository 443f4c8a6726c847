/*
 * fast_write.h: what the tests of fast_write_all share: trees as text, and runs that leave a trace only where they
 * should. Linux only.
 */
#ifndef DXG_TEST_FAST_WRITE_H
#define DXG_TEST_FAST_WRITE_H

#include "fast/fast.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failures = 0;

static inline void check(int ok, const char *what, const char *found) {
    if (!ok) {
        failures++;
        printf("failed: %s (%s)\n", what, found);
    }
}

enum { TEXT_BYTES = 65536, MEMORY_BYTES = 1 << 20 };

/* ---- trees as text: a line for each path, with its mode and content, sorted ---- */

static inline void describe(const char *path, const char *shown, char *out) {
    struct dirent **names;
    const int count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char at[4096], as[4096], content[64] = "";
        struct stat s;
        const int length = snprintf(at, sizeof at, "%s/%s", path, names[i]->d_name);
        check(length < (int)sizeof at, "a long path", path);
        check(snprintf(as, sizeof as - 1, "%s%s", shown, names[i]->d_name) < (int)sizeof as - 1, "a long path", shown);
        if (strcmp(names[i]->d_name, ".") != 0 && strcmp(names[i]->d_name, "..") != 0 && lstat(at, &s) == 0) {
            if (S_ISREG(s.st_mode)) {
                FILE *file = fopen(at, "r");
                if (file != NULL) {
                    content[fread(content, 1, sizeof content - 1, file)] = '\0';
                    fclose(file);
                }
            } else if (S_ISLNK(s.st_mode) && readlink(at, content, sizeof content - 1) < 0)
                content[0] = '?';
            const size_t end = strlen(out);
            snprintf(out + end, TEXT_BYTES - end, "%s%s %o %s\n", as, S_ISDIR(s.st_mode) ? "/" : "",
                     (unsigned)s.st_mode & 07777, content);
            strcat(as, "/");
            if (S_ISDIR(s.st_mode))
                describe(at, as, out);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static inline const char *tree(const char *path) {
    static char texts[2][TEXT_BYTES];
    static int next = 0;
    next = 1 - next;
    texts[next][0] = '\0';
    describe(path, "", texts[next]);
    return texts[next];
}

/* An empty folder of its own for each case. */
static inline const char *fresh(const char *folder) {
    static char path[4096];
    static int count = 0;
    snprintf(path, sizeof path, "%s/w%d", folder, count++);
    check(mkdir(path, 0755) == 0, "mkdir", path);
    return path;
}

static inline const char *in(const char *folder, const char *name) {
    static char path[16384];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline void put(const char *folder, const char *name, const char *content) {
    FILE *file = fopen(in(folder, name), "w");
    check(file != NULL && fputs(content, file) >= 0 && fclose(file) == 0, "put", name);
}

static inline void make(const char *folder, const char *name) {
    check(mkdir(in(folder, name), 0755) == 0, "mkdir", name);
}

/* ---- runs ---- */

static inline struct fast_output file(const char *path, const char *content) {
    return (struct fast_output){.path = fast_constant(path), .bytes = fast_constant(content), .mode = 0644};
}

static inline struct fast_output program(const char *path) {
    return (struct fast_output){.path = fast_constant(path), .bytes = fast_constant("#!"), .mode = 0755};
}

static inline struct fast_output empty(const char *path) {
    return (struct fast_output){.path = fast_constant(path), .bytes = {.kind = FAST_UNSET}, .mode = 0644};
}

/* Whether nobody else opens files. */
static bool is_alone = true;

static inline uint32_t open_files(void) {
    uint32_t count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
    return count;
}

static inline bool is_written(struct fast *f) {
    if (setjmp(f->refused) != 0)
        return false;
    return fast_write_all(f) == 0;
}

/* Whether it was written. Texts are copied to memory of their size, so that reading behind them is found. */
static inline bool write_to(const char *destination, const struct fast_output *outputs, uint32_t count) {
    struct fast *f = calloc(1, sizeof *f);
    struct fast_output *copies = calloc(count + 1, sizeof *copies);
    const uint32_t before = open_files();
    f->memory = malloc(MEMORY_BYTES);
    f->memory_length = MEMORY_BYTES;
    const uint32_t length = (uint32_t)strlen(destination);
    uint8_t *text = malloc(length);
    memcpy(text, destination, length);
    f->destination = fast_string(text, length);
    for (uint32_t i = 0; i < count; i++) {
        copies[i] = outputs[i];
        uint8_t *path = malloc(outputs[i].path.length + (outputs[i].path.length == 0));
        memcpy(path, outputs[i].path.text, outputs[i].path.length);
        copies[i].path.text = path;
    }
    f->outputs = copies;
    f->output_count = count;
    const bool written = is_written(f);
    check(!is_alone || open_files() == before, "all is closed", destination);
    for (uint32_t i = 0; i < count; i++)
        free((void *)(uintptr_t)copies[i].path.text);
    free(text);
    free(f->memory);
    free(copies);
    free(f);
    return written;
}

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof *(list)))

static inline void expect_written(const char *what, const char *folder, const char *below,
                                  const struct fast_output *outputs, uint32_t count, const char *expected) {
    check(write_to(*below == '\0' ? folder : in(folder, below), outputs, count), what, "refused");
    const char *found = tree(folder);
    check(strcmp(found, expected) == 0, what, found);
}

static inline void expect_refused(const char *what, const char *folder, const char *below,
                                  const struct fast_output *outputs, uint32_t count) {
    const char *before = tree(folder);
    check(!write_to(*below == '\0' ? folder : in(folder, below), outputs, count), what, "written");
    const char *after = tree(folder);
    check(strcmp(before, after) == 0, what, after);
}

#endif
