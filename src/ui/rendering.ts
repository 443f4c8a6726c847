/** What `dxg render --json` prints. */
import type { Rendering } from "../app/render.ts";
import { jsonText } from "./json.ts";

/** One object: the text, or where it was written with its size in bytes. */
export function renderingToJson({ bytes, output }: Rendering): string {
  return jsonText(
    output === undefined
      ? { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) }
      : { output, bytes: bytes.length },
  );
}
