/*
 * test_os.c: the system calls in a folder that the caller names and that is empty: results, errno as negative numbers,
 * and buffers of exactly the size, for the address sanitizer. Prints one line a failure.
 */
#include "dxg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int main(int argc, char **argv) {
    if (argc != 2) {
        printf("usage: test_os FOLDER\n");
        return 2;
    }
    test_files(argv[1]);
    test_directories(argv[1]);
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}
