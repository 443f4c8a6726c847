/**
 * Plop and Hygen generators that write given files: each file becomes a template in which the component's name is a
 * variable. Only what is compared is made here; nothing is run.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const NAME = "Counter";
const DECODER = new TextDecoder();

export interface Generator {
  readonly name: string;
  /** Where to run it. */
  readonly folder: string;
  /** What follows the runtime on the command line, for an output folder. */
  readonly words: (output: string) => readonly string[];
  /** `NAME=VALUE` each. */
  readonly environment: readonly string[];
}

type Files = ReadonlyMap<string, Uint8Array>;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Handlebars reads `\{{` as `{{`. */
export function plopGenerator(root: string, work: string, files: Files): Generator {
  const folder = `${work}/plop`;
  const actions: string[] = [];
  let number = 0;
  for (const [path, bytes] of files) {
    const template = DECODER.decode(bytes).replaceAll("{{", "\\{{").replaceAll(NAME, "{{name}}");
    write(`${folder}/templates/${number}.hbs`, template);
    const target = path.replaceAll(NAME, "{{name}}");
    actions.push(
      `{ type: "add", path: "{{output}}/${target}", templateFile: "templates/${number}.hbs", force: false }`,
    );
    number += 1;
  }
  write(
    `${folder}/plopfile.mjs`,
    `export default (plop) => {
  plop.setGenerator("component", {
    prompts: [
      { type: "input", name: "name", message: "name" },
      { type: "input", name: "output", message: "output" },
    ],
    actions: [${actions.join(",\n")}],
  });
};
`,
  );
  return {
    name: "Plop",
    folder,
    environment: [],
    words: (output) => [
      `${root}/node_modules/plop/bin/plop.js`,
      "--plopfile",
      `${folder}/plopfile.mjs`,
      "component",
      NAME,
      output,
    ],
  };
}

/** EJS reads `<%%` as `<%`. */
export function hygenGenerator(root: string, work: string, files: Files): Generator {
  const folder = `${work}/hygen`;
  let number = 0;
  for (const [path, bytes] of files) {
    const template = DECODER.decode(bytes).replaceAll("<%", "<%%").replaceAll(NAME, "<%- name %>");
    const target = path.replaceAll(NAME, "<%= name %>");
    write(`${folder}/_templates/component/new/${number}.ejs.t`, `---\nto: <%= output %>/${target}\n---\n${template}`);
    number += 1;
  }
  return {
    name: "Hygen",
    folder,
    environment: [`HYGEN_TMPLS=${folder}/_templates`],
    words: (output) => [
      `${root}/node_modules/hygen/dist/bin.js`,
      "component",
      "new",
      "--name",
      NAME,
      "--output",
      output,
    ],
  };
}
