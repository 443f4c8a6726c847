/**
 * From a template directory to a bundle: every file's path, condition and body compiled into one set of programs over
 * shared strings, other files taken as they are, and for each the parameters it depends on.
 */
import { DxgError } from "../base/error.ts";
import { matchesGlob } from "../base/glob.ts";
import { type BundleFile, encodeDxf } from "../format/dxf.ts";
import type { Parameter } from "../format/manifest.ts";
import { manifestToSections } from "../format/manifest-value.ts";
import { secretNames } from "../format/secrets.ts";
import type { SetCompiler } from "./compiler.ts";
import { type Each, refuseFrontMatter, splitFrontMatter } from "./front-matter.ts";
import { unknownNames } from "./known-names.ts";
import type { ManifestSource, ParsedManifest } from "./manifest.ts";
import { type CompiledExpressions, compileExpressions, compilerFor, manifestOf } from "./manifest-expressions.ts";
import { atLine, type SourceInfo } from "./origin.ts";
import { dependencyMask, parameterBits } from "./parameter-bits.ts";
import type { GatherFault } from "./program-writer.ts";
import { TEMPLATE_SUFFIX, type TemplateTree, type TreeFile, templateText, withoutSuffix } from "./template-tree.ts";

const PLAIN_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;

/**
 * Compiles a template directory; the result is the bytes of a `.dxf`.
 * @param gather gets the faults of texts one by one, so that all are found, and the result is of no use where there are
 *   any; without it the first is thrown, or those of template.yaml together
 * @throws {DxgError} template/*, lex/*, parse/*, compile/* with the place
 */
export function compileTree(tree: TemplateTree, gather?: GatherFault): Uint8Array {
  return new BundleCompiler(tree, gather).compile();
}

class BundleCompiler {
  readonly #tree: TemplateTree;
  readonly #gather: GatherFault | undefined;
  readonly #texts: ManifestSource;
  readonly #manifest: ParsedManifest;
  readonly #compiler: SetCompiler;
  readonly #bits: ReadonlyMap<string, number>;
  readonly #blobs: Uint8Array[] = [];
  readonly #files: BundleFile[] = [];

  constructor(tree: TemplateTree, gather?: GatherFault) {
    this.#tree = tree;
    this.#gather = gather;
    this.#texts = manifestOf(tree);
    this.#manifest = this.#texts.manifest;
    this.#bits = parameterBits(this.#manifest.params);
    this.#compiler = compilerFor(tree, this.#texts, gather);
  }

  compile(): Uint8Array {
    const { exclude } = this.#manifest;
    for (const file of this.#tree.files) {
      if (!exclude.some((glob) => matchesGlob(glob, file.path))) this.#attempt(() => this.#add(file));
    }
    for (const [name, text] of this.#tree.partials) {
      this.#attempt(() => {
        refuseFrontMatter(text, `partials/${name}`);
        // Those that nothing includes are compiled to find their mistakes, the others are there by the names of the includes.
        if (!this.#compiler.has(name)) this.#compiler.include(withoutSuffix(name));
      });
    }
    const compiled = this.#expressions();
    const set = this.#compiler.finish();
    if (compiled === undefined) return new Uint8Array();
    const { params, messageProgram } = compiled;
    this.#checkSecrets(params, messageProgram);
    const manifest = manifestToSections({
      ...this.#manifest,
      params,
      ...(messageProgram === undefined ? {} : { messageProgram }),
    });
    return encodeDxf({ set, manifest, files: this.#files, blobs: this.#blobs });
  }

  /**
   * The expressions in template.yaml; undefined where faults in them were gathered.
   * @throws {DxgError} template/bad-manifest with all faults; of one its own
   */
  #expressions(): CompiledExpressions | undefined {
    const { faults } = this.#texts;
    let sound = true;
    const compiled = compileExpressions(this.#texts, this.#compiler, (error) => {
      sound = false;
      if (this.#gather === undefined) faults.addError(error);
      else this.#gather(error);
    });
    faults.throwAny();
    return sound ? compiled : undefined;
  }

  /** Does something whose error, where faults are gathered, is one of them. */
  #attempt(run: () => void): void {
    if (this.#gather === undefined) return run();
    try {
      run();
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      this.#gather(error);
    }
  }

  #add(file: TreeFile): void {
    const source = `files/${file.path}`;
    if (file.bytes === undefined) {
      const path = this.#compiler.path(ownPath(file.path, source));
      this.#checkNames(path);
      this.#files.push(this.#file(source, path, { kind: "directory" }, PLAIN_MODE, [path]));
      return;
    }
    const mode = file.executable ? EXECUTABLE_MODE : PLAIN_MODE;
    if (!file.path.endsWith(TEMPLATE_SUFFIX)) {
      const path = this.#compiler.path(ownPath(file.path, source));
      this.#checkNames(path);
      const body = { kind: "blob", blob: this.#blobs.push(file.bytes) - 1 } as const;
      this.#files.push(this.#file(source, path, body, mode, [path]));
      return;
    }
    this.#addTemplate(source, file.path, file.bytes, mode);
  }

  #addTemplate(source: string, path: string, bytes: Uint8Array, mode: number): void {
    const { matter, body, lines } = splitFrontMatter(templateText(bytes, source), source);
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
    const items = matter.each === undefined ? [] : [matter.each.name];
    for (const index of programs) this.#checkNames(index, each !== -1 && index === each.program ? [] : items);
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

  /** Neither a path nor the message nor choices read a secret, or what is computed from one. */
  #checkSecrets(params: readonly Parameter[], message: number | undefined): void {
    const secret = secretNames(params, ({ default: given }) =>
      given?.kind === "expression" ? this.#compiler.variablesOf(given.program) : [],
    );
    if (secret.size === 0) return;
    for (const { name: owner, choicesFrom } of params) {
      if (choicesFrom === undefined) continue;
      for (const name of this.#compiler.variablesOf(choicesFrom.program)) {
        if (secret.has(name)) throw this.#shown(choicesFrom.program, name, name, `the list of choices of "${owner}"`);
      }
    }
    for (const { path, each } of this.#files) {
      const sequence = each === -1 ? [] : [...this.#compiler.variablesOf(each.program)];
      const item = each === -1 ? undefined : this.#compiler.stringOf(each.name);
      for (const name of this.#compiler.variablesOf(path)) {
        const from = name === item ? sequence.find((one) => secret.has(one)) : secret.has(name) ? name : undefined;
        if (from !== undefined) throw this.#shown(path, name, from, "the path of a file");
      }
    }
    if (message === undefined) return;
    for (const name of this.#compiler.variablesOf(message)) {
      if (secret.has(name)) throw this.#shown(message, name, name, "the message");
    }
  }

  #shown(program: number, name: string, from: string, where: string): DxgError {
    const use = this.#compiler.firstUse(program, name);
    return new DxgError("compile/secret", `${where} reads "${from}"`, {
      ...(use && { span: use.span }),
      hint: "What is secret, or computed from a secret, may only be in the content of files",
    });
  }

  /** @throws {DxgError} compile/unknown-variable */
  #checkNames(program: number, items: readonly string[] = []): void {
    const { declared } = this.#texts;
    for (const error of unknownNames(this.#compiler, program, declared, declared, items)) {
      if (this.#gather === undefined) throw error;
      this.#gather(error);
    }
  }
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
