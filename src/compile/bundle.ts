/**
 * From a template directory to a bundle: every file's path, condition and body compiled into one set of programs over
 * shared strings, other files taken as they are, and for each the parameters it depends on.
 */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { type BundleFile, encodeDxf } from "../format/dxf.ts";
import type { Manifest, Parameter } from "../format/manifest.ts";
import { manifestToValue } from "../format/manifest-value.ts";
import { SetCompiler } from "./compiler.ts";
import { type Each, refuseFrontMatter, splitFrontMatter } from "./front-matter.ts";
import { parseManifest } from "./manifest.ts";
import { atLine, type SourceInfo } from "./origin.ts";
import { dependencyMask, parameterBits } from "./parameter-bits.ts";
import type { TemplateTree, TreeFile } from "./template-tree.ts";

/** Name of the message's program in errors. */
const MESSAGE_NAME = "template.yaml (message)";
const SUFFIX = ".j2";
const PLAIN_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Compiles a template directory; the result is the bytes of a `.dxf`.
 * @throws {DxgError} template/*, lex/*, parse/*, compile/* with the place
 */
export function compileTree(tree: TemplateTree): Uint8Array {
  return new BundleCompiler(tree).compile();
}

class BundleCompiler {
  readonly #tree: TemplateTree;
  readonly #manifest: Manifest;
  readonly #compiler: SetCompiler;
  readonly #bits: ReadonlyMap<string, number>;
  readonly #blobs: Uint8Array[] = [];
  readonly #files: BundleFile[] = [];

  constructor(tree: TemplateTree) {
    this.#tree = tree;
    this.#manifest = parseManifest(tree.manifest, "template.yaml");
    this.#bits = parameterBits(this.#manifest.params);
    const names = (): readonly string[] => [...tree.partials.keys()].flatMap((name) => [name, withoutSuffix(name)]);
    const loader = (name: string): string | undefined => tree.partials.get(name) ?? tree.partials.get(name + SUFFIX);
    this.#compiler = new SetCompiler({ ...this.#manifest.settings, loader }, names);
  }

  compile(): Uint8Array {
    const excluded = this.#manifest.exclude.map((pattern) => new Bun.Glob(pattern));
    for (const file of this.#tree.files) {
      if (!excluded.some((glob) => glob.match(file.path))) this.#add(file);
    }
    for (const [name, text] of this.#tree.partials) {
      refuseFrontMatter(text, `partials/${name}`);
      this.#compiler.include(withoutSuffix(name));
    }
    const params = this.#manifest.params.map((parameter) => this.#withDefault(parameter));
    const { message } = this.#manifest;
    const messageProgram = message === undefined ? {} : { messageProgram: this.#compiler.text(message, MESSAGE_NAME) };
    const manifest = manifestToValue({ ...this.#manifest, params, ...messageProgram });
    return encodeDxf({ set: this.#compiler.finish(), manifest, files: this.#files, blobs: this.#blobs });
  }

  #withDefault(parameter: Parameter): Parameter {
    if (parameter.default?.kind !== "expression") return parameter;
    const { text, line } = parameter.default;
    const program = this.#compiler.expression({ name: "template.yaml", text, origin: atLine(line - 1) });
    this.#checkNames(program, "template.yaml", line);
    return { ...parameter, default: { ...parameter.default, program } };
  }

  #add(file: TreeFile): void {
    const source = `files/${file.path}`;
    if (file.bytes === undefined) {
      const path = this.#compiler.path(ownPath(file.path, source));
      this.#files.push(this.#file(source, path, { kind: "directory" }, PLAIN_MODE, [path]));
      return;
    }
    const mode = file.executable ? EXECUTABLE_MODE : PLAIN_MODE;
    if (!file.path.endsWith(SUFFIX)) {
      const path = this.#compiler.path(ownPath(file.path, source));
      const body = { kind: "blob", blob: this.#blobs.push(file.bytes) - 1 } as const;
      this.#files.push(this.#file(source, path, body, mode, [path]));
      return;
    }
    this.#addTemplate(source, file.path, file.bytes, mode);
  }

  #addTemplate(source: string, path: string, bytes: Uint8Array, mode: number): void {
    const { matter, body, lines } = splitFrontMatter(decode(bytes, source), source);
    const compiler = this.#compiler;
    const pathProgram = compiler.path(matter.to ?? ownPath(withoutSuffix(path), source));
    if (matter.to === undefined && matter.each !== undefined) this.#checkOwnPath(pathProgram, path, matter.each);
    const program = compiler.template(body, source, lines);
    const when = matter.when === undefined ? -1 : compiler.expression(matter.when);
    const each =
      matter.each === undefined
        ? -1
        : ({
            program: compiler.expression(matter.each.sequence),
            name: compiler.intern(matter.each.name),
          } as const);
    const programs = [pathProgram, program, ...(when < 0 ? [] : [when]), ...(each === -1 ? [] : [each.program])];
    const file = this.#file(source, pathProgram, { kind: "program", program }, matter.mode ?? mode, programs);
    for (const index of programs) this.#checkNames(index, source, 1, matter.each?.name);
    this.#files.push({ ...file, when, each, once: matter.once });
  }

  /** A file of `each` without `to` must have a path of its own for every item. */
  #checkOwnPath(program: number, path: string, { name, span }: Each): void {
    if (this.#compiler.variablesOf(program).has(name)) return;
    const own = withoutSuffix(path);
    throw new DxgError("template/bad-front-matter", `"each" without "to": every item would be written to "${own}"`, {
      span,
      hint: `Add a path that reads the item, for example: to: "${withItem(own, name)}"`,
    });
  }

  #file(source: string, path: number, body: BundleFile["body"], mode: number, programs: readonly number[]): BundleFile {
    const names = new Set<string>();
    for (const program of programs) for (const name of this.#compiler.variablesOf(program)) names.add(name);
    return {
      source: this.#compiler.intern(source),
      path,
      body,
      mode,
      mask: dependencyMask(names, this.#bits),
      when: -1,
      each: -1,
      once: false,
    };
  }

  /** Every name that a program reads must be a parameter, a function, `dxg`, or the item of `each`. */
  #checkNames(program: number, source: string, line: number, item?: string): void {
    const known = [
      ...this.#manifest.params.map(({ name }) => name),
      ...BUILTIN_NAMES,
      ...(item === undefined ? [] : [item]),
    ];
    for (const name of this.#compiler.variablesOf(program)) {
      if (known.includes(name)) continue;
      const close = suggest(name, known);
      throw new DxgError("compile/unknown-variable", `"${name}" is no parameter of the template`, {
        span: this.#compiler.firstUse(program, name) ?? { source, line, column: 1, length: 1 },
        hint: close === undefined ? "Declare it under `params` in template.yaml" : `Did you mean "${close}"?`,
      });
    }
  }
}

const BUILTIN_NAMES: readonly string[] = ["dxg", "range", "dict", "cycler", "joiner", "fail"];

function withoutSuffix(path: string): string {
  return path.endsWith(SUFFIX) ? path.slice(0, -SUFFIX.length) : path;
}

/** A path with an item before the ending. */
function withItem(path: string, name: string): string {
  const slash = path.lastIndexOf("/") + 1;
  const dot = path.indexOf(".", slash + 1);
  return `${path.slice(0, slash)}{{ ${name} }}${dot < 0 ? "" : path.slice(dot)}`;
}

/** The path of a file below `files/`, a template. */
function ownPath(path: string, source: string): SourceInfo {
  return { name: source, text: path, origin: atLine(0) };
}

function decode(bytes: Uint8Array, source: string): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new DxgError("io/not-utf8", source, {
      cause,
      hint: `Save it as UTF-8, or drop ${SUFFIX} to copy it as it is`,
    });
  }
}
