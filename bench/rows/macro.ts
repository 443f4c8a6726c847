/** Macro render to bytes: a loop over a thousand rows of four fields. */
import { many, Random } from "../core/inputs.ts";
import { renderRow } from "../core/renders.ts";
import type { Family } from "../core/result.ts";
import type { Data } from "../peers/engine.ts";

const BAR = 1;
const ROWS = 1000;

export const COLUMNS = `export const {{ table }} = [
{% for row in rows %}  { id: {{ row.id }}, column: "{{ row.name }}", type: "{{ row.type }}", note: "{{ row.note }}" },
{% endfor %}] as const;
`;

/** The same with a condition and a second use of a field. */
const CONDITIONS = `export interface {{ table }} {
{% for row in rows %}{% if row.note %}  /** {{ row.note }} */
{% endif %}  {{ row.name }}{% if row.optional %}?{% endif %}: {{ row.type }}; // {{ row.name }}
{% endfor %}  // end
}
`;

function makeTable(random: Random): Data {
  const rows = many(ROWS, () => ({
    id: random.below(1_000_000),
    name: random.name(4, 16),
    type: random.name(3, 10),
    note: random.sentence(10, 50),
  }));
  return { table: random.name(6, 16), rows };
}

function makeOptional(random: Random): Data {
  const rows = many(ROWS, () => ({
    name: random.name(4, 16),
    type: random.name(3, 10),
    note: random.below(2) === 0 ? "" : random.sentence(10, 50),
    optional: random.below(3) === 0,
  }));
  return { table: random.name(6, 16), rows };
}

export const family: Family = {
  name: "macro",
  title: "Macro render to bytes",
  contract: [
    "Templates compiled beforehand, escaping off, output as UTF-8 in one buffer that is used again (`renderInto` for us,",
    "`TextEncoder.encodeInto` for the others). Every row and string is new; one string in five is not ASCII.",
  ],
  run: () => {
    const random = new Random(0x5eed02);
    // Our code is compiled for good after some fifty rounds, as in compose.ts.
    const plan = { batch: 4, rounds: 41, warmUp: 60 };
    const common = { outputBytes: 1 << 20, atMost: BAR };
    return [
      renderRow({
        ...common,
        title: "1000 rows of 4 fields",
        source: COLUMNS,
        plan: { ...plan, make: (count) => many(count, () => makeTable(random)) },
        notes: ["one field of a row is an integer"],
      }),
      renderRow({
        ...common,
        title: "1000 rows of 4 fields, with conditions",
        source: CONDITIONS,
        plan: { ...plan, make: (count) => many(count, () => makeOptional(random)) },
      }),
    ];
  },
};
