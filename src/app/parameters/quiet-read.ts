/** Reading files of answers for templates that take secrets: what is wrong there is told by its place alone. */
import { DxgError } from "../../base/error.ts";
import type { Parameter } from "../../format/manifest.ts";
import { isSecret } from "./check-value.ts";

/** Reads a file of values: where one may be secret, an error shows nothing of what stands in it. */
export async function quietly<T>(params: readonly Parameter[], read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof DxgError && params.some(isSecret) ? withoutContent(error) : error;
  }
}

/** The same error without anything of the file in which it was found. */
function withoutContent(error: DxgError): DxgError {
  if (error.span === undefined) return error;
  const { source, line, column, length } = error.span;
  return new DxgError(error.code, "the text is wrong here", {
    span: { source, line, column, length },
    hint: "The line is not shown, since the template takes a secret",
  });
}
