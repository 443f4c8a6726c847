/*
 * dxg_os.c: the system calls behind the file system seam: one call each, errno as a negative result, EINTR and short
 * counts dealt with here. Where the system is not POSIX every function says -ENOSYS. Policy belongs in TypeScript.
 */
#define _DEFAULT_SOURCE 1
#define _DARWIN_C_SOURCE 1
#include "dxg_impl.h"

#include <errno.h>

#if defined(__unix__) || defined(__APPLE__)

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first status word. */
enum kind { KIND_OTHER = 0, KIND_FILE = 1, KIND_DIRECTORY = 2, KIND_LINK = 3 };

static int32_t result_of(int result) { return result < 0 ? -errno : result; }

static uint32_t kind_of(mode_t mode) {
    return S_ISREG(mode) ? KIND_FILE : S_ISDIR(mode) ? KIND_DIRECTORY : S_ISLNK(mode) ? KIND_LINK : KIND_OTHER;
}

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

static void fill_status(const struct stat *s, uint32_t *status) {
#if defined(__APPLE__)
    const struct timespec changed = s->st_mtimespec;
#else
    const struct timespec changed = s->st_mtim;
#endif
    const uint64_t size = (uint64_t)s->st_size;
    status[0] = kind_of(s->st_mode);
    status[1] = (uint32_t)s->st_mode & 07777;
    status[2] = (uint32_t)size;
    status[3] = (uint32_t)(size >> 32);
    status[4] = (uint32_t)s->st_nlink;
    status[5] = (uint32_t)changed.tv_sec;
    status[6] = (uint32_t)changed.tv_nsec;
    status[7] = (uint32_t)s->st_uid;
}

int32_t dxg_os_fstat(int32_t fd, uint32_t *status) {
    struct stat s;
    if (fstat(fd, &s) < 0)
        return -errno;
    fill_status(&s, status);
    return 0;
}

int32_t dxg_os_lstat(const uint8_t *path, uint32_t *status) {
    struct stat s;
    if (lstat((const char *)path, &s) < 0)
        return -errno;
    fill_status(&s, status);
    return 0;
}

int32_t dxg_os_rename(const uint8_t *from, const uint8_t *to) {
    return result_of(rename((const char *)from, (const char *)to));
}

int32_t dxg_os_mkdir(const uint8_t *path, uint32_t mode) { return result_of(mkdir((const char *)path, (mode_t)mode)); }

int32_t dxg_os_unlink(const uint8_t *path) { return result_of(unlink((const char *)path)); }

int32_t dxg_os_rmdir(const uint8_t *path) { return result_of(rmdir((const char *)path)); }

int32_t dxg_os_chmod(const uint8_t *path, uint32_t mode) { return result_of(chmod((const char *)path, (mode_t)mode)); }

/* The kind of one entry; the system's hint where it gives one. */
static uint32_t entry_kind(DIR *directory, const struct dirent *entry) {
    switch (entry->d_type) {
    case DT_REG:
        return KIND_FILE;
    case DT_DIR:
        return KIND_DIRECTORY;
    case DT_LNK:
        return KIND_LINK;
    case DT_UNKNOWN: {
        struct stat s;
        return fstatat(dirfd(directory), entry->d_name, &s, AT_SYMLINK_NOFOLLOW) < 0 ? KIND_OTHER : kind_of(s.st_mode);
    }
    default:
        return KIND_OTHER;
    }
}

int32_t dxg_os_list(const uint8_t *path, uint8_t *out, uint32_t out_cap) {
    if (out_cap > DXG_LENGTH_MAX)
        return -EINVAL;
    DIR *directory = opendir((const char *)path);
    if (directory == NULL)
        return -errno;
    uint32_t end = 0;
    int32_t failure = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            failure = -errno;
            break;
        }
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        const uint32_t name_len = (uint32_t)strlen(name);
        if (name_len + 2 > out_cap - end) {
            failure = -ERANGE;
            break;
        }
        out[end] = (uint8_t)entry_kind(directory, entry);
        memcpy(out + end + 1, name, name_len + 1);
        end += name_len + 2;
    }
    closedir(directory);
    return failure < 0 ? failure : (int32_t)end;
}

int32_t dxg_os_is_terminal(int32_t fd) { return isatty(fd) == 1 ? 1 : 0; }

int32_t dxg_os_lock(int32_t fd) {
    int result;
    do
        result = flock(fd, LOCK_EX | LOCK_NB);
    while (result < 0 && errno == EINTR);
    return result_of(result);
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

#endif
