/** Rows that compare rendering to bytes: ours against every engine, on the same fresh inputs, after a check for equality. */
import { type Data, requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";
import { ourLoop, ourTemplate } from "../peers/ours.ts";
import { againstFastest, interleave, type Plan, summarize } from "./measure.ts";
import type { Row } from "./result.ts";

/** Inputs that are rendered by everyone and compared byte for byte before anything is timed. */
const COMPARED = 50;

export interface RenderRow {
  readonly title: string;
  readonly source: string;
  readonly plan: Plan<Data>;
  /** More than any output takes. */
  readonly outputBytes: number;
  readonly atMost?: number;
  readonly notes?: readonly string[];
}

/** @throws {Error} when an engine gives other bytes */
export function renderRow({ title, source, plan, outputBytes, atMost, notes = [] }: RenderRow): Row {
  const out = new Uint8Array(outputBytes);
  const ours = ourTemplate(source);
  const encoder = new TextEncoder();
  const renders = ENGINES.map((engine) => ({ engine, render: engine.compile(engine.translate(source)) }));
  for (const input of plan.make(COMPARED)) {
    const expected = ours.renderBytes(input);
    const length = ours.renderInto(input, out, 0);
    requireEqual("renderInto", out.subarray(0, length), expected);
    for (const { engine, render } of renders) requireEqual(engine.name, encoder.encode(render(input)), expected);
  }
  const [samples, ...peers] = interleave(
    [
      { name: "dxg", all: ourLoop(ours, out) },
      ...renders.map(({ engine, render }) => ({ name: engine.name, all: engine.loop(render, out) })),
    ],
    plan,
  );
  return {
    title,
    unit: "ns",
    contenders: [samples!, ...peers].map(summarize),
    checks: [againstFastest(samples!, peers, atMost)],
    notes: [`mode ${ours.program.mode}`, ...notes],
  };
}
