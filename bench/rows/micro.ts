/** Micro render to bytes: a React component of about 550 bytes with eleven slots. */

import { many, Random } from "../core/inputs.ts";
import { renderRow } from "../core/renders.ts";
import type { Family } from "../core/result.ts";
import type { Data } from "../peers/engine.ts";
import { byHandRow } from "./micro-by-hand.ts";

const BAR = 0.35;

export const COMPONENT = `import { useState } from "react";
import type * as types from "{{ module }}";

/** {{ description }} */
export function {{ component }}({ label = "{{ label }}" }: types.{{ props }}) {
  const [{{ state }}, {{ setter }}] = useState({{ initial }});
  return (
    <section className="{{ className }}" aria-label={label}>
      <h2 className="title">{label}</h2>
      <output aria-live="polite">{String({{ state }})}</output>
      <button type="button" className="action" onClick={() => {{ setter }}(0)}>
        Reset
      </button>
    </section>
  );
}
`;

/** All values are strings. */
function makeComponent(random: Random): Data {
  return {
    props: random.name(8, 14),
    module: random.name(6, 14),
    description: random.sentence(20, 50),
    component: random.name(5, 12),
    label: random.sentence(6, 18),
    state: random.name(4, 10),
    setter: random.name(6, 12),
    initial: random.name(2, 6),
    className: random.name(6, 12),
  };
}

/** As above, but the initial state is a number. */
function makeNumbered(random: Random): Data {
  return { ...makeComponent(random), initial: random.below(100_000) };
}

export const family: Family = {
  name: "micro",
  title: "Micro render to bytes",
  contract: [
    "Templates compiled beforehand, escaping off, output as UTF-8 in one buffer that is used again (`renderInto` for us,",
    "`TextEncoder.encodeInto` for the others). Every value is a new string; one in five is not ASCII.",
  ],
  run: () => {
    const random = new Random(0x5eed01);
    const plan = { batch: 2000, rounds: 41, warmUp: 16 };
    const common = { source: COMPONENT, outputBytes: 8192 };
    return [
      renderRow({
        ...common,
        title: "Component, 11 slots, strings",
        plan: { ...plan, make: (count) => many(count, () => makeComponent(random)) },
        atMost: BAR,
      }),
      renderRow({
        ...common,
        title: "Component, 11 slots, one of them a number",
        plan: { ...plan, make: (count) => many(count, () => makeNumbered(random)) },
        atMost: BAR,
      }),
      byHandRow(COMPONENT, { ...plan, make: (count) => many(count, () => makeComponent(random)) }),
    ];
  },
};
