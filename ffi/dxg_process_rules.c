/*
 * dxg_process_rules.c: what a process of a template is kept in by: Landlock rules for files and signals, and a seccomp
 * filter for sockets. It knows the kernel's structures; which paths and whether at all is the caller's matter.
 *
 * Numbers are written out where headers of older systems lack them: they are the kernel's ABI.
 * https://docs.kernel.org/userspace-api/landlock.html, https://docs.kernel.org/userspace-api/seccomp_filter.html
 */
#define _GNU_SOURCE 1
#include "dxg_process.h"

#if defined(__linux__)

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on all machines. */
#define NR_LANDLOCK_CREATE_RULESET 444
#define NR_LANDLOCK_ADD_RULE 445
#define NR_LANDLOCK_RESTRICT_SELF 446
#define LANDLOCK_VERSION_QUERY 1u
#define LANDLOCK_PATH_BENEATH 1

#define RIGHT_WRITE_FILE (1ull << 1)
#define RIGHT_READ_FILE (1ull << 2)
#define RIGHT_REMOVE_DIR (1ull << 4)
#define RIGHT_REMOVE_FILE (1ull << 5)
#define RIGHT_MAKE_CHAR (1ull << 6)
#define RIGHT_MAKE_DIR (1ull << 7)
#define RIGHT_MAKE_REG (1ull << 8)
#define RIGHT_MAKE_SOCK (1ull << 9)
#define RIGHT_MAKE_FIFO (1ull << 10)
#define RIGHT_MAKE_BLOCK (1ull << 11)
#define RIGHT_MAKE_SYM (1ull << 12)
#define RIGHT_REFER (1ull << 13)     /* since version 2 */
#define RIGHT_TRUNCATE (1ull << 14)  /* since version 3 */
#define RIGHT_IOCTL_DEV (1ull << 15) /* since version 5 */
#define SCOPE_ABSTRACT_SOCKET 1ull   /* since version 6 */
#define SCOPE_SIGNAL 2ull

#define FILE_RIGHTS (RIGHT_WRITE_FILE | RIGHT_READ_FILE | RIGHT_TRUNCATE | RIGHT_IOCTL_DEV)
#define DEVICE_RIGHTS (RIGHT_MAKE_CHAR | RIGHT_MAKE_BLOCK | RIGHT_IOCTL_DEV)

struct ruleset_attributes {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct __attribute__((packed)) path_rule {
    uint64_t rights;
    int32_t parent;
};

static uint64_t write_rights(long version) {
    uint64_t rights = RIGHT_WRITE_FILE | RIGHT_REMOVE_DIR | RIGHT_REMOVE_FILE | RIGHT_MAKE_CHAR | RIGHT_MAKE_DIR |
                      RIGHT_MAKE_REG | RIGHT_MAKE_SOCK | RIGHT_MAKE_FIFO | RIGHT_MAKE_BLOCK | RIGHT_MAKE_SYM;
    if (version >= 2)
        rights |= RIGHT_REFER;
    if (version >= 3)
        rights |= RIGHT_TRUNCATE;
    if (version >= 5)
        rights |= RIGHT_IOCTL_DEV;
    return rights;
}

/* Allows rights below a path, or on a file those that a file can have. */
static int allow(int rules, int folder, const char *path, int how, uint64_t rights) {
    const int fd = openat(folder, path, O_PATH | O_CLOEXEC | how);
    if (fd < 0)
        return -errno;
    struct stat s;
    int result = fstat(fd, &s) < 0 ? -errno : 0;
    if (result == 0) {
        const struct path_rule rule = {S_ISDIR(s.st_mode) ? rights : rights & FILE_RIGHTS, fd};
        /* A link has no rights: its target is covered where it lies. */
        if (!S_ISLNK(s.st_mode) && rule.rights != 0 &&
            syscall(NR_LANDLOCK_ADD_RULE, rules, LANDLOCK_PATH_BENEATH, &rule, 0) < 0)
            result = -errno;
    }
    close(fd);
    return result;
}

/* Folders that are not to be read, as real paths; an empty one is not there. */
typedef char hidden_paths[DXG_PROCESS_HIDDEN_MAX][PATH_MAX];

/* Whether a path is hidden (2), or holds what is hidden (1). */
static int hides(hidden_paths hidden, const char *path, size_t length) {
    int found = 0;
    for (int i = 0; i < DXG_PROCESS_HIDDEN_MAX; i++)
        if (strncmp(hidden[i], path, length) == 0) {
            if (hidden[i][length] == 0)
                return 2;
            if (hidden[i][length] == '/')
                found = 1;
        }
    return found;
}

/*
 * Lets everything in a folder be read but what is hidden: Landlock knows no exceptions, so the folders on the way to
 * what is hidden are opened up, and all else in them is allowed. path holds the folder's path, with a slash at its end.
 */
static void allow_around(int rules, hidden_paths hidden, char *path, size_t length) {
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        const size_t name = strlen(entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || length + name + 2 > PATH_MAX)
            continue;
        memcpy(path + length, entry->d_name, name + 1);
        const int how = hides(hidden, path, length + name);
        if (how == 0) {
            /* What may not be opened is not readable either way. */
            allow(rules, dirfd(folder), entry->d_name, O_NOFOLLOW, RIGHT_READ_FILE);
        } else if (how == 1) {
            memcpy(path + length + name, "/", 2);
            allow_around(rules, hidden, path, length + name + 1);
        }
    }
    if (folder != NULL)
        closedir(folder);
}

/* Returns how many of the folders are there. */
static int find_hidden(const struct dxg_process_request *request, hidden_paths hidden) {
    const char *path = request->hidden;
    int found = 0;
    for (uint32_t i = 0; i < DXG_PROCESS_HIDDEN_MAX; i++) {
        hidden[i][0] = 0;
        if (i >= request->hidden_count)
            continue;
        if (realpath(path, hidden[i]) == NULL)
            hidden[i][0] = 0;
        else
            found++;
        path += strlen(path) + 1;
    }
    return found;
}

int dxg_process_rules(const struct dxg_process_request *request, uint32_t *effects) {
    const long version = syscall(NR_LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION_QUERY);
    if (version < 1)
        return -ENOSYS;
    const uint64_t writing = write_rights(version);
    hidden_paths hidden;
    const uint64_t reading = find_hidden(request, hidden) == 0 ? 0 : RIGHT_READ_FILE;
    const struct ruleset_attributes attributes = {writing | reading, 0,
                                                  version >= 6 ? SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL : 0};
    const size_t size = version >= 6   ? sizeof attributes
                        : version >= 4 ? offsetof(struct ruleset_attributes, scopes)
                                       : offsetof(struct ruleset_attributes, network);
    const int rules = (int)syscall(NR_LANDLOCK_CREATE_RULESET, &attributes, size, 0);
    if (rules < 0)
        return errno == EOPNOTSUPP ? -ENOSYS : -errno;
    const char *writable = request->writable;
    for (uint32_t i = 0; i < request->writable_count; i++, writable += strlen(writable) + 1) {
        const int result = allow(rules, AT_FDCWD, writable, 0, (writing & ~DEVICE_RIGHTS) | reading);
        if (result < 0) {
            close(rules);
            return result;
        }
    }
    if (reading != 0) {
        char path[PATH_MAX] = "/";
        allow_around(rules, hidden, path, 1);
    }
    *effects |= DXG_EFFECT_WRITE_RULES;
    if (reading != 0)
        *effects |= DXG_EFFECT_READ_RULES;
    if (version >= 6)
        *effects |= DXG_EFFECT_SIGNAL_RULES;
    return rules;
}

void dxg_process_rules_read(int rules, const char *path) { allow(rules, AT_FDCWD, path, 0, RIGHT_READ_FILE); }

int dxg_process_rules_enter(int rules) { return syscall(NR_LANDLOCK_RESTRICT_SELF, rules, 0) < 0 ? -errno : 0; }

#if defined(__x86_64__)
#define FILTER_ARCHITECTURE AUDIT_ARCH_X86_64
#define FILTER_CALLS_MAX 0x3fffffffu /* above it: the x32 calls, which are the same calls under other numbers */
#elif defined(__aarch64__)
#define FILTER_ARCHITECTURE AUDIT_ARCH_AARCH64
#define FILTER_CALLS_MAX 0x7fffffffu
#endif

#if defined(FILTER_ARCHITECTURE)

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define REFUSED (SECCOMP_RET_ERRNO | EPERM)
/* Refuses a system call by its number. */
#define REFUSE(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), ANSWER(REFUSED)
/* Again the same on all machines, and younger than some headers. */
#define NR_IO_URING_SETUP 425
#define NR_PIDFD_GETFD 438

/*
 * No sockets: not of the network, and not local ones either, since through these a service of the machine (a session
 * bus, a container daemon) would run anything outside for the asking. Pairs of local sockets, which lead nowhere, are
 * allowed: programs talk with their children over them. io_uring makes sockets without a system call of its own; the
 * others take a socket, or control, from another process.
 */
int dxg_process_filter_sockets(void) {
    struct sock_filter code[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FILTER_ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, FILTER_CALLS_MAX, 0, 1),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        REFUSE(SYS_socket),
        REFUSE(NR_IO_URING_SETUP),
        REFUSE(NR_PIDFD_GETFD),
        REFUSE(SYS_ptrace),
        REFUSE(SYS_process_vm_readv),
        REFUSE(SYS_process_vm_writev),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socketpair, 1, 0),
        ANSWER(SECCOMP_RET_ALLOW),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
        ANSWER(REFUSED),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof code / sizeof code[0], code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? -errno : 0;
}

#else

int dxg_process_filter_sockets(void) { return -ENOSYS; }

#endif
#endif

/* ISO C wants a declaration in every file. */
typedef int dxg_process_rules_unit;
