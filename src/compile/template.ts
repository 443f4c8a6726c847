/** From the text of one template to the bytes of a `.dxt`. */
import { expectLongRun } from "../base/jit.ts";
import { encodeDxt } from "../format/dxt.ts";
import { Dict } from "../value/value.ts";
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
  const name = options.name ?? "<template>";
  const main = compiler.template(source, name);
  const set = compiler.finish();
  const metadata = Dict.of([
    ["name", name],
    ["parameters", [...compiler.variablesOf(main)]],
    ["includes", set.programs.slice(1).map((program) => set.strings[program.name] ?? "")],
  ]);
  return encodeDxt(set, metadata);
}
