/* opcodes.h: the instructions that the fast path runs, by src/format/opcode.ts, and those that are operators. */
#ifndef DXG_FAST_OPCODES_H
#define DXG_FAST_OPCODES_H

#include "fast.h"

enum fast_op {
    OP_END = 0x01,
    OP_RETURN_VALUE = 0x02,
    OP_EMIT_TEXT = 0x08,
    OP_EMIT = 0x09,
    OP_EMIT_VARIABLE = 0x0a,
    OP_EMIT_LOCAL = 0x0b,
    OP_EMIT_LOCAL_ATTRIBUTE = 0x0c,
    OP_PUSH_CONSTANT = 0x10,
    OP_PUSH_INTEGER = 0x11,
    OP_PUSH_MISSING = 0x12,
    OP_POP = 0x13,
    OP_COPY_LOCAL = 0x14,
    OP_PUSH_UNDEFINED = 0x15,
    OP_LOAD_LOCAL_OR_UNSET = 0x16,
    OP_LOAD_VARIABLE = 0x18,
    OP_LOAD_LOCAL = 0x19,
    OP_LOAD_LOCAL_OR_VARIABLE = 0x1a,
    OP_LOAD_LOCAL_ATTRIBUTE = 0x1b,
    OP_STORE_LOCAL = 0x1c,
    OP_CLEAR_LOCAL = 0x1d,
    OP_APPEND = 0x1e,
    OP_UNPACK = 0x1f,
    OP_GET_ATTRIBUTE = 0x20,
    OP_GET_ITEM = 0x21,
    OP_SLICE = 0x22,
    OP_MAKE_LIST = 0x23,
    OP_MAKE_TUPLE = 0x24,
    OP_ADD = 0x28,
    OP_SUBTRACT = 0x29,
    OP_NOT = 0x31,
    OP_CONCATENATE = 0x32,
    OP_EQUAL = 0x38,
    OP_NOT_EQUAL = 0x39,
    OP_LESS = 0x3a,
    OP_LESS_EQUAL = 0x3b,
    OP_GREATER = 0x3c,
    OP_GREATER_EQUAL = 0x3d,
    OP_IN = 0x3e,
    OP_NOT_IN = 0x3f,
    OP_JUMP = 0x40,
    OP_JUMP_IF_FALSE = 0x41,
    OP_JUMP_IF_FALSE_OR_POP = 0x42,
    OP_JUMP_IF_TRUE_OR_POP = 0x43,
    OP_JUMP_IF_SET = 0x44,
    OP_JUMP_IF_EXTENDED = 0x45,
    OP_FOR_START = 0x48,
    OP_FOR_NEXT = 0x49,
    OP_FOR_END = 0x4a,
    OP_FILTER = 0x50,
    OP_TEST = 0x53,
    OP_CALL = 0x55,
    OP_CAPTURE_START = 0x58,
    OP_CAPTURE_END = 0x59,
    OP_INCLUDE = 0x60,
    OP_EXPORT = 0x64
};

/* operators.c: as Python has them, or refused. */
struct fast_value fast_undefined_value(enum fast_undefined mode);
/* `target.name` and `target[key]`. */
struct fast_value fast_attribute(struct fast *f, struct fast_value target, struct fast_value name);
struct fast_value fast_item(struct fast *f, struct fast_value target, struct fast_value key);
/* `value[from:to:step]` of four values. */
struct fast_value fast_slice(struct fast *f, const struct fast_value *parts);
/* The texts of values, one after the other. */
struct fast_value fast_concatenate(struct fast *f, const struct fast_value *values, uint32_t count);
/* `callee(arguments)`, which only `range` can be. */
struct fast_value fast_call(struct fast *f, struct fast_value callee, const struct fast_value *args, uint32_t count);
struct fast_value fast_binary(struct fast *f, enum fast_op op, const struct fast_value *pair);

#endif
