/** A process of its own: loads one engine, compiles a template, renders it once, prints the output. */
import { DATA } from "./data.ts";

const [, , name, path] = process.argv;
const source = await Bun.file(path!).text();

/** Only the engine asked for is loaded, set up as in peers/engines.ts. */
async function render(): Promise<string> {
  switch (name) {
    case "doT": {
      const { default: dot } = await import("dot");
      return dot.template(source, { ...dot.templateSettings, strip: false })(DATA);
    }
    case "Eta": {
      const { Eta } = await import("eta");
      const eta = new Eta({ autoEscape: false, autoTrim: false });
      return eta.compile(source).call(eta, DATA);
    }
    case "EJS": {
      const { default: ejs } = await import("ejs");
      return ejs.compile(source, { _with: false, localsName: "it" })(DATA);
    }
    default:
      throw new Error(`no engine "${name}"`);
  }
}

console.log(await render());
