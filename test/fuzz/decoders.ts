/** All decoders that read bytes which others may have written, with the share of the cases that each gets. */
import { DXF, DXT } from "./containers.ts";
import type { Decoder } from "./decoder.ts";
import { DXP_RECORD, DXP_VALUE } from "./dxp.ts";
import { MANIFEST } from "./manifests.ts";
import { JSON_FILE, TOML_FILE, YAML_FILE } from "./parameter-files.ts";
import { SIG } from "./signature-file.ts";
import { CONSENTS, PUBLIC_KEY, SECRET_KEY, SEEN, TRUST } from "./trust-files.ts";

/** With rules behind rules, and with little time for each case, come more of them. */
export const DECODERS: readonly (readonly [decoder: Decoder, weight: number])[] = [
  [DXT, 10],
  [DXF, 8],
  [DXP_VALUE, 8],
  [DXP_RECORD, 6],
  [SIG, 1],
  [SECRET_KEY, 1],
  [PUBLIC_KEY, 1],
  [TRUST, 3],
  [SEEN, 3],
  [CONSENTS, 1],
  [JSON_FILE, 3],
  [YAML_FILE, 2],
  [TOML_FILE, 2],
  [MANIFEST, 1],
];

/** `.dxt`, `.dxf` and `.dxp`. */
export const DX_FILES: ReadonlySet<Decoder> = new Set([DXT, DXF, DXP_VALUE, DXP_RECORD]);

/** The number of cases of which those formats together get so many, or a few more. */
export function casesFor(files: number): number {
  const total = (rows: typeof DECODERS): number => rows.reduce((sum, [, weight]) => sum + weight, 0);
  const round = total(DECODERS.filter(([decoder]) => DX_FILES.has(decoder)));
  return Math.ceil(files / round) * total(DECODERS);
}
