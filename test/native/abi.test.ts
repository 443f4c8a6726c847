/** Holds the symbol table against the C header: every function, argument, result and number. */
import { describe, expect, test } from "bun:test";
import {
  ABI_SYMBOLS,
  BLAKE3_MODE,
  BLAKE3_STATE_BYTES,
  EFFECT,
  FAST_OUTPUT_WORDS,
  IMPLEMENTATION_NUMBERS,
  OS_FLAG,
  PROCESS_FLAG,
  PROCESS_REQUEST_WORDS,
  PROCESS_STATE_WORDS,
  PROCESS_STEP,
  ROW,
  ROW_COLUMNS_MAX,
  ROW_FALSE,
  ROW_NONE,
  ROW_OP_BITS,
  ROW_STEPS_MAX,
  ROW_TRUE,
  STATUS,
} from "../../src/native/abi.ts";
import { ABI_VERSION, FAST_FLAG, FAST_RESULT } from "../../src/native/fast-abi.ts";

const header = (await Bun.file(`${import.meta.dir}/../../ffi/dxg.h`).text()).replaceAll(/\/\*[\s\S]*?\*\//g, "");

interface Declaration {
  readonly name: string;
  readonly returns: string;
  readonly args: readonly { readonly type: string; readonly name: string }[];
}

function declarations(): readonly Declaration[] {
  const found = header.matchAll(/DXG_API (\w+) (\w+)\(([^)]*)\);/g);
  return [...found].map(([, returns = "", name = "", list = ""]) => ({
    name,
    returns,
    args: list.split(",").flatMap((text) => {
      const match = /^\s*(?:const )?(\w+ ?\*?)\s*(\w+)\s*$/.exec(text);
      return match === null || text === "void" ? [] : [{ type: match[1]!.replace(" ", ""), name: match[2]! }];
    }),
  }));
}

/** The word of bun:ffi for a C argument; a byte buffer's length right behind it may go with the view itself. */
function allowed({ args }: Declaration, index: number): readonly string[] {
  const { type, name } = args[index]!;
  if (type.endsWith("*")) return ["buffer"];
  if (type === "int32_t") return ["i32"];
  const before = args[index - 1];
  const isLength = before?.type === "uint8_t*" && /_(len|cap)$|^len$/.test(name);
  return isLength ? ["buffer_length", "u32"] : ["u32"];
}

function enumeration(name: string): Readonly<Record<string, number>> {
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(header)?.[1] ?? "";
  const entries = [...body.matchAll(/DXG_(\w+) = (-?\d+)/g)].map(([, key = "", value]) => [key, Number(value)]);
  return Object.fromEntries(entries);
}

describe("ABI_SYMBOLS", () => {
  test("has the header's functions and no others", () => {
    expect(declarations().map(({ name }) => name)).toEqual(Object.keys(ABI_SYMBOLS));
    expect(header.split("DXG_API").length - 2).toBe(declarations().length);
  });

  test.each(declarations())("declares $name as the header does", (declaration) => {
    const symbol: { readonly args: readonly string[]; readonly returns: string } =
      ABI_SYMBOLS[declaration.name as keyof typeof ABI_SYMBOLS];
    expect(symbol.returns).toBe(declaration.returns === "uint32_t" ? "u32" : "i32");
    expect(symbol.args.length).toBe(declaration.args.length);
    symbol.args.forEach((word, index) => {
      expect(allowed(declaration, index)).toContain(word);
    });
  });

  test("has no 64-bit number and no raw pointer", () => {
    const words = Object.values(ABI_SYMBOLS).flatMap(({ args }): readonly string[] => args);
    expect(new Set(words)).toEqual(new Set(["i32", "u32", "buffer", "buffer_length"]));
  });
});

describe("constants", () => {
  test("equal the header's", () => {
    expect(/DXG_ABI_VERSION (\d+)/.exec(header)?.[1]).toBe(String(ABI_VERSION));
    expect(/DXG_BLAKE3_STATE_LEN (\d+)/.exec(header)?.[1]).toBe(String(BLAKE3_STATE_BYTES));
    expect(/DXG_ROW_OP_BITS (\d+)/.exec(header)?.[1]).toBe(String(ROW_OP_BITS));
    expect(/DXG_ROW_COLUMNS_MAX (\d+)/.exec(header)?.[1]).toBe(String(ROW_COLUMNS_MAX));
    expect(/DXG_ROW_STEPS_MAX (\d+)/.exec(header)?.[1]).toBe(String(ROW_STEPS_MAX));
    expect(enumeration("dxg_row")).toEqual(renamed(ROW, (key) => `ROW_${key}`));
    expect(enumeration("dxg_row_literals")).toEqual({ ROW_FALSE, ROW_TRUE, ROW_NONE });
    const { OK, ...failures } = enumeration("dxg_status");
    expect(OK).toBe(0);
    expect(failures).toEqual(renamed(STATUS, (key) => `E_${key}`));
    expect(enumeration("dxg_impl")).toEqual(renamed(IMPLEMENTATION_NUMBERS, (key) => `IMPL_${key}`));
    expect(enumeration("dxg_blake3_mode")).toEqual(renamed(BLAKE3_MODE, (key) => `BLAKE3_${key}`));
    expect(enumeration("dxg_fast_flags")).toEqual(renamed(FAST_FLAG, (key) => `FAST_${key}`));
    expect(enumeration("dxg_fast_results")).toEqual(renamed(FAST_RESULT, (key) => `FAST_${key}`));
    expect(/DXG_FAST_OUTPUT_WORDS (\d+)/.exec(header)?.[1]).toBe(String(FAST_OUTPUT_WORDS));
    expect(enumeration("dxg_os_flags")).toEqual(renamed(OS_FLAG, (key) => `OS_${key}`));
    expect(/DXG_PROCESS_REQUEST_WORDS (\d+)/.exec(header)?.[1]).toBe(String(PROCESS_REQUEST_WORDS));
    expect(/DXG_PROCESS_STATE_WORDS (\d+)/.exec(header)?.[1]).toBe(String(PROCESS_STATE_WORDS));
    expect(enumeration("dxg_process_flags")).toEqual(renamed(PROCESS_FLAG, (key) => `PROCESS_${key}`));
    expect(enumeration("dxg_process_effects")).toEqual(renamed(EFFECT, (key) => `EFFECT_${key}`));
    expect(enumeration("dxg_process_steps")).toEqual(renamed(PROCESS_STEP, (key) => `STEP_${key}`));
  });
});

function renamed(table: Readonly<Record<string, number>>, name: (key: string) => string): Record<string, number> {
  const entries = Object.entries(table).map(([key, value]) => [
    name(key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)).toUpperCase(),
    value,
  ]);
  return Object.fromEntries(entries);
}
