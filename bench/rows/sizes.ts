/** Sizes of compiled templates and bundles against their text. Nothing is timed. */
import { readdirSync } from "node:fs";
import { compileTree } from "../../src/compile/bundle.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { readTemplateDirectory } from "../../src/source/directory.ts";
import { ROOT } from "../core/environment.ts";
import { fixed } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";
import { COLUMNS } from "./macro.ts";
import { COMPONENT } from "./micro.ts";

const ENCODER = new TextEncoder();

function sizeRow(title: string, text: number, compiled: number, form: string): Row {
  return {
    title,
    unit: "bytes",
    contenders: [fixed("text", text), fixed(form, compiled)],
    checks: [{ what: `${form} against its text`, value: compiled / text, kind: "ratio" }],
  };
}

function bundleRow(name: string): Row {
  const tree = readTemplateDirectory(`${ROOT}/templates/${name}`);
  let text = ENCODER.encode(tree.manifest).length;
  for (const { bytes } of tree.files) text += bytes?.length ?? 0;
  for (const partial of tree.partials.values()) text += ENCODER.encode(partial).length;
  return sizeRow(`Bundle ${name}`, text, compileTree(tree).length, ".dxf");
}

export const family: Family = {
  name: "sizes",
  title: "Sizes of compiled templates",
  contract: ["Bytes of the files; a bundle's text is its manifest, templates and partials."],
  run: () => [
    ...[
      ["Micro template of the micro row", COMPONENT],
      ["Macro template of the macro row", COLUMNS],
    ].map(([title, source]) =>
      sizeRow(title!, ENCODER.encode(source!).length, compileTemplate(source!).length, ".dxt"),
    ),
    ...readdirSync(`${ROOT}/templates`).sort().map(bundleRow),
  ],
};
