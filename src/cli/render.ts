/** `dxg render`. */
import { renderFile } from "../app/render.ts";
import type { Command } from "./command.ts";

export const render: Command = {
  name: "render",
  description: "Render one template to standard output or a file",
  arguments: {
    template: { type: "positional", description: "A text template, a .dxt, or - for standard input" },
    param: {
      type: "string",
      alias: "p",
      repeats: true,
      valueHint: "key=value",
      description: "Parameter, as text unless it is JSON",
    },
    params: {
      type: "string",
      valueHint: "file|-",
      description: "Parameters from JSON, YAML, TOML, .dxp or standard input",
    },
    output: { type: "string", alias: "o", valueHint: "file", description: "Write here instead" },
    jinja: { type: "boolean", description: "Jinja2's own defaults: lenient undefined, no trimming" },
    undefined: {
      type: "enum",
      options: ["strict", "lenient", "chainable", "debug"],
      description: "What a missing name does (default: strict)",
    },
    autoescape: { type: "boolean", description: "Escape output for HTML" },
  },
  examples: [
    ["dxg render hello.txt.j2 -p name=World", "one file to standard output"],
    ["echo 'Hi {{ name }}' | dxg render - -p name=Ada", "a template from a pipe"],
    ["dxg render page.html.j2 --params page.yaml -o page.html", "to a file"],
  ],
  async run(args) {
    return renderFile({
      template: args.required("template"),
      flags: args.all("param"),
      paramsFile: args.text("params"),
      output: args.text("output"),
      jinja: args.flag("jinja"),
      undefinedMode: args.text("undefined"),
      autoescape: args.flag("autoescape"),
    });
  },
};
