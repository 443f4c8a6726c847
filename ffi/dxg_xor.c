/*
 * dxg_xor.c: XOR patches (layout and rules in dxg.h): runs, lengths and the ragged end; whole blocks are the kernels'
 * work. No patch, however damaged, makes it read or write outside the buffers.
 */
#include "dxg_impl.h"

#include <string.h>

#define BLOCK DXG_XOR_BLOCK
#define PATCH_HEADER 8u
#define RUN_HEADER 8u

typedef struct {
    dxg_xor_equal_fn *equal;
    dxg_xor_differ_fn *differ;
    dxg_xor_blocks_fn *blocks;
} kernels;

static kernels current_kernels(void) {
#if DXG_X86
    if (dxg_impl_current() >= DXG_IMPL_AVX2)
        return (kernels){dxg_xor_equal_avx2, dxg_xor_differ_avx2, dxg_xor_blocks_avx2};
#endif
    return (kernels){dxg_xor_equal_portable, dxg_xor_differ_portable, dxg_xor_blocks_portable};
}

static uint32_t load_u32(const uint8_t *p) {
    uint32_t value;
    memcpy(&value, p, 4);
    return value;
}

static void store_u32(uint8_t *p, uint32_t value) { memcpy(p, &value, 4); }

static uint32_t min_u32(uint32_t a, uint32_t b) { return a < b ? a : b; }
static uint32_t max_u32(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* Lengths are at most 2^31, so nothing here overflows. */
static uint32_t blocks_of(uint32_t len) { return (len + BLOCK - 1) / BLOCK; }

/* One block of an input, zero-padded. */
static void padded_block(const uint8_t *in, uint32_t len, uint32_t block, uint8_t out[BLOCK]) {
    const uint32_t start = block * BLOCK;
    const uint32_t have = start < len ? min_u32(len - start, BLOCK) : 0;
    memset(out, 0, BLOCK);
    if (have > 0)
        memcpy(out, in + start, have);
}

uint32_t dxg_xor_bound(uint32_t old_len, uint32_t new_len) {
    const uint32_t longest = min_u32(max_u32(old_len, new_len), DXG_LENGTH_MAX);
    return PATCH_HEADER + RUN_HEADER + blocks_of(longest) * BLOCK;
}

/* Whether block `block` differs; then its XOR is written to out. For blocks that are not whole in both inputs. */
static int ragged_differs(const uint8_t *old_bytes, uint32_t old_len, const uint8_t *new_bytes, uint32_t new_len,
                          uint32_t block, uint8_t out[BLOCK]) {
    uint8_t a[BLOCK];
    uint8_t b[BLOCK];
    padded_block(old_bytes, old_len, block, a);
    padded_block(new_bytes, new_len, block, b);
    return dxg_xor_differ_portable(a, b, 1, out) == 1;
}

int32_t dxg_xor_diff(const uint8_t *old_bytes, uint32_t old_len, const uint8_t *new_bytes, uint32_t new_len,
                     uint8_t *patch, uint32_t patch_cap) {
    if (old_len > DXG_LENGTH_MAX || new_len > DXG_LENGTH_MAX)
        return DXG_E_ARGUMENT;
    patch_cap = min_u32(patch_cap, DXG_LENGTH_MAX);
    if (patch_cap < PATCH_HEADER)
        return DXG_E_CAPACITY;
    const kernels k = current_kernels();
    const uint32_t whole = min_u32(old_len, new_len) / BLOCK;
    const uint32_t blocks = blocks_of(max_u32(old_len, new_len));
    store_u32(patch, old_len);
    store_u32(patch + 4, new_len);
    uint32_t end = PATCH_HEADER;
    uint32_t run = 0; /* where the open run's header is; 0: no run is open */
    uint32_t block = 0;
    while (block < blocks) {
        uint8_t ragged[BLOCK];
        if (run == 0 && block < whole)
            block += k.equal(old_bytes + (size_t)block * BLOCK, new_bytes + (size_t)block * BLOCK, whole - block);
        if (block == blocks)
            break;
        const int is_whole = block < whole;
        if (!is_whole && !ragged_differs(old_bytes, old_len, new_bytes, new_len, block, ragged)) {
            run = 0;
            block++;
            continue;
        }
        if (run == 0) {
            if (patch_cap - end < RUN_HEADER + BLOCK)
                return DXG_E_CAPACITY;
            run = end;
            store_u32(patch + run, block);
            end += RUN_HEADER;
        }
        const uint32_t room = (patch_cap - end) / BLOCK;
        uint32_t count = 1;
        if (is_whole) {
            const uint8_t *a = old_bytes + (size_t)block * BLOCK;
            const uint8_t *b = new_bytes + (size_t)block * BLOCK;
            count = k.differ(a, b, min_u32(room, whole - block), patch + end);
            if (count == room && count < whole - block &&
                k.equal(a + (size_t)count * BLOCK, b + (size_t)count * BLOCK, 1) == 0)
                return DXG_E_CAPACITY;
        } else {
            if (room == 0)
                return DXG_E_CAPACITY;
            memcpy(patch + end, ragged, BLOCK);
        }
        block += count;
        end += count * BLOCK;
        store_u32(patch + run + 4, (end - run - RUN_HEADER) / BLOCK);
        if (block < whole)
            run = 0; /* the kernel stopped at an equal block */
    }
    return (int32_t)end;
}

/* What dxg_xor_apply works on. */
typedef struct {
    const uint8_t *in;
    uint32_t in_len;
    uint8_t *out;
    uint32_t out_len;
} transfer;

/*
 * Makes blocks [from, to) of the output out of the input and, if there is one, the change. What lies beyond the
 * output's length must come out as zero: otherwise the input is not the one the patch was made for, and 0 is returned.
 */
static int take_over(const transfer *t, const kernels *k, uint32_t from, uint32_t to, const uint8_t *change) {
    const uint32_t whole = min_u32(t->in_len, t->out_len) / BLOCK;
    if (from < whole) {
        const uint32_t count = min_u32(to, whole) - from;
        const size_t start = (size_t)from * BLOCK;
        if (change == NULL) {
            memcpy(t->out + start, t->in + start, (size_t)count * BLOCK);
        } else {
            k->blocks(t->in + start, change, count, t->out + start);
            change += (size_t)count * BLOCK;
        }
        from += count;
    }
    for (; from < to; from++) {
        const uint32_t start = from * BLOCK;
        const uint32_t keep = start < t->out_len ? min_u32(t->out_len - start, BLOCK) : 0;
        uint8_t bytes[BLOCK];
        padded_block(t->in, t->in_len, from, bytes);
        if (change != NULL) {
            dxg_xor_blocks_portable(bytes, change, 1, bytes);
            change += BLOCK;
        }
        if (keep > 0)
            memcpy(t->out + start, bytes, keep);
        for (uint32_t i = keep; i < BLOCK; i++)
            if (bytes[i] != 0)
                return 0;
    }
    return 1;
}

int32_t dxg_xor_apply(const uint8_t *patch, uint32_t patch_len, const uint8_t *in, uint32_t in_len, uint8_t *out,
                      uint32_t out_cap, uint32_t reverse) {
    if (patch_len < PATCH_HEADER)
        return DXG_E_FORMAT;
    const uint32_t expected = load_u32(patch + (reverse ? 4 : 0));
    const transfer t = {in, in_len, out, load_u32(patch + (reverse ? 0 : 4))};
    if (expected > DXG_LENGTH_MAX || t.out_len > DXG_LENGTH_MAX)
        return DXG_E_FORMAT;
    if (expected != in_len)
        return DXG_E_MISMATCH;
    if (t.out_len > out_cap)
        return DXG_E_CAPACITY;
    const kernels k = current_kernels();
    const uint32_t blocks = blocks_of(max_u32(in_len, t.out_len));
    uint32_t block = 0;
    uint32_t at = PATCH_HEADER;
    while (at < patch_len) {
        if (patch_len - at < RUN_HEADER)
            return DXG_E_FORMAT;
        const uint32_t first = load_u32(patch + at);
        const uint32_t count = load_u32(patch + at + 4);
        const int is_first_run = at == PATCH_HEADER;
        at += RUN_HEADER;
        if (first < block || (first == block && !is_first_run) || first >= blocks)
            return DXG_E_FORMAT;
        if (count == 0 || count > blocks - first || count > (patch_len - at) / BLOCK)
            return DXG_E_FORMAT;
        if (!take_over(&t, &k, block, first, NULL) || !take_over(&t, &k, first, first + count, patch + at))
            return DXG_E_MISMATCH;
        block = first + count;
        at += count * BLOCK;
    }
    return take_over(&t, &k, block, blocks, NULL) ? (int32_t)t.out_len : DXG_E_MISMATCH;
}
