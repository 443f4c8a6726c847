/*
 * fast.h: what the files of the fast path share. The fast path is `dxg generate` in one call, for what nearly every run
 * is: a verified template, plain answers, new files. Whatever is not plain is refused before anything is written, and
 * TypeScript does the whole run: it is the reference, and it alone knows errors. So nothing here explains itself, and
 * whatever is here gives the same bytes as TypeScript or refuses.
 *
 * Nothing is allocated but from the caller's memory. Refusing jumps out of any depth.
 */
#ifndef DXG_FAST_H
#define DXG_FAST_H

#include "../dxg_impl.h"

#include <setjmp.h>
#include <stdbool.h>

/* ---- characters, in ASCII ---- */

static inline bool fast_is_lower(uint8_t c) { return c >= 'a' && c <= 'z'; }
static inline bool fast_is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static inline bool fast_is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static inline bool fast_is_letter(uint8_t c) { return fast_is_lower(c) || fast_is_upper(c); }
static inline uint8_t fast_lower(uint8_t c) { return fast_is_upper(c) ? (uint8_t)(c + 0x20) : c; }
static inline uint8_t fast_upper(uint8_t c) { return fast_is_lower(c) ? (uint8_t)(c - 0x20) : c; }
/* White space of JavaScript, and what separates words for Python's textwrap. */
static inline bool fast_is_blank(uint8_t c) { return c == ' ' || (c >= 0x09 && c <= 0x0d); }
/* White space of Python. */
static inline bool fast_is_space(uint8_t c) { return fast_is_blank(c) || (c >= 0x1c && c <= 0x1f); }

/* ---- values (value.c) ---- */

enum fast_kind {
    FAST_UNSET, /* a local without a value, an argument that was not given */
    FAST_UNDEFINED,
    FAST_NONE,
    FAST_BOOL,
    FAST_INTEGER, /* at most 2^53 - 1 either way */
    FAST_STRING,
    FAST_LIST,
    FAST_TUPLE,
    FAST_ONCE, /* what filters such as map give: read once */
    FAST_DICT, /* keys are strings */
    FAST_SAFE, /* text that is markup: it can be written, and nothing else is done with it here */
    FAST_RANGE,
    FAST_LOOP,
    FAST_DXG,
    FAST_RANGE_FUNCTION
};

/* How an undefined value is: anything but a question whether it is defined refuses, or it is empty and false. */
enum fast_undefined { FAST_STRICT = 0, FAST_LENIENT = 1 };

struct fast_value {
    uint32_t kind;
    uint32_t length; /* bytes of a string; enum fast_undefined */
    union {
        int64_t integer;     /* also 0 and 1 of a bool */
        const uint8_t *text; /* UTF-8 */
        struct fast_list *list;
        struct fast_dict *dict;
        struct fast_loop *loop;
    };
};

struct fast_list {
    struct fast_value *items;
    uint32_t count;
    uint32_t capacity;
    bool used; /* of FAST_ONCE: its items have been taken */
};

struct fast_dict {
    struct fast_value *keys;
    struct fast_value *values;
    uint32_t count;
};

struct fast_loop {
    struct fast_list *items;
    uint32_t next; /* index of the next item: 1 for the first one that runs */
};

/* A text that grows. */
struct fast_text {
    uint8_t *bytes;
    uint32_t length;
    uint32_t capacity;
};

/* ---- the bundle (bundle.c) ---- */

/* A table of words in the file, and its length in words. */
struct fast_words {
    const uint32_t *at;
    uint32_t count;
};

struct fast_program {
    uint32_t mode; /* 0 micro, 1 macro, 2 expression */
    uint32_t layout;
    uint32_t locals;
    uint32_t stack;
    struct fast_words code;
    struct fast_words slots;     /* four words each */
    struct fast_words variables; /* strings */
};

/* Words of a record in FILE. */
enum { FAST_FILE_WORDS = 10 };

struct fast_bundle {
    const uint8_t *bytes;
    uint32_t length;
    struct fast_words strings; /* offsets, one more than there are strings */
    const uint8_t *text;       /* where they count from */
    struct fast_words files;   /* whole records */
    struct fast_words blobs;   /* as strings */
    const uint8_t *blob_bytes;
    struct fast_program *programs;
    uint32_t program_count;
    struct fast_list *constants;
    struct fast_dict *metadata;      /* META */
    struct fast_dict *parameters;    /* PARM */
    struct fast_dict *permissions;   /* CAPS */
    struct fast_dict *compatibility; /* COMP */
};

/* ---- one run ---- */

/* What a program reads beside the parameters: locals of what includes it, and the item of a file with `each`. */
struct fast_scope {
    const struct fast_scope *outer;
    const struct fast_value *names;  /* name, number of the local, name, … */
    const struct fast_value *locals; /* as they were */
    uint32_t count;                  /* of names and numbers */
};

struct fast_output {
    uint32_t file;           /* its record in FILE */
    struct fast_value path;  /* FAST_STRING: names with one slash between them, none at either end */
    struct fast_value bytes; /* FAST_STRING with any bytes, or FAST_UNSET for a folder */
    uint32_t mode;           /* 0644 or 0755 */
};

struct fast {
    jmp_buf refused;
    uint8_t *memory;
    uint32_t memory_length;
    uint32_t memory_used;
    /* Steps that are left: a fraction of what TypeScript allows, which has an error for them. */
    uint32_t steps;
    uint32_t depth; /* of lists in lists that are compared */
    struct fast_bundle bundle;
    struct fast_dict answers; /* every parameter with its value, in the order of the manifest */
    struct fast_value name;   /* NAME, or none */
    struct fast_value folder; /* the current one */
    struct fast_value destination;
    struct fast_output *outputs;
    uint32_t output_count;
    struct fast_value message; /* shown at the end, or unset */
};

/* Gives up: nothing has been written. */
_Noreturn void fast_refuse(struct fast *f);
/* Memory, 8-byte aligned, not cleared. */
void *fast_allocate(struct fast *f, uint32_t length);
/* Takes steps. */
void fast_spend(struct fast *f, uint32_t steps);

struct fast_value fast_none(void);
struct fast_value fast_bool(bool value);
struct fast_value fast_integer(struct fast *f, int64_t value);
struct fast_value fast_string(const uint8_t *text, uint32_t length);
struct fast_value fast_safe(struct fast_value string);
/* The text of a C string of this program. */
struct fast_value fast_constant(const char *text);
struct fast_value fast_list_value(uint32_t kind, struct fast_list *list);
bool fast_is(const struct fast_value *value, const char *text);
bool fast_is_ascii(const struct fast_value *value);
/* Printable ASCII: 0x20 to 0x7e. */
bool fast_is_printable(const struct fast_value *value);

/* As Python has them, or refused: everything that TypeScript would fail for too. */
bool fast_truth(struct fast *f, const struct fast_value *value);
bool fast_equal(struct fast *f, const struct fast_value *a, const struct fast_value *b);
/* Negative, 0 or positive: two integers or bools, or two strings. */
int fast_compare(struct fast *f, const struct fast_value *a, const struct fast_value *b);
/* Where a part is in a text, from `from` on; the length of the text when nowhere. */
uint32_t fast_index_of(const struct fast_value *text, const struct fast_value *part, uint32_t from);
bool fast_contains(struct fast *f, const struct fast_value *container, const struct fast_value *item);
/* `str(value)`, always FAST_STRING. */
struct fast_value fast_text_of(struct fast *f, const struct fast_value *value);
/* The items of a list, tuple or what filters give, each of which is taken once. */
struct fast_list *fast_items(struct fast *f, const struct fast_value *value);

struct fast_list *fast_new_list(struct fast *f, uint32_t capacity);
void fast_push(struct fast *f, struct fast_list *list, struct fast_value value);
/* The value of a key; NULL when there is none. */
const struct fast_value *fast_get(const struct fast_dict *dict, const char *key);
const struct fast_value *fast_find(const struct fast_dict *dict, const struct fast_value *key);

void fast_append(struct fast *f, struct fast_text *text, const uint8_t *bytes, uint32_t length);
void fast_append_value(struct fast *f, struct fast_text *text, const struct fast_value *string);
struct fast_value fast_finish(const struct fast_text *text);

/* bundle.c: reads the tables of a verified .dxf. Places that are used are checked here and in machine.c all the same.
 */
void fast_read_bundle(struct fast *f, const uint8_t *bytes, uint32_t length);
struct fast_value fast_string_at(struct fast *f, uint32_t id);
/* infinity.c: a DX Infinity value (docs/formats.md). */
struct fast_value fast_decode(struct fast *f, const uint8_t *bytes, uint32_t length);

/* outputs.c: what a person in the current folder writes before the path of an output: nothing, or a folder and a slash.
 */
struct fast_value fast_prefix(struct fast *f);

/* machine.c: the value of an expression; `separates`: of a path, whose separators are NUL. */
struct fast_value fast_evaluate(struct fast *f, uint32_t program, const struct fast_scope *scope, bool separates);
/* The output of a template. */
struct fast_value fast_render(struct fast *f, uint32_t program, const struct fast_scope *scope);

/* filters.c, tests.c, names.c, wrap.c: arguments are unset where they were not given. */
struct fast_value fast_filter(struct fast *f, uint32_t filter, struct fast_value value, const struct fast_value *args,
                              uint32_t count);
/* The number of a test that takes so many arguments. */
uint32_t fast_test_named(struct fast *f, const struct fast_value *name, uint32_t count);
bool fast_test(struct fast *f, uint32_t test, struct fast_value value, const struct fast_value *args, uint32_t count);
/* How the words of a name are put together: PascalCase, camelCase, snake_case, kebab-case, CONSTANT_CASE. */
enum fast_spelling { FAST_PASCAL, FAST_CAMEL, FAST_SNAKE, FAST_KEBAB, FAST_CONSTANT };
struct fast_value fast_respell(struct fast *f, enum fast_spelling spelling, const struct fast_value *text);
/* One paragraph after the other as lines of at most `width`: the filter `wordwrap`; `breaks`: words that are longer
 * too. */
struct fast_value fast_wrap(struct fast *f, const struct fast_value *text, int64_t width, bool breaks);
/* A text in ASCII as `tojson` writes it. */
struct fast_value fast_json_string(struct fast *f, const struct fast_value *text);
struct fast_value fast_slug(struct fast *f, const struct fast_value *text);
struct fast_value fast_title(struct fast *f, const struct fast_value *text);

/* answers.c: the values of all parameters from NAME and the `-p` arguments, each `key=value`, into f->answers. */
void fast_resolve(struct fast *f, const struct fast_list *flags);

/* outputs.c: all files of the bundle, whatever their paths, and the message. */
enum { FAST_OUTPUTS_MAX = 64 };
void fast_render_files(struct fast *f);
void fast_render_message(struct fast *f);

/* write.c: 0 when all files are there; anything else refuses, and nothing is there then. */
int32_t fast_write_all(struct fast *f);

/* permissions.c: refuses what the capability check of TypeScript does not clear at a glance. */
void fast_check_permissions(struct fast *f);
/* Whether an output may have this path, as names of letters, digits, `_`, `-` and inner dots nearly always may. */
bool fast_is_plain_path(const struct fast_value *path);

#endif
