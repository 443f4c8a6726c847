/** What templates that extend each other share in a render: the definitions of blocks, and objects to call them by. */
import { DxgError } from "../base/error.ts";
import { UNNAMED } from "../base/span.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { blockPairs } from "../format/macro-shape.ts";
import { Op } from "../format/opcode.ts";
import {
  type CallArguments,
  Namespace,
  type Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import { refuseArguments } from "./arguments.ts";

/** Renders a program with the context of the templates it belongs to, and gives its text. */
export type RenderProgram = (program: number) => Value;

/** Definitions of blocks by name: programs, those of templates that extend others first. They never change. */
export class Blocks {
  static readonly none: Blocks = new Blocks(new Map());
  readonly #programs: ReadonlyMap<string, readonly number[]>;
  /** These with those of one more template, by its constant: a template mostly extends the same one. */
  readonly #extended: WeakMap<Tuple, Blocks> = new WeakMap();

  private constructor(programs: ReadonlyMap<string, readonly number[]>) {
    this.#programs = programs;
  }

  /** These with the definitions below them that a constant names. */
  over(definitions: Tuple): Blocks {
    const known = this.#extended.get(definitions);
    if (known !== undefined) return known;
    const programs = new Map(this.#programs);
    for (const [name, program] of blockPairs(definitions)) programs.set(name, [...this.of(name), program]);
    const extended = new Blocks(programs);
    this.#extended.set(definitions, extended);
    return extended;
  }

  /** The definitions of a block, topmost first; none when there is no such block. */
  of(name: string): readonly number[] {
    return this.#programs.get(name) ?? [];
  }
}

/** `self.name`, `super`: calling it renders a definition of a block, `super` of it is the one below. */
export class BlockReference extends Namespace {
  override readonly typeName = "BlockReference";
  readonly #name: string;
  readonly #programs: readonly number[];
  readonly #level: number;
  readonly #render: RenderProgram;

  constructor(name: string, programs: readonly number[], level: number, render: RenderProgram) {
    super();
    this.#name = name;
    this.#programs = programs;
    this.#level = level;
    this.#render = render;
  }

  override attribute(name: string): Value | undefined {
    if (name === "name") return this.#name;
    return name === "super" ? referenceTo(this.#name, this.#programs, this.#level + 1, this.#render) : undefined;
  }

  override call(args: CallArguments): Value {
    refuseArguments(`the block '${this.#name}'`, args);
    return this.#render(this.#programs[this.#level]!);
  }
}

/** The definition of a block at a level, or undefined when there is none. */
export function referenceTo(
  name: string,
  programs: readonly number[],
  level: number,
  render: RenderProgram,
): BlockReference | undefined {
  return level < programs.length ? new BlockReference(name, programs, level, render) : undefined;
}

/** `self`: the template's blocks as attributes. */
export class TemplateReference extends Namespace {
  override readonly typeName = "TemplateReference";
  readonly #name: string;
  readonly #blocks: () => Blocks;
  readonly #render: RenderProgram;

  /** @param blocks those that there are when it is asked */
  constructor(name: string, blocks: () => Blocks, render: RenderProgram) {
    super();
    this.#name = name;
    this.#blocks = blocks;
    this.#render = render;
  }

  override text(): string {
    return `<TemplateReference ${this.#name === UNNAMED ? "None" : `'${this.#name}'`}>`;
  }

  override attribute(name: string): Value | undefined {
    return referenceTo(name, this.#blocks().of(name), 0, this.#render);
  }
}

/** An imported template: what it assigned at its top level, and the text that it wrote. */
export class Module extends Namespace {
  override readonly typeName = "TemplateModule";
  readonly name: string;
  readonly #exports: ReadonlyMap<string, Value>;
  readonly #imported: ReadonlySet<string>;
  readonly #text: string;

  constructor(name: string, exports: ReadonlyMap<string, Value>, imported: ReadonlySet<string>, text: string) {
    super();
    this.name = name;
    this.#exports = exports;
    this.#imported = imported;
    this.#text = text;
  }

  override text(): string {
    return this.#text;
  }

  override repr(): string {
    return `<TemplateModule '${this.name}'>`;
  }

  /** Names that begin with `_`, and those that it imported itself, stay in the template. */
  override attribute(name: string): Value | undefined {
    return name.startsWith("_") || this.#imported.has(name) ? undefined : this.#exports.get(name);
  }
}

/** The topmost definition of a block. @throws {DxgError} render/inheritance */
export function topDefinition(blocks: Blocks, name: string, required: boolean): number {
  const programs = blocks.of(name);
  if (required && programs.length <= 1) {
    throw new DxgError("render/inheritance", `the required block \`${name}\` is not defined`, {
      hint: `Define it in a template that extends this one: \`{% block ${name} %}…{% endblock %}\`.`,
    });
  }
  const [top] = programs;
  if (top === undefined) throw new DxgError("render/inheritance", `there is no block \`${name}\``);
  return top;
}

/** What a module exports under a name; undefined (the template's), which tells where it is imported, when nothing. */
export function importedName(module: Value, name: string, mode: UndefinedMode, position: () => string): Value {
  const found = module instanceof Module ? module.attribute(name) : undefined;
  if (found !== undefined) return found;
  const source = module instanceof Module ? module.name : "";
  return new Undefined(
    name,
    "",
    mode,
    `the template '${source}' (imported on ${position()}) does not export the requested name '${name}'`,
  );
}

/** The constant that names a template's blocks, which its code begins with; undefined when it has none. */
export function blocksOf({ signedCode }: LoadedProgram): number | undefined {
  const first = signedCode[0] ?? 0;
  return (first & 0xff) === Op.DefineBlocks ? first >>> 8 : undefined;
}

/** Whether a program is one that could not be compiled and only says why. */
export function isFailing({ signedCode }: LoadedProgram): boolean {
  return ((signedCode[0] ?? 0) & 0xff) === Op.Raise;
}
