/*
 * test_fast_undo.c: what the fast path leaves, in a folder that the caller names and that is empty, when it fails on
 * the way, when a signal asks it to stop, and when others write at the same time. Prints one line a failure.
 */
#define _GNU_SOURCE 1

#if defined(__linux__)

#include "fast_write.h"

#include <pthread.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* In a process of its own: what a limit does to the rest is nobody's business. Returns the status of its end. */
static int in_child(void (*run)(const char *), const char *at) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        failures = 0;
        run(at);
        fflush(stdout);
        _exit(failures == 0 ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static const struct fast_output *spread(void) {
    static char large[100000];
    static struct fast_output outputs[6];
    memset(large, 'l', sizeof large - 1);
    outputs[0] = file("one", "1");
    outputs[1] = file("new/two", "2");
    outputs[2] = empty("new/empty");
    outputs[3] = file("old/three", "3");
    outputs[4] = file("new/deep/large", large);
    outputs[5] = file("old/four", "4");
    return outputs;
}

static void no_large_files(const char *at) {
    const struct rlimit limit = {50000, 50000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    expect_refused("a file that is too large", at, "", spread(), 6);
    expect_refused("a file that is too large, of a missing folder", at, "x/y", spread(), 6);
}

static void few_open_files(const char *at) {
    for (rlim_t more = 0; more < 5; more++) {
        const int next = dup(0);
        close(next);
        const struct rlimit limit = {(rlim_t)next + more, 4096};
        setrlimit(RLIMIT_NOFILE, &limit);
        const bool written = write_to(at, spread(), 6);
        const struct rlimit enough = {1024, 4096};
        setrlimit(RLIMIT_NOFILE, &enough);
        const char *found = tree(at);
        check(!written && strcmp(found, "old/ 755 \nold/before 644 b\n") == 0, "few open files", found);
    }
}

/* A signal that came just before. */
static void stopped(const char *at) {
    dxg_os_hold_signals(1);
    raise(SIGTERM);
    write_to(at, spread(), 6);
    check(0, "stopped by a signal", "it goes on");
}

static volatile sig_atomic_t handled = 0;
static void handle(int number) { handled = number; }

static void asked_to_stop(const char *at) {
    signal(SIGINT, handle);
    dxg_os_hold_signals(1);
    raise(SIGINT);
    expect_refused("asked to stop", at, "", spread(), 6);
    check(handled == SIGINT, "the signal acts", "it does not");
    check(write_to(at, spread(), 6), "no signal", "refused");
}

static void test_failures(const char *folder) {
    void (*const runs[])(const char *) = {no_large_files, few_open_files, stopped, asked_to_stop};
    for (uint32_t i = 0; i < COUNT(runs); i++) {
        const char *at = fresh(folder);
        make(at, "old");
        put(at, "old/before", "b");
        const int status = in_child(runs[i], at);
        if (runs[i] == stopped)
            check(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM, "ended by the signal", "it is not");
        else
            check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "ends well", "it does not");
        if (runs[i] != asked_to_stop)
            check(strcmp(tree(at), "old/ 755 \nold/before 644 b\n") == 0, "nothing is left", tree(at));
    }
}

/* ---- others at the same time ---- */

enum { RIVAL_FILES = 60, ROUNDS = 300 };

struct rival {
    const char *folder;
    int watch;
    const char *changes; /* also this, once it is in its place: a file, or something in a folder */
    bool has_changed;    /* while it was in its place */
};

/* Makes the last file as soon as anything is staged, and changes something once it is placed. */
static void *interfere(void *of) {
    struct rival *rival = of;
    _Alignas(struct inotify_event) char events[4096];
    const int dir = open(rival->folder, O_RDONLY | O_DIRECTORY);
    bool made = false;
    for (;;) {
        const ssize_t got = read(rival->watch, events, sizeof events);
        for (ssize_t at = 0; at < got;) {
            const struct inotify_event *event = (const struct inotify_event *)(events + at);
            at += (ssize_t)sizeof *event + event->len;
            if (event->len > 0 && strcmp(event->name, "end") == 0) {
                close(dir);
                return NULL;
            }
            if (!made) {
                const int fd = openat(dir, "f59", O_WRONLY | O_CREAT | O_EXCL, 0644);
                made = true;
                if (fd >= 0 && write(fd, "theirs", 6) == 6)
                    close(fd);
            }
            const bool is_first = event->len > 0 && strcmp(event->name, rival->changes) == 0;
            if ((event->mask & IN_MOVED_TO) != 0 && is_first) {
                const bool is_folder = event->name[0] == 'd';
                const int flags = is_folder ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY | O_TRUNC;
                const char *name = is_folder ? "d/theirs" : "f0";
                const int fd = openat(dir, name, flags, 0644);
                struct stat written, there;
                if (fd >= 0 && write(fd, "changed", 7) == 7 && fstat(fd, &written) == 0 && close(fd) == 0)
                    rival->has_changed =
                        rival->has_changed || (fstatat(dir, name, &there, 0) == 0 && there.st_ino == written.st_ino);
            }
        }
    }
}

/* What may be there after all was undone: nothing but what the other has written. */
static bool is_theirs(const char *at) {
    const char *const left[] = {"f59 644 theirs\n", "f0 644 changed\nf59 644 theirs\n",
                                "d/ 755 \nd/theirs 644 changed\nf59 644 theirs\n",
                                "d/ 755 \nd/theirs 644 changed\nf0 644 changed\nf59 644 theirs\n"};
    for (uint32_t i = 0; i < COUNT(left); i++)
        if (strcmp(tree(at), left[i]) == 0)
            return true;
    return false;
}

static void test_rivals(const char *folder) {
    char paths[RIVAL_FILES][16];
    struct fast_output outputs[RIVAL_FILES + 2];
    for (int i = 0; i < RIVAL_FILES; i++) {
        snprintf(paths[i], sizeof paths[i], "f%d", i);
        outputs[i] = file(paths[i], "content");
    }
    outputs[RIVAL_FILES] = file("d/x", "x");
    outputs[RIVAL_FILES + 1] = file("d/e/y", "y");
    const char *const changed[] = {"", "f0", "d"};
    int undone = 0, kept[3] = {0, 0, 0};
    const uint32_t before = open_files();
    for (int round = 0; round < ROUNDS && (undone < 20 || kept[1] < 3 || kept[2] < 3); round++) {
        const char *at = fresh(folder);
        struct rival rival = {at, inotify_init(), changed[round % 3], false};
        inotify_add_watch(rival.watch, at, IN_CREATE | IN_MOVED_TO);
        pthread_t thread;
        pthread_create(&thread, NULL, interfere, &rival);
        is_alone = false;
        const bool written = write_to(at, outputs, RIVAL_FILES + 2);
        put(at, "end", "");
        pthread_join(thread, NULL);
        is_alone = true;
        close(rival.watch);
        unlink(in(at, "end"));
        if (!written) {
            check(is_theirs(at), "undone", tree(at));
            undone++;
            check(!rival.has_changed || strstr(tree(at), "changed") != NULL, "what is theirs is kept", tree(at));
            kept[round % 3] += rival.has_changed ? 1 : 0;
        }
    }
    check(open_files() == before, "all is closed", "beside a rival");
    check(undone > 0, "a rival wins", "never");
    check(kept[1] > 0 && kept[2] > 0, "a rival changes something", "never");
}

int main(int argc, char **argv) {
    if (argc != 2) {
        printf("usage: test_fast_undo FOLDER\n");
        return 2;
    }
    umask(022);
    test_failures(argv[1]);
    test_rivals(argv[1]);
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}

#else

#include <stdio.h>

int main(void) {
    printf("0 failed\n");
    return 0;
}

#endif
