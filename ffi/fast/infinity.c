/*
 * infinity.c: reads DX Infinity values (docs/formats.md) of files that are verified, as the manifest and the constants
 * are. Numbers beyond 2^53, floats and dicts with keys that are no strings are refused.
 */
#include "fast.h"

#include <string.h>

enum { DEPTH_MAX = 32 };

/* The tags, by src/format/infinity-tags.ts. */
enum tag {
    TAG_STRING = 0x20,
    TAG_REFERENCE = 0x60,
    TAG_LIST = 0xa0,
    TAG_SHAPED = 0xb0,
    TAG_SHAPE = 0xd0,
    TAG_NONE = 0xe0,
    TAG_FALSE = 0xe1,
    TAG_TRUE = 0xe2,
    TAG_EMPTY_STRING = 0xe3,
    TAG_INTEGER = 0xe4,
    TAG_NEGATIVE = 0xe5,
    TAG_LONG_STRING = 0xee,
    TAG_LONG_REFERENCE = 0xef,
    TAG_LONG_LIST = 0xf0,
    TAG_LONG_SHAPED = 0xf1,
    TAG_LONG_SHAPE = 0xf2,
    TAG_TUPLE = 0xf3,
    TAG_TABLE = 0xf6
};

/* The keys of dicts that share them. */
struct shape {
    struct fast_value *keys;
    uint32_t count;
};

struct reader {
    struct fast *f;
    const uint8_t *at;
    const uint8_t *end;
    const uint8_t *text;
    const uint8_t *text_end;
    struct fast_list *strings;
    struct shape *shapes;
    uint32_t shape_count;
    uint32_t shape_capacity;
    uint32_t depth;
};

static struct fast_value read_value(struct reader *r);

static uint32_t byte(struct reader *r) {
    if (r->at == r->end)
        fast_refuse(r->f);
    return *r->at++;
}

static uint64_t varint(struct reader *r) {
    uint64_t value = 0;
    for (uint32_t shift = 0; shift < 56; shift += 7) {
        const uint64_t next = byte(r);
        value |= (next & 0x7f) << shift;
        if (next < 0x80)
            return value;
    }
    fast_refuse(r->f);
}

/* A number of things that take at least a byte each. */
static uint32_t count_of(struct reader *r, uint32_t base) {
    const uint64_t count = varint(r) + base;
    if (count > (uint64_t)(r->end - r->at))
        fast_refuse(r->f);
    return (uint32_t)count;
}

/* Lengths count UTF-16 units, the text is UTF-8. */
static struct fast_value new_string(struct reader *r, uint64_t units) {
    const uint8_t *start = r->text;
    while (units > 0 && r->text < r->text_end) {
        const uint8_t lead = *r->text;
        const ptrdiff_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (size > r->text_end - r->text)
            fast_refuse(r->f);
        r->text += size;
        units -= size == 4 && units > 1 ? 2 : 1;
    }
    if (units > 0)
        fast_refuse(r->f);
    const struct fast_value string = fast_string(start, (uint32_t)(r->text - start));
    fast_push(r->f, r->strings, string);
    return string;
}

static struct fast_value reference(struct reader *r, uint64_t index) {
    if (index >= r->strings->count)
        fast_refuse(r->f);
    return r->strings->items[index];
}

static struct fast_value read_string(struct reader *r, uint32_t tag) {
    if (tag >= TAG_STRING && tag < TAG_REFERENCE)
        return new_string(r, tag - TAG_STRING + 1);
    if (tag >= TAG_REFERENCE && tag < TAG_LIST)
        return reference(r, tag - TAG_REFERENCE);
    switch (tag) {
    case TAG_EMPTY_STRING:
        return fast_constant("");
    case TAG_LONG_STRING:
        return new_string(r, varint(r) + 65);
    case TAG_LONG_REFERENCE:
        return reference(r, varint(r) + 64);
    default:
        fast_refuse(r->f);
    }
}

static struct shape known_shape(struct reader *r, uint64_t index) {
    if (index >= r->shape_count)
        fast_refuse(r->f);
    return r->shapes[index];
}

static struct shape new_shape(struct reader *r, uint32_t count) {
    struct shape shape = {fast_allocate(r->f, count * (uint32_t)sizeof(struct fast_value)), count};
    for (uint32_t i = 0; i < count; i++)
        shape.keys[i] = read_string(r, byte(r));
    /* The empty dict is no shape that others refer to. */
    if (count == 0)
        return shape;
    if (r->shape_count == r->shape_capacity) {
        r->shape_capacity = r->shape_capacity == 0 ? 16 : 2 * r->shape_capacity;
        struct shape *shapes = fast_allocate(r->f, r->shape_capacity * (uint32_t)sizeof *shapes);
        if (r->shape_count > 0)
            memcpy(shapes, r->shapes, r->shape_count * sizeof *shapes);
        r->shapes = shapes;
    }
    r->shapes[r->shape_count++] = shape;
    return shape;
}

static struct shape read_shape(struct reader *r, uint32_t tag) {
    if (tag >= TAG_SHAPED && tag < TAG_SHAPE)
        return known_shape(r, tag - TAG_SHAPED);
    if (tag >= TAG_SHAPE && tag < TAG_NONE)
        return new_shape(r, tag - TAG_SHAPE);
    if (tag == TAG_LONG_SHAPED)
        return known_shape(r, varint(r) + 32);
    if (tag == TAG_LONG_SHAPE)
        return new_shape(r, count_of(r, 16));
    fast_refuse(r->f);
}

static struct fast_value dict_of(struct reader *r, struct shape shape) {
    struct fast_dict *dict = fast_allocate(r->f, sizeof *dict);
    *dict = (struct fast_dict){shape.keys, NULL, shape.count};
    dict->values = fast_allocate(r->f, shape.count * (uint32_t)sizeof *dict->values);
    for (uint32_t i = 0; i < shape.count; i++)
        dict->values[i] = read_value(r);
    return (struct fast_value){.kind = FAST_DICT, .dict = dict};
}

static struct fast_value items_of(struct reader *r, uint32_t kind, uint32_t count) {
    if (count > (uint32_t)(r->end - r->at))
        fast_refuse(r->f);
    struct fast_list *list = fast_new_list(r->f, count);
    for (uint32_t i = 0; i < count; i++)
        fast_push(r->f, list, read_value(r));
    return fast_list_value(kind, list);
}

/* Dicts of one shape, which the first one tells. */
static struct fast_value table(struct reader *r) {
    const uint64_t count = varint(r) + 2;
    if (count > r->f->memory_length)
        fast_refuse(r->f);
    const struct shape shape = read_shape(r, byte(r));
    struct fast_list *list = fast_new_list(r->f, (uint32_t)count);
    for (uint64_t i = 0; i < count; i++)
        fast_push(r->f, list, dict_of(r, shape));
    return fast_list_value(FAST_LIST, list);
}

static struct fast_value read_tagged(struct reader *r, uint32_t tag) {
    if (tag < TAG_STRING)
        return fast_integer(r->f, tag);
    if (tag >= TAG_LIST && tag < TAG_SHAPED)
        return items_of(r, FAST_LIST, tag - TAG_LIST);
    if (tag >= TAG_SHAPED && tag < TAG_NONE)
        return dict_of(r, read_shape(r, tag));
    switch (tag) {
    case TAG_NONE:
        return fast_none();
    case TAG_FALSE:
    case TAG_TRUE:
        return fast_bool(tag == TAG_TRUE);
    case TAG_INTEGER:
        return fast_integer(r->f, (int64_t)varint(r) + 32);
    case TAG_NEGATIVE:
        return fast_integer(r->f, -1 - (int64_t)varint(r));
    case TAG_LONG_LIST:
        return items_of(r, FAST_LIST, count_of(r, 16));
    case TAG_LONG_SHAPED:
    case TAG_LONG_SHAPE:
        return dict_of(r, read_shape(r, tag));
    case TAG_TUPLE:
        return items_of(r, FAST_TUPLE, count_of(r, 0));
    case TAG_TABLE:
        return table(r);
    default:
        return read_string(r, tag);
    }
}

static struct fast_value read_value(struct reader *r) {
    if (++r->depth > DEPTH_MAX)
        fast_refuse(r->f);
    const struct fast_value value = read_tagged(r, byte(r));
    r->depth--;
    return value;
}

struct fast_value fast_decode(struct fast *f, const uint8_t *bytes, uint32_t length) {
    struct reader r = {.f = f, .at = bytes, .end = bytes + length};
    const uint64_t size = varint(&r);
    if (size > (uint64_t)(r.end - r.at))
        fast_refuse(f);
    r.text = r.at + size;
    r.text_end = r.end;
    r.end = r.text;
    r.strings = fast_new_list(f, 64);
    const struct fast_value value = read_value(&r);
    if (r.at != r.end || r.text != r.text_end)
        fast_refuse(f);
    return value;
}
