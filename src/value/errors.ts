/**
 * The failures that Python's operators have, as errors of ours: TypeError, ValueError (with OverflowError and
 * AssertionError), ZeroDivisionError, and our own limits. It knows no value.
 */
import { DxgError } from "../base/error.ts";

/** Python's TypeError (and AttributeError): `render/type`. */
export function typeError(detail: string, hint?: string): DxgError {
  return new DxgError("render/type", detail, hint === undefined ? {} : { hint });
}

/** Python's ValueError, OverflowError and AssertionError: `render/value`. */
export function valueError(detail: string, hint?: string): DxgError {
  return new DxgError("render/value", detail, hint === undefined ? {} : { hint });
}

/** A limit of base/limits.ts was reached: `render/limit`. */
export function limitError(detail: string, hint?: string): DxgError {
  return new DxgError("render/limit", detail, hint === undefined ? {} : { hint });
}
