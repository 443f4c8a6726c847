/**
 * Macro render with filters. Most peers have no filters, so they call JavaScript's own methods in the
 * template, which is how their users do it.
 */
import { flat, many, Random } from "../core/inputs.ts";
import { againstFastest, type Contender, interleave, summarize } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";
import { type Data, requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";
import { ourLoop, ourTemplate } from "../peers/ours.ts";

const BAR = 1;
const ROWS = 1000;
/** More than any output takes. */
const OUTPUT_BYTES = 1 << 20;

const SOURCE = `{% for row in rows %}  {{ row.name | upper }}: "{{ row.note | trim | replace('a', 'o') }}", // {{ row.tags | join(', ') }}
{% endfor %}`;

const NAME = "row.name.toUpperCase()";
const NOTE = "row.note.trim().replaceAll('a', 'o')";
const TAGS = "row.tags.join(', ')";
const FOR = "for (let i = 0; i < it.rows.length; i++) { const row = it.rows[i];";

/** The template as each peer's user writes it. */
const OWN: Readonly<Record<string, string>> = {
  doT: `{{~it.rows:row}}  {{=${NAME}}}: "{{=${NOTE}}}", // {{=${TAGS}}}\n{{~}}`,
  Eta: `<% ${FOR} %>  <%= ${NAME} %>: "<%= ${NOTE} %>", // <%= ${TAGS} %>\n<% } %>`,
  EJS: `<% ${FOR} %>  <%- ${NAME} %>: "<%- ${NOTE} %>", // <%- ${TAGS} %>\n<% } %>`,
};

function makeRows(random: Random): Data {
  const rows = many(ROWS, () => ({
    name: random.name(4, 16),
    note: flat(` ${random.sentence(10, 50)} `),
    tags: [random.name(3, 8), random.name(3, 8), random.name(3, 8)],
  }));
  return { rows };
}

function filters(): Row {
  const random = new Random(0x5eed03);
  const out = new Uint8Array(OUTPUT_BYTES);
  const ours = ourTemplate(SOURCE);
  const contenders: Contender<Data>[] = [{ name: "dxg", all: ourLoop(ours, out) }];
  const [input] = [makeRows(random)];
  const expected = ours.renderBytes(input);
  for (const engine of ENGINES) {
    const own = engine.isJinja === true ? SOURCE : OWN[engine.name];
    if (own === undefined) continue;
    const render = engine.compile(own);
    requireEqual(engine.name, new TextEncoder().encode(render(input)), expected);
    contenders.push({ name: engine.name, all: engine.loop(render, out) });
  }
  const make = (count: number): Data[] => many(count, () => makeRows(random));
  const [samples, ...peers] = interleave(contenders, { make, batch: 4, rounds: 31, warmUp: 15 });
  return {
    title: "1000 rows: upper, trim, replace, join",
    unit: "ns",
    contenders: [samples!, ...peers].map(summarize),
    checks: [againstFastest(samples!, peers, BAR)],
    notes: [],
  };
}

export const family: Family = {
  name: "filters",
  title: "Macro render with filters",
  contract: ["As for macro rendering. Peers without filters use the methods of JavaScript's strings and arrays."],
  run: () => [filters()],
};
