/** A loaded template: what `.dxt` bytes become once they are verified. */
import { decodeDxt } from "../format/dxt.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { settled } from "../value/iterate.ts";
import type { Value } from "../value/value.ts";
import { Context, type Environment, type Parameters } from "./context.ts";
import { Layout } from "./layout.ts";
import { Machine } from "./machine.ts";
import { Output } from "./output.ts";

/** Made when first needed: it costs every start. */
let decoder: TextDecoder | undefined;

/** One renderable program of a verified set. Renders do not share state; values are never kept. */
export class Template {
  readonly set: LoadedSet;
  readonly #index: number;
  readonly #layout: Layout | undefined;

  constructor(set: LoadedSet, index = 0) {
    this.set = set;
    this.#index = index;
    const program = this.program;
    if (program.mode === "micro") this.#layout = new Layout(set, program);
  }

  get program(): LoadedProgram {
    const program = this.set.programs[this.#index];
    if (program === undefined) throw new Error(`Internal error: no program ${this.#index}`);
    return program;
  }

  /** @throws {DxgError} render/* with the place in the template */
  render(parameters: Parameters = {}, environment?: Environment): string {
    decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
    return decoder.decode(this.renderBytes(parameters, environment));
  }

  /** The output as UTF-8, in a buffer of its own. @throws {DxgError} render/* */
  renderBytes(parameters: Parameters = {}, environment?: Environment): Uint8Array {
    if (this.#layout !== undefined && environment === undefined) return this.#layout.render(parameters);
    return this.#run(parameters, environment).finish(this.set.strings.blob);
  }

  /**
   * Writes the output as UTF-8 into `out` from `offset` on; the result is the number of bytes.
   * @throws {DxgError} render/*; render/output-too-small, after which `out` holds nothing of use
   */
  renderInto(parameters: Parameters, out: Uint8Array, offset = 0): number {
    if (this.#layout === undefined) return this.#run(parameters).finish(this.set.strings.blob, out, offset);
    return this.#layout.renderInto(parameters, out, offset);
  }

  /** The value of an expression program. @throws {DxgError} render/* */
  evaluate(parameters: Parameters = {}, environment?: Environment): Value {
    return settled(new Machine(this.set, new Output()).run(this.program, new Context(parameters, environment)));
  }

  #run(parameters: Parameters, environment?: Environment): Output {
    const output = new Output();
    new Machine(this.set, output).include(this.#index, new Context(parameters, environment));
    return output;
  }
}

/**
 * Loads `.dxt` bytes; they are verified and must not change afterwards.
 * @throws {DxgError} format/*
 */
export function loadTemplate(bytes: Uint8Array): Template {
  return new Template(decodeDxt(bytes));
}
