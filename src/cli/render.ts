/** `dxg render`. */
import { renderFile } from "../app/render.ts";
import { writeStandardOutput } from "../native/os.ts";
import { reportDone } from "../ui/done.ts";
import { renderingToJson } from "../ui/rendering.ts";
import { reportTurned } from "../ui/turned-text.ts";
import type { Command } from "./command.ts";

const SWITCH = ["on", "off"];
/** Arguments that a compiled template takes too. */
const ANY_TEMPLATE: readonly string[] = ["template", "param", "params", "output", "translations", "json"];

export const render: Command = {
  name: "render",
  description: "Render one template to standard output or a file",
  arguments: {
    template: {
      type: "positional",
      completes: "files",
      description: "A text template, a .dxt, or - for standard input",
    },
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
    output: { type: "string", alias: "o", valueHint: "file", description: "Write here instead; - is standard output" },
    jinja: { type: "boolean", description: "Jinja2's own defaults: lenient undefined, no trimming" },
    undefined: {
      type: "enum",
      options: ["strict", "lenient", "chainable", "debug", "semi-strict"],
      description: "What a missing name does (default: strict)",
    },
    autoescape: { type: "boolean", description: "Escape output for HTML" },
    "autoescape-for": {
      type: "string",
      valueHint: "html,xml",
      description: "Escape when the template's name ends so, .j2 aside",
    },
    "trim-blocks": { type: "enum", options: SWITCH, description: "Drop the newline after a block tag (default: on)" },
    "lstrip-blocks": { type: "enum", options: SWITCH, description: "Drop the spaces before a block tag (default: on)" },
    "keep-trailing-newline": { type: "enum", options: SWITCH, description: "Keep the last newline (default: on)" },
    "newline-sequence": { type: "enum", options: ["lf", "crlf", "cr"], description: "What a newline becomes" },
    "block-start-string": { type: "string", valueHint: "text", description: "Instead of {%" },
    "block-end-string": { type: "string", valueHint: "text", description: "Instead of %}" },
    "variable-start-string": { type: "string", valueHint: "text", description: "Instead of {{" },
    "variable-end-string": { type: "string", valueHint: "text", description: "Instead of }}" },
    "comment-start-string": { type: "string", valueHint: "text", description: "Instead of {#" },
    "comment-end-string": { type: "string", valueHint: "text", description: "Instead of #}" },
    "line-statement-prefix": { type: "string", valueHint: "text", description: "Makes a line a block tag" },
    "line-comment-prefix": { type: "string", valueHint: "text", description: "Makes the rest of a line a comment" },
    passthrough: {
      type: "string",
      repeats: true,
      valueHint: "opening",
      description: "Leave text as it is from here to its closing bracket",
    },
    "indent-values": { type: "boolean", description: "Indent all lines of a value that stands alone on its line" },
    policy: {
      type: "string",
      repeats: true,
      valueHint: "name=value",
      description: "A policy of Jinja2, such as truncate.leeway=0",
    },
    extensions: {
      type: "string",
      valueHint: "do,i18n",
      description: "Know the tags of these extensions only (default: all)",
    },
    translations: {
      type: "string",
      valueHint: "file",
      description: "Messages by language, from JSON, YAML or TOML; the variable LANGUAGE chooses",
    },
    "newstyle-gettext": { type: "boolean", description: "gettext formats its messages, as Jinja2's new style does" },
    immutable: { type: "boolean", description: "Refuse methods that change lists and dicts" },
    faults: {
      type: "enum",
      options: ["compile", "render"],
      description: "Tell of unknown names at once, or when a render comes there (default: compile)",
    },
    json: { type: "boolean", description: "Print one JSON object, errors too" },
  },
  examples: [
    ["dxg render hello.txt.j2 -p name=World", "one file to standard output"],
    ["echo 'Hi {{ name }}' | dxg render - -p name=Ada", "a template from a pipe"],
    ["dxg render page.html.j2 --params page.yaml -o page.html", "to a file"],
    [`dxg render ci.yaml.j2 --passthrough '\${{'`, `leaves \${{ … }} as it is`],
  ],
  async run(args) {
    const json = args.flag("json");
    const output = args.text("output") ?? "-";
    const rendering = await renderFile({
      template: args.required("template"),
      flags: args.all("param"),
      paramsFile: args.text("params"),
      translationsFile: args.text("translations"),
      output: json && output === "-" ? undefined : output,
      options: args,
      compileFlags: Object.keys(render.arguments).filter((name) => args.flag(name) && !ANY_TEMPLATE.includes(name)),
    });
    if (json) (rendering.output === undefined ? writeStandardOutput : reportDone)(renderingToJson(rendering));
    reportTurned(rendering.turned);
    return 0;
  },
};
