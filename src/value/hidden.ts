/**
 * The names with two underscores on both sides that Python's objects have. What is behind them is the machinery of Python,
 * which does not exist here; asking for it is refused, as by Jinja2's sandbox, rather than answered with nothing.
 */
import { DxgError } from "../base/error.ts";
import { typeName } from "./type-name.ts";
import { missingAttribute } from "./undefined.ts";
import type { Undefined, UndefinedMode, Value } from "./value.ts";

const NAMES =
  "abs add aiter and annotations base bases bool builtins call ceil class class_getitem closure code complex contains defaults del delattr delitem dict dir div divmod doc eq float floor floordiv format func ge get getattr getattribute getformat getitem getnewargs getstate globals gt hash html html_format iadd import imul index init init_subclass int invert ior iter kwdefaults le len length_hint lshift lt mod module mro mul name ne neg new next objclass or pos pow qualname radd rand rdiv rdivmod reduce reduce_ex repr reversed rfloordiv rlshift rmod rmul ror round rpow rrshift rshift rsub rtruediv rxor self setattr setitem setstate sizeof slots str sub subclasses subclasshook text_signature truediv trunc wrapped xor";

let names: ReadonlySet<string> | undefined;

/**
 * A missing attribute of `target`.
 * @throws {DxgError} render/forbidden for a name of Python's machinery.
 */
export function withoutAttribute(target: Value, name: string, mode: UndefinedMode): Undefined {
  if (name.startsWith("__") && name.endsWith("__")) {
    names ??= new Set(NAMES.split(" "));
    if (names.has(name.slice(2, -2))) {
      throw new DxgError("render/forbidden", `'${name}' of a '${typeName(target)}' object`, {
        hint: "Remove it: such names belong to the inside of Python, which templates cannot reach.",
      });
    }
  }
  return missingAttribute(target, name, mode);
}
