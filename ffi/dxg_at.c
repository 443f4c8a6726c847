/*
 * dxg_at.c: the system calls behind everything that is done below a directory that is held open: no symbolic link is
 * followed and nothing outside is reached, whatever other processes do meanwhile. One call each, errno as a negative
 * result. Policy belongs in TypeScript.
 */
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1
#include "dxg_impl.h"

#include <errno.h>

#if defined(__unix__) || defined(__APPLE__)

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

#include "dxg_os_status.h"

/* From linux/openat2.h and linux/fs.h, which older headers lack; the numbers are the kernel's ABI. */
#if !defined(SYS_openat2)
#define SYS_openat2 437
#endif
enum { RESOLVE_NO_MAGIC_LINKS = 0x02, RESOLVE_NO_LINKS = 0x04, RESOLVE_BELOW = 0x08 };
struct how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

/* openat2 gives up with EAGAIN when something was renamed on its way; what is renamed all the time is given up too. */
enum { RENAME_TRIES = 64 };

static int32_t result_of(int result) { return result < 0 ? -errno : result; }

static int is_name(const uint8_t *name) {
    const char *text = (const char *)name;
    return text[0] != '\0' && strcmp(text, ".") != 0 && strcmp(text, "..") != 0 && strchr(text, '/') == NULL;
}

static int open_flags(uint32_t flags) {
    /* O_NONBLOCK: opening a FIFO to read must not wait for a writer; for files and directories it means nothing. */
    int how = O_CLOEXEC | O_NOFOLLOW;
    if ((flags & DXG_OS_DIRECTORY) != 0)
        how |= O_DIRECTORY;
#if defined(__linux__)
    if ((flags & DXG_OS_SEARCH) != 0)
        return how | O_PATH;
#endif
    how |= (flags & DXG_OS_WRITE) != 0 ? O_WRONLY : O_RDONLY | O_NONBLOCK | O_NOCTTY;
    if ((flags & DXG_OS_CREATE_NEW) != 0)
        how |= O_CREAT | O_EXCL;
    if ((flags & DXG_OS_TRUNCATE) != 0)
        how |= O_TRUNC;
    return how;
}

static int open_one(int dir, const char *name, int how, uint32_t mode) {
    int fd;
    do
        fd = openat(dir, name, how, (mode_t)mode);
    while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        /* A link for a directory is ENOTDIR on some systems: ELOOP says what it is. */
        const int failure = errno;
        struct stat s;
        if (failure == ENOTDIR && fstatat(dir, name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(s.st_mode))
            return -ELOOP;
        return -failure;
    }
    return fd;
}

#if defined(__linux__) && defined(O_PATH)
enum { SEARCH = O_PATH };
#else
enum { SEARCH = O_RDONLY };
#endif

/* Without openat2: each name is opened in the directory before it, none of them as a link. */
static int32_t open_by_names(int dir, const char *path, int how, uint32_t mode) {
    char name[256];
    int at = dir;
    for (;;) {
        const char *slash = strchr(path, '/');
        if (slash == NULL) {
            const int32_t fd = is_name((const uint8_t *)path) ? open_one(at, path, how, mode) : -EXDEV;
            if (at != dir)
                close(at);
            return fd;
        }
        const size_t length = (size_t)(slash - path);
        int32_t next = -ENAMETOOLONG;
        if (length < sizeof name) {
            memcpy(name, path, length);
            name[length] = '\0';
            next = is_name((const uint8_t *)name) ? open_one(at, name, SEARCH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
                                                  : -EXDEV;
        }
        if (at != dir)
            close(at);
        if (next < 0)
            return next;
        at = next;
        path = slash + 1;
    }
}

#if defined(__linux__)
static int has_openat2 = 1;

/* -ENOSYS when there is no openat2: also where a sandbox refuses what it does not know. */
static int32_t open_below(int dir, const char *path, int how, uint32_t mode) {
    struct how asked = {(uint64_t)(unsigned)how, mode, RESOLVE_NO_MAGIC_LINKS | RESOLVE_NO_LINKS | RESOLVE_BELOW};
    if (!has_openat2)
        return -ENOSYS;
    for (int tries = 0;; tries++) {
        const long fd = syscall(SYS_openat2, dir, path, &asked, sizeof asked);
        if (fd >= 0)
            return (int32_t)fd;
        if (errno == EINTR || (errno == EAGAIN && tries < RENAME_TRIES))
            continue;
        return -errno;
    }
}
#endif

/* O_PATH opens a symbolic link itself, which every other way refuses. */
static int32_t refuse_link(int32_t fd, int how) {
    struct stat s;
    if (fd < 0 || SEARCH == 0 || (how & SEARCH) == 0 || (how & O_DIRECTORY) != 0)
        return fd;
    if (fstat(fd, &s) == 0 && !S_ISLNK(s.st_mode))
        return fd;
    close(fd);
    return -ELOOP;
}

int32_t dxg_at_open(int32_t dir, const uint8_t *path, uint32_t flags, uint32_t mode) {
    const int how = open_flags(flags);
    const uint32_t created = (flags & DXG_OS_CREATE_NEW) != 0 ? mode & 07777 : 0;
#if defined(__linux__)
    const int32_t fd = open_below(dir, (const char *)path, how, created);
    if (fd != -ENOSYS && fd != -EPERM)
        return refuse_link(fd, how);
    /* Some sandboxes say EPERM for system calls that they do not know; whether it is that, the other way tells. */
    if (fd == -ENOSYS)
        has_openat2 = 0;
#endif
    return refuse_link(open_by_names(dir, (const char *)path, how, created), how);
}

int32_t dxg_at_kernel_checked(int32_t dir) {
#if defined(__linux__)
    const int32_t fd = open_below(dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    close(fd);
    return 1;
#else
    (void)dir;
    return 0;
#endif
}

int32_t dxg_at_create(int32_t dir, const uint8_t *name, const uint8_t *in, uint32_t in_len, uint32_t mode) {
    if (!is_name(name))
        return -EINVAL;
    const int fd = open_one(dir, (const char *)name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return fd;
    const int32_t written = in_len == 0 ? 0 : dxg_os_write(fd, in, in_len);
    const int32_t closed = dxg_os_close(fd);
    const int32_t result = written < 0 ? written : closed;
    if (result < 0)
        unlinkat(dir, (const char *)name, 0);
    return result;
}

int32_t dxg_at_stat(int32_t dir, const uint8_t *name, uint32_t *status) {
    struct stat s;
    if (!is_name(name))
        return -EINVAL;
    if (fstatat(dir, (const char *)name, &s, AT_SYMLINK_NOFOLLOW) < 0)
        return -errno;
    dxg_fill_status(&s, status);
    return 0;
}

int32_t dxg_at_mkdir(int32_t dir, const uint8_t *name, uint32_t mode) {
    return is_name(name) ? result_of(mkdirat(dir, (const char *)name, (mode_t)mode)) : -EINVAL;
}

int32_t dxg_at_remove(int32_t dir, const uint8_t *name, uint32_t directory) {
    return is_name(name) ? result_of(unlinkat(dir, (const char *)name, directory != 0 ? AT_REMOVEDIR : 0)) : -EINVAL;
}

int32_t dxg_at_rename(int32_t dir, const uint8_t *name, int32_t to_dir, const uint8_t *to_name, uint32_t how) {
    if (!is_name(name) || !is_name(to_name) || how > DXG_RENAME_EXCHANGE)
        return -EINVAL;
    if (how == DXG_RENAME_OVER)
        return result_of(renameat(dir, (const char *)name, to_dir, (const char *)to_name));
#if defined(__linux__)
    /* RENAME_NOREPLACE is 1, RENAME_EXCHANGE is 2. */
    return result_of((int)syscall(SYS_renameat2, dir, name, to_dir, to_name, how));
#elif defined(__APPLE__)
    const unsigned flag = how == DXG_RENAME_NEW ? RENAME_EXCL : RENAME_SWAP;
    return result_of(renameatx_np(dir, (const char *)name, to_dir, (const char *)to_name, flag));
#else
    return -ENOSYS;
#endif
}

int32_t dxg_at_chmod(int32_t fd, uint32_t mode) { return result_of(fchmod(fd, (mode_t)mode)); }

int32_t dxg_at_list(int32_t dir, uint8_t *out, uint32_t out_cap) {
    if (out_cap > DXG_LENGTH_MAX)
        return -EINVAL;
    /* A descriptor of its own: reading moves its place, and closing the directory closes it. */
    const int fd = open_one(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return fd;
    DIR *directory = fdopendir(fd);
    if (directory == NULL) {
        const int failure = errno;
        close(fd);
        return -failure;
    }
    return dxg_list_entries(directory, out, out_cap);
}

#else

int32_t dxg_at_open(int32_t dir, const uint8_t *path, uint32_t flags, uint32_t mode) {
    (void)dir, (void)path, (void)flags, (void)mode;
    return -ENOSYS;
}

int32_t dxg_at_create(int32_t dir, const uint8_t *name, const uint8_t *in, uint32_t in_len, uint32_t mode) {
    (void)dir, (void)name, (void)in, (void)in_len, (void)mode;
    return -ENOSYS;
}

int32_t dxg_at_stat(int32_t dir, const uint8_t *name, uint32_t *status) {
    (void)dir, (void)name, (void)status;
    return -ENOSYS;
}

int32_t dxg_at_mkdir(int32_t dir, const uint8_t *name, uint32_t mode) {
    (void)dir, (void)name, (void)mode;
    return -ENOSYS;
}

int32_t dxg_at_remove(int32_t dir, const uint8_t *name, uint32_t directory) {
    (void)dir, (void)name, (void)directory;
    return -ENOSYS;
}

int32_t dxg_at_rename(int32_t dir, const uint8_t *name, int32_t to_dir, const uint8_t *to_name, uint32_t how) {
    (void)dir, (void)name, (void)to_dir, (void)to_name, (void)how;
    return -ENOSYS;
}

int32_t dxg_at_chmod(int32_t fd, uint32_t mode) {
    (void)fd, (void)mode;
    return -ENOSYS;
}

int32_t dxg_at_list(int32_t dir, uint8_t *out, uint32_t out_cap) {
    (void)dir, (void)out, (void)out_cap;
    return -ENOSYS;
}

int32_t dxg_at_kernel_checked(int32_t dir) {
    (void)dir;
    return 0;
}

#endif
