/**
 * The families of rows by name. As a program it runs one of them and prints its section as JSON; run.ts is what people
 * call.
 */
import { environmentBefore, load } from "./core/environment.ts";
import { sinkValue } from "./core/measure.ts";
import type { Family, Section } from "./core/result.ts";

const FAMILIES: Readonly<Record<string, () => Promise<{ readonly family: Family }>>> = {
  start: () => import("./rows/start.ts"),
  micro: () => import("./rows/micro.ts"),
  macro: () => import("./rows/macro.ts"),
  compose: () => import("./rows/compose.ts"),
  filters: () => import("./rows/filters.ts"),
  compile: () => import("./rows/compile.ts"),
  load: () => import("./rows/load.ts"),
  cold: () => import("./rows/cold.ts"),
  scaffold: () => import("./rows/scaffold.ts"),
  scan: () => import("./rows/scan.ts"),
  blake3: () => import("./rows/blake3.ts"),
  xor: () => import("./rows/xor.ts"),
  strings: () => import("./rows/strings.ts"),
  infinity: () => import("./rows/infinity.ts"),
  sizes: () => import("./rows/sizes.ts"),
};

export const FAMILY_NAMES: readonly string[] = Object.keys(FAMILIES);

/** @throws {Error} when there is no such family, or when contenders disagree */
async function measure(name: string): Promise<Section> {
  const find = FAMILIES[name];
  if (find === undefined) throw new Error(`no family "${name}"`);
  const { family } = await find();
  const before = environmentBefore();
  const rows = await family.run();
  const { title, contract } = family;
  return { family: name, title, contract, rows, environment: { ...before, loadAfter: load() } };
}

if (import.meta.main) {
  const section = await measure(process.argv[2] ?? "");
  if (Number.isNaN(sinkValue())) console.error("A contender gave no number.");
  console.log(JSON.stringify(section));
}
