/*
 * test_fast_write.c: what the fast path writes, in a folder that the caller names and that is empty: the tree that
 * comes of it with its modes, and the tree as it was whenever something is in the way. Prints one line a failure.
 */
#define _GNU_SOURCE 1

#if defined(__linux__)

#include "fast_write.h"

enum { OUTPUTS = 80 };

static void test_written(const char *folder) {
    const struct fast_output flat[] = {file("b.txt", "b"), program("a"), file("empty", "")};
    expect_written("fresh destination", fresh(folder), "", flat, COUNT(flat), "a 755 #!\nb.txt 644 b\nempty 644 \n");

    const struct fast_output deep[] = {file("src/a/one", "1"), file("top", "t"), program("src/two"),
                                       file("src/a/b/three", "3"), file("other/four", "4")};
    const char *tree_of_deep =
        "other/ 755 \nother/four 644 4\nsrc/ 755 \nsrc/a/ 755 \nsrc/a/b/ 755 \nsrc/a/b/three 644 3\n"
        "src/a/one 644 1\nsrc/two 755 #!\ntop 644 t\n";
    expect_written("nested folders", fresh(folder), "", deep, COUNT(deep), tree_of_deep);

    expect_written("missing destination", fresh(folder), "x y/z", flat, COUNT(flat),
                   "x y/ 755 \nx y/z/ 755 \nx y/z/a 755 #!\nx y/z/b.txt 644 b\nx y/z/empty 644 \n");

    const char *used = fresh(folder);
    make(used, "src");
    put(used, "src/a.txt", "before");
    put(used, "B.txt", "before");
    expect_written("beside other files", used, "", deep, COUNT(deep),
                   "B.txt 644 before\nother/ 755 \nother/four 644 4\nsrc/ 755 \nsrc/a/ 755 \nsrc/a/b/ 755 \n"
                   "src/a/b/three 644 3\nsrc/a/one 644 1\nsrc/a.txt 644 before\nsrc/two 755 #!\ntop 644 t\n");

    const struct fast_output folders[] = {empty("e"), empty("f/g"), file("f/h", "h"), empty("f"), file("e/i", "i")};
    expect_written("folders", fresh(folder), "", folders, COUNT(folders),
                   "e/ 755 \ne/i 644 i\nf/ 755 \nf/g/ 755 \nf/h 644 h\n");

    const char *linked = fresh(folder);
    make(linked, "real");
    check(symlink("real", in(linked, "link")) == 0, "symlink", "");
    expect_written("a destination behind a link", linked, "link", flat, COUNT(flat),
                   "link 777 real\nreal/ 755 \nreal/a 755 #!\nreal/b.txt 644 b\nreal/empty 644 \n");

    const char *many = fresh(folder);
    char paths[OUTPUTS][16];
    struct fast_output outputs[OUTPUTS];
    for (int i = 0; i < OUTPUTS; i++) {
        snprintf(paths[i], sizeof paths[i], "d%d/f", i);
        outputs[i] = file(paths[i], "x");
    }
    check(write_to(many, outputs, 60), "many folders", "refused");
    expect_refused("many files", fresh(folder), "", outputs, 65);

    const char *full = fresh(folder);
    char name[256];
    for (int i = 0; i < 700; i++) {
        memset(name, 'n', 200);
        snprintf(name + 200, sizeof name - 200, "%d", i);
        put(full, name, "");
    }
    check(write_to(full, flat, COUNT(flat)), "a full folder", "refused");
    memset(name, 'n', 200);
    strcpy(name + 200, "350");
    const struct fast_output again[] = {file("new", "x"), file(name, "x")};
    expect_refused("a name in a full folder", full, "", again, COUNT(again));
}

/* Refused before anything is made, so that not even the time of the folder changes. */
static void test_in_the_way(const char *folder) {
    const struct fast_output outputs[] = {file("new", "n"), file("src/a/one", "1")};
    const char *names[] = {"new", "src", "src/a", "src/a/one"};
    for (int kind = 0; kind < 4; kind++)
        for (int i = 0; i < 4; i++) {
            const char *at = fresh(folder);
            if (i > 1)
                make(at, "src");
            if (i > 2)
                make(at, "src/a");
            struct stat before, after;
            int made = -1;
            if (kind == 0) {
                put(at, names[i], "before");
                made = 0;
            } else if (kind == 1)
                made = symlink("/", in(at, names[i]));
            else if (kind == 2)
                made = symlink("nowhere", in(at, names[i]));
            else
                made = mkfifo(in(at, names[i]), 0600);
            check(made == 0 && stat(at, &before) == 0, "in the way", names[i]);
            expect_refused(names[i], at, "", outputs, COUNT(outputs));
            check(stat(at, &after) == 0 && before.st_ctim.tv_nsec == after.st_ctim.tv_nsec, "untouched", names[i]);
            expect_refused(names[i], at, names[i], outputs, kind == 1 ? 0 : COUNT(outputs));
        }
    const char *at = fresh(folder);
    make(at, "new");
    expect_refused("a folder for a file", at, "", outputs, COUNT(outputs));
    const struct fast_output there[] = {empty("new"), file("x", "x")};
    expect_refused("a folder that is there", at, "", there, COUNT(there));
    at = fresh(folder);
    put(at, ".dxg-1-abc-1.tmp", "");
    expect_refused("what a run has left", at, "", outputs, COUNT(outputs));
    expect_refused("what a run has left, of a missing folder", at, "missing", outputs, COUNT(outputs));
    at = fresh(folder);
    make(at, "src");
    make(at, "src/.dxg-old");
    expect_refused("what a run has left further down", at, "", outputs, COUNT(outputs));
    at = fresh(folder);
    make(at, "src");
    make(at, "src/a");
    check(chmod(in(at, "src/a"), 0555) == 0, "chmod", "");
    if (geteuid() != 0)
        expect_refused("a folder that cannot be written", at, "", outputs, COUNT(outputs));
    check(chmod(in(at, "src/a"), 0311) == 0, "chmod", "");
    if (geteuid() != 0)
        expect_refused("a folder that cannot be read", at, "", outputs, COUNT(outputs));
    chmod(in(at, "src/a"), 0755);
}

static void test_paths(const char *folder) {
    char long_name[300], long_path[5000];
    memset(long_name, 'n', 256);
    long_name[256] = '\0';
    for (size_t i = 0; i < sizeof long_path; i++)
        long_path[i] = i % 2 == 0 ? 'p' : '/';
    long_path[4999] = '\0';
    const struct fast_output cases[][2] = {
        {file("a", "1"), file("a", "2")},
        {file("a", "1"), file("A", "2")},
        {file("src/a", "1"), file("Src/A", "2")},
        {file("src/a", "1"), file("SRC/b", "2")},
        {file("a", "1"), file("a/b", "2")},
        {file("A/b", "1"), file("a", "2")},
        {empty("a"), empty("a")},
        {empty("a"), file("a", "1")},
        {file("x", "1"), file("", "2")},
        {file("x", "1"), file("/y", "2")},
        {file("x", "1"), file("y/", "2")},
        {file("x", "1"), file("y//z", "2")},
        {file("x", "1"), file("../y", "2")},
        {file("x", "1"), file("./y", "2")},
        {file("x", "1"), file(long_name, "2")},
        {file("x", "1"), file(long_path, "2")},
        {file("x", "1"), file("y\n", "2")},
        {file("x", "1"), file("\303\274", "2")},
    };
    const char *at = fresh(folder);
    for (uint32_t i = 0; i < COUNT(cases); i++)
        expect_refused((const char *)cases[i][1].path.text, at, "", cases[i], 2);
    struct fast_output nul = file("x", "1");
    nul.path = fast_string((const uint8_t *)"y\0z", 3);
    expect_refused("NUL", at, "", &nul, 1);
    const struct fast_output one[] = {file("x", "1")};
    expect_refused("nothing", at, "", one, 0);
    expect_refused("a long destination", at, long_path, one, 1);
    expect_refused("a long name of the destination", at, long_name, one, 1);
    expect_refused("a destination with an empty name", at, "y//z", one, 1);
    expect_refused("a destination with ..", at, "y/../z", one, 1);
    check(!write_to("relative", one, 1), "a relative destination", "written");
}

int main(int argc, char **argv) {
    if (argc != 2) {
        printf("usage: test_fast_write FOLDER\n");
        return 2;
    }
    umask(022);
    test_written(argv[1]);
    test_in_the_way(argv[1]);
    test_paths(argv[1]);
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
