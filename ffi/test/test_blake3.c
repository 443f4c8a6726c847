/*
 * test_blake3.c: BLAKE3 of the C library against vector files (JSON in the schema of the official test vectors, named
 * as arguments), and every implementation against the portable one: all small lengths, alignments and ways to split the
 * input. Made to run under the address and undefined behaviour sanitizers; prints one line a failure.
 */
#include "dxg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL_MAX 5000
/* More chunks than one kernel call takes, in steps that come to every place in a block. */
#define MEDIUM_MAX (70u << 10)
#define MEDIUM_STEP 61
#define OUT_MAX 512
#define CASE_MAX (2u << 20)

static int failures = 0;

static void check(int ok, const char *what, unsigned impl, unsigned a, unsigned b) {
    if (!ok) {
        failures++;
        printf("failed: %s (implementation %u, %u, %u)\n", what, impl, a, b);
    }
}

/* Exactly len bytes, so that the sanitizer sees any access beyond them. */
static uint8_t *allocate(size_t len) {
    uint8_t *bytes = malloc(len == 0 ? 1 : len);
    if (bytes == NULL) {
        exit(2);
    }
    return bytes;
}

static uint8_t *make_input(size_t len, size_t offset) {
    uint8_t *bytes = allocate(len + offset);
    for (size_t i = 0; i < len; i++) {
        bytes[offset + i] = (uint8_t)(i % 251);
    }
    return bytes;
}

static uint64_t state[DXG_BLAKE3_STATE_LEN / sizeof(uint64_t)];

static uint8_t *state_bytes(void) { return (uint8_t *)(void *)state; }

static int start(uint32_t mode, const uint8_t *key, uint32_t key_len) {
    memset(state, 0xA5, sizeof(state));
    return dxg_blake3_init(state_bytes(), sizeof(state), mode, key, key_len) == DXG_OK;
}

/* Hashes in pieces of the given lengths in turn, a zero ends the list; out_len bytes at out. */
static int hash_split(const uint8_t *in, uint32_t len, const uint32_t *pieces, uint8_t *out, uint32_t out_len) {
    size_t next = 0;
    while (len > 0) {
        uint32_t part = pieces[next] < len ? pieces[next] : len;
        if (dxg_blake3_update(state_bytes(), sizeof(state), in, part) != DXG_OK) {
            return 0;
        }
        in += part;
        len -= part;
        next = pieces[next + 1] == 0 ? 0 : next + 1;
    }
    return dxg_blake3_finalize(state_bytes(), sizeof(state), out, out_len) == DXG_OK;
}

/* Pieces that meet chunks and subtrees at odd places, in rising and falling sizes. */
static const uint32_t splits[][8] = {
    {UINT32_MAX, 0},
    {1, 63, 64, 65, 0},
    {1023, 0},
    {1024, 0},
    {1025, 0},
    {4096, 1024, 2048, 1, 0},
    {17, 40000, 3, 16384, 0},
    {65536, 1024, 8192, 7, 0},
    {131072, 1, 65536, 32768, 0},
    {3072, 5120, 9216, 64, 0},
    {1024, 16384, 1024, 2048, 0},
};
#define SPLITS (sizeof(splits) / sizeof(splits[0]))

static char *read_text(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        printf("cannot read %s\n", path);
        exit(2);
    }
    size_t len = (size_t)ftell(file);
    char *text = (char *)allocate(len + 1);
    rewind(file);
    if (fread(text, 1, len, file) != len) {
        exit(2);
    }
    text[len] = '\0';
    fclose(file);
    return text;
}

/* The string value of the next field of this name; *text moves behind it. */
static size_t read_field(const char **text, const char *name, const char **value) {
    char quoted[64];
    snprintf(quoted, sizeof(quoted), "\"%s\": \"", name);
    const char *at = strstr(*text, quoted);
    if (at == NULL) {
        printf("no field %s\n", name);
        exit(2);
    }
    *value = at + strlen(quoted);
    size_t len = strcspn(*value, "\"");
    *text = *value + len;
    return len;
}

static int equals_hex(const uint8_t *bytes, const char *hex, size_t len) {
    char digits[3];
    for (size_t i = 0; i < len; i++) {
        snprintf(digits, sizeof(digits), "%02x", bytes[i]);
        if (memcmp(digits, hex + 2 * i, 2) != 0) {
            return 0;
        }
    }
    return 1;
}

static unsigned run_vectors(const char *path, unsigned impl) {
    static const char *const fields[3] = {"hash", "keyed_hash", "derive_key"};
    char *text = read_text(path);
    const char *at = text;
    const char *keys[3] = {"", NULL, NULL};
    uint32_t key_lens[3] = {0, 0, 0};
    key_lens[1] = (uint32_t)read_field(&at, "key", &keys[1]);
    key_lens[2] = (uint32_t)read_field(&at, "context_string", &keys[2]);
    unsigned cases = 0;
    while ((at = strstr(at, "\"input_len\": ")) != NULL) {
        uint32_t len = (uint32_t)strtoul(at + strlen("\"input_len\": "), NULL, 10);
        uint8_t *in = make_input(len, 0);
        for (uint32_t mode = 0; mode < 3; mode++) {
            const char *hex;
            uint32_t out_len = (uint32_t)(read_field(&at, fields[mode], &hex) / 2);
            uint8_t *out = allocate(out_len);
            for (unsigned split = 0; split < SPLITS; split++) {
                check(start(mode, (const uint8_t *)(const void *)keys[mode], key_lens[mode]), "init", impl, len, mode);
                check(hash_split(in, len, splits[split], out, out_len), "update", impl, len, split);
                check(equals_hex(out, hex, out_len), fields[mode], impl, len, split);
            }
            if (mode == DXG_BLAKE3_HASH) {
                memset(out, 0, out_len);
                check(dxg_blake3(in, len, out, out_len) == DXG_OK && equals_hex(out, hex, out_len), "one call", impl,
                      len, out_len);
            }
            /* Shorter outputs are prefixes of longer ones. */
            for (uint32_t short_len = 0; short_len < out_len; short_len += 13) {
                uint8_t *part = allocate(short_len);
                check(dxg_blake3_finalize(state_bytes(), sizeof(state), part, short_len) == DXG_OK &&
                          equals_hex(part, hex, short_len),
                      "short output", impl, len, short_len);
                free(part);
            }
            free(out);
        }
        free(in);
        cases++;
    }
    free(text);
    return cases;
}

/* A small generator of our own, for lengths: every run is the same. */
static uint32_t next_number(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void compare_with_portable(unsigned impl) {
    uint8_t expected[OUT_MAX], actual[OUT_MAX];
    for (uint32_t len = 0; len <= MEDIUM_MAX; len += len < SMALL_MAX ? 1 : MEDIUM_STEP) {
        size_t offset = len % 64;
        uint8_t *in = make_input(len, offset);
        dxg_impl_select(DXG_IMPL_PORTABLE);
        check(dxg_blake3(in + offset, len, expected, 32) == DXG_OK, "portable", 0, len, 0);
        dxg_impl_select((int32_t)impl);
        check(dxg_blake3(in + offset, len, actual, 32) == DXG_OK && memcmp(expected, actual, 32) == 0, "length", impl,
              len, (unsigned)offset);
        free(in);
    }
    uint32_t seed = 7;
    for (unsigned round = 0; round < 60; round++) {
        uint32_t len = next_number(&seed) % (round < 50 ? 80000 : CASE_MAX);
        uint8_t *in = make_input(len, round);
        uint32_t pieces[8] = {0};
        for (unsigned i = 0; i < 7; i++) {
            pieces[i] = 1 + next_number(&seed) % (1 + len / (1 + i));
        }
        uint32_t out_len = 32 + next_number(&seed) % (OUT_MAX - 32);
        dxg_impl_select(DXG_IMPL_PORTABLE);
        check(dxg_blake3(in + round, len, expected, out_len) == DXG_OK, "portable", 0, len, 0);
        dxg_impl_select((int32_t)impl);
        check(dxg_blake3(in + round, len, actual, out_len) == DXG_OK && memcmp(expected, actual, out_len) == 0,
              "large length", impl, len, out_len);
        check(start(DXG_BLAKE3_HASH, NULL, 0) && hash_split(in + round, len, pieces, actual, out_len) &&
                  memcmp(expected, actual, out_len) == 0,
              "split", impl, len, round);
        free(in);
    }
}

/* An output that was read leaves the state as it was: more input may follow. */
static void continue_after_finalize(unsigned impl) {
    const uint32_t len = 40000, step = 1009;
    uint8_t *in = make_input(len, 0);
    uint8_t expected[32], actual[32];
    check(start(DXG_BLAKE3_HASH, NULL, 0), "init", impl, 0, 0);
    for (uint32_t at = 0; at + step <= len; at += step) {
        check(dxg_blake3_update(state_bytes(), sizeof(state), in + at, step) == DXG_OK &&
                  dxg_blake3_finalize(state_bytes(), sizeof(state), actual, 32) == DXG_OK &&
                  dxg_blake3(in, at + step, expected, 32) == DXG_OK && memcmp(expected, actual, 32) == 0,
              "update after finalize", impl, at, step);
    }
    free(in);
}

static void refuse_bad_arguments(void) {
    uint8_t bytes[64] = {0}, out[64];
    uint8_t *self = state_bytes();
    check(dxg_blake3(bytes, 64, out, 31) == DXG_E_ARGUMENT, "short output of one call", 0, 31, 0);
    check(dxg_blake3(NULL, 1, out, 32) == DXG_E_ARGUMENT, "no input", 0, 0, 0);
    check(dxg_blake3(NULL, 0, out, 32) == DXG_OK, "empty input", 0, 0, 0);
    check(dxg_blake3(bytes, 0x80000000u, out, 32) == DXG_E_ARGUMENT, "long input", 0, 0, 0);
    check(dxg_blake3_init(self, DXG_BLAKE3_STATE_LEN - 1, 0, NULL, 0) == DXG_E_ARGUMENT, "short state", 0, 0, 0);
    check(dxg_blake3_init(self + 1, DXG_BLAKE3_STATE_LEN, 0, NULL, 0) == DXG_E_ARGUMENT, "unaligned state", 0, 0, 0);
    check(dxg_blake3_init(NULL, DXG_BLAKE3_STATE_LEN, 0, NULL, 0) == DXG_E_ARGUMENT, "no state", 0, 0, 0);
    check(dxg_blake3_init(self, sizeof(state), 3, NULL, 0) == DXG_E_ARGUMENT, "mode", 0, 3, 0);
    check(dxg_blake3_init(self, sizeof(state), DXG_BLAKE3_KEYED, bytes, 31) == DXG_E_ARGUMENT, "short key", 0, 0, 0);
    check(dxg_blake3_init(self, sizeof(state), DXG_BLAKE3_KEYED, NULL, 32) == DXG_E_ARGUMENT, "no key", 0, 0, 0);
    check(dxg_blake3_init(self, sizeof(state), DXG_BLAKE3_DERIVE, NULL, 1) == DXG_E_ARGUMENT, "no context", 0, 0, 0);
    memset(state, 0, sizeof(state));
    check(dxg_blake3_update(self, sizeof(state), bytes, 1) == DXG_E_ARGUMENT, "update before init", 0, 0, 0);
    check(dxg_blake3_finalize(self, sizeof(state), out, 32) == DXG_E_ARGUMENT, "finalize before init", 0, 0, 0);
    check(start(DXG_BLAKE3_HASH, NULL, 0), "init", 0, 0, 0);
    check(dxg_blake3_update(self, sizeof(state) - 8, bytes, 1) == DXG_E_ARGUMENT, "update of short state", 0, 0, 0);
    check(dxg_blake3_update(self, sizeof(state), NULL, 1) == DXG_E_ARGUMENT, "update without input", 0, 0, 0);
    check(dxg_blake3_finalize(self, sizeof(state), NULL, 1) == DXG_E_ARGUMENT, "finalize without output", 0, 0, 0);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        printf("usage: test_blake3 VECTORS.json...\n");
        return 2;
    }
    for (unsigned impl = DXG_IMPL_PORTABLE; impl <= DXG_IMPL_AVX512; impl++) {
        if (dxg_impl_select((int32_t)impl) == DXG_E_UNSUPPORTED) {
            printf("not run: implementation %u\n", impl);
            continue;
        }
        unsigned cases = 0;
        for (int i = 1; i < argc; i++) {
            cases += run_vectors(argv[i], impl);
        }
        check(cases > 0, "vectors found", impl, cases, 0);
        compare_with_portable(impl);
        continue_after_finalize(impl);
    }
    refuse_bad_arguments();
    printf("%d failed\n", failures);
    return failures == 0 ? 0 : 1;
}
