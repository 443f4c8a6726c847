/*
 * fuzz_at.c: libFuzzer target: names and paths of any bytes for the functions that work below an open directory. A
 * folder is made with links out of it; whatever is asked, what is outside stays as it was, and what is opened lies
 * inside. With DXG_FUZZ_NO_OPENAT2 in the environment the kernel is made to refuse openat2, so that paths are walked
 * name by name. Linux only.
 */
#define _GNU_SOURCE 1
#include "dxg.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if !defined(SYS_openat2)
#define SYS_openat2 437
#endif

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char root[PATH_MAX];
static char inside[PATH_MAX];
static int root_fd = -1;
static int dir = -1;
static int other_dir = -1;

static void check(int holds) {
    if (!holds)
        abort();
}

static void refuse_openat2(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void write_file(int at, const char *name) {
    const int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    check(fd >= 0 && write(fd, "kept", 4) == 4);
    close(fd);
}

static void remove_all(void) {
    const char *files[] = {"secret", "in/file", "in/link", "in/up", "in/loop", "in/sub/inner", "in/sub/out"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlinkat(root_fd, files[i], 0);
    unlinkat(root_fd, "in/sub", AT_REMOVEDIR);
    unlinkat(root_fd, "in/to", AT_REMOVEDIR);
    unlinkat(root_fd, "in", AT_REMOVEDIR);
    rmdir(root);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    const char *above = getenv("TMPDIR");
    char made[PATH_MAX - 16];
    snprintf(made, sizeof made, "%s/dxg-fuzz-at-XXXXXX", above == NULL ? "/tmp" : above);
    check(mkdtemp(made) != NULL && realpath(made, root) != NULL);
    root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(root_fd >= 0);
    write_file(root_fd, "secret");
    check(mkdirat(root_fd, "in", 0755) == 0 && mkdirat(root_fd, "in/sub", 0755) == 0);
    check(mkdirat(root_fd, "in/to", 0755) == 0);
    dir = openat(root_fd, "in", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    other_dir = openat(root_fd, "in/to", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(dir >= 0 && other_dir >= 0 && realpath(made, inside) != NULL);
    strcat(inside, "/in");
    write_file(dir, "file");
    write_file(dir, "sub/inner");
    check(symlinkat("../secret", dir, "link") == 0 && symlinkat("..", dir, "up") == 0);
    check(symlinkat("loop", dir, "loop") == 0 && symlinkat("../..", dir, "sub/out") == 0);
    atexit(remove_all);
    if (getenv("DXG_FUZZ_NO_OPENAT2") != NULL)
        refuse_openat2();
    check(dxg_at_kernel_checked(dir) == 0 || getenv("DXG_FUZZ_NO_OPENAT2") == NULL);
    return 0;
}

/* The number of entries. */
static int count(int at) {
    const int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    check(list != NULL);
    int found = 0;
    while (readdir(list) != NULL)
        found++;
    closedir(list);
    return found;
}

/* What no call may touch: the folder around, the file in it, and what is in the directory from the start. */
static void check_untouched(void) {
    struct stat s;
    check(count(root_fd) == 4 && count(dir) == 8 && count(other_dir) == 2);
    check(fstatat(root_fd, "secret", &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode) && s.st_size == 4);
    check((s.st_mode & 07777) == 0644 && s.st_nlink == 1);
    check(fstatat(root_fd, "in/file", &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode) && s.st_size == 4);
}

static int is_name(const char *name) {
    return name[0] != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strchr(name, '/') == NULL;
}

static void check_opened(int fd) {
    char link[64];
    char where[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, where, sizeof where - 1);
    check(length > 0);
    where[length] = '\0';
    check(strncmp(where, inside, strlen(inside)) == 0);
    check(where[strlen(inside)] == '\0' || where[strlen(inside)] == '/');
    check((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    struct stat s;
    check(fstat(fd, &s) == 0 && !S_ISLNK(s.st_mode));
}

static void open_path(const char *path, uint32_t flags, uint32_t mode) {
    const int existed = faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    /* What is there keeps its content. */
    const int32_t fd = dxg_at_open(dir, (const uint8_t *)path, flags & ~(uint32_t)DXG_OS_TRUNCATE, mode);
    if (fd < 0)
        return;
    check_opened(fd);
    dxg_os_close(fd);
    if (!existed)
        check(unlinkat(dir, path, 0) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 4)
        return 0;
    const uint32_t flags = data[1];
    const uint32_t mode = data[2] * 16u + 0600u;
    /* Exactly as long as it is: reading behind the NUL is found. The second name is behind the first NUL. */
    char *name = malloc(size - 2);
    memcpy(name, data + 3, size - 3);
    name[size - 3] = '\0';
    const char *behind = name + strlen(name);
    const char *second = behind < name + size - 3 ? behind + 1 : "second";
    const uint8_t *bytes = (const uint8_t *)name;
    uint32_t status[16];
    int32_t result;
    switch (data[0] % 7) {
    case 0:
        open_path(name, flags, mode);
        break;
    case 1:
        result = dxg_at_create(dir, bytes, data, (uint32_t)size, mode);
        check(is_name(name) || result == -EINVAL);
        if (result >= 0)
            check(unlinkat(dir, name, 0) == 0);
        break;
    case 2:
        result = dxg_at_stat(dir, bytes, status);
        check(is_name(name) || result == -EINVAL);
        check(result < 0 || status[0] <= 3);
        break;
    case 3:
        result = dxg_at_mkdir(dir, bytes, mode);
        check(is_name(name) || result == -EINVAL);
        if (result >= 0)
            check(dxg_at_remove(dir, bytes, 1) == 0);
        break;
    case 4: {
        struct stat s;
        const int exists = is_name(name) && fstatat(dir, name, &s, AT_SYMLINK_NOFOLLOW) == 0;
        if (exists)
            break;
        result = dxg_at_remove(dir, bytes, flags & 1);
        check(result < 0 && (is_name(name) || result == -EINVAL));
        break;
    }
    case 5: {
        const int32_t to = (flags & 4) != 0 ? other_dir : dir;
        const uint32_t how = (flags & 8) != 0 ? DXG_RENAME_NEW : flags & 3;
        if (is_name(second) && how != DXG_RENAME_NEW && faccessat(to, second, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            break;
        if (is_name(name) && strcmp(name, "to") == 0)
            break;
        result = dxg_at_rename(dir, bytes, to, (const uint8_t *)second, how);
        check((is_name(name) && is_name(second) && how <= DXG_RENAME_EXCHANGE) || result == -EINVAL);
        if (result >= 0)
            check(renameat(to, second, dir, name) == 0);
        break;
    }
    default: {
        const uint32_t capacity = flags * 2;
        uint8_t *out = malloc(capacity + 1);
        result = dxg_at_list(dir, out, capacity);
        check(result <= (int32_t)capacity && (result >= 0 || result == -ERANGE));
        free(out);
    }
    }
    check_untouched();
    free(name);
    return 0;
}
