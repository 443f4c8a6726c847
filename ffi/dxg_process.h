/*
 * dxg_process.h: what the three parts of the process runner share: the caller's side (dxg_process.c), the processes it
 * makes (dxg_process_child.c), and what these are kept in by (dxg_process_rules.c). Nothing here is part of the ABI.
 */
#ifndef DXG_PROCESS_H
#define DXG_PROCESS_H

#include "dxg.h"

#include <stdint.h>

#define DXG_PROCESS_WORDS_MAX 1024
#define DXG_PROCESS_VARIABLES_MAX 128
#define DXG_PROCESS_PATHS_MAX 64
#define DXG_PROCESS_HIDDEN_MAX 8
/* A request's descriptor when there is none. */
#define DXG_PROCESS_NO_DIRECTORY 0xffffffffu

/* A request, taken apart; the texts stay where they are. */
struct dxg_process_request {
    uint32_t flags;
    int32_t directory_fd;
    const char *directory;
    const char *program;
    const char *words[DXG_PROCESS_WORDS_MAX + 1];
    const char *variables[DXG_PROCESS_VARIABLES_MAX + 1];
    /* NUL-terminated paths, one after the other. */
    const char *writable;
    uint32_t writable_count;
    const char *hidden;
    uint32_t hidden_count;
    uint32_t data_mib;
    uint32_t cpu_seconds;
    uint32_t file_mib;
    uint32_t processes;
    /* Of the caller. */
    uint32_t user;
    uint32_t group;
};

/* Checks every count against the texts. Returns 0, -EINVAL or -E2BIG. */
int32_t dxg_process_parse(const uint8_t *strings, uint32_t strings_len, const uint32_t *request,
                          struct dxg_process_request *parsed);

#if defined(__linux__)

/* What the processes tell the caller, through a pipe: READY (effects) before the program runs, FAILED (errno, step),
 * ENDED (status as of waitpid). */
enum dxg_record_kind { DXG_RECORD_READY = 1, DXG_RECORD_FAILED = 2, DXG_RECORD_ENDED = 3 };
struct dxg_record {
    uint32_t kind;
    uint32_t value;
    uint32_t step;
};

/* Descriptors that the guard is given; -1 where there is none. */
struct dxg_process_ends {
    int out;
    int err;
    int status;
    int life;
    int rules;
    int directory;
};

/* In the new process: never returns. clone_flags are those that it was made with. */
void dxg_process_guard(const struct dxg_process_request *request, const struct dxg_process_ends *ends,
                       unsigned long clone_flags, uint32_t effects) __attribute__((noreturn));

/* A Landlock rule set, or -ENOSYS where the kernel has none, else -errno; adds to effects what it will enforce. */
int dxg_process_rules(const struct dxg_process_request *request, uint32_t *effects);
/* Lets the rule set read below a path, for a file system that has been mounted since. */
void dxg_process_rules_read(int rules, const char *path);
/* Both return 0 or -errno, for the calling process and all that it starts. */
int dxg_process_rules_enter(int rules);
int dxg_process_filter_sockets(void);

#endif
#endif
