/* fuzz_process.c: libFuzzer target for requests of the process runner, as far as they are taken apart: nothing is run.
 */
#include "dxg_process.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every text must end within the request. */
static void walk(const char *text, const char *end) {
    if (text >= end || text + strlen(text) >= end)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint32_t request[DXG_PROCESS_REQUEST_WORDS] = {0};
    if (size < 6)
        return 0;
    /* Counts near those of the texts, so that many requests are whole. */
    for (int i = 0; i < 6; i++)
        request[i] = data[i] == 255 ? 0xffffffffu : data[i] % 24;
    const size_t length = size - 6;
    uint8_t *strings = malloc(length == 0 ? 1 : length);
    memcpy(strings, data + 6, length);
    struct dxg_process_request parsed;
    if (dxg_process_parse(strings, (uint32_t)length, request, &parsed) == 0) {
        const char *end = (const char *)strings + length;
        walk(parsed.directory, end);
        walk(parsed.program, end);
        for (uint32_t i = 0; i < request[2]; i++)
            walk(parsed.words[i], end);
        for (uint32_t i = 0; i < request[3]; i++)
            walk(parsed.variables[i], end);
        if (parsed.words[request[2]] != NULL || parsed.variables[request[3]] != NULL)
            abort();
    }
    free(strings);
    return 0;
}
