/**
 * Compiles what template.yaml holds in the template language: defaults, conditions and choices of parameters, and the
 * message. It goes on after a fault, so that all are told, also beside those of the file's form.
 */
import { assert, DxgError } from "../base/error.ts";
import type { Parameter } from "../format/manifest.ts";
import { SetCompiler } from "./compiler.ts";
import { textHint } from "./default-text.ts";
import { unknownNames } from "./known-names.ts";
import { type ManifestSource, readManifest } from "./manifest.ts";
import type { ParameterText } from "./manifest-params.ts";
import type { GatherFault } from "./program-writer.ts";
import { TEMPLATE_SUFFIX, type TemplateTree, withoutSuffix } from "./template-tree.ts";

const MANIFEST_NAME = "template.yaml";

export interface CompiledExpressions {
  readonly params: readonly Parameter[];
  readonly messageProgram: number | undefined;
}

/**
 * The manifest of a template directory.
 * @throws {DxgError} template/bad-manifest with every fault of its form and, beside these, of its expressions
 */
export function manifestOf(tree: TemplateTree): ManifestSource {
  return readManifest(tree.manifest, MANIFEST_NAME, (source) => {
    try {
      compileExpressions(source, compilerFor(tree, source), (error) => source.faults.addError(error));
    } catch (error) {
      // An option or a partial that is wrong too is told of when template.yaml has the right form.
      if (!(error instanceof DxgError)) throw error;
    }
  });
}

/**
 * An empty compiler for the texts of a template directory.
 * @param gather as of `SetCompiler`
 * @throws {DxgError} compile/bad-option
 */
export function compilerFor(
  { partials }: TemplateTree,
  { manifest }: ManifestSource,
  gather?: GatherFault,
): SetCompiler {
  const loader = (name: string): string | undefined => partials.get(name) ?? partials.get(name + TEMPLATE_SUFFIX);
  const names = (): readonly string[] => [...partials.keys()].flatMap((name) => [name, withoutSuffix(name)]);
  return new SetCompiler({ ...manifest.options, loader }, names, gather);
}

/**
 * @param refuse gets the faults of template.yaml; what has one has the program -1
 * @throws {DxgError} of partials that the message includes
 */
export function compileExpressions(
  source: ManifestSource,
  compiler: SetCompiler,
  refuse: (error: DxgError) => void,
): CompiledExpressions {
  return new ExpressionCompiler(source, compiler, refuse).compile();
}

class ExpressionCompiler {
  readonly #source: ManifestSource;
  readonly #compiler: SetCompiler;
  readonly #refuse: (error: DxgError) => void;

  constructor(source: ManifestSource, compiler: SetCompiler, refuse: (error: DxgError) => void) {
    this.#source = source;
    this.#compiler = compiler;
    this.#refuse = refuse;
  }

  compile(): CompiledExpressions {
    const { manifest, message, declared } = this.#source;
    const params = manifest.params.map((parameter) => this.#withPrograms(parameter));
    const messageProgram =
      message === undefined ? undefined : this.#program(() => this.#compiler.text(message), declared);
    return { params, messageProgram };
  }

  /** A parameter with its expressions compiled. */
  #withPrograms(parameter: Parameter): Parameter {
    const { default: given, when, choicesFrom } = parameter;
    const of = (role: ParameterText["role"]): number => this.#expression(parameter, role);
    return {
      ...parameter,
      ...(given?.kind === "expression" ? { default: { ...given, program: of("default") } } : {}),
      ...(when === undefined ? {} : { when: { ...when, program: of("when") } }),
      ...(choicesFrom === undefined ? {} : { choicesFrom: { ...choicesFrom, program: of("choices") } }),
    };
  }

  /** The program of an expression of a parameter, which reads only the parameters before it. */
  #expression(parameter: Parameter, role: ParameterText["role"]): number {
    const { texts, declared } = this.#source;
    const text = texts.find((one) => one.parameter === parameter.name && one.role === role);
    assert(text !== undefined, `the parameter ${parameter.name} has no text for ${role}`);
    const scope = declared.slice(0, declared.indexOf(parameter.name));
    const hint = role === "default" ? textHint(parameter, text.source.text) : undefined;
    return this.#program(() => this.#compiler.expression(text.source), scope, hint);
  }

  /** @param hint what the author may have meant: better than what any error says by itself */
  #program(compile: () => number, scope: readonly string[], hint?: string): number {
    const refuse = (error: DxgError): void => {
      if (error.span?.source !== MANIFEST_NAME) throw error;
      const { code, detail, span, notes } = error;
      this.#refuse(hint === undefined ? error : new DxgError(code, detail, { span, notes, hint }));
    };
    try {
      const program = compile();
      for (const error of unknownNames(this.#compiler, program, scope, this.#source.declared)) {
        refuse(error);
        // A text without quotes is one fault, however many words it has.
        if (hint !== undefined) break;
      }
      return program;
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      refuse(error);
      return -1;
    }
  }
}
