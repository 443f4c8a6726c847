/**
 * Sets of templates that use each other, compiled by each engine in the way that its documentation shows: partials,
 * layouts, macros. Engines that lack what a row needs have no templates there. As in engines.ts everything is compiled
 * beforehand and nothing is escaped.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import artTemplate from "art-template";
import dot from "dot";
import ejs from "ejs";
import { Eta } from "eta";
import Handlebars from "handlebars";
import { Environment as MiniJinja } from "minijinja-js";
import nunjucks from "nunjucks";
import type { Data } from "./engine.ts";

/** Sources by name; `main` is what is rendered. */
export type Sources = { readonly main: string; readonly [name: string]: string };

type CompileSet = (sources: Sources) => (data: Data) => string;

/** Files in a folder of their own until the process ends, for engines that find templates only there. */
function written(sources: Sources, extension: string): string {
  const folder = mkdtempSync(`${tmpdir()}/dxg-bench-`);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const [name, source] of Object.entries(sources)) writeFileSync(`${folder}/${name}.${extension}`, source);
  return folder;
}

const dotSet: CompileSet = ({ main, ...parts }) => dot.template(main, { ...dot.templateSettings, strip: false }, parts);

const etaSet: CompileSet = (sources) => {
  const eta = new Eta({ autoEscape: false, autoTrim: false, cache: true });
  for (const [name, source] of Object.entries(sources)) eta.loadTemplate(`@${name}`, source);
  return (data) => eta.render("@main", data);
};

const ejsSet: CompileSet = (sources) => {
  const filename = `${written(sources, "ejs")}/main.ejs`;
  return ejs.compile(sources.main, { _with: false, localsName: "it", filename, cache: true });
};

const artSet: CompileSet = (sources) => {
  const filename = `${written(sources, "art")}/main.art`;
  const options = { filename, escape: false, minimize: false, cache: true };
  return artTemplate.compile(sources.main, options) as (data: Data) => string;
};

const nunjucksSet: CompileSet = (sources) => {
  const getSource = (name: string): object => ({ src: sources[name], path: name, noCache: false });
  const environment = new nunjucks.Environment({ getSource }, { autoescape: false });
  return (data) => environment.render("main", data);
};

const handlebarsSet: CompileSet = (sources) => {
  const handlebars = Handlebars.create();
  const compiled = (source: string): Handlebars.TemplateDelegate<Data> => {
    const code = handlebars.precompile(source, { noEscape: true, preventIndent: true }) as string;
    const specification: unknown = new Function(`return ${code}`)();
    return handlebars.template(specification as TemplateSpecification);
  };
  for (const [name, source] of Object.entries(sources)) handlebars.registerPartial(name, compiled(source));
  return compiled(sources.main);
};

const miniJinjaSet: CompileSet = (sources) => {
  const environment = new MiniJinja();
  environment.keepTrailingNewline = true;
  for (const [name, source] of Object.entries(sources)) environment.addTemplate(name, source);
  return (data) => environment.renderTemplate("main", data);
};

/** By the engines' names in engines.ts. */
export const COMPILE_SETS: Readonly<Record<string, CompileSet>> = {
  doT: dotSet,
  Eta: etaSet,
  EJS: ejsSet,
  "art-template": artSet,
  Nunjucks: nunjucksSet,
  Handlebars: handlebarsSet,
  "minijinja-js": miniJinjaSet,
};
