/*
 * dxg_os.c: the system calls behind the file system seam: one call each, errno as a negative result, EINTR and short
 * counts dealt with here. Where the system is not POSIX every function says -ENOSYS. Policy belongs in TypeScript.
 */
#define _GNU_SOURCE 1 /* O_PATH */
#define _DARWIN_C_SOURCE 1
#include "dxg_impl.h"

#include <errno.h>

#if defined(__unix__) || defined(__APPLE__)

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dxg_os_status.h"

static int32_t result_of(int result) { return result < 0 ? -errno : result; }

int32_t dxg_os_open(const uint8_t *path, uint32_t flags, uint32_t mode) {
    /* O_NONBLOCK: opening a FIFO to read must not wait for a writer; for files and directories it means nothing. */
    int how = O_CLOEXEC | ((flags & DXG_OS_WRITE) != 0 ? O_WRONLY : O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if ((flags & DXG_OS_CREATE_NEW) != 0)
        how |= O_CREAT | O_EXCL;
    if ((flags & DXG_OS_TRUNCATE) != 0)
        how |= O_TRUNC;
    if ((flags & DXG_OS_NO_FOLLOW) != 0)
        how |= O_NOFOLLOW;
    if ((flags & DXG_OS_DIRECTORY) != 0)
        how |= O_DIRECTORY;
#if defined(__linux__)
    if ((flags & DXG_OS_SEARCH) != 0)
        how = O_PATH | O_CLOEXEC | (how & (O_DIRECTORY | O_NOFOLLOW));
#endif
    int fd;
    do
        fd = open((const char *)path, how, (mode_t)mode);
    while (fd < 0 && errno == EINTR);
    return result_of(fd);
}

int32_t dxg_os_close(int32_t fd) {
    /* After EINTR the descriptor is closed on Linux, and on macOS a second close might hit another thread's file. */
    return close(fd) < 0 && errno != EINTR ? -errno : 0;
}

/* After a failed read or write: 1 when it is worth another try, having waited until the descriptor is ready. */
static int may_retry(int fd, short event) {
    if (errno == EINTR)
        return 1;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return 0;
    struct pollfd ready = {fd, event, 0};
    return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

/*
 * Whether a standard stream was closed when the process started. Bun opens /dev/null in its place, but close-on-exec,
 * which no descriptor is that was handed over: by that it is told from a /dev/null that somebody meant.
 */
static int was_closed(int fd) {
    const int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && (flags & FD_CLOEXEC) != 0;
}

int32_t dxg_os_read(int32_t fd, uint8_t *out, uint32_t len) {
    uint32_t done = 0;
    if (len > DXG_LENGTH_MAX)
        return -EINVAL;
    if (fd == STDIN_FILENO && was_closed(fd))
        return -EBADF;
    while (done < len) {
        const ssize_t count = read(fd, out + done, len - done);
        if (count == 0)
            break;
        if (count > 0)
            done += (uint32_t)count;
        else if (!may_retry(fd, POLLIN))
            return -errno;
    }
    return (int32_t)done;
}

int32_t dxg_os_write(int32_t fd, const uint8_t *in, uint32_t len) {
    uint32_t done = 0;
    if (len > DXG_LENGTH_MAX)
        return -EINVAL;
    if (fd == STDOUT_FILENO && was_closed(fd))
        return -EBADF;
    while (done < len) {
        const ssize_t count = write(fd, in + done, len - done);
        if (count >= 0)
            done += (uint32_t)count;
        else if (!may_retry(fd, POLLOUT))
            return -errno;
    }
    return (int32_t)done;
}

int32_t dxg_os_fstat(int32_t fd, uint32_t *status) {
    struct stat s;
    if (fstat(fd, &s) < 0)
        return -errno;
    dxg_fill_status(&s, status);
    return 0;
}

int32_t dxg_os_lstat(const uint8_t *path, uint32_t *status) {
    struct stat s;
    if (lstat((const char *)path, &s) < 0)
        return -errno;
    dxg_fill_status(&s, status);
    return 0;
}

int32_t dxg_os_rename(const uint8_t *from, const uint8_t *to) {
    return result_of(rename((const char *)from, (const char *)to));
}

int32_t dxg_os_mkdir(const uint8_t *path, uint32_t mode) { return result_of(mkdir((const char *)path, (mode_t)mode)); }

int32_t dxg_os_unlink(const uint8_t *path) { return result_of(unlink((const char *)path)); }

int32_t dxg_os_rmdir(const uint8_t *path) { return result_of(rmdir((const char *)path)); }

int32_t dxg_os_chmod(const uint8_t *path, uint32_t mode) { return result_of(chmod((const char *)path, (mode_t)mode)); }

int32_t dxg_os_list(const uint8_t *path, uint8_t *out, uint32_t out_cap) {
    if (out_cap > DXG_LENGTH_MAX)
        return -EINVAL;
    DIR *directory = opendir((const char *)path);
    return directory == NULL ? -errno : dxg_list_entries(directory, out, out_cap);
}

int32_t dxg_os_is_terminal(int32_t fd) { return isatty(fd) == 1 ? 1 : 0; }

int32_t dxg_os_lock(int32_t fd) {
    int result;
    do
        result = flock(fd, LOCK_EX | LOCK_NB);
    while (result < 0 && errno == EINTR);
    return result_of(result);
}

static const int HELD_SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
enum { HELD_COUNT = sizeof HELD_SIGNALS / sizeof HELD_SIGNALS[0] };
static struct sigaction actions_before[HELD_COUNT];
static int is_holding = 0;
static volatile sig_atomic_t held_signal = 0;

static void hold(int signal) {
    if (held_signal == 0)
        held_signal = signal;
}

int32_t dxg_os_held_signal(void) { return held_signal; }

int32_t dxg_os_hold_signals(uint32_t on) {
    const int before = held_signal;
    if (on == (uint32_t)is_holding)
        return before;
    is_holding = (int)on;
    held_signal = 0;
    for (int i = 0; i < HELD_COUNT; i++) {
        if (on == 0) {
            sigaction(HELD_SIGNALS[i], &actions_before[i], NULL);
            continue;
        }
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = hold;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(HELD_SIGNALS[i], &action, &actions_before[i]);
        /* What the caller has told to be ignored (nohup) stays ignored. */
        if (actions_before[i].sa_handler == SIG_IGN)
            sigaction(HELD_SIGNALS[i], &actions_before[i], NULL);
    }
    /* A signal that came while the actions were put back, between the first and the last, is not lost either. */
    return on == 0 && held_signal != 0 ? held_signal : before;
}

#else

int32_t dxg_os_open(const uint8_t *path, uint32_t flags, uint32_t mode) {
    (void)path, (void)flags, (void)mode;
    return -ENOSYS;
}

int32_t dxg_os_close(int32_t fd) {
    (void)fd;
    return -ENOSYS;
}

int32_t dxg_os_read(int32_t fd, uint8_t *out, uint32_t len) {
    (void)fd, (void)out, (void)len;
    return -ENOSYS;
}

int32_t dxg_os_write(int32_t fd, const uint8_t *in, uint32_t len) {
    (void)fd, (void)in, (void)len;
    return -ENOSYS;
}

int32_t dxg_os_fstat(int32_t fd, uint32_t *status) {
    (void)fd, (void)status;
    return -ENOSYS;
}

int32_t dxg_os_lstat(const uint8_t *path, uint32_t *status) {
    (void)path, (void)status;
    return -ENOSYS;
}

int32_t dxg_os_rename(const uint8_t *from, const uint8_t *to) {
    (void)from, (void)to;
    return -ENOSYS;
}

int32_t dxg_os_mkdir(const uint8_t *path, uint32_t mode) {
    (void)path, (void)mode;
    return -ENOSYS;
}

int32_t dxg_os_unlink(const uint8_t *path) {
    (void)path;
    return -ENOSYS;
}

int32_t dxg_os_rmdir(const uint8_t *path) {
    (void)path;
    return -ENOSYS;
}

int32_t dxg_os_chmod(const uint8_t *path, uint32_t mode) {
    (void)path, (void)mode;
    return -ENOSYS;
}

int32_t dxg_os_list(const uint8_t *path, uint8_t *out, uint32_t out_cap) {
    (void)path, (void)out, (void)out_cap;
    return -ENOSYS;
}

int32_t dxg_os_is_terminal(int32_t fd) {
    (void)fd;
    return 0;
}

int32_t dxg_os_lock(int32_t fd) {
    (void)fd;
    return -ENOSYS;
}

int32_t dxg_os_hold_signals(uint32_t on) {
    (void)on;
    return 0;
}

int32_t dxg_os_held_signal(void) { return 0; }

#endif
