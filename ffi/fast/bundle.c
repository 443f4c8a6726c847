/* bundle.c: the tables of a verified bundle (docs/formats.md), where they lie in the file. */
#include "fast.h"

enum section { STRS, PROG, VARS, SLOT, CNST, CODE, LINE, META, PARM, CAPS, DEPS, COMP, FILES, BLOB, SECTIONS };
enum { HEADER_WORDS = 6, ENTRY_WORDS = 3, PROGRAM_WORDS = 10, SLOT_WORDS = 4 };
/* The flags that a bundle may have here: lists and dicts never change, and it is signed. All others change what output
 * is. */
enum { PLAIN_FLAGS = 16 | 128, MAGIC = 0x46584489, VERSION = 3 };

struct section_bytes {
    const uint8_t *at;
    uint32_t length;
};

static struct section_bytes section(struct fast *f, enum section index) {
    const struct fast_bundle *b = &f->bundle;
    const uint32_t *entry = (const uint32_t *)(const void *)b->bytes + HEADER_WORDS + ENTRY_WORDS * index;
    const uint32_t offset = entry[1], length = entry[2];
    if ((offset & 7) != 0 || offset > b->length || length > b->length - offset)
        fast_refuse(f);
    return (struct section_bytes){b->bytes + offset, length};
}

static struct fast_words words_of(struct section_bytes part) {
    return (struct fast_words){(const uint32_t *)(const void *)part.at, part.length / 4};
}

/* A count, offsets, and what they lead to: the offsets, one more than there are parts; `first` gets where they count
 * from. */
static struct fast_words segments(struct fast *f, struct section_bytes part, const uint8_t **first) {
    const struct fast_words all = words_of(part);
    if (all.count < 2 || all.at[0] > all.count - 2)
        fast_refuse(f);
    const struct fast_words offsets = {all.at + 1, all.at[0] + 1};
    *first = part.at + 4 * ((size_t)offsets.count + 1);
    const uint32_t room = part.length - 4 * (offsets.count + 1);
    for (uint32_t i = 0; i < offsets.count; i++)
        if (offsets.at[i] > room || (i > 0 && offsets.at[i] < offsets.at[i - 1]))
            fast_refuse(f);
    return offsets;
}

/* The next `count` words of a table. */
static struct fast_words share(struct fast *f, struct fast_words *table, uint32_t count) {
    if (count > table->count)
        fast_refuse(f);
    const struct fast_words taken = {table->at, count};
    table->at += count;
    table->count -= count;
    return taken;
}

static void read_programs(struct fast *f) {
    struct fast_bundle *b = &f->bundle;
    const struct fast_words records = words_of(section(f, PROG));
    struct fast_words code = words_of(section(f, CODE));
    struct fast_words slots = words_of(section(f, SLOT));
    struct fast_words variables = words_of(section(f, VARS));
    b->program_count = records.count / PROGRAM_WORDS;
    b->programs = fast_allocate(f, b->program_count * (uint32_t)sizeof *b->programs);
    for (uint32_t i = 0; i < b->program_count; i++) {
        const uint32_t *record = records.at + (size_t)i * PROGRAM_WORDS;
        if (record[7] > slots.count / SLOT_WORDS)
            fast_refuse(f);
        b->programs[i] = (struct fast_program){
            .mode = record[1] & 0xff,
            .layout = record[2],
            .locals = record[3],
            .stack = record[4],
            .code = share(f, &code, record[6]),
            .slots = share(f, &slots, SLOT_WORDS * record[7]),
            .variables = share(f, &variables, record[8]),
        };
    }
}

static struct fast_value decoded(struct fast *f, enum section index, enum fast_kind kind) {
    const struct section_bytes part = section(f, index);
    const struct fast_value value = fast_decode(f, part.at, part.length);
    if (value.kind != kind)
        fast_refuse(f);
    return value;
}

void fast_read_bundle(struct fast *f, const uint8_t *bytes, uint32_t length) {
    struct fast_bundle *b = &f->bundle;
    *b = (struct fast_bundle){.bytes = bytes, .length = length};
    const uint32_t *header = (const uint32_t *)(const void *)bytes;
    if (length < 4 * (HEADER_WORDS + ENTRY_WORDS * SECTIONS) || ((uintptr_t)bytes & 7) != 0 || header[0] != MAGIC ||
        header[1] != VERSION || header[4] < SECTIONS || (header[5] & ~(uint32_t)PLAIN_FLAGS) != 0)
        fast_refuse(f);
    b->strings = segments(f, section(f, STRS), &b->text);
    b->blobs = segments(f, section(f, BLOB), &b->blob_bytes);
    b->files = words_of(section(f, FILES));
    b->files.count -= b->files.count % FAST_FILE_WORDS;
    read_programs(f);
    b->constants = decoded(f, CNST, FAST_LIST).list;
    b->metadata = decoded(f, META, FAST_DICT).dict;
    b->parameters = decoded(f, PARM, FAST_DICT).dict;
    b->permissions = decoded(f, CAPS, FAST_DICT).dict;
    b->compatibility = decoded(f, COMP, FAST_DICT).dict;
}

struct fast_value fast_string_at(struct fast *f, uint32_t id) {
    const struct fast_words offsets = f->bundle.strings;
    if (id >= offsets.count - 1)
        fast_refuse(f);
    return fast_string(f->bundle.text + offsets.at[id], offsets.at[id + 1] - offsets.at[id]);
}
