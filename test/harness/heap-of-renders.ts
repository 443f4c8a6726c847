/**
 * A program for heap.test.ts: what micro renders take of JavaScript's heap, by the engine's own counters, as JSON.
 * `growth`: what a million renders leave behind. `allocations`: bytes for each render, by number of slots; the engine
 * must run with its collector off (BUN_JSC_useGC=0), so that the heap grows by all that is allocated.
 */
import { heapStats } from "bun:jsc";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

/** Until the engine's compilers are done, which allocate too. */
const WARM_UP = 30_000;
const COUNTED = 200_000;
const MILLION = 1_000_000;

const out: Uint8Array = new Uint8Array(1 << 16);
const kept: { value: object | undefined } = { value: undefined };

/** Renders a layout of that many slots as often as it is told. */
function renderer(slots: number): (times: number) => void {
  const names = Array.from({ length: slots }, (_, index) => `name_${index}`);
  const template = loadTemplate(compileTemplate(names.map((name) => `text {{ ${name} }}`).join("\n")));
  const parameters = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  return (times) => {
    for (let round = 0; round < times; round += 1) template.renderInto(parameters, out);
  };
}

/** Bytes that the heap grows by, for each of the times, once the code is compiled. */
function bytesEach(work: (times: number) => void): number {
  work(WARM_UP);
  const before = heapStats().heapCapacity;
  work(COUNTED);
  return (heapStats().heapCapacity - before) / COUNTED;
}

function allocations(): object {
  const objects = (times: number): void => {
    for (let round = 0; round < times; round += 1) kept.value = { round };
  };
  return { oneSlot: bytesEach(renderer(1)), fortySlots: bytesEach(renderer(40)), anObject: bytesEach(objects) };
}

function growth(): object {
  const render = renderer(12);
  render(WARM_UP);
  Bun.gc(true);
  const before = heapStats();
  render(MILLION);
  Bun.gc(true);
  const after = heapStats();
  const bytes = after.heapSize + after.extraMemorySize - before.heapSize - before.extraMemorySize;
  return { bytes, objects: after.objectCount - before.objectCount };
}

console.log(JSON.stringify(process.argv[2] === "growth" ? growth() : allocations()));
