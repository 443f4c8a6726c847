/** Generated templates as trees, so that a difference can be made smaller without breaking the template's brackets. */

export type Piece = string | Part;

export interface Part {
  /** `list`: any of its parts can go. `expression`: any expression can take its place. `statement`: a tag with its bodies. */
  readonly kind: "list" | "expression" | "statement";
  readonly parts: readonly Piece[];
}

export function list(parts: readonly Piece[]): Part {
  return { kind: "list", parts };
}

/** An expression; interpolated pieces stay pieces. */
export function expression(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Part {
  return { kind: "expression", parts: weave(strings, pieces) };
}

export function statement(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Part {
  return { kind: "statement", parts: weave(strings, pieces) };
}

function weave(strings: TemplateStringsArray, pieces: readonly Piece[]): readonly Piece[] {
  return strings.flatMap((text, index) => (index < pieces.length ? [text, pieces[index]!] : [text]));
}

export function textOf(piece: Piece): string {
  return typeof piece === "string" ? piece : piece.parts.map(textOf).join("");
}

const ATOMS = ["1", "''", "[]"];

/** Smaller trees, each one step away. */
export function* smaller(piece: Piece): Generator<Piece> {
  if (typeof piece === "string") return;
  if (piece.kind === "list") {
    for (let index = 0; index < piece.parts.length; index++) {
      yield { ...piece, parts: piece.parts.toSpliced(index, 1) };
    }
  }
  if (piece.kind === "statement")
    for (const part of piece.parts) if (typeof part !== "string" && part.kind === "list") yield part;
  if (piece.kind === "expression" && textOf(piece).length > 2) {
    for (const part of piece.parts) if (typeof part !== "string" && part.kind === "expression") yield part;
    for (const atom of ATOMS) yield { kind: "expression", parts: [atom] };
  }
  for (const [index, part] of piece.parts.entries()) {
    for (const less of smaller(part)) yield { ...piece, parts: piece.parts.with(index, less) };
  }
}
