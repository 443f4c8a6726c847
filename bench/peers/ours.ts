/** dxg in the form in which the peers are compared: its own loop, into the same buffer. */
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate, type Template } from "../../src/runtime/template.ts";
import type { Data } from "./engine.ts";

/** Compiled to `.dxt` bytes, then loaded and verified, as from a file. */
export function ourTemplate(source: string): Template {
  return loadTemplate(compileTemplate(source));
}

export function ourLoop(template: Template, out: Uint8Array): (inputs: readonly Data[]) => number {
  return (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1) bytes += template.renderInto(inputs[index]!, out, 0);
    return bytes;
  };
}

/** As `ourTemplate`, for templates that use each other. */
export function ourSet(sources: { readonly main: string; readonly [name: string]: string }): Template {
  return loadTemplate(compileTemplate(sources.main, { loader: (name) => sources[name] }));
}
