/**
 * The part of the ABI that the fast path needs, by itself: a start that takes it loads nothing of the rest (abi.ts).
 */
import type { FFIFunction } from "bun:ffi";

/** `DXG_ABI_VERSION` of the header. */
export const ABI_VERSION = 6;

/** `enum dxg_fast_flags`. */
export const FAST_FLAG = { named: 1, quiet: 2 } as const;
/** `enum dxg_fast_results`. */
export const FAST_RESULT = { done: 0, untold: 1 } as const;

export const FAST_SYMBOLS = {
  dxg_abi_version: { args: [], returns: "u32" },
  dxg_fast_generate: {
    args: ["buffer", "buffer_length", "buffer", "buffer_length", "buffer", "buffer_length"],
    returns: "i32",
  },
} as const satisfies Record<string, FFIFunction>;
