/*
 * dxg.h: the whole C ABI of the native library. src/native/abi.ts mirrors it; a test compares the two.
 *
 * Rules: the caller owns every buffer; no function allocates; lengths are bytes unless the name says otherwise;
 * a result >= 0 is a count or position, a result < 0 is a dxg_status (or -errno for dxg_os_*). No text comes back.
 * No 64-bit integers cross the boundary (bun:ffi would make them BigInt). Buffers are at most 2^31 - 1 bytes.
 */
#ifndef DXG_H
#define DXG_H

#include <stdint.h>

#define DXG_API __attribute__((visibility("default")))
#define DXG_ABI_VERSION 6

enum dxg_status {
    DXG_OK = 0,
    DXG_E_CAPACITY = -1,    /* the caller's buffer is too small */
    DXG_E_RANGE = -2,       /* an offset or length leads outside its buffer */
    DXG_E_FORMAT = -3,      /* the input bytes are not what they should be */
    DXG_E_MISMATCH = -4,    /* the patch does not belong to this input */
    DXG_E_UNSUPPORTED = -5, /* this CPU or system cannot do it */
    DXG_E_ARGUMENT = -6     /* the caller broke the contract */
};

enum dxg_impl { DXG_IMPL_PORTABLE = 0, DXG_IMPL_AVX2 = 1, DXG_IMPL_AVX512 = 2 };

/* Handshake: the loader refuses a library whose version is not its own. */
DXG_API uint32_t dxg_abi_version(void);
/* Forces an implementation (enum dxg_impl) for all kernels, or the best one with -1. Returns the one in use (where a
 * kernel has no such variant it takes the next lower), DXG_E_UNSUPPORTED when the CPU lacks it. */
DXG_API int32_t dxg_impl_select(int32_t impl);

/* Positions of "{{", "{%", "{#" (the first byte's offset) into marks, and the offset of the first byte of each line but
 * the first (a line ends after "\n"; after a last one there is an empty line) into lines, both ascending, in one pass.
 * Pairs do not overlap: after a mark at i the search goes on at i + 2. counts[0], counts[1] get the numbers found; what
 * the arrays hold behind them is undefined. DXG_E_CAPACITY when either array is too small; counts then hold the full
 * numbers needed. */
DXG_API int32_t dxg_scan(const uint8_t *in, uint32_t in_len, uint32_t *marks, uint32_t marks_cap, uint32_t *lines,
                         uint32_t lines_cap, uint32_t *counts);

/* BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs). The state is an opaque, caller-owned, 8-byte aligned buffer. */
#define DXG_BLAKE3_STATE_LEN 2048
enum dxg_blake3_mode { DXG_BLAKE3_HASH = 0, DXG_BLAKE3_KEYED = 1, DXG_BLAKE3_DERIVE = 2 };
/* One call: 32 <= out_len <= any; the unkeyed hash. */
DXG_API int32_t dxg_blake3(const uint8_t *in, uint32_t in_len, uint8_t *out, uint32_t out_len);
/* mode HASH: key ignored; KEYED: key is 32 bytes; DERIVE: key is the context string. */
DXG_API int32_t dxg_blake3_init(uint8_t *state, uint32_t state_len, uint32_t mode, const uint8_t *key,
                                uint32_t key_len);
DXG_API int32_t dxg_blake3_update(uint8_t *state, uint32_t state_len, const uint8_t *in, uint32_t in_len);
/* Any output length; the state is unchanged, so more input may follow. */
DXG_API int32_t dxg_blake3_finalize(const uint8_t *state, uint32_t state_len, uint8_t *out, uint32_t out_len);

/* XOR difference by 64-byte blocks, identical blocks skipped. Patch layout (little-endian):
 *   u32 old_len, u32 new_len, then runs: u32 block_index, u32 block_count, block_count * 64 bytes of old XOR new, where
 *   both inputs count as zero-padded to the longer length rounded up to 64. Runs ascend and never touch each other.
 * Returns the patch length, or DXG_E_CAPACITY. dxg_xor_bound gives a capacity that always suffices. */
DXG_API uint32_t dxg_xor_bound(uint32_t old_len, uint32_t new_len);
DXG_API int32_t dxg_xor_diff(const uint8_t *old_bytes, uint32_t old_len, const uint8_t *new_bytes, uint32_t new_len,
                             uint8_t *patch, uint32_t patch_cap);
/* Applies a patch in either direction: an input of old_len gives new_len bytes when reverse is 0, the other way round
 * when 1. Returns the output length; DXG_E_MISMATCH when in_len is not the expected one, or when a byte that the output
 * has no place for does not cancel out; DXG_E_FORMAT for any other fault. in and out do not overlap. */
DXG_API int32_t dxg_xor_apply(const uint8_t *patch, uint32_t patch_len, const uint8_t *in, uint32_t in_len,
                              uint8_t *out, uint32_t out_cap, uint32_t reverse);

/* Instructions of a row program, see dxg_gather, and its limits. */
enum dxg_row {
    DXG_ROW_TEXT = 0,
    DXG_ROW_VALUE = 1,
    DXG_ROW_JUMP = 2,
    DXG_ROW_JUMP_IF_FALSE = 3,
    DXG_ROW_JUMP_IF_TRUE = 4
};
/* Values of rows that have no text. */
enum dxg_row_literals { DXG_ROW_FALSE = 0, DXG_ROW_TRUE = 1, DXG_ROW_NONE = 2 };
#define DXG_ROW_OP_BITS 3
#define DXG_ROW_COLUMNS_MAX 64
#define DXG_ROW_STEPS_MAX 256

/* Puts static spans and values one after the other. ops is a list of u32 pairs, ops_count pairs, (offset, length):
 *   length below 2^30: that many bytes of text from the offset on;
 *   length | 0x80000000: that many UTF-16 code units of values, offset in units too, which are written as UTF-8; half a
 *     surrogate pair is written as U+FFFD;
 *   anything | 0x40000000: the decimal digits of the first word as a signed integer;
 *   0xC0000002: a row program: the first word says how many words follow, the last of which may be alone in its pair:
 *     the number of columns, at least 1, and that of values that all rows share, both at most 64, then at most 256
 *     instructions op | operand << 3, all but the second with another word: 0 a span of text, operand long, from that
 *     word on; 1 the value of cell `operand`, the columns of the row first, then the shared ones; 2 go on at the
 *     instruction that begins at that word, counted from the first of them; 3 and 4 the same when cell `operand` is
 * false, or true. Jumps lead forward, at most to the end; 0xC0000001: rows. The first word is the index in ops of the
 * first word of their program; then come the number of rows, the unit of values where their texts begin, a word for
 * each shared value and one for each column of each row, the last of them maybe alone in its pair: 0 False, 1 True, 2
 * None, integer | 0x40000000, units | 0x80000000 for a text of so many units. Texts lie one behind the other.
 * values_count is in units. Returns bytes written at out; bytes of out behind them, up to out_cap, may have been
 * changed too. DXG_E_RANGE when an operation leads outside text or values, DXG_E_CAPACITY when out is too small. */
DXG_API int32_t dxg_gather(const uint8_t *text, uint32_t text_len, const uint32_t *ops, uint32_t ops_count,
                           const uint16_t *values, uint32_t values_count, uint8_t *out, uint32_t out_cap);

/* Operating system. Paths are NUL-terminated UTF-8. Results < 0 are -errno. */
enum dxg_os_flags {
    DXG_OS_READ = 1,       /* read only */
    DXG_OS_WRITE = 2,      /* write only */
    DXG_OS_CREATE_NEW = 4, /* O_CREAT | O_EXCL */
    DXG_OS_TRUNCATE = 8,
    DXG_OS_NO_FOLLOW = 16, /* a symbolic link as last component is refused */
    DXG_OS_DIRECTORY = 32,
    DXG_OS_SEARCH = 64 /* only to reach what is inside (O_PATH): needs no right to read */
};
/* Opens close-on-exec; to read, without waiting for a FIFO's writer. Returns the descriptor. */
DXG_API int32_t dxg_os_open(const uint8_t *path, uint32_t flags, uint32_t mode);
DXG_API int32_t dxg_os_close(int32_t fd);
/* Reads until len bytes or the end; retries EINTR, EAGAIN and short reads. Returns bytes read. -EBADF for a standard
 * input that was closed when the process started; the same goes for writing to such a standard output. */
DXG_API int32_t dxg_os_read(int32_t fd, uint8_t *out, uint32_t len);
/* Writes all of it; retries EINTR, EAGAIN and short writes. Returns len or -errno. */
DXG_API int32_t dxg_os_write(int32_t fd, const uint8_t *in, uint32_t len);
/* status (16 x u32): [0] kind 0 other 1 file 2 directory 3 symbolic link, [1] permission bits, [2] size low, [3] size
 * high, [4] links, [5] mtime seconds low 32 bits, [6] mtime nanoseconds, [7] uid, [8] gid,
 * [9] [10] device low and high, [11] [12] inode low and high, [13] ctime seconds low 32 bits, [14] ctime nanoseconds,
 * [15] 0. */
DXG_API int32_t dxg_os_fstat(int32_t fd, uint32_t *status);
DXG_API int32_t dxg_os_lstat(const uint8_t *path, uint32_t *status);
DXG_API int32_t dxg_os_rename(const uint8_t *from, const uint8_t *to);
DXG_API int32_t dxg_os_mkdir(const uint8_t *path, uint32_t mode);
DXG_API int32_t dxg_os_unlink(const uint8_t *path);
DXG_API int32_t dxg_os_rmdir(const uint8_t *path);
DXG_API int32_t dxg_os_chmod(const uint8_t *path, uint32_t mode);
/* Names in a directory without "." and "..", each: u8 kind (as in status[0]), the name, NUL. Returns bytes written;
 * -ERANGE when out is too small. */
DXG_API int32_t dxg_os_list(const uint8_t *path, uint8_t *out, uint32_t out_cap);
DXG_API int32_t dxg_os_is_terminal(int32_t fd);
/* Locks an open file or directory for this process until it is closed, without waiting: -EAGAIN when another has it. */
DXG_API int32_t dxg_os_lock(int32_t fd);
/* Makes SIGINT, SIGTERM and SIGHUP wait (1) or act again as before (0). Returns the number of the first that came while
 * they waited, 0 for none. */
DXG_API int32_t dxg_os_hold_signals(uint32_t on);
/* The first signal that is waiting, 0 for none. */
DXG_API int32_t dxg_os_held_signal(void);

/* The same relative to an open directory, for places where others may change links meanwhile. `name` is one name: with
 * a slash, empty, `.` or `..` it is -EINVAL. No function follows a symbolic link. */
/* Opens a path below the directory: segments with one slash between them, no link, no way upwards. -ELOOP for a link,
 * -EXDEV for what leads outside. */
DXG_API int32_t dxg_at_open(int32_t dir, const uint8_t *path, uint32_t flags, uint32_t mode);
/* Makes a file that must not exist, with all its bytes; a half-written one is removed. */
DXG_API int32_t dxg_at_create(int32_t dir, const uint8_t *name, const uint8_t *in, uint32_t in_len, uint32_t mode);
DXG_API int32_t dxg_at_stat(int32_t dir, const uint8_t *name, uint32_t *status);
DXG_API int32_t dxg_at_mkdir(int32_t dir, const uint8_t *name, uint32_t mode);
/* Removes a file, or an empty directory when `directory` is 1. */
DXG_API int32_t dxg_at_remove(int32_t dir, const uint8_t *name, uint32_t directory);
enum dxg_rename_how {
    DXG_RENAME_OVER = 0,    /* replaces a file */
    DXG_RENAME_NEW = 1,     /* -EEXIST when something is there */
    DXG_RENAME_EXCHANGE = 2 /* both change places */
};
/* -EINVAL or -ENOSYS when the system or the file system cannot do 1 or 2. */
DXG_API int32_t dxg_at_rename(int32_t dir, const uint8_t *name, int32_t to_dir, const uint8_t *to_name, uint32_t how);
/* Sets permission bits of what is open. */
DXG_API int32_t dxg_at_chmod(int32_t fd, uint32_t mode);
/* As dxg_os_list, of an open directory. */
DXG_API int32_t dxg_at_list(int32_t dir, uint8_t *out, uint32_t out_cap);
/* 1 when the kernel itself keeps paths below the directory (openat2), 0 when they are walked name by name. */
DXG_API int32_t dxg_at_kernel_checked(int32_t dir);

/* `dxg generate` in one call, for what nearly every run is: a verified bundle, plain answers, new files of plain names
 * below the destination, nothing of the user's own in the way. Anything else is DXG_E_UNSUPPORTED, and nothing has
 * happened then: the caller takes the long way, which alone knows errors. request: a byte of flags, then texts that end
 * with NUL: the template as it was written, its name, NAME, the output folder (empty: the current one), and each `-p`.
 * memory: 8-byte aligned; 1 MiB is ample. Linux only. */
enum dxg_fast_flags { DXG_FAST_NAMED = 1, DXG_FAST_QUIET = 2 };
enum dxg_fast_results {
    DXG_FAST_DONE = 0,
    DXG_FAST_UNTOLD = 1 /* done, but standard output did not take the report: memory has the lengths of report and note
                           as two words, then their texts */
};
DXG_API int32_t dxg_fast_generate(const uint8_t *request, uint32_t request_len, const uint8_t *bundle,
                                  uint32_t bundle_len, uint8_t *memory, uint32_t memory_len);

/* Only the rendering of that, for answers that are worked out: a dict of all parameters as a DX Infinity value. Returns
 * the number of outputs, or DXG_E_UNSUPPORTED for whatever is not plain. memory begins with five words for each output:
 * the number of its file in the bundle, where its path begins in memory and its length, the same of its bytes (0 for a
 * folder). */
#define DXG_FAST_OUTPUT_WORDS 5
DXG_API int32_t dxg_fast_render(const uint8_t *bundle, uint32_t bundle_len, const uint8_t *answers,
                                uint32_t answers_len, uint8_t *memory, uint32_t memory_len);

/* Child processes, Linux only (elsewhere -ENOSYS): a program that is kept in and under control, for the hooks of
 * templates. It runs without a shell, in a process group of its own, with null as standard input, pipes as standard
 * output and error, the environment that is given and nothing else, no other descriptor, no new privileges, no core
 * dump, umask 022. A guard process between the caller and the program ends all that the program started when it exits,
 * when dxg_process_end is called, and when the caller dies. Results < 0 are -errno. */
enum dxg_process_flags {
    DXG_PROCESS_CUT_NETWORK = 1,   /* no network, where the kernel can do it */
    DXG_PROCESS_REQUIRE_CUT = 2,   /* with CUT_NETWORK: where it cannot, nothing runs */
    DXG_PROCESS_PROBE = 4,         /* everything but running the program */
    DXG_PROCESS_NO_NAMESPACES = 8, /* as on a kernel that refuses them; so the next two */
    DXG_PROCESS_NO_FILTER = 16,
    DXG_PROCESS_NO_RULES = 32
};
/* What took effect. */
enum dxg_process_effects {
    DXG_EFFECT_NETWORK_NAMESPACE = 1, /* a network of its own, with nothing in it */
    DXG_EFFECT_SOCKET_FILTER = 2,     /* system calls that make sockets fail */
    DXG_EFFECT_PID_NAMESPACE = 4,     /* the kernel ends the whole tree with its first process */
    DXG_EFFECT_OWN_PROC = 8,          /* /proc shows the tree alone */
    DXG_EFFECT_WRITE_RULES = 16,      /* it writes only below the writable paths */
    DXG_EFFECT_READ_RULES = 32,       /* it cannot read what is below the hidden folders */
    DXG_EFFECT_SIGNAL_RULES = 64,     /* it signals only the tree */
    DXG_EFFECT_PROCESS_LIMIT = 128    /* the number of processes of the tree is limited */
};
/* Where a process that did not start failed. */
enum dxg_process_steps {
    DXG_STEP_REQUEST = 1,
    DXG_STEP_RULES = 2,
    DXG_STEP_NAMESPACES = 3,
    DXG_STEP_GUARD = 4,
    DXG_STEP_DIRECTORY = 5,
    DXG_STEP_LIMITS = 6,
    DXG_STEP_PRIVILEGES = 7,
    DXG_STEP_NETWORK = 8,
    DXG_STEP_PROGRAM = 9
};
/* The state that start fills, 16 words that only these functions change: [5] effects, [6] 0 running, 1 exited,
 * 2 ended by a signal, 3 not started, [7] exit status, signal or errno, [8] the step that failed, [9] the stream that
 * the last step has read: 1 standard output, 2 standard error. */
#define DXG_PROCESS_STATE_WORDS 16
/* strings: NUL-terminated texts one after the other: the working directory, the program's path, the words of the
 * command (the first is the program's name), the environment (NAME=value), writable paths, hidden folders, at most 8.
 * request, 10 words: [0] flags, [1] a descriptor of the working directory to compare it with, or 0xffffffff,
 * [2] words of the command, [3] of the environment, [4] writable paths, [5] hidden folders, [6] MiB of data of each
 * process, [7] seconds of processor time of each, [8] MiB of one file, [9] processes of the tree.
 * Returns when the program is about to run; that it cannot be run is told by step. */
#define DXG_PROCESS_REQUEST_WORDS 10
DXG_API int32_t dxg_process_start(const uint8_t *strings, uint32_t strings_len, const uint32_t *request,
                                  uint32_t *state);
/* Waits for output or the end, at most wait_ms. Returns bytes of output, of one stream, or 0; then the state tells
 * whether the process has ended: all processes of the tree are gone then, and all output has been read. */
DXG_API int32_t dxg_process_step(uint32_t *state, uint8_t *out, uint32_t out_cap, uint32_t wait_ms);
/* Ends the whole tree, waits until it is gone, and closes what start opened. May be called again. */
DXG_API int32_t dxg_process_end(uint32_t *state);

#endif
