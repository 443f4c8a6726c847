/*
 * test_kernels.c: scan, xor and gather of every implementation against plain loops, in buffers of exactly the size they
 * need, so that the address sanitizer sees any access beyond them. Prints one line a failure.
 */
#include "dxg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 300u
#define ROUNDS 200u

static int failures = 0;

static void check(int ok, const char *what, unsigned impl, unsigned a, unsigned b) {
    if (!ok) {
        failures++;
        printf("failed: %s (implementation %u, %u, %u)\n", what, impl, a, b);
    }
}

static void *allocate(size_t len) {
    void *bytes = malloc(len == 0 ? 1 : len);
    if (bytes == NULL)
        exit(2);
    return bytes;
}

/* A block that begins at its last `len` bytes, so that bytes[len] is out of bounds. */
static uint8_t *fill(size_t len, const char *alphabet) {
    const size_t letters = strlen(alphabet);
    uint8_t *bytes = allocate(len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)alphabet[(unsigned)rand() % letters];
    return bytes;
}

static void test_scan(unsigned impl) {
    for (unsigned len = 0; len <= LENGTH_MAX; len++) {
        for (unsigned round = 0; round < 4; round++) {
            uint8_t *in = fill(len, round == 0 ? "{" : round == 1 ? "{%a\n" : "{#%abcdefghijklm\n");
            uint32_t *marks = allocate(len * 4);
            uint32_t *lines = allocate(len * 4);
            uint32_t counts[2];
            const unsigned cap = round == 3 ? (unsigned)rand() % (len + 1) : len;
            const int32_t status = dxg_scan(in, len, marks, cap, lines, cap, counts);
            unsigned mark_count = 0;
            unsigned line_count = 0;
            for (unsigned i = 0; i < len; i++) {
                if (in[i] == '\n') {
                    check(line_count >= cap || lines[line_count] == i + 1, "scan line", impl, len, i);
                    line_count++;
                } else if (in[i] == '{' && i + 1 < len && strchr("{%#", in[i + 1]) != NULL) {
                    check(mark_count >= cap || marks[mark_count] == i, "scan mark", impl, len, i);
                    mark_count++;
                    i++;
                }
            }
            check(counts[0] == mark_count && counts[1] == line_count, "scan counts", impl, len, round);
            check(status == (mark_count > cap || line_count > cap ? DXG_E_CAPACITY : DXG_OK), "scan status", impl, len,
                  cap);
            free(in);
            free(marks);
            free(lines);
        }
    }
    uint32_t counts[2];
    check(dxg_scan(NULL, 0x80000000u, NULL, 0, NULL, 0, counts) == DXG_E_ARGUMENT, "scan length", impl, 0, 0);
}

static void test_xor(unsigned impl) {
    for (unsigned round = 0; round < ROUNDS * 10; round++) {
        const uint32_t old_len = (unsigned)rand() % 700;
        const uint32_t new_len = (unsigned)rand() % 3 == 0 ? old_len : (unsigned)rand() % 700;
        uint8_t *before = fill(old_len, "ab");
        uint8_t *after = fill(new_len, "ab");
        memcpy(after, before, old_len < new_len ? old_len : new_len);
        for (unsigned i = 0; i < (unsigned)rand() % 5 && new_len > 0; i++)
            after[(unsigned)rand() % new_len] ^= 1;
        const uint32_t bound = dxg_xor_bound(old_len, new_len);
        uint8_t *patch = allocate(bound);
        const int32_t len = dxg_xor_diff(before, old_len, after, new_len, patch, bound);
        check(len >= 8 && (uint32_t)len <= bound, "xor length", impl, old_len, new_len);
        uint8_t *exact = allocate((size_t)len);
        check(dxg_xor_diff(before, old_len, after, new_len, exact, (uint32_t)len) == len, "xor exact", impl, old_len,
              new_len);
        check(memcmp(patch, exact, (size_t)len) == 0, "xor same", impl, old_len, new_len);
        for (uint32_t cap = 0; cap < (uint32_t)len; cap += 1 + (uint32_t)len / 9) {
            uint8_t *small = allocate(cap);
            check(dxg_xor_diff(before, old_len, after, new_len, small, cap) == DXG_E_CAPACITY, "xor capacity", impl,
                  old_len, cap);
            free(small);
        }
        uint8_t *forward = allocate(new_len);
        uint8_t *back = allocate(old_len);
        check(dxg_xor_apply(exact, (uint32_t)len, before, old_len, forward, new_len, 0) == (int32_t)new_len,
              "xor forward", impl, old_len, new_len);
        check(memcmp(forward, after, new_len) == 0, "xor forward bytes", impl, old_len, new_len);
        check(dxg_xor_apply(exact, (uint32_t)len, after, new_len, back, old_len, 1) == (int32_t)old_len, "xor back",
              impl, old_len, new_len);
        check(memcmp(back, before, old_len) == 0, "xor back bytes", impl, old_len, new_len);
        /* Any damage gives a status or an output, never an access outside. */
        for (unsigned i = 0; i < 20; i++) {
            exact[(unsigned)rand() % (unsigned)len] ^= (uint8_t)(1 << rand() % 8);
            dxg_xor_apply(exact, (uint32_t)rand() % ((uint32_t)len + 1), before, old_len, forward, new_len, 0);
        }
        free(before);
        free(after);
        free(patch);
        free(exact);
        free(forward);
        free(back);
    }
}

static void test_gather(unsigned impl) {
    static const char *const pieces[] = {"", "a", "é", "😀", "name", "aβγ😀😀z", "�", "0123456789abcdefé"};
    static const uint16_t units[][18] = {
        {0},
        {'a'},
        {0xe9},
        {0xd83d, 0xde00},
        {'n', 'a', 'm', 'e'},
        {'a', 0x3b2, 0x3b3, 0xd83d, 0xde00, 0xd83d, 0xde00, 'z'},
        {0xdc00},
        {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 0xe9}};
    static const uint32_t counts[] = {0, 1, 1, 2, 4, 8, 1, 17};
    for (unsigned round = 0; round < ROUNDS * 10; round++) {
        const unsigned count = (unsigned)rand() % 20;
        const uint32_t text_len = (unsigned)rand() % 300;
        uint8_t *text = fill(text_len, "abcdefghij");
        uint32_t *ops = allocate(count * 8);
        uint16_t values[1000];
        uint8_t expected[10000];
        uint32_t values_count = 0;
        uint32_t len = 0;
        for (unsigned op = 0; op < count; op++) {
            const unsigned which = (unsigned)rand() % 8;
            const uint32_t bytes = (uint32_t)strlen(pieces[which]);
            const uint32_t offset = (unsigned)rand() % (text_len + 1);
            const uint32_t span = (unsigned)rand() % (text_len - offset + 1);
            const int32_t integer = rand() % 2 == 0 ? rand() % 100 : (int32_t)((unsigned)rand() * 2654435761u);
            switch (rand() % 3) {
            case 0:
                ops[2 * op] = values_count;
                ops[2 * op + 1] = 0x80000000u | counts[which];
                memcpy(values + values_count, units[which], 2 * counts[which]);
                memcpy(expected + len, pieces[which], bytes);
                values_count += counts[which];
                len += bytes;
                break;
            case 1:
                ops[2 * op] = (uint32_t)integer;
                ops[2 * op + 1] = 0x40000000u;
                len += (uint32_t)sprintf((char *)expected + len, "%d", integer);
                break;
            default:
                ops[2 * op] = offset;
                ops[2 * op + 1] = span;
                memcpy(expected + len, text + offset, span);
                len += span;
            }
        }
        uint16_t *exact_values = allocate(2 * values_count);
        memcpy(exact_values, values, 2 * values_count);
        uint8_t *out = allocate(len);
        check(dxg_gather(text, text_len, ops, count, exact_values, values_count, out, len) == (int32_t)len, "gather",
              impl, count, len);
        check(memcmp(out, expected, len) == 0, "gather bytes", impl, count, len);
        if (len > 0)
            check(dxg_gather(text, text_len, ops, count, exact_values, values_count, out, len - 1) == DXG_E_CAPACITY,
                  "gather capacity", impl, count, len);
        for (unsigned i = 0; i < 20 && count > 0; i++) {
            ops[(unsigned)rand() % (2 * count)] ^= 1u << rand() % 32;
            dxg_gather(text, text_len, ops, count, exact_values, values_count, out, len);
        }
        free(text);
        free(ops);
        free(exact_values);
        free(out);
    }
}

/* Rows "<name>!number;" where the part with the number is there when the flag is true, in any room and with any fault.
 */
static void test_rows(unsigned impl) {
    static const char text[] = "<>!;";
    enum { COLUMNS = 3, ROWS_MAX = 40, PROGRAM = 16 };
    for (unsigned round = 0; round < ROUNDS * 5; round++) {
        const unsigned rows = (unsigned)rand() % ROWS_MAX;
        const uint32_t count = PROGRAM + 4 + rows * COLUMNS + (rows * COLUMNS) % 2;
        uint32_t *ops = allocate(count * 4);
        const uint32_t program[PROGRAM] = {14, 0xc0000002u, COLUMNS, 0,      1 << 3, 0,          1,      1 << 3,
                                           1,  1 << 3 | 3,  10,      1 << 3, 2,      2 << 3 | 1, 1 << 3, 3};
        memcpy(ops, program, sizeof(program));
        uint32_t *words = ops + PROGRAM;
        words[0] = 0;
        words[1] = 0xc0000001u;
        words[2] = rows;
        words[3] = 0;
        uint16_t values[ROWS_MAX * 30];
        uint8_t expected[ROWS_MAX * 60];
        uint32_t values_count = 0;
        uint32_t len = 0;
        for (unsigned row = 0; row < rows; row++) {
            const uint32_t units = (unsigned)rand() % 30;
            const uint32_t flag = (unsigned)rand() % 3;
            const uint32_t number = (unsigned)rand() % 100000;
            words[4 + row * COLUMNS] = units | 0x80000000u;
            words[4 + row * COLUMNS + 1] = flag;
            words[4 + row * COLUMNS + 2] = number | 0x40000000u;
            expected[len++] = '<';
            for (uint32_t unit = 0; unit < units; unit++)
                expected[len++] = (uint8_t)(values[values_count++] = (uint16_t)('a' + unit % 26));
            expected[len++] = '>';
            if (flag == 1)
                len += (uint32_t)sprintf((char *)expected + len, "!%u", number);
            expected[len++] = ';';
        }
        uint16_t *exact_values = allocate(2 * values_count);
        memcpy(exact_values, values, 2 * values_count);
        uint8_t *exact_text = allocate(4);
        memcpy(exact_text, text, 4);
        for (unsigned less = 0; less < 2 && less <= len; less++) {
            uint8_t *out = allocate(len - less);
            const int32_t result =
                dxg_gather(exact_text, 4, ops, count / 2, exact_values, values_count, out, len - less);
            check(result == (less == 0 ? (int32_t)len : DXG_E_CAPACITY), "rows", impl, rows, less);
            check(less != 0 || memcmp(out, expected, len) == 0, "rows bytes", impl, rows, len);
            free(out);
        }
        uint8_t *out = allocate(len);
        for (unsigned i = 0; i < 30; i++) {
            ops[(unsigned)rand() % count] ^= 1u << rand() % 32;
            dxg_gather(exact_text, 4, ops, count / 2, exact_values, values_count, out, len);
        }
        free(ops);
        free(exact_values);
        free(exact_text);
        free(out);
    }
}

/* Texts that fill all the room that a row program has for them, with an empty one behind. */
static void test_full_texts(unsigned impl) {
    enum { TEXT = 4096, UNITS = 3, SPARE = 64 };
    const uint32_t ops[] = {7, 0xc0000002u, 1, 0, TEXT << 3,           0, 0, 0, 1, 0,
                            0, 0xc0000001u, 1, 0, UNITS | 0x80000000u, 0};
    uint8_t *text = allocate(TEXT);
    uint16_t *values = allocate(2 * (UNITS + SPARE));
    uint8_t *out = allocate(2 * TEXT);
    memset(text, 't', TEXT);
    for (uint32_t unit = 0; unit < UNITS + SPARE; unit++)
        values[unit] = 'v';
    const int32_t result = dxg_gather(text, TEXT, ops, 8, values, UNITS + SPARE, out, 2 * TEXT);
    check(result == TEXT + UNITS && memcmp(out + TEXT - 1, "tvvv", 4) == 0, "full texts", impl, TEXT, (uint32_t)result);
    free(text);
    free(values);
    free(out);
}

int main(void) {
    check(dxg_abi_version() == DXG_ABI_VERSION, "version", 0, 0, 0);
    check(dxg_impl_select(3) == DXG_E_ARGUMENT && dxg_impl_select(-2) == DXG_E_ARGUMENT, "select", 0, 0, 0);
    for (unsigned impl = DXG_IMPL_PORTABLE; impl <= DXG_IMPL_AVX512; impl++) {
        const int32_t selected = dxg_impl_select((int32_t)impl);
        if (selected == DXG_E_UNSUPPORTED) {
            printf("not run: implementation %u\n", impl);
            continue;
        }
        check(selected == (int32_t)impl, "selected", impl, 0, 0);
        srand(1);
        test_scan(impl);
        test_xor(impl);
        test_rows(impl);
        test_full_texts(impl);
        test_gather(impl);
    }
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}
