/** The parts of untyped packages that benchmarks use. Declarations only. */
declare module "dot" {
  interface Settings {
    readonly [name: string]: unknown;
  }
  export const templateSettings: Settings;
  type Definitions = Readonly<Record<string, string>>;
  export function template(source: string, settings?: Settings, definitions?: Definitions): (data: unknown) => string;
}

declare module "ejs" {
  interface Options {
    readonly _with: boolean;
    readonly localsName: string;
    readonly filename?: string;
    readonly cache?: boolean;
  }
  export function compile(source: string, options: Options): (data: unknown) => string;
}

declare module "nunjucks" {
  export class Environment {
    constructor(loader: { getSource(name: string): object } | null, options: { readonly autoescape: boolean });
    render(name: string, data: unknown): string;
  }
  export class Template {
    constructor(source: string, environment: Environment, path: string, eagerCompile: boolean);
    render(data: unknown): string;
  }
  /** The JavaScript of a template, as text. */
  export function precompileString(source: string, options: { readonly name: string }): string;
}
