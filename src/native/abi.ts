/**
 * The C ABI of the native library as data: what `ffi/dxg.h` declares, in the words of bun:ffi. A test compares the
 * two. It must not load anything.
 *
 * A pair `const uint8_t *x, uint32_t x_len` is `buffer, buffer_length`: the caller passes the same view twice, so that
 * pointer and length always agree. Lengths that are not the view's byte length are plain `u32`.
 */
import type { FFIFunction } from "bun:ffi";
import { FAST_SYMBOLS } from "./fast-abi.ts";

/** `enum dxg_status`: results below zero of the kernels. */
export const STATUS = {
  capacity: -1,
  range: -2,
  format: -3,
  mismatch: -4,
  unsupported: -5,
  argument: -6,
} as const;

/** `enum dxg_impl`, the argument of `dxg_impl_select`. */
export const IMPLEMENTATION_NUMBERS = { portable: 0, avx2: 1, avx512: 2 } as const;

/**
 * The upper bits of an operation of `dxg_gather`, in signed words, where it is no span of text: an integer, UTF-16 units of
 * the values.
 */
export const VALUE_INTEGER = 0x40000000;
export const VALUE_UNITS: number = 0x80000000 | 0;
/** The second words of the operations that are rows of values, and a program for such. */
export const GATHER_ROWS: number = 0xc0000001 | 0;
export const GATHER_ROW_PROGRAM: number = 0xc0000002 | 0;
/** The lower bits of an instruction of a row program: what it does. */
export const ROW = { text: 0, value: 1, jump: 2, jumpIfFalse: 3, jumpIfTrue: 4 } as const;
export const ROW_OP_BITS = 3;
/** Columns of a row program at most, and values that its rows share; its instructions. */
export const ROW_COLUMNS_MAX = 64;
export const ROW_STEPS_MAX = 256;
/** Words of the values of a row that have no text. */
export const ROW_FALSE = 0;
export const ROW_TRUE = 1;
export const ROW_NONE = 2;

/** `DXG_BLAKE3_STATE_LEN` of the header, in bytes. */
export const BLAKE3_STATE_BYTES = 2048;

/** `DXG_FAST_OUTPUT_WORDS` of the header. */
export const FAST_OUTPUT_WORDS = 5;

/** `enum dxg_blake3_mode`. */
export const BLAKE3_MODE = { hash: 0, keyed: 1, derive: 2 } as const;

/** `enum dxg_os_flags`. */
export const OS_FLAG = {
  read: 1,
  write: 2,
  createNew: 4,
  truncate: 8,
  noFollow: 16,
  directory: 32,
  search: 64,
} as const;

/** `enum dxg_rename_how`. */
export const RENAME = { over: 0, new: 1, exchange: 2 } as const;

/** Words of a status, as `dxg_os_fstat` in the header describes them. */
export const STATUS_WORDS = 16;

/** `enum dxg_process_flags`. */
export const PROCESS_FLAG = {
  cutNetwork: 1,
  requireCut: 2,
  probe: 4,
  noNamespaces: 8,
  noFilter: 16,
  noRules: 32,
} as const;

/** `enum dxg_process_effects`. */
export const EFFECT = {
  networkNamespace: 1,
  socketFilter: 2,
  pidNamespace: 4,
  ownProc: 8,
  writeRules: 16,
  readRules: 32,
  signalRules: 64,
  processLimit: 128,
} as const;

/** `enum dxg_process_steps`. */
export const PROCESS_STEP = {
  request: 1,
  rules: 2,
  namespaces: 3,
  guard: 4,
  directory: 5,
  limits: 6,
  privileges: 7,
  network: 8,
  program: 9,
} as const;

/** `DXG_PROCESS_REQUEST_WORDS` and `DXG_PROCESS_STATE_WORDS` of the header. */
export const PROCESS_REQUEST_WORDS = 10;
export const PROCESS_STATE_WORDS = 16;

/** Every function of the library. */
export const ABI_SYMBOLS = {
  dxg_abi_version: FAST_SYMBOLS.dxg_abi_version,
  dxg_impl_select: { args: ["i32"], returns: "i32" },
  dxg_scan: { args: ["buffer", "buffer_length", "buffer", "u32", "buffer", "u32", "buffer"], returns: "i32" },
  dxg_blake3: { args: ["buffer", "buffer_length", "buffer", "buffer_length"], returns: "i32" },
  dxg_blake3_init: { args: ["buffer", "buffer_length", "u32", "buffer", "buffer_length"], returns: "i32" },
  dxg_blake3_update: { args: ["buffer", "buffer_length", "buffer", "buffer_length"], returns: "i32" },
  dxg_blake3_finalize: { args: ["buffer", "buffer_length", "buffer", "buffer_length"], returns: "i32" },
  dxg_xor_bound: { args: ["u32", "u32"], returns: "u32" },
  dxg_xor_diff: {
    args: ["buffer", "buffer_length", "buffer", "buffer_length", "buffer", "buffer_length"],
    returns: "i32",
  },
  dxg_xor_apply: {
    args: ["buffer", "buffer_length", "buffer", "buffer_length", "buffer", "buffer_length", "u32"],
    returns: "i32",
  },
  dxg_gather: {
    args: ["buffer", "buffer_length", "buffer", "u32", "buffer", "u32", "buffer", "buffer_length"],
    returns: "i32",
  },
  dxg_os_open: { args: ["buffer", "u32", "u32"], returns: "i32" },
  dxg_os_close: { args: ["i32"], returns: "i32" },
  dxg_os_read: { args: ["i32", "buffer", "buffer_length"], returns: "i32" },
  dxg_os_write: { args: ["i32", "buffer", "buffer_length"], returns: "i32" },
  dxg_os_fstat: { args: ["i32", "buffer"], returns: "i32" },
  dxg_os_lstat: { args: ["buffer", "buffer"], returns: "i32" },
  dxg_os_rename: { args: ["buffer", "buffer"], returns: "i32" },
  dxg_os_mkdir: { args: ["buffer", "u32"], returns: "i32" },
  dxg_os_unlink: { args: ["buffer"], returns: "i32" },
  dxg_os_rmdir: { args: ["buffer"], returns: "i32" },
  dxg_os_chmod: { args: ["buffer", "u32"], returns: "i32" },
  dxg_os_list: { args: ["buffer", "buffer", "buffer_length"], returns: "i32" },
  dxg_os_is_terminal: { args: ["i32"], returns: "i32" },
  dxg_os_lock: { args: ["i32"], returns: "i32" },
  dxg_os_hold_signals: { args: ["u32"], returns: "i32" },
  dxg_os_held_signal: { args: [], returns: "i32" },
  dxg_at_open: { args: ["i32", "buffer", "u32", "u32"], returns: "i32" },
  dxg_at_create: { args: ["i32", "buffer", "buffer", "buffer_length", "u32"], returns: "i32" },
  dxg_at_stat: { args: ["i32", "buffer", "buffer"], returns: "i32" },
  dxg_at_mkdir: { args: ["i32", "buffer", "u32"], returns: "i32" },
  dxg_at_remove: { args: ["i32", "buffer", "u32"], returns: "i32" },
  dxg_at_rename: { args: ["i32", "buffer", "i32", "buffer", "u32"], returns: "i32" },
  dxg_at_chmod: { args: ["i32", "u32"], returns: "i32" },
  dxg_at_list: { args: ["i32", "buffer", "buffer_length"], returns: "i32" },
  dxg_at_kernel_checked: { args: ["i32"], returns: "i32" },
  dxg_fast_generate: FAST_SYMBOLS.dxg_fast_generate,
  dxg_fast_render: {
    args: ["buffer", "buffer_length", "buffer", "buffer_length", "buffer", "buffer_length"],
    returns: "i32",
  },
  dxg_process_start: { args: ["buffer", "buffer_length", "buffer", "buffer"], returns: "i32" },
  dxg_process_step: { args: ["buffer", "buffer", "buffer_length", "u32"], returns: "i32" },
  dxg_process_end: { args: ["buffer"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;
