/*
 * dxg_blake3.c: the BLAKE3 tree, its three modes and the incremental state, after the BLAKE3 paper
 * (github.com/BLAKE3-team/BLAKE3-specs). Arithmetic on blocks belongs to the kernels; nothing here allocates.
 */
#include "dxg_impl.h"

#include <string.h>

#define BLOCK DXG_BLAKE3_BLOCK
#define CHUNK DXG_BLAKE3_CHUNK
#define CV 32
#define BLOCKS (CHUNK / BLOCK)
/* Nodes that a subtree is left at before it is joined to its neighbour, so that parents, too, fill all lanes. */
#define WIDE 16
/* Chunks that are hashed by one kernel call. */
#define RUN 64
/* 2^64 bytes are 2^54 chunks; one more for the node that waits to be merged. */
#define STACK_MAX 55
#define STATE_MAGIC 0x33424C42u

/* A node whose last compression is still to be done, because only then it is known whether it is the root. */
struct node {
    uint32_t cv[8];
    uint8_t block[BLOCK];
    uint32_t block_len;
    uint32_t flags;
    uint64_t counter;
};

/* The caller's bytes have whatever type the caller gave them. */
struct __attribute__((may_alias)) state {
    uint64_t chunks; /* whole chunks before the current one */
    uint32_t magic;
    uint32_t flags;
    uint32_t key[8];
    uint32_t cv[8];  /* of the current chunk */
    uint32_t blocks; /* compressed blocks of the current chunk */
    uint32_t block_len;
    uint32_t stack_len;
    uint8_t block[BLOCK];
    uint8_t stack[STACK_MAX * CV];
};
_Static_assert(sizeof(struct state) <= DXG_BLAKE3_STATE_LEN, "the state fits in the caller's buffer");

static const uint32_t iv[8] = {DXG_BLAKE3_IV0, DXG_BLAKE3_IV1, DXG_BLAKE3_IV2, DXG_BLAKE3_IV3,
                               DXG_BLAKE3_IV4, DXG_BLAKE3_IV5, DXG_BLAKE3_IV6, DXG_BLAKE3_IV7};

static void compress(const uint32_t cv[8], const uint8_t *block, uint32_t block_len, uint64_t counter, uint32_t flags,
                     uint32_t out[16]) {
#if DXG_X86
    const int impl = dxg_impl_current();
    if (impl != DXG_IMPL_PORTABLE) {
        dxg_blake3_compress_fn *fn = impl == DXG_IMPL_AVX512 ? dxg_blake3_compress_avx512 : dxg_blake3_compress_avx2;
        fn(cv, block, block_len, counter, flags, out);
        return;
    }
#endif
    dxg_blake3_compress_portable(cv, block, block_len, counter, flags, out);
}

static void hash_many(const uint8_t *in, size_t count, size_t blocks, size_t last, const uint32_t key[8],
                      uint64_t counter, uint32_t flags, uint8_t *out) {
#if DXG_X86
    const int impl = dxg_impl_current();
    if (impl != DXG_IMPL_PORTABLE) {
        dxg_blake3_hash_many_fn *fn = impl == DXG_IMPL_AVX512 ? dxg_blake3_hash_many_avx512 : dxg_blake3_hash_many_avx2;
        fn(in, count, blocks, last, key, counter, flags, out);
        return;
    }
#endif
    dxg_blake3_hash_many_portable(in, count, blocks, last, key, counter, flags, out);
}

/* The first `len` bytes of the words in little-endian order. */
static void store_words(uint8_t *out, const uint32_t *words, size_t len) {
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    }
}

static void load_key(uint32_t key[8], const uint8_t *bytes) {
    for (size_t i = 0; i < 8; i++) {
        key[i] = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 | (uint32_t)bytes[4 * i + 2] << 16 |
                 (uint32_t)bytes[4 * i + 3] << 24;
    }
}

static void node_cv(const struct node *node, uint8_t out[CV]) {
    uint32_t words[16];
    compress(node->cv, node->block, node->block_len, node->counter, node->flags, words);
    store_words(out, words, CV);
}

/* The extendable output of the root (2.6): the same compression with a block counter. */
static void node_root(const struct node *node, uint8_t *out, size_t len) {
    uint32_t words[16];
    for (uint64_t counter = 0; len > 0; counter++) {
        size_t part = len < BLOCK ? len : BLOCK;
        compress(node->cv, node->block, node->block_len, counter, node->flags | DXG_BLAKE3_ROOT, words);
        store_words(out, words, part);
        out += part;
        len -= part;
    }
}

/* The parent of two chaining values that lie one after the other. */
static void node_parent(struct node *node, const uint32_t key[8], const uint8_t cvs[2 * CV], uint32_t flags) {
    memcpy(node->cv, key, sizeof(node->cv));
    memcpy(node->block, cvs, BLOCK);
    node->block_len = BLOCK;
    node->flags = flags | DXG_BLAKE3_PARENT;
    node->counter = 0;
}

/*
 * A chunk of which `blocks` whole blocks are compressed to `cv`, and of which `len` bytes follow, at most a block: none
 * only in an empty chunk.
 */
static void node_chunk(struct node *node, const uint32_t cv[8], size_t blocks, const uint8_t *in, size_t len,
                       uint64_t counter, uint32_t flags) {
    memcpy(node->cv, cv, CV);
    memset(node->block, 0, BLOCK);
    if (len > 0) {
        memcpy(node->block, in, len);
    }
    node->block_len = (uint32_t)len;
    node->flags = flags | (blocks == 0 ? DXG_BLAKE3_CHUNK_START : 0) | DXG_BLAKE3_CHUNK_END;
    node->counter = counter;
}

/* Whole blocks of a chunk of 1 to 1024 bytes, but for the last that has something in it. */
static size_t blocks_before_last(size_t len) { return (len - 1) / BLOCK; }

/* One level of the tree in place: pairs become parents, an odd last node moves up as it is. Returns the new count. */
static size_t join_pairs(uint8_t *cvs, size_t count, const uint32_t key[8], uint32_t flags) {
    size_t pairs = count / 2;
    hash_many(cvs, pairs, 1, 1, key, 0, flags | DXG_BLAKE3_PARENT, cvs);
    if (count % 2 != 0) {
        memmove(cvs + pairs * CV, cvs + (count - 1) * CV, CV);
    }
    return pairs + count % 2;
}

/*
 * Chaining values of at most WIDE nodes that make up the subtree over len > 0 bytes. The left side of a split is a
 * power of two of at least RUN / 2 chunks, so it is left at an even number of nodes, level by level, until it is one;
 * therefore the nodes of both sides can be joined as one row (2.1).
 */
static size_t subtree(const uint8_t *in, size_t len, const uint32_t key[8], uint64_t counter, uint32_t flags,
                      uint8_t out[WIDE * CV]) {
    if (len <= (size_t)RUN * CHUNK) {
        uint8_t cvs[RUN * CV];
        const size_t rest = len % CHUNK;
        const size_t blocks = rest == 0 ? BLOCKS : blocks_before_last(rest);
        size_t count = len / CHUNK + (rest != 0);
        hash_many(in, count, BLOCKS, blocks, key, counter, flags, cvs);
        if (rest != 0) {
            uint8_t *const cv = cvs + (count - 1) * CV;
            const size_t left = rest - blocks * BLOCK;
            uint32_t words[8];
            struct node last;
            memcpy(words, cv, CV);
            node_chunk(&last, words, blocks, in + len - left, left, counter + count - 1, flags);
            node_cv(&last, cv);
        }
        while (count > WIDE) {
            count = join_pairs(cvs, count, key, flags);
        }
        memcpy(out, cvs, count * CV);
        return count;
    }
    size_t left = (size_t)RUN * CHUNK;
    while (left < len - left) {
        left *= 2;
    }
    uint8_t cvs[2 * WIDE * CV];
    size_t count = subtree(in, left, key, counter, flags, cvs);
    count += subtree(in + left, len - left, key, counter + left / CHUNK, flags, cvs + count * CV);
    count = join_pairs(cvs, count, key, flags);
    memcpy(out, cvs, count * CV);
    return count;
}

/* The two children of the top of the subtree over len > 1024 bytes. */
static void subtree_pair(const uint8_t *in, size_t len, const uint32_t key[8], uint64_t counter, uint32_t flags,
                         uint8_t out[2 * CV]) {
    uint8_t cvs[WIDE * CV];
    size_t count = subtree(in, len, key, counter, flags, cvs);
    while (count > 2) {
        count = join_pairs(cvs, count, key, flags);
    }
    memcpy(out, cvs, 2 * CV);
}

static void hash_all(const uint8_t *in, size_t len, const uint32_t key[8], uint32_t flags, uint8_t *out,
                     size_t out_len) {
    struct node root;
    if (len <= BLOCK) {
        node_chunk(&root, key, 0, in, len, 0, flags);
    } else if (len <= CHUNK) {
        const size_t blocks = blocks_before_last(len);
        uint32_t cv[8];
        hash_many(in, 1, BLOCKS, blocks, key, 0, flags, (uint8_t *)cv);
        node_chunk(&root, cv, blocks, in + blocks * BLOCK, len - blocks * BLOCK, 0, flags);
    } else {
        uint8_t cvs[2 * CV];
        subtree_pair(in, len, key, 0, flags, cvs);
        node_parent(&root, key, cvs, flags);
    }
    node_root(&root, out, out_len);
}

/* Merges finished subtrees until there are as many as in a tree of `chunks` chunks (5.1.2) that another one follows. */
static void stack_merge(struct state *state, uint64_t chunks) {
    uint32_t wanted = (uint32_t)__builtin_popcountll(chunks);
    while (state->stack_len > wanted) {
        uint8_t *pair = state->stack + (state->stack_len - 2) * CV;
        (void)join_pairs(pair, 2, state->key, state->flags);
        state->stack_len--;
    }
}

static void stack_push(struct state *state, const uint8_t cv[CV], uint64_t chunks) {
    stack_merge(state, chunks);
    memcpy(state->stack + state->stack_len * CV, cv, CV);
    state->stack_len++;
}

static uint32_t chunk_len(const struct state *state) { return state->blocks * BLOCK + state->block_len; }

static void chunk_reset(struct state *state) {
    memcpy(state->cv, state->key, sizeof(state->key));
    state->blocks = 0;
    state->block_len = 0;
}

/* Adds to the current chunk, which has room for it. A full block waits in the buffer: it may be the chunk's last. */
static void chunk_update(struct state *state, const uint8_t *in, size_t len) {
    while (len > 0) {
        if (state->block_len == BLOCK) {
            uint32_t words[16];
            uint32_t start = state->blocks == 0 ? DXG_BLAKE3_CHUNK_START : 0;
            compress(state->cv, state->block, BLOCK, state->chunks, state->flags | start, words);
            memcpy(state->cv, words, sizeof(state->cv));
            state->blocks++;
            state->block_len = 0;
        }
        size_t room = BLOCK - state->block_len;
        size_t part = len < room ? len : room;
        memcpy(state->block + state->block_len, in, part);
        state->block_len += (uint32_t)part;
        in += part;
        len -= part;
    }
}

static void chunk_node(const struct state *state, struct node *node) {
    node_chunk(node, state->cv, state->blocks, state->block, state->block_len, state->chunks, state->flags);
}

/* Hashes the largest whole subtree that starts at the current chunk and lies in `in`. Returns its length in bytes. */
static size_t subtree_update(struct state *state, const uint8_t *in, size_t len) {
    size_t chunks = (size_t)1 << (63 - __builtin_clzll(len / CHUNK));
    while ((state->chunks & (chunks - 1)) != 0) {
        chunks /= 2;
    }
    uint8_t cvs[2 * CV];
    if (chunks == 1) {
        hash_many(in, 1, BLOCKS, BLOCKS, state->key, state->chunks, state->flags, cvs);
        stack_push(state, cvs, state->chunks);
    } else {
        subtree_pair(in, chunks * CHUNK, state->key, state->chunks, state->flags, cvs);
        stack_push(state, cvs, state->chunks);
        stack_push(state, cvs + CV, state->chunks + chunks / 2);
    }
    state->chunks += chunks;
    return chunks * CHUNK;
}

static int is_buffer(const uint8_t *bytes, uint32_t len) { return len <= INT32_MAX && (bytes != NULL || len == 0); }

static int is_state(const uint8_t *bytes, uint32_t len) {
    return bytes != NULL && len >= DXG_BLAKE3_STATE_LEN && (uintptr_t)bytes % _Alignof(struct state) == 0;
}

/* Also refuses a buffer that dxg_blake3_init has not written. */
static int is_started(const uint8_t *bytes, uint32_t len) {
    if (!is_state(bytes, len)) {
        return 0;
    }
    const struct state *state = (const struct state *)(const void *)bytes;
    return state->magic == STATE_MAGIC && state->block_len <= BLOCK && state->blocks < CHUNK / BLOCK &&
           state->stack_len < STACK_MAX;
}

int32_t dxg_blake3(const uint8_t *in, uint32_t in_len, uint8_t *out, uint32_t out_len) {
    if (!is_buffer(in, in_len) || !is_buffer(out, out_len) || out_len < 32) {
        return DXG_E_ARGUMENT;
    }
    hash_all(in, in_len, iv, 0, out, out_len);
    return DXG_OK;
}

int32_t dxg_blake3_init(uint8_t *state, uint32_t state_len, uint32_t mode, const uint8_t *key, uint32_t key_len) {
    if (!is_state(state, state_len)) {
        return DXG_E_ARGUMENT;
    }
    struct state *self = (struct state *)(void *)state;
    uint8_t context_key[CV];
    switch (mode) {
    case DXG_BLAKE3_HASH:
        memcpy(self->key, iv, sizeof(iv));
        self->flags = 0;
        break;
    case DXG_BLAKE3_KEYED:
        if (key == NULL || key_len != CV) {
            return DXG_E_ARGUMENT;
        }
        load_key(self->key, key);
        self->flags = DXG_BLAKE3_KEYED_HASH;
        break;
    case DXG_BLAKE3_DERIVE:
        if (!is_buffer(key, key_len)) {
            return DXG_E_ARGUMENT;
        }
        hash_all(key, key_len, iv, DXG_BLAKE3_DERIVE_CONTEXT, context_key, CV);
        load_key(self->key, context_key);
        self->flags = DXG_BLAKE3_DERIVE_MATERIAL;
        break;
    default:
        return DXG_E_ARGUMENT;
    }
    self->magic = STATE_MAGIC;
    self->chunks = 0;
    self->stack_len = 0;
    chunk_reset(self);
    return DXG_OK;
}

int32_t dxg_blake3_update(uint8_t *state, uint32_t state_len, const uint8_t *in, uint32_t in_len) {
    if (!is_started(state, state_len) || !is_buffer(in, in_len)) {
        return DXG_E_ARGUMENT;
    }
    struct state *self = (struct state *)(void *)state;
    size_t len = in_len;
    if (chunk_len(self) > 0) {
        size_t room = CHUNK - chunk_len(self);
        size_t part = len < room ? len : room;
        chunk_update(self, in, part);
        if (part == len) {
            return DXG_OK;
        }
        in += part;
        len -= part;
        struct node node;
        uint8_t cv[CV];
        chunk_node(self, &node);
        node_cv(&node, cv);
        stack_push(self, cv, self->chunks);
        self->chunks++;
        chunk_reset(self);
    }
    while (len > CHUNK) {
        size_t part = subtree_update(self, in, len);
        in += part;
        len -= part;
    }
    if (len > 0) {
        stack_merge(self, self->chunks);
        chunk_update(self, in, len);
    }
    return DXG_OK;
}

int32_t dxg_blake3_finalize(const uint8_t *state, uint32_t state_len, uint8_t *out, uint32_t out_len) {
    if (!is_started(state, state_len) || !is_buffer(out, out_len)) {
        return DXG_E_ARGUMENT;
    }
    const struct state *self = (const struct state *)(const void *)state;
    struct node node;
    size_t left = self->stack_len;
    if (left == 0 || chunk_len(self) > 0) {
        chunk_node(self, &node);
    } else {
        /* Input that ended with a whole subtree: its two halves are the last on the stack. */
        left -= 2;
        node_parent(&node, self->key, self->stack + left * CV, self->flags);
    }
    while (left > 0) {
        uint8_t pair[2 * CV];
        left--;
        memcpy(pair, self->stack + left * CV, CV);
        node_cv(&node, pair + CV);
        node_parent(&node, self->key, pair, self->flags);
    }
    node_root(&node, out, out_len);
    return DXG_OK;
}
