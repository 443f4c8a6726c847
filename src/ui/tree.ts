/** Draws paths as a tree, with a note behind each. */
import { printable } from "./printable.ts";

export interface TreeEntry {
  readonly path: string;
  readonly note: string;
}

interface Branch {
  readonly children: Map<string, Branch>;
  note: string | undefined;
}

/** Lines of the tree, folders first come as given; notes are aligned. */
export function drawTree(entries: readonly TreeEntry[]): string {
  const root: Branch = { children: new Map(), note: undefined };
  for (const { path, note } of entries) {
    let branch = root;
    for (const segment of path.split("/")) {
      let next = branch.children.get(segment);
      if (next === undefined) {
        next = { children: new Map(), note: undefined };
        branch.children.set(segment, next);
      }
      branch = next;
    }
    branch.note = note;
  }
  const rows: { readonly text: string; readonly note: string | undefined }[] = [];
  draw(root, "", rows, true);
  const width = Math.max(0, ...rows.map(({ text }) => Bun.stringWidth(text)));
  return rows
    .map(({ text, note }) =>
      note === undefined ? text : `${text}${" ".repeat(width - Bun.stringWidth(text))}  ${note}`,
    )
    .join("\n");
}

function draw(
  branch: Branch,
  indent: string,
  rows: { readonly text: string; readonly note: string | undefined }[],
  top: boolean,
): void {
  const children = [...branch.children];
  children.forEach(([name, child], index) => {
    const last = index === children.length - 1;
    const folder = child.children.size > 0;
    const stem = top ? "" : last ? "└── " : "├── ";
    rows.push({ text: `${indent}${stem}${printable(name)}${folder ? "/" : ""}`, note: child.note });
    draw(child, top ? "" : `${indent}${last ? "    " : "│   "}`, rows, false);
  });
}

/** `512 B`, `1.5 KiB`, `20.0 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}
