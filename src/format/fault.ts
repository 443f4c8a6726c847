/** Errors as constants: what a compiler found that only a render has to report. */
import { DxgError } from "../base/error.ts";
import { ERROR_CODES, type ErrorCode } from "../base/error-codes.ts";
import { Tuple, type Value } from "../value/value.ts";

/** `(code, detail, hint)`; an empty hint is none. */
export function faultConstant({ code, detail, hint }: DxgError): Tuple {
  return new Tuple([code, detail, hint ?? ""]);
}

/** The error that a constant describes, without its place; undefined when it describes none. */
export function faultOf(value: Value | undefined): DxgError | undefined {
  if (!(value instanceof Tuple) || value.items.length !== 3) return undefined;
  const [code, detail, hint] = value.items;
  if (typeof code !== "string" || typeof detail !== "string" || typeof hint !== "string") return undefined;
  if (!Object.hasOwn(ERROR_CODES, code)) return undefined;
  return new DxgError(code as ErrorCode, detail, hint === "" ? {} : { hint });
}
