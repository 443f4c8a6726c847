/** Compares a text with a file of the repository; with UPDATE_GOLDEN=1 it writes the file instead. */
import { expect } from "bun:test";

const { UPDATE_GOLDEN } = process.env;
const ROOT = new URL("../../", import.meta.url);

export async function golden(path: string, text: string): Promise<void> {
  const file = Bun.file(new URL(path, ROOT));
  if (UPDATE_GOLDEN === "1") await Bun.write(file, text);
  expect(text).toBe(await file.text());
}
