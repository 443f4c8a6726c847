/**
 * A loaded bundle: gives the outputs of a generation, one after the other, from shared programs and strings. It reads no
 * files and writes none.
 */
import { DxgError } from "../base/error.ts";
import { FILES_MAX } from "../base/limits.ts";
import type { Trust } from "../format/container.ts";
import { decodeDxf, type BundleFile, type LoadedBundle } from "../format/dxf.ts";
import type { Manifest } from "../format/manifest.ts";
import { manifestFromValue } from "../format/manifest-value.ts";
import { mappingGet } from "../value/compare.ts";
import { iterate } from "../value/iterate.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import type { Value } from "../value/value.ts";
import type { Parameters } from "./context.ts";
import { Template } from "./template.ts";

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
  readonly #messageProgram: Value | undefined;
  readonly #templates: (Template | undefined)[] = [];

  constructor(loaded: LoadedBundle) {
    this.loaded = loaded;
    const { metadata } = loaded.set;
    this.manifest = manifestFromValue(metadata);
    this.#messageProgram = mappingGet(metadata, "message_program");
  }

  /** The value of an expression program, such as a default. @throws {DxgError} render/* */
  evaluate(program: number, parameters: Parameters): Value {
    return this.#template(program).evaluate(parameters);
  }

  /**
   * All outputs for some parameters, in the order of the template's files.
   * @throws {DxgError} render/* with the place in the template; path/unsafe for an absolute path
   */
  outputs(parameters: { readonly [name: string]: unknown }): readonly BundleOutput[] {
    const outputs: BundleOutput[] = [];
    for (const file of this.loaded.files) {
      if (file.each === -1) {
        this.#output(file, parameters, outputs);
        continue;
      }
      const name = this.loaded.set.strings.get(file.each.name);
      for (const item of iterate(this.evaluate(file.each.program, parameters))) {
        this.#output(file, { ...parameters, [name]: item }, outputs);
      }
    }
    return outputs;
  }

  /** The text that the template shows at the end, if it has one. @throws {DxgError} render/* */
  message(parameters: Parameters): string | undefined {
    const program = this.#messageProgram;
    return typeof program === "number" ? toText(this.evaluate(program, parameters)) : undefined;
  }

  #output(file: BundleFile, parameters: { readonly [name: string]: unknown }, into: BundleOutput[]): void {
    if (file.when >= 0 && !truth(this.evaluate(file.when, parameters))) return;
    const source = this.loaded.set.strings.get(file.source);
    const path = joinSegments(toText(this.evaluate(file.path, parameters)), source);
    if (path === undefined) return;
    if (into.length >= FILES_MAX) throw new DxgError("render/limit", `more than ${FILES_MAX} files`);
    into.push({ path, bytes: this.#content(file, parameters), mode: file.mode, once: file.once, source });
  }

  #content({ body }: BundleFile, parameters: Parameters): Uint8Array | undefined {
    if (body.kind === "directory") return undefined;
    if (body.kind === "blob") return this.loaded.blobs[body.blob];
    return this.#template(body.program).renderBytes(parameters);
  }

  #template(program: number): Template {
    let template = this.#templates[program];
    if (template === undefined) {
      template = new Template(this.loaded.set, program);
      this.#templates[program] = template;
    }
    return template;
  }
}

/**
 * The path of segments that are separated by NUL, undefined when one is empty: such a file is skipped. A segment may
 * hold further separators, but none that makes the path absolute.
 */
function joinSegments(text: string, source: string): string | undefined {
  const segments = text.split("\0");
  if (segments.some((segment) => segment === "")) return undefined;
  const absolute = segments.find((segment) => segment.startsWith("/"));
  if (absolute !== undefined) {
    throw new DxgError("path/unsafe", `"${absolute}" is absolute`, { notes: [`from ${source}`] });
  }
  return segments.map((segment) => segment.replace(/\/+$/, "")).join("/");
}

/**
 * Loads a bundle; its bytes are verified and must not change afterwards.
 * @throws {DxgError} format/*
 */
export function loadBundle(bytes: Uint8Array, trust: Trust = "verify"): Bundle {
  return new Bundle(decodeDxf(bytes, trust));
}
