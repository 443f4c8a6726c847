/*
 * test_process.c: the process runner in a folder that the caller names: ends of every sort, with and without what the
 * kernel may refuse, hostile requests, and that nothing stays open or alive. Prints one line a failure.
 */
#define _GNU_SOURCE 1
#include "dxg.h"
#include "dxg_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int failures = 0;

static void check(int ok, const char *what, long result) {
    if (!ok) {
        failures++;
        printf("failed: %s (%ld)\n", what, result);
    }
}

#define NONE 0xffffffffu
static const uint32_t WEAKENED[] = {0, DXG_PROCESS_NO_NAMESPACES, DXG_PROCESS_NO_RULES,
                                    DXG_PROCESS_NO_NAMESPACES | DXG_PROCESS_NO_RULES};

struct run {
    uint32_t state[DXG_PROCESS_STATE_WORDS];
    char out[65536];
    uint32_t length;
    int32_t started;
};

/* Runs a script of the shell; ends it when it says "stop", or after its time. */
static void run_script(const char *folder, const char *script, uint32_t flags, struct run *run) {
    const char *texts[] = {folder, "/bin/sh", "sh", "-c", script, "PATH=/usr/bin:/bin", folder, "/dev/null"};
    uint8_t strings[8192];
    uint32_t length = 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        memcpy(strings + length, texts[i], strlen(texts[i]) + 1);
        length += (uint32_t)strlen(texts[i]) + 1;
    }
    uint8_t *exact = malloc(length);
    memcpy(exact, strings, length);
    const uint32_t request[DXG_PROCESS_REQUEST_WORDS] = {flags, NONE, 3, 1, 2, 0, 1024, 30, 16, 500};
    memset(run, 0, sizeof *run);
    run->started = dxg_process_start(exact, length, request, run->state);
    free(exact);
    while (run->started == 0) {
        uint8_t *chunk = malloc(7);
        const int32_t count = dxg_process_step(run->state, chunk, 7, 5000);
        check(count >= 0, "step", count);
        if (count > 0 && run->length + (uint32_t)count < sizeof run->out) {
            memcpy(run->out + run->length, chunk, (size_t)count);
            run->length += (uint32_t)count;
        }
        free(chunk);
        if ((count == 0 && run->state[6] != 0) || strstr(run->out, "stop") != NULL)
            break;
    }
    const uint32_t phase = run->state[6];
    check(dxg_process_end(run->state) == 0, "end", 0);
    check(dxg_process_end(run->state) == 0, "end again", 0);
    run->state[6] = phase;
}

static int open_descriptors(void) {
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void test_ends(const char *folder, uint32_t flags) {
    static struct run run;
    run_script(folder, "echo out; echo err >&2; exit 3", flags, &run);
    check(run.started == 0 && run.state[6] == 1 && run.state[7] == 3, "exit status", run.state[7]);
    check(strcmp(run.out, "out\nerr\n") == 0 || strcmp(run.out, "err\nout\n") == 0, run.out, run.length);
    run_script(folder, "kill -TERM $$", flags, &run);
    check(run.state[6] == 2 && run.state[7] == SIGTERM, "signal", run.state[7]);
    /* Children in the background, also those that have left the session, end with the script. */
    run_script(folder, "(setsid sh -c 'sleep 600 & sleep 600' &) ; sleep 600 & echo started", flags, &run);
    check(run.state[6] == 1 && run.state[7] == 0, "background children", run.state[7]);
    run_script(folder, "(setsid sleep 600 &); echo stop; sleep 600", flags, &run);
    check(run.state[6] == 0, "stopped from outside", run.state[6]);
    check(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "children of the caller", errno);
    run_script(folder, "trap '' TERM INT HUP; kill -TERM $$; head -c 20000 /dev/zero | tr '\\0' x", flags, &run);
    check(run.length == 20000, "all output", run.length);
    /* 0, 1, 2 and the one that lists them. */
    run_script(folder, "ls /proc/self/fd | tr '\\n' ' '", flags, &run);
    check(strcmp(run.out, "0 1 2 3 ") == 0, run.out, 0);
    run_script(folder, "env | grep -v -e ^PWD= -e ^_=", flags, &run);
    check(strcmp(run.out, "PATH=/usr/bin:/bin\n") == 0, run.out, 0);
    run_script(folder, "umask; ulimit -c; ulimit -f; read x || echo end", flags, &run);
    check(strcmp(run.out, "0022\n0\n32768\nend\n") == 0, run.out, 0);
    /* SIGPIPE, which the caller ignores, ends programs again. */
    run_script(folder, "yes | head -n 1; kill -PIPE $$; echo alive", flags, &run);
    check(run.state[6] == 2 && run.state[7] == SIGPIPE, "ignored signals", run.state[7]);
}

static void test_effects(const char *folder) {
    static struct run run;
    const uint32_t cut = DXG_PROCESS_CUT_NETWORK | DXG_PROCESS_REQUIRE_CUT;
    run_script(folder, "true", cut, &run);
    const uint32_t all = run.state[5];
    run_script(folder, "true", cut | DXG_PROCESS_NO_NAMESPACES, &run);
    const uint32_t names = DXG_EFFECT_NETWORK_NAMESPACE | DXG_EFFECT_PID_NAMESPACE | DXG_EFFECT_OWN_PROC;
    check((run.state[5] & names) == 0, "effects without namespaces", run.state[5]);
    run_script(folder, "true", cut | DXG_PROCESS_NO_NAMESPACES | DXG_PROCESS_NO_FILTER, &run);
    check(run.started == -EPERM && run.state[8] == DXG_STEP_NETWORK, "refused without a cut", run.started);
    run_script(folder, "true", DXG_PROCESS_CUT_NETWORK | DXG_PROCESS_NO_NAMESPACES | DXG_PROCESS_NO_FILTER, &run);
    check(run.started == 0, "without a cut that is not required", run.started);
    run_script(folder, "exit 9", DXG_PROCESS_PROBE | cut, &run);
    check(run.started == 0 && run.state[6] == 1 && run.state[7] == 0 && run.state[5] == all, "probe", run.state[7]);
    if ((all & DXG_EFFECT_WRITE_RULES) != 0) {
        run_script(folder, "echo x > /tmp/dxg-test-escaped && echo escaped; echo x > inside && cat inside; rm inside",
                   cut, &run);
        check(strstr(run.out, "escaped\n") == NULL && strstr(run.out, "x\n") != NULL, run.out, 0);
    }
}

static void test_requests(const char *folder) {
    uint32_t state[DXG_PROCESS_STATE_WORDS];
    const uint8_t three[] = "/\0/bin/true\0true";
    const uint32_t good[DXG_PROCESS_REQUEST_WORDS] = {0, NONE, 1, 0, 0, 0, 512, 5, 1, 50};
    struct {
        const char *what;
        int word;
        uint32_t value;
        int32_t result;
    } bad[] = {
        {"no words", 2, 0, -EINVAL},         {"more words", 2, 2, -EINVAL},
        {"too many words", 2, 1025, -E2BIG}, {"more variables", 3, 1, -EINVAL},
        {"more paths", 4, 1, -EINVAL},       {"more folders", 5, 1, -EINVAL},
        {"too many paths", 4, 65, -E2BIG},   {"too many folders", 5, 9, -E2BIG},
        {"endless words", 2, NONE, -E2BIG},  {"too many variables", 3, 129, -E2BIG},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t request[DXG_PROCESS_REQUEST_WORDS];
        memcpy(request, good, sizeof good);
        request[bad[i].word] = bad[i].value;
        const int32_t result = dxg_process_start(three, sizeof three, request, state);
        check(result == bad[i].result && state[8] == DXG_STEP_REQUEST, bad[i].what, result);
        dxg_process_end(state);
    }
    check(dxg_process_start(three, sizeof three - 1, good, state) == -EINVAL, "no NUL at the end", 0);
    check(dxg_process_start(three, 0, good, state) == -EINVAL, "nothing", 0);
    const uint8_t four[] = "/\0/bin/true\0true\0more";
    check(dxg_process_start(four, sizeof four, good, state) == -EINVAL, "a text left over", 0);
    check(dxg_process_start(three, sizeof three, good, state) == 0, "good", 0);
    uint8_t out[1];
    check(dxg_process_step(state, out, 0, 0) == -EINVAL, "no room", 0);
    dxg_process_end(state);
    /* A descriptor of another folder. */
    uint32_t request[DXG_PROCESS_REQUEST_WORDS];
    memcpy(request, good, sizeof good);
    request[1] = (uint32_t)open(folder, O_RDONLY | O_DIRECTORY);
    const int32_t result = dxg_process_start(three, sizeof three, request, state);
    check(result == -ESTALE && state[8] == DXG_STEP_DIRECTORY, "another folder", result);
    close((int)request[1]);
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    const int before = open_descriptors();
    for (size_t i = 0; i < sizeof WEAKENED / sizeof WEAKENED[0]; i++) {
        test_ends(argv[1], WEAKENED[i]);
        test_ends(argv[1], WEAKENED[i] | DXG_PROCESS_CUT_NETWORK);
    }
    test_effects(argv[1]);
    test_requests(argv[1]);
    check(open_descriptors() == before, "descriptors left open", open_descriptors());
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}
