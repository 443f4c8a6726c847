/*
 * dxg_process.c: the caller's side of the process runner: takes the request apart, makes the guard process with as many
 * namespaces as the kernel grants, and reads what comes back. What happens in the new processes is in
 * dxg_process_child.c. No call here waits longer than it is told to, but for a process that has been killed.
 */
#define _GNU_SOURCE 1
#include "dxg_process.h"

#include <errno.h>
#include <string.h>

/* The text at *at, which moves behind it; NULL when there is none that ends within the rest. */
static const char *take(const char **at, const char *end) {
    const char *text = *at;
    const char *nul = text == end ? NULL : memchr(text, 0, (size_t)(end - text));
    if (nul == NULL)
        return NULL;
    *at = nul + 1;
    return text;
}

static int take_all(const char **at, const char *end, uint32_t count, const char **texts) {
    for (uint32_t i = 0; i < count; i++) {
        const char *text = take(at, end);
        if (text == NULL)
            return -EINVAL;
        if (texts != NULL)
            texts[i] = text;
    }
    if (texts != NULL)
        texts[count] = NULL;
    return 0;
}

int32_t dxg_process_parse(const uint8_t *strings, uint32_t strings_len, const uint32_t *request,
                          struct dxg_process_request *parsed) {
    const char *at = (const char *)strings;
    const char *end = at + strings_len;
    if (request[2] > DXG_PROCESS_WORDS_MAX || request[3] > DXG_PROCESS_VARIABLES_MAX ||
        request[4] > DXG_PROCESS_PATHS_MAX || request[5] > DXG_PROCESS_HIDDEN_MAX)
        return -E2BIG;
    if (request[2] == 0)
        return -EINVAL;
    parsed->flags = request[0];
    parsed->directory_fd = request[1] == DXG_PROCESS_NO_DIRECTORY ? -1 : (int32_t)request[1];
    parsed->directory = take(&at, end);
    parsed->program = parsed->directory == NULL ? NULL : take(&at, end);
    if (parsed->program == NULL || take_all(&at, end, request[2], parsed->words) < 0 ||
        take_all(&at, end, request[3], parsed->variables) < 0)
        return -EINVAL;
    parsed->writable = at;
    parsed->writable_count = request[4];
    if (take_all(&at, end, request[4], NULL) < 0)
        return -EINVAL;
    parsed->hidden = at;
    parsed->hidden_count = request[5];
    if (take_all(&at, end, request[5], NULL) < 0 || at != end)
        return -EINVAL;
    parsed->data_mib = request[6];
    parsed->cpu_seconds = request[7];
    parsed->file_mib = request[8];
    parsed->processes = request[9];
    return 0;
}

#if defined(__linux__)

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum word { PID, OUT, ERR, STATUS, LIFE, EFFECTS, PHASE, VALUE, STEP, STREAM };
enum phase { RUNNING = 0, EXITED = 1, SIGNALLED = 2, NOT_STARTED = 3 };
#define NONE 0xffffffffu
/* Of all signals, as the kernel counts them. */
#define SIGNAL_SET_BYTES 8

static const unsigned long NAMESPACES = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;

static void close_word(uint32_t *state, int word) {
    if (state[word] != NONE)
        close((int)state[word]);
    state[word] = NONE;
}

/* Ends the guard, and with it the tree. Closing the pipe is what a guard without a namespace obeys. */
static void end_tree(uint32_t *state) {
    if (state[PID] == NONE)
        return;
    if ((state[EFFECTS] & DXG_EFFECT_PID_NAMESPACE) != 0)
        kill((pid_t)state[PID], SIGKILL);
    close_word(state, LIFE);
    while (waitpid((pid_t)state[PID], NULL, 0) < 0 && errno == EINTR)
        ;
    state[PID] = NONE;
}

/* Returns 1 with a whole record, 0 at the end of the pipe, -EAGAIN when nothing is there yet. */
static int read_record(uint32_t *state, struct dxg_record *record) {
    ssize_t count;
    do
        count = read((int)state[STATUS], record, sizeof *record);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count == (ssize_t)sizeof *record;
}

static int open_pipes(int pipes[4][2]) {
    for (int i = 0; i < 4; i++)
        if (pipe2(pipes[i], O_CLOEXEC) < 0) {
            const int error = errno;
            while (i-- > 0) {
                close(pipes[i][0]);
                close(pipes[i][1]);
            }
            return -error;
        }
    return 0;
}

static int without_waiting(int fd) { return fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : 0; }

/* Makes the guard and waits for its first record. Returns 0, or -errno with the step in the state. */
static int launch(const struct dxg_process_request *request, int rules, unsigned long clone_flags, uint32_t *state) {
    int pipes[4][2];
    state[STEP] = DXG_STEP_GUARD;
    int result = open_pipes(pipes);
    if (result < 0)
        return result;
    const struct dxg_process_ends ends = {pipes[0][1], pipes[1][1], pipes[2][1],
                                          pipes[3][0], rules,       request->directory_fd};
    const uint32_t effects = state[EFFECTS];
    /* A handler of the caller's must not run in its copy. */
    const uint64_t all = ~0ull;
    uint64_t before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, SIGNAL_SET_BYTES);
    const long pid = syscall(SYS_clone, clone_flags | SIGCHLD, 0ul, 0ul, 0ul, 0ul);
    if (pid == 0)
        dxg_process_guard(request, &ends, clone_flags, effects);
    const int error = errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, SIGNAL_SET_BYTES);
    close(pipes[0][1]);
    close(pipes[1][1]);
    close(pipes[2][1]);
    close(pipes[3][0]);
    state[PID] = pid < 0 ? NONE : (uint32_t)pid;
    state[OUT] = (uint32_t)pipes[0][0];
    state[ERR] = (uint32_t)pipes[1][0];
    state[STATUS] = (uint32_t)pipes[2][0];
    state[LIFE] = (uint32_t)pipes[3][1];
    struct dxg_record record = {0, 0, 0};
    if (pid < 0) {
        state[STEP] = clone_flags == 0 ? DXG_STEP_GUARD : DXG_STEP_NAMESPACES;
        result = -error;
    } else if (read_record(state, &record) != 1 || record.kind == DXG_RECORD_ENDED) {
        result = -EIO;
    } else if (record.kind == DXG_RECORD_FAILED) {
        state[STEP] = record.step;
        result = -(int)record.value;
    } else {
        state[EFFECTS] = record.value;
        state[STEP] = 0;
        for (int word = OUT; word <= STATUS && result == 0; word++)
            result = without_waiting((int)state[word]);
    }
    if (result < 0) {
        const uint32_t step = state[STEP];
        dxg_process_end(state);
        state[EFFECTS] = effects;
        state[STEP] = step;
    }
    return result;
}

int32_t dxg_process_start(const uint8_t *strings, uint32_t strings_len, const uint32_t *request, uint32_t *state) {
    struct dxg_process_request parsed;
    memset(state, 0, DXG_PROCESS_STATE_WORDS * sizeof *state);
    state[PID] = state[OUT] = state[ERR] = state[STATUS] = state[LIFE] = NONE;
    state[STEP] = DXG_STEP_REQUEST;
    int32_t result = dxg_process_parse(strings, strings_len, request, &parsed);
    if (result < 0)
        return result;
    parsed.user = geteuid();
    parsed.group = getegid();
    int rules = -1;
    if ((parsed.flags & DXG_PROCESS_NO_RULES) == 0) {
        state[STEP] = DXG_STEP_RULES;
        rules = dxg_process_rules(&parsed, &state[EFFECTS]);
        if (rules < 0 && rules != -ENOSYS)
            return rules;
    }
    /* The most that the kernel grants: with a network of its own, without one, without any namespace. */
    const unsigned long network = (parsed.flags & DXG_PROCESS_CUT_NETWORK) != 0 ? CLONE_NEWNET : 0;
    const unsigned long attempts[] = {NAMESPACES | network, NAMESPACES, 0};
    for (int i = (parsed.flags & DXG_PROCESS_NO_NAMESPACES) != 0 ? 2 : network == 0 ? 1 : 0; i < 3; i++) {
        result = launch(&parsed, rules, attempts[i], state);
        if (result == 0 || state[STEP] != DXG_STEP_NAMESPACES)
            break;
    }
    if (rules >= 0)
        close(rules);
    if (result < 0) {
        state[PHASE] = NOT_STARTED;
        state[VALUE] = (uint32_t)-result;
    }
    return result;
}

/* Takes note of what the guard says; at the end of its pipe the program's end is known, or never will be. */
static void hear(uint32_t *state) {
    struct dxg_record record;
    const int result = read_record(state, &record);
    if (result == -EAGAIN)
        return;
    if (result == 1 && record.kind == DXG_RECORD_FAILED) {
        state[PHASE] = NOT_STARTED;
        state[VALUE] = record.value;
        state[STEP] = record.step;
    } else if (result == 1 && state[PHASE] == RUNNING) {
        const int status = (int)record.value;
        state[PHASE] = WIFSIGNALED(status) ? SIGNALLED : EXITED;
        state[VALUE] = (uint32_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    } else if (result < 1 && state[PHASE] == RUNNING) {
        /* Someone has killed the guard. */
        state[PHASE] = SIGNALLED;
        state[VALUE] = SIGKILL;
    } else if (result == 1) {
        return;
    }
    end_tree(state);
    close_word(state, STATUS);
}

/* Reads a stream; closes it at its end. When the tree is gone, an empty pipe is the end too. */
static int read_stream(uint32_t *state, int word, uint8_t *out, uint32_t out_cap) {
    if (state[word] == NONE)
        return 0;
    ssize_t count;
    do
        count = read((int)state[word], out, out_cap);
    while (count < 0 && errno == EINTR);
    if (count == 0 || (count < 0 && (errno != EAGAIN || state[PID] == NONE)))
        close_word(state, word);
    if (count > 0)
        state[STREAM] = (uint32_t)word;
    return count > 0 ? (int)count : 0;
}

int32_t dxg_process_step(uint32_t *state, uint8_t *out, uint32_t out_cap, uint32_t wait_ms) {
    if (out_cap == 0 || out_cap > 0x7fffffffu)
        return -EINVAL;
    if (state[STATUS] != NONE) {
        struct pollfd wait[3];
        for (int i = 0; i < 3; i++)
            wait[i] = (struct pollfd){state[OUT + i] == NONE ? -1 : (int)state[OUT + i], POLLIN, 0};
        if (poll(wait, 3, (int)(wait_ms < 60000 ? wait_ms : 60000)) < 0 && errno != EINTR)
            return -errno;
        if (wait[2].revents != 0)
            hear(state);
    }
    /* The stream that was not read last comes first, so that neither waits for the other. */
    const int first = state[STREAM] == OUT ? ERR : OUT;
    const int count = read_stream(state, first, out, out_cap);
    return count > 0 ? count : read_stream(state, OUT + ERR - first, out, out_cap);
}

int32_t dxg_process_end(uint32_t *state) {
    end_tree(state);
    for (int word = OUT; word <= LIFE; word++)
        close_word(state, word);
    return 0;
}

#else

int32_t dxg_process_start(const uint8_t *strings, uint32_t strings_len, const uint32_t *request, uint32_t *state) {
    (void)strings, (void)strings_len, (void)request, (void)state;
    return -ENOSYS;
}

int32_t dxg_process_step(uint32_t *state, uint8_t *out, uint32_t out_cap, uint32_t wait_ms) {
    (void)state, (void)out, (void)out_cap, (void)wait_ms;
    return -ENOSYS;
}

int32_t dxg_process_end(uint32_t *state) {
    (void)state;
    return -ENOSYS;
}

#endif
