/*
 * dxg_impl.h: what the C files share among themselves: CPU dispatch and the kernels behind it. Nothing here is part of
 * the ABI (dxg.h is), and nothing here allocates or touches the system.
 */
#ifndef DXG_IMPL_H
#define DXG_IMPL_H

#include "dxg.h"

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#define DXG_X86 1
#else
#define DXG_X86 0
#endif

/* The implementation in use (enum dxg_impl). Never above what the CPU and the system can do. */
int dxg_impl_current(void);
/* Whether the CPU has AVX512_VBMI2, which came some years after what DXG_IMPL_AVX512 stands for. */
int dxg_cpu_has_vbmi2(void);

/* BLAKE3 kernels. Section numbers are those of the BLAKE3 paper (github.com/BLAKE3-team/BLAKE3-specs). */
#define DXG_BLAKE3_BLOCK 64
#define DXG_BLAKE3_CHUNK 1024
/* Domain flags (2.1, table 3). */
#define DXG_BLAKE3_CHUNK_START 1u
#define DXG_BLAKE3_CHUNK_END 2u
#define DXG_BLAKE3_PARENT 4u
#define DXG_BLAKE3_ROOT 8u
#define DXG_BLAKE3_KEYED_HASH 16u
#define DXG_BLAKE3_DERIVE_CONTEXT 32u
#define DXG_BLAKE3_DERIVE_MATERIAL 64u

/* The initialisation vector (2.2, table 1). */
#define DXG_BLAKE3_IV0 0x6A09E667u
#define DXG_BLAKE3_IV1 0xBB67AE85u
#define DXG_BLAKE3_IV2 0x3C6EF372u
#define DXG_BLAKE3_IV3 0xA54FF53Au
#define DXG_BLAKE3_IV4 0x510E527Fu
#define DXG_BLAKE3_IV5 0x9B05688Cu
#define DXG_BLAKE3_IV6 0x1F83D9ABu
#define DXG_BLAKE3_IV7 0x5BE0CD19u

/* The seven rounds, R(round, order of the message words): each order is the one before it, permuted (2.2, table 2). */
#define DXG_BLAKE3_ROUNDS(R)                                                                                           \
    R(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)                                                         \
    R(1, 2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)                                                         \
    R(2, 3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1)                                                         \
    R(3, 10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6)                                                         \
    R(4, 12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4)                                                         \
    R(5, 9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7)                                                         \
    R(6, 11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)

/*
 * Chaining values (32 bytes each, at out) of `count` equal inputs that lie one after the other. blocks is 16 for whole
 * chunks, of which the first has number `counter`, or 1 for parent nodes, with counter 0. flags are those of every
 * block; CHUNK_START and CHUNK_END are added here to the first and last block of a chunk. For parents out may be in.
 * Of the last input only the first `last` blocks are there and hashed: all, or fewer of a chunk that is not whole, so
 * that it takes no time beside others.
 */
typedef void dxg_blake3_hash_many_fn(const uint8_t *in, size_t count, size_t blocks, size_t last, const uint32_t key[8],
                                     uint64_t counter, uint32_t flags, uint8_t *out);
/* The compression function (2.2) with all 16 words of output. out may be cv. */
typedef void dxg_blake3_compress_fn(const uint32_t cv[8], const uint8_t block[DXG_BLAKE3_BLOCK], uint32_t block_len,
                                    uint64_t counter, uint32_t flags, uint32_t out[16]);

dxg_blake3_hash_many_fn dxg_blake3_hash_many_portable;
dxg_blake3_compress_fn dxg_blake3_compress_portable;
#if DXG_X86
dxg_blake3_hash_many_fn dxg_blake3_hash_many_avx2;
dxg_blake3_compress_fn dxg_blake3_compress_avx2;
dxg_blake3_hash_many_fn dxg_blake3_hash_many_avx512;
dxg_blake3_compress_fn dxg_blake3_compress_avx512;
#endif

/* Patches, masks and word tricks below are written for little-endian machines, the only ones that Bun runs on. */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "big-endian machines are not supported"
#endif

/* Buffers have at most this length, so that lengths and positions fit an int32_t result. */
#define DXG_LENGTH_MAX 0x7fffffffu

/* Scan kernels: the contract of dxg_scan, arguments already checked. */
typedef int32_t dxg_scan_fn(const uint8_t *in, uint32_t in_len, uint32_t *marks, uint32_t marks_cap, uint32_t *lines,
                            uint32_t lines_cap, uint32_t *counts);
dxg_scan_fn dxg_scan_portable;

/* XOR kernels on whole 64-byte blocks. */
#define DXG_XOR_BLOCK 64
/* How many blocks from the start are equal in a and b. */
typedef uint32_t dxg_xor_equal_fn(const uint8_t *a, const uint8_t *b, uint32_t blocks);
/* Writes a XOR b block by block up to the first block that is equal in both; returns the number of blocks written. */
typedef uint32_t dxg_xor_differ_fn(const uint8_t *a, const uint8_t *b, uint32_t blocks, uint8_t *out);
/* out = a XOR b for all blocks. */
typedef void dxg_xor_blocks_fn(const uint8_t *a, const uint8_t *b, uint32_t blocks, uint8_t *out);
dxg_xor_equal_fn dxg_xor_equal_portable;
dxg_xor_differ_fn dxg_xor_differ_portable;
dxg_xor_blocks_fn dxg_xor_blocks_portable;

#if DXG_X86
dxg_scan_fn dxg_scan_avx2;
dxg_scan_fn dxg_scan_avx512;
dxg_xor_equal_fn dxg_xor_equal_avx2;
dxg_xor_differ_fn dxg_xor_differ_avx2;
dxg_xor_blocks_fn dxg_xor_blocks_avx2;
#endif

#endif
