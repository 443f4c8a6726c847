/** The use case behind `dxg template init`: a small template that works and shows each part. */
import { DxgError } from "../base/error.ts";
import { fileName, joinPath, parentPath, relativePath, resolvePath } from "../base/path.ts";
import { createFile, makeDirectories, removeDirectory, removeFile, showPath, status } from "../native/os.ts";
import { projectTemplates } from "../source/find.ts";

export interface InitialTemplate {
  /** As a person here would write it. */
  readonly path: string;
  /** A command line that tries it. */
  readonly next: string;
}

const NAME = /^[a-z0-9][a-z0-9._-]*$/;
const FILE_MODE = 0o644;

/** @throws {DxgError} template/exists, cli/bad-argument, io/*: nothing is left behind then */
export function initTemplate(wanted: string): InitialTemplate {
  const isPath = wanted.includes("/");
  const path = isPath ? resolvePath(wanted) : joinPath(projectTemplates() ?? resolvePath(".dx/templates"), wanted);
  const name = isPath ? fileName(path) : wanted;
  if (!NAME.test(name)) {
    throw new DxgError("cli/bad-argument", `"${showPath(name)}" is not a template name`, {
      hint: "Use lower-case letters, digits, dots, dashes and underscores",
    });
  }
  if (status(path) !== undefined) {
    throw new DxgError("template/exists", showPath(relativePath(path)), {
      hint: "Choose another name, or remove what is there",
    });
  }
  const made: (() => void)[] = [];
  try {
    writeStarter(path, name, made);
  } catch (error) {
    for (const remove of made.reverse()) remove();
    throw error;
  }
  const shown = relativePath(path);
  return {
    path: shown,
    next: `dxg generate ${isPath && !shown.startsWith("/") ? `./${shown}` : isPath ? shown : name} hello --dry-run`,
  };
}

/** Adds to `made` what takes each file and folder away again. */
function writeStarter(path: string, name: string, made: (() => void)[]): void {
  const utf8 = new TextEncoder();
  for (const [file, text] of starter(name)) {
    const target = joinPath(path, file);
    for (const folder of makeDirectories(parentPath(target))) made.push(() => removeDirectory(folder));
    createFile(target, utf8.encode(text), FILE_MODE);
    made.push(() => removeFile(target));
  }
}

function starter(name: string): readonly (readonly [path: string, text: string])[] {
  return [
    [
      "template.yaml",
      `name: ${name}
version: 0.1.0
description: Describe in one line what this template makes
params:
  name:
    type: string
    positional: true
    prompt: What is it called?
  description:
    type: string
    default: "'A short description of ' ~ name"
  with_tests:
    type: boolean
    default: true
  slug:
    private: true
    default: name | slugify
message: |
  Made {{ slug }}. Next: read {{ dxg.prefix }}{{ slug }}/README.md
`,
    ],
    [
      "files/{{ slug }}/README.md.j2",
      `# {{ name }}

{{ description }}
{% if with_tests %}

Run the tests of \`{{ slug }}\` before you commit.
{% endif %}
`,
    ],
    [
      "files/{{ slug }}/{{ slug }}.test.txt.j2",
      `{#---
when: with_tests
---#}
{% include "header.txt" %}
Tests of {{ name | title }} go here.
`,
    ],
    ["partials/header.txt.j2", "{{ name }}: made by dxg from a template\n"],
  ];
}
