/**
 * Writes texts into bytes that are there, by the methods behind `Buffer.write` (without `Buffer.write`'s look at the name of
 * the encoding): an encoder takes twice as long for texts of some hundred characters, and a Buffer for each six times.
 */

/** What every Buffer has; any `Uint8Array` can be `this`. */
interface Writers {
  utf8Write(this: Uint8Array, text: string, offset: number): number;
  latin1Write(this: Uint8Array, text: string, offset: number): number;
}

/** Writes a text as UTF-8 from an offset on; the result is the bytes that it took. */
export function writeUtf8(bytes: Uint8Array, text: string, offset: number): number {
  return (Buffer.prototype as unknown as Writers).utf8Write.call(bytes, text, offset);
}

/** Writes the lower byte of each UTF-16 unit of a text from the start on. */
export function writeLowBytes(bytes: Uint8Array, text: string): void {
  (Buffer.prototype as unknown as Writers).latin1Write.call(bytes, text, 0);
}
