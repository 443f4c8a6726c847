/** The example of docs/formats.md: a template, and its file as annotated hex. */

import { sectionTags } from "../../src/format/container.ts";
import { encodeDxt } from "../../src/format/dxt.ts";
import { LineTable } from "../../src/format/line-table.ts";
import { Op } from "../../src/format/opcode.ts";
import type { ProgramSet } from "../../src/format/program.ts";
import { place } from "../format/edit.ts";

/** `Hi {{ name }}!` as the compiler makes it: a micro program. */
export const EXAMPLE_SET: ProgramSet = {
  strings: ["hi.j2", "Hi !", "name"],
  constants: [],
  programs: [
    {
      name: 0,
      mode: "micro",
      reasons: 3,
      code: Uint32Array.of(Op.LoadVariable, Op.ReturnValue),
      slots: [{ offset: 3, lengthHint: 16, variable: 0, code: 0 }],
      layout: 1,
      variables: [2],
      locals: 0,
      stack: 1,
      sizeHint: 20,
      lines: LineTable.of([]),
    },
  ],
  undefinedMode: "strict",
  autoescape: false,
};

/** Sizes in bytes and meanings of the fields in a section. */
type Fields = readonly (readonly [number, string])[];

const SECTION_FIELDS: Readonly<Record<string, Fields>> = {
  STRS: [
    [4, "STRS: 3 strings"],
    [16, "their offsets: 0, 5, 9, 13"],
    [5, '"hi.j2"'],
    [4, '"Hi !"'],
    [4, '"name"'],
  ],
  PROG: [
    [4, "PROG: name: string 0"],
    [4, "mode 0: micro; reasons 1 + 2: fixed layout, few placeholders"],
    [4, "layout: string 1"],
    [4, "locals: 0"],
    [4, "stack: 1"],
    [4, "size hint: 20 bytes"],
    [4, "words of code: 2"],
    [4, "slots: 1"],
    [4, "variables: 1"],
    [4, "lines: 0"],
  ],
  VARS: [[4, "VARS: variable 0 is string 2"]],
  SLOT: [
    [4, "SLOT: after 3 bytes of the layout"],
    [4, "length hint: 16 bytes"],
    [4, "variable 0"],
    [4, "its code begins at word 0"],
  ],
  CODE: [
    [4, "CODE: LoadVariable 0"],
    [4, "ReturnValue"],
  ],
  CNST: [[2, "CNST: an empty list"]],
  META: [[2, "META: an empty dict"]],
};

/** The example file as lines `offset  bytes  meaning`. */
export function exampleHex(): string {
  const bytes = encodeDxt(EXAMPLE_SET);
  const lines: string[] = [];
  let at = 0;
  const take = (size: number, meaning: string): void => {
    for (let done = 0; done < size; done += 16) {
      const part = bytes.subarray(at + done, at + Math.min(size, done + 16));
      const hex = [...part].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
      const offset = (at + done).toString(16).padStart(4, "0");
      lines.push(`${offset}  ${hex.padEnd(47)}  ${done === 0 ? meaning : ""}`.trimEnd());
    }
    at += size;
  };
  take(4, "magic: .dxt");
  take(1, "version 3");
  take(3, "reserved");
  take(8, "checksum");
  take(4, "8 sections");
  take(4, "flags: strict, no escaping");
  for (const tag of sectionTags("dxt")) {
    const { offset, length } = place(bytes, tag);
    take(12, `${tag} at 0x${offset.toString(16)}, ${length} bytes`);
  }
  for (const tag of sectionTags("dxt")) {
    const { offset, length } = place(bytes, tag);
    if (offset > at) take(offset - at, "padding");
    const fields = SECTION_FIELDS[tag] ?? [];
    if (fields.reduce((sum, [size]) => sum + size, 0) !== length) throw new Error(`the fields of ${tag} are wrong`);
    for (const [size, meaning] of fields) take(size, meaning);
  }
  return lines.join("\n");
}
