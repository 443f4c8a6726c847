/*
 * test_os.c: the system calls in a folder that the caller names and that is empty: results, errno as negative numbers,
 * and buffers of exactly the size, for the address sanitizer. Prints one line a failure.
 */
#define _DEFAULT_SOURCE 1
#include "dxg.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures = 0;

static void check(int ok, const char *what, long result) {
    if (!ok) {
        failures++;
        printf("failed: %s (%ld)\n", what, result);
    }
}

static void expect(const char *what, int32_t result, int32_t expected) { check(result == expected, what, result); }

/* The path of a name in the test's folder; valid until the next but one call. */
static const uint8_t *in(const char *folder, const char *name) {
    static char paths[2][4096];
    static int next = 0;
    next = 1 - next;
    snprintf(paths[next], sizeof paths[next], "%s/%s", folder, name);
    return (const uint8_t *)paths[next];
}

static void test_files(const char *folder) {
    const uint32_t create = DXG_OS_WRITE | DXG_OS_CREATE_NEW | DXG_OS_NO_FOLLOW;
    uint32_t status[16];
    const int32_t fd = dxg_os_open(in(folder, "f"), create, 0600);
    check(fd >= 0, "create", fd);
    expect("create again", dxg_os_open(in(folder, "f"), create, 0600), -EEXIST);
    expect("write", dxg_os_write(fd, (const uint8_t *)"hello", 5), 5);
    expect("write nothing", dxg_os_write(fd, (const uint8_t *)"", 0), 0);
    expect("fstat", dxg_os_fstat(fd, status), 0);
    check(status[0] == 1 && (status[1] & 0700) == 0600 && status[2] == 5 && status[3] == 0 && status[4] == 1, "status",
          status[2]);
    expect("close", dxg_os_close(fd), 0);
    expect("close again", dxg_os_close(fd), -EBADF);
    expect("chmod", dxg_os_chmod(in(folder, "f"), 0640), 0);
    expect("lstat", dxg_os_lstat(in(folder, "f"), status), 0);
    check(status[1] == 0640, "mode", status[1]);
    const int32_t reader = dxg_os_open(in(folder, "f"), DXG_OS_READ, 0);
    uint8_t *exact = malloc(5);
    expect("read all", dxg_os_read(reader, exact, 5), 5);
    check(memcmp(exact, "hello", 5) == 0, "bytes", 0);
    expect("read at the end", dxg_os_read(reader, exact, 5), 0);
    expect("write to a reader", dxg_os_write(reader, exact, 1), -EBADF);
    free(exact);
    dxg_os_close(reader);
    const int32_t truncating = dxg_os_open(in(folder, "f"), DXG_OS_WRITE | DXG_OS_TRUNCATE, 0);
    expect("fstat of a truncated file", dxg_os_fstat(truncating, status), 0);
    check(status[2] == 0, "truncated size", status[2]);
    dxg_os_close(truncating);
    expect("rename", dxg_os_rename(in(folder, "f"), in(folder, "g")), 0);
    expect("unlink what is gone", dxg_os_unlink(in(folder, "f")), -ENOENT);
    expect("open a file as directory", dxg_os_open(in(folder, "g"), DXG_OS_READ | DXG_OS_DIRECTORY, 0), -ENOTDIR);
    expect("unlink", dxg_os_unlink(in(folder, "g")), 0);
    expect("not a terminal", dxg_os_is_terminal(9999), 0);
    expect("too long a read", dxg_os_read(0, NULL, 0x80000000u), -EINVAL);
    expect("too long a write", dxg_os_write(0, NULL, 0x80000000u), -EINVAL);
}

static void test_directories(const char *folder) {
    uint8_t names[64];
    uint32_t status[16];
    expect("mkdir", dxg_os_mkdir(in(folder, "d"), 0700), 0);
    expect("mkdir again", dxg_os_mkdir(in(folder, "d"), 0700), -EEXIST);
    expect("lstat of a directory", dxg_os_lstat(in(folder, "d"), status), 0);
    check(status[0] == 2, "kind of a directory", status[0]);
    expect("list of an empty directory", dxg_os_list(in(folder, "d"), names, 0), 0);
    expect("mkdir inside", dxg_os_mkdir(in(folder, "d/sub"), 0700), 0);
    uint8_t *exact = malloc(5);
    expect("list", dxg_os_list(in(folder, "d"), exact, 5), 5);
    check(memcmp(exact, "\2sub", 5) == 0, "names", exact[0]);
    expect("list into too little", dxg_os_list(in(folder, "d"), exact, 4), -ERANGE);
    free(exact);
    expect("rmdir of a full directory", dxg_os_rmdir(in(folder, "d")), -ENOTEMPTY);
    expect("rmdir inside", dxg_os_rmdir(in(folder, "d/sub")), 0);
    expect("rmdir", dxg_os_rmdir(in(folder, "d")), 0);
    expect("list of nothing", dxg_os_list(in(folder, "d"), names, sizeof names), -ENOENT);
}

static void test_held_directories(const char *folder) {
    uint32_t status[16];
    uint8_t names[64];
    const uint32_t directory = DXG_OS_READ | DXG_OS_DIRECTORY | DXG_OS_SEARCH;
    const int32_t dir = dxg_os_open((const uint8_t *)folder, directory, 0);
    check(dir >= 0, "open to search", dir);
    expect("mkdir at", dxg_at_mkdir(dir, (const uint8_t *)"d", 0755), 0);
    expect("mkdir at again", dxg_at_mkdir(dir, (const uint8_t *)"d", 0755), -EEXIST);
    check(symlink("..", (const char *)in(folder, "d/up")) == 0, "symlink", errno);
    check(symlink("d", (const char *)in(folder, "link")) == 0, "symlink", errno);
    expect("open through a link", dxg_at_open(dir, (const uint8_t *)"link", DXG_OS_READ, 0), -ELOOP);
    expect("open below a link", dxg_at_open(dir, (const uint8_t *)"link/x", DXG_OS_READ, 0), -ELOOP);
    expect("open a link to search", dxg_at_open(dir, (const uint8_t *)"link", DXG_OS_SEARCH, 0), -ELOOP);
    expect("open upwards", dxg_at_open(dir, (const uint8_t *)"../x", DXG_OS_READ, 0), -EXDEV);
    expect("open by a long name", dxg_at_open(dir, (const uint8_t *)"d/none", DXG_OS_READ, 0), -ENOENT);
    check(dxg_at_kernel_checked(dir) >= 0, "kernel checked", 0);
    const int32_t sub = dxg_at_open(dir, (const uint8_t *)"d", DXG_OS_READ | DXG_OS_DIRECTORY, 0);
    check(sub >= 0, "open at", sub);
    expect("lock", dxg_os_lock(sub), 0);
    uint8_t *exact = malloc(3);
    memcpy(exact, "abc", 3);
    expect("create at", dxg_at_create(sub, (const uint8_t *)"f", exact, 3, 0644), 0);
    expect("create at again", dxg_at_create(sub, (const uint8_t *)"f", exact, 3, 0644), -EEXIST);
    expect("create through a link", dxg_at_create(dir, (const uint8_t *)"link", exact, 3, 0644), -EEXIST);
    expect("create nothing", dxg_at_create(sub, (const uint8_t *)"g", NULL, 0, 0644), 0);
    free(exact);
    expect("stat at", dxg_at_stat(sub, (const uint8_t *)"f", status), 0);
    check(status[0] == 1 && status[2] == 3 && status[4] == 1 && status[11] != 0, "status at", status[2]);
    expect("stat of a path", dxg_at_stat(dir, (const uint8_t *)"d/f", status), -EINVAL);
    expect("rename to what is there",
           dxg_at_rename(sub, (const uint8_t *)"f", sub, (const uint8_t *)"g", DXG_RENAME_OVER), 0);
    expect("rename how", dxg_at_rename(sub, (const uint8_t *)"g", sub, (const uint8_t *)"f", 3), -EINVAL);
    expect("list at", dxg_at_list(sub, names, sizeof names), 7);
    expect("list at into too little", dxg_at_list(sub, names, 3), -ERANGE);
    expect("remove a directory as file", dxg_at_remove(dir, (const uint8_t *)"d", 0), -EISDIR);
    expect("remove", dxg_at_remove(sub, (const uint8_t *)"g", 0), 0);
    expect("remove a link", dxg_at_remove(sub, (const uint8_t *)"up", 0), 0);
    expect("remove a link", dxg_at_remove(dir, (const uint8_t *)"link", 0), 0);
    expect("chmod at", dxg_at_chmod(sub, 0700), 0);
    dxg_os_close(sub);
    expect("remove a directory", dxg_at_remove(dir, (const uint8_t *)"d", 1), 0);
    dxg_os_close(dir);
}

static void test_signals(void) {
    expect("hold", dxg_os_hold_signals(1), 0);
    expect("hold again", dxg_os_hold_signals(1), 0);
    raise(SIGTERM);
    raise(SIGINT);
    expect("held", dxg_os_held_signal(), SIGTERM);
    expect("release", dxg_os_hold_signals(0), SIGTERM);
    expect("held no more", dxg_os_held_signal(), 0);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        printf("usage: test_os FOLDER\n");
        return 2;
    }
    test_files(argv[1]);
    test_directories(argv[1]);
    test_held_directories(argv[1]);
    test_signals();
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}
