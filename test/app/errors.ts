/** Helpers of the tests that compare an error, as the user sees it, with a file. */

import { expect } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { DxgError } from "../../src/base/error.ts";
import { formatError } from "../../src/ui/error.ts";

const { UPDATE_GOLDEN } = process.env;
const LINE_MAX = 160;

/** The error that `act` throws. @throws {Error} when none came, or another kind */
export async function errorOf(act: () => unknown): Promise<DxgError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof DxgError) return error;
    throw error;
  }
  throw new Error("no error came");
}

/** Compares an error's text with the file at `path`; UPDATE_GOLDEN=1 writes the file. Long lines are cut. */
export function expectErrorFile(error: DxgError, path: string): void {
  const lines = formatError(error).split("\n");
  const actual = lines.map((line) => (line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}[...]` : line)).join("\n");
  if (UPDATE_GOLDEN === "1") writeFileSync(path, actual);
  expect(existsSync(path), `${path} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
  expect(actual).toBe(readFileSync(path, "utf8"));
}
