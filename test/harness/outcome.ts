/** What a template gives, in a form that can be compared: its text, or its error without the stack. */
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import type { UndefinedMode } from "../../src/value/value.ts";

export type Sources = Readonly<Record<string, string>>;

/** @throws what is no DxgError */
export function outcome(source: string, partials: Sources, mode: UndefinedMode, parameters: object): unknown {
  const loader = (name: string): string | undefined => partials[name];
  try {
    return loadTemplate(compileTemplate(source, { loader, undefined: mode })).render({ ...parameters });
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const { code, detail, span, hint, notes } = error;
    return { code, detail, span, hint, notes };
  }
}
