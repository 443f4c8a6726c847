/* render.c: the files of a bundle for answers that are all worked out: what the long way has its first renders done by.
 */
#include "fast.h"

#include <string.h>

/* A fraction of FUEL_MAX in src/base/limits.ts: what takes more runs long enough to be worth optimised code. */
enum { STEPS_MAX = 5000000 };

/* A text in the caller's memory, by where it begins there. */
static uint32_t place_of(struct fast *f, const struct fast_value *text) {
    if (text->text >= f->memory && text->text < f->memory + f->memory_length)
        return (uint32_t)(text->text - f->memory);
    uint8_t *copy = fast_allocate(f, text->length);
    memcpy(copy, text->text, text->length);
    return (uint32_t)(copy - f->memory);
}

static int32_t render(struct fast *f, uint32_t *table, const uint8_t *answers, uint32_t answers_len) {
    const struct fast_value read = fast_decode(f, answers, answers_len);
    if (read.kind != FAST_DICT)
        fast_refuse(f);
    f->answers = *read.dict;
    fast_render_files(f);
    for (uint32_t i = 0; i < f->output_count; i++) {
        const struct fast_output *output = &f->outputs[i];
        uint32_t *words = table + i * DXG_FAST_OUTPUT_WORDS;
        const bool is_file = output->bytes.kind == FAST_STRING;
        words[0] = output->file;
        words[1] = place_of(f, &output->path);
        words[2] = output->path.length;
        words[3] = is_file ? place_of(f, &output->bytes) : 0;
        words[4] = is_file ? output->bytes.length : 0;
    }
    return (int32_t)f->output_count;
}

int32_t dxg_fast_render(const uint8_t *bundle, uint32_t bundle_len, const uint8_t *answers, uint32_t answers_len,
                        uint8_t *memory, uint32_t memory_len) {
    struct fast f = {.memory = memory, .memory_length = memory_len, .steps = STEPS_MAX};
    if (((uintptr_t)memory & 7) != 0 || memory_len > DXG_LENGTH_MAX)
        return DXG_E_ARGUMENT;
    if (setjmp(f.refused) != 0)
        return DXG_E_UNSUPPORTED;
    uint32_t *table = fast_allocate(&f, FAST_OUTPUTS_MAX * DXG_FAST_OUTPUT_WORDS * (uint32_t)sizeof *table);
    fast_read_bundle(&f, bundle, bundle_len);
    return render(&f, table, answers, answers_len);
}
