/** From the text of one template to the bytes of a `.dxt`. */
import { expectLongRun } from "../base/jit.ts";
import { UNNAMED } from "../base/span.ts";
import { encodeDxt } from "../format/dxt.ts";
import { SetCompiler } from "./compiler.ts";
import type { CompileOptions } from "./options.ts";

/** Characters from which compiling is no short run. */
const LONG_SOURCE = 32_768;

/**
 * Compiles a template and all that it includes.
 * @throws {DxgError} lex/*, parse/*, compile/* with the place
 */
export function compileTemplate(source: string, options: CompileOptions = {}): Uint8Array {
  if (source.length > LONG_SOURCE) expectLongRun();
  const compiler = new SetCompiler(options, options.names);
  compiler.template(source, options.name ?? UNNAMED);
  return encodeDxt(compiler.finish());
}
