/*
 * fuzz_fast.c: libFuzzer target: any bytes as a bundle for the fast path, which is made for verified ones alone but
 * must stay in its memory for all. The first byte chooses one of a few requests, or that the answers too are made of
 * the input; the address sanitizer judges. Outputs would lie below /proc, where nothing can be made. Linux only.
 */
#define _GNU_SOURCE 1
#include "dxg.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY_BYTES = 1 << 20, RENDERS = 0x80 };

/* A byte of flags, the template twice, NAME, the output folder, each `-p`; the last NUL is that of the text itself. */
#define REQUEST(text)                                                                                                  \
    { (const uint8_t *)(text), sizeof(text) }
static const struct {
    const uint8_t *bytes;
    uint32_t length;
} REQUESTS[] = {
    REQUEST("\3t\0t\0User Card\0/proc/none"),
    REQUEST("\2t\0t\0\0/proc/none/below"),
    REQUEST("\1t\0t\0x\0/proc/none\0with_test=no\0state_vars=count,query:string\0state_vars=wide:boolean"),
    REQUEST("\3t\0t\0a\0/proc/self/../none\0count=12\0tags=a,b\0flag\0no-with_test"),
    REQUEST("\3t:a:flag\0t\0\0/proc/none\0kind=a\0name=b"),
    REQUEST("\2t\0t\0\0/proc/none\0fields=title,body:text\0name=Post"),
};

static uint8_t *memory;

static void check(int holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    /* Templates and defaults of whoever runs this would have all refused. */
    unsetenv("HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("DXG_IMPL");
    memory = malloc(MEMORY_BYTES);
    return memory == NULL;
}

/* Exactly as long as it is, and aligned: reading behind it is found. */
static uint8_t *copied(const uint8_t *bytes, size_t size) {
    uint8_t *copy = malloc(size);
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

/* All that is handed over can be read. */
static void check_outputs(int32_t count) {
    uint8_t sum = 0;
    check(count <= (int32_t)(MEMORY_BYTES / 4 / DXG_FAST_OUTPUT_WORDS));
    for (int32_t i = 0; i < count; i++) {
        uint32_t words[DXG_FAST_OUTPUT_WORDS];
        memcpy(words, memory + (size_t)i * sizeof words, sizeof words);
        for (int part = 1; part < DXG_FAST_OUTPUT_WORDS; part += 2) {
            check(words[part] <= MEMORY_BYTES && words[part + 1] <= MEMORY_BYTES - words[part]);
            for (uint32_t at = 0; at < words[part + 1]; at++)
                sum ^= memory[words[part] + at];
        }
    }
    memory[0] = sum;
}

/* The second byte is the length of the answers. */
static void render(const uint8_t *data, size_t size) {
    if (size < 2)
        return;
    const size_t length = data[1] < size - 2 ? data[1] : size - 2;
    uint8_t *answers = copied(data + 2, length);
    uint8_t *bundle = copied(data + 2 + length, size - 2 - length);
    check_outputs(
        dxg_fast_render(bundle, (uint32_t)(size - 2 - length), answers, (uint32_t)length, memory, MEMORY_BYTES));
    free(answers);
    free(bundle);
}

static void generate(const uint8_t *data, size_t size) {
    const size_t chosen = data[0] % (sizeof REQUESTS / sizeof *REQUESTS);
    const uint32_t length = REQUESTS[chosen].length;
    uint8_t *request = copied(REQUESTS[chosen].bytes, length);
    uint8_t *bundle = copied(data + 1, size - 1);
    check(dxg_fast_generate(request, length, bundle, (uint32_t)size - 1, memory, MEMORY_BYTES) < 0);
    free(request);
    free(bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    /* What is read before it is written is never a place that can be read. */
    memset(memory, 0xa5, MEMORY_BYTES);
    if ((data[0] & RENDERS) != 0)
        render(data, size);
    else
        generate(data, size);
    return 0;
}
