/**
 * doT, Eta, EJS, art-template, Nunjucks, Handlebars and minijinja-js (WebAssembly), each set up the fastest way that its documentation offers:
 * compiled once, escaping off, no `with`. All but Handlebars may use `new Function`.
 */
import artTemplate from "art-template";
import dot from "dot";
import ejs from "ejs";
import { Eta } from "eta";
import Handlebars from "handlebars";
import { Environment as MiniJinja } from "minijinja-js";
import nunjucks from "nunjucks";
import { type Data, type Engine, type Notation, translator } from "./engine.ts";

const ENCODER = new TextEncoder();

/** Loops and conditions of the engines whose tags hold JavaScript. */
function scriptlets(print: string, top: string): Notation {
  const name = (path: string, inLoop: boolean): string => (inLoop ? path : top + path);
  return {
    print: (path, inLoop) => `<%${print} ${name(path, inLoop)} %>`,
    forStart: (item, list) =>
      `<% for (let i = 0; i < ${top}${list}.length; i++) { const ${item} = ${top}${list}[i]; %>`,
    forEnd: "<% } %>",
    ifStart: (path, inLoop) => `<% if (${name(path, inLoop)}) { %>`,
    otherwise: "<% } else { %>",
    ifEnd: "<% } %>",
  };
}

const DOT_SETTINGS = { ...dot.templateSettings, strip: false };

const doT: Engine = {
  name: "doT",
  translate: translator({
    print: (path, inLoop) => `{{=${inLoop ? "" : "it."}${path}}}`,
    forStart: (item, list) => `{{~it.${list}:${item}}}`,
    forEnd: "{{~}}",
    ifStart: (path, inLoop) => `{{?${inLoop ? "" : "it."}${path}}}`,
    otherwise: "{{??}}",
    ifEnd: "{{?}}",
  }),
  compile: (own) => dot.template(own, DOT_SETTINGS),
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

const ETA = new Eta({ autoEscape: false, autoTrim: false, cache: false });

const eta: Engine = {
  name: "Eta",
  translate: translator(scriptlets("=", "it.")),
  compile: (own) => {
    const compiled = ETA.compile(own);
    return (data) => compiled.call(ETA, data);
  },
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

const EJS: Engine = {
  name: "EJS",
  translate: translator(scriptlets("-", "it.")),
  compile: (own) => ejs.compile(own, { _with: false, localsName: "it" }),
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

const ART_OPTIONS = { escape: false, minimize: false, cache: false };

const art: Engine = {
  name: "art-template",
  translate: translator(scriptlets("-", "")),
  compile: (own) => artTemplate.compile(own, ART_OPTIONS) as (data: Data) => string,
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

const NUNJUCKS = new nunjucks.Environment(null, { autoescape: false });

const nunjucksEngine: Engine = {
  name: "Nunjucks",
  isJinja: true,
  translate: (source) => source,
  compile: (own) => {
    const template = new nunjucks.Template(own, NUNJUCKS, "template", true);
    return (data) => template.render(data);
  },
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

const handlebars: Engine = {
  name: "Handlebars",
  translate: translator({
    print: (path, inLoop) => `{{${inLoop ? path.slice(path.indexOf(".") + 1) : path}}}`,
    forStart: (_item, list) => `{{#each ${list}}}`,
    forEnd: "{{/each}}",
    ifStart: (path, inLoop) => `{{#if ${inLoop ? path.slice(path.indexOf(".") + 1) : path}}}`,
    otherwise: "{{else}}",
    ifEnd: "{{/if}}",
  }),
  // `Handlebars.compile` puts the work off until the first render; this is what its build tool does.
  compile: (own) => {
    const specification: unknown = new Function(`return ${Handlebars.precompile(own, { noEscape: true }) as string}`)();
    return Handlebars.template(specification as TemplateSpecification);
  },
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

const miniJinja: Engine = {
  name: "minijinja-js",
  isJinja: true,
  translate: (source) => source,
  compile: (own) => {
    const environment = new MiniJinja();
    environment.keepTrailingNewline = true;
    environment.addTemplate("main", own);
    return (data) => environment.renderTemplate("main", data);
  },
  loop: (render, out) => (inputs) => {
    let bytes = 0;
    for (let index = 0; index < inputs.length; index += 1)
      bytes += ENCODER.encodeInto(render(inputs[index]!), out).written;
    return bytes;
  },
};

export const ENGINES: readonly Engine[] = [doT, eta, EJS, art, nunjucksEngine, handlebars, miniJinja];
