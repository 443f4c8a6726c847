/**
 * A loaded bundle: gives the outputs of a generation, one after the other, from shared programs and strings. It reads no
 * files and writes none.
 */
import { DxgError } from "../base/error.ts";
import { FILES_MAX, GENERATION_BYTES_MAX } from "../base/limits.ts";
import { type BundleFile, type DecodedParts, decodeDxf, type LoadedBundle } from "../format/dxf.ts";
import type { Manifest } from "../format/manifest.ts";
import { manifestFromSections } from "../format/manifest-value.ts";
import { isTemplate } from "../format/verify.ts";
import { iterate, settled } from "../value/iterate.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import { Dict, type Value } from "../value/value.ts";
import { Context, type Environment, type Parameters, Visible } from "./context.ts";
import { Machine } from "./machine.ts";
import { renderNatively } from "./native-outputs.ts";
import { Output } from "./output.ts";
import { locate } from "./trace.ts";

/** A file or empty directory that a generation gives. */
export interface BundleOutput {
  /** Segments separated by `/`, as rendered: not yet checked for safety. */
  readonly path: string;
  /** Content; undefined for an empty directory. Must not be changed: it may be a view of the bundle. */
  readonly bytes: Uint8Array | undefined;
  readonly mode: number;
  readonly once: boolean;
  /** File of the template that it comes from. */
  readonly source: string;
}

export class Bundle {
  readonly manifest: Manifest;
  readonly loaded: LoadedBundle;
  /** Evaluates expressions; kept between them, as each costs more to make than most expressions take. */
  #evaluator: Machine | undefined;
  /** Whether the native renderer has refused the bundle, or answers for it: then it is not asked again. */
  #isUnusual = false;
  /** Content of the outputs so far. */
  #bytes = 0;

  /** `manifest` is what the bundle holds, where the caller has it already. @throws {DxgError} format/bad-metadata */
  constructor(loaded: LoadedBundle, manifest?: Manifest) {
    this.loaded = loaded;
    this.manifest = manifest ?? manifestFromSections(loaded.sections, (index) => this.#isExpression(index));
  }

  /** Names that an expression program reads: parameters, functions, `dxg`. */
  reads(program: number): readonly string[] {
    const { programs, strings } = this.loaded.set;
    const names: string[] = [];
    for (const id of programs[program]?.variables ?? []) names.push(strings.get(id));
    return names;
  }

  /** The value of an expression program, such as a default. @throws {DxgError} render/* */
  evaluate(program: number, parameters: Parameters, globals?: Globals): Value {
    return this.#evaluate(program, new Context(parameters, environmentOf(globals)));
  }

  /**
   * All outputs for some parameters, in the order of the template's files.
   * @throws {DxgError} render/* with the place in the template; path/unsafe for an absolute path, an empty name between
   * slashes, and NUL
   */
  outputs(parameters: Parameters, globals?: Globals): readonly BundleOutput[] {
    const natively = this.#nativeOutputs(parameters, globals);
    if (natively !== undefined) return natively;
    const outputs: BundleOutput[] = [];
    this.#bytes = 0;
    const context = new Context(parameters, environmentOf(globals));
    for (const file of this.loaded.files) {
      if (file.each === -1) {
        this.#output(file, context, outputs);
        continue;
      }
      const name = this.loaded.set.strings.get(file.each.name);
      for (const item of this.#items(file.each.program, context)) {
        this.#output(file, context.with(Visible.of(name, item)), outputs);
      }
    }
    return outputs;
  }

  /** The text that the template shows at the end, if it has one. @throws {DxgError} render/* */
  message(parameters: Parameters, globals?: Globals): string | undefined {
    const program = this.manifest.messageProgram;
    return program !== undefined ? toText(this.evaluate(program, parameters, globals)) : undefined;
  }

  /** Undefined where the native renderer does not know something in the bundle or the parameters. */
  #nativeOutputs(parameters: Parameters, globals?: Globals): readonly BundleOutput[] | undefined {
    if (this.#isUnusual || !(parameters instanceof Dict)) return undefined;
    for (const name of globals?.keys() ?? []) if (name !== "dxg") return undefined;
    const natively = renderNatively(this.loaded.bytes, parameters);
    this.#isUnusual = natively === undefined;
    return natively?.map(({ file: index, path, bytes }) => {
      const file = this.loaded.files[index]!;
      const source = this.loaded.set.strings.get(file.source);
      return {
        path,
        bytes: file.body.kind === "directory" ? undefined : bytes,
        mode: file.mode,
        once: file.once,
        source,
      };
    });
  }

  #isExpression(index: number): boolean {
    const program = this.loaded.set.programs[index];
    return program !== undefined && !isTemplate(program);
  }

  #output(file: BundleFile, context: Context, into: BundleOutput[]): void {
    if (file.when >= 0 && !this.#holds(file.when, context)) return;
    const source = this.loaded.set.strings.get(file.source);
    const path = joinSegments(toText(this.#evaluate(file.path, context, true)), source);
    if (path === undefined) return;
    if (into.length >= FILES_MAX) throw new DxgError("render/limit", `more than ${FILES_MAX} files`);
    const bytes = this.#content(file, context);
    this.#bytes += bytes?.length ?? 0;
    if (this.#bytes > GENERATION_BYTES_MAX) {
      throw new DxgError("render/limit", `more than ${GENERATION_BYTES_MAX} bytes in all files`);
    }
    into.push({ path, bytes, mode: file.mode, once: file.once, source });
  }

  #content({ body }: BundleFile, context: Context): Uint8Array | undefined {
    if (body.kind === "directory") return undefined;
    if (body.kind === "blob") return this.loaded.blobs[body.blob];
    const { set } = this.loaded;
    const output = new Output();
    new Machine(set, output).include(body.program, context.fresh());
    return output.finish(set.strings.blob);
  }

  /** Whether the value of a program is true. */
  #holds(program: number, context: Context): boolean {
    const value = this.#evaluate(program, context);
    try {
      return truth(value);
    } catch (error) {
      throw this.#locate(error, program);
    }
  }

  /** The items of a program's value. */
  #items(program: number, context: Context): readonly Value[] {
    const value = this.#evaluate(program, context);
    try {
      return iterate(value);
    } catch (error) {
      throw this.#locate(error, program);
    }
  }

  /** What is wrong with the value of a program is told at its last operation, the outermost. */
  #locate(error: unknown, index: number): unknown {
    const { set } = this.loaded;
    const program = set.programs[index]!;
    return locate(error, set, program, program.code.length);
  }

  /** `separates` for a path, whose separators are NUL. */
  #evaluate(program: number, context: Context, separates = false): Value {
    const { set } = this.loaded;
    const machine = this.#evaluator ?? new Machine(set, new Output());
    machine.output.separates = separates;
    // A failed run may leave a capture open, so the machine is kept only when it went well.
    this.#evaluator = undefined;
    const value = settled(machine.run(set.programs[program]!, context.fresh()));
    this.#evaluator = machine;
    return value;
  }
}

/** Values that programs see besides the parameters, such as `dxg`. */
export type Globals = ReadonlyMap<string, Value>;

function environmentOf(globals: Globals | undefined): Environment | undefined {
  return globals === undefined ? undefined : { globals };
}

/**
 * The path of segments that are separated by NUL, undefined when one is empty: such a file is skipped. A segment may
 * hold further separators, but none at its beginning: that is an absolute path, or a name that was written empty.
 */
function joinSegments(text: string, source: string): string | undefined {
  let path = "";
  for (const segment of text.split("\0")) {
    if (segment === "") return undefined;
    if (segment.startsWith("/")) throw beginsWithSlash(text, source);
    let end = segment.length;
    while (segment[end - 1] === "/") end -= 1;
    path += path === "" ? segment.slice(0, end) : `/${segment.slice(0, end)}`;
  }
  return path;
}

function beginsWithSlash(text: string, source: string): DxgError {
  const path = text.replace(/\0\/$/, "/").replaceAll("\0", "/");
  const why = path.startsWith("/") ? "is absolute" : "has an empty name between slashes, or a slash at its end";
  return new DxgError("path/unsafe", `"${path}" ${why}`, {
    notes: [`from ${source}`],
    hint: "A path and a value in it may have folders, but must not begin with a slash: a path stays below the destination",
  });
}

/**
 * Loads a bundle; its bytes are verified and must not change afterwards.
 * @throws {DxgError} format/*
 */
export function loadBundle(bytes: Uint8Array): Bundle {
  return new Bundle(decodeDxf(bytes));
}

/** Loads a bundle that is part of the running executable, where it was verified when that was built. */
export function loadEmbeddedBundle(bytes: Uint8Array, { manifest, constants }: DecodedParts): Bundle {
  return new Bundle(decodeDxf(bytes, "verified", constants), manifest);
}
