/** The string table: lookup by id, first and later, and deduplication. */
import { decodeStrings, encodeStrings, type StringTable, StringTableBuilder } from "../../src/format/string-table.ts";
import { many, Random } from "../core/inputs.ts";
import { absolute, type Contender, interleave, type Samples, summarize } from "../core/measure.ts";
import type { Check, Family, Row } from "../core/result.ts";

const LOOKUP_BAR_NS = 20;
const STRINGS = 2000;
/** Lookups of one input. */
const LOOKUPS = 2000;

interface Input {
  readonly table: StringTable;
  readonly ids: Uint32Array;
  readonly strings: readonly string[];
}

function makeInput(random: Random): Input {
  const strings = many(STRINGS, () => random.name(4, 24));
  const table = decodeStrings(encodeStrings(strings));
  return { table, strings, ids: Uint32Array.from({ length: LOOKUPS }, () => random.below(STRINGS)) };
}

/** Time for one lookup: a batch's inputs each hold `LOOKUPS`. */
function perLookup({ name, rounds }: Samples): Samples {
  return { name, rounds: rounds.map((nanoseconds) => nanoseconds / LOOKUPS) };
}

function lookUp({ table, ids }: Input): number {
  let sum = 0;
  for (let index = 0; index < ids.length; index += 1) sum += table.get(ids[index]!).length;
  return sum;
}

function row(title: string, contender: Contender<Input>, make: (count: number) => Input[], atMost?: number): Row {
  const [samples] = interleave([contender], { make, batch: 4, rounds: 31, warmUp: 20 }).map(perLookup);
  const checks: Check[] = [absolute(samples!, "one lookup", atMost)];
  return { title, unit: "ns", contenders: [summarize(samples!)], checks };
}

export const family: Family = {
  name: "strings",
  title: "String table",
  contract: [`Tables of ${STRINGS} strings, one in five not ASCII; ids in random order. A new table for each input.`],
  run: () => {
    const random = new Random(0x5eed06);
    const fresh = (count: number): Input[] => many(count, () => makeInput(random));
    const known = (count: number): Input[] => {
      const inputs = fresh(count);
      for (const { table } of inputs) table.all();
      return inputs;
    };
    const built = new WeakMap<Input, StringTableBuilder>();
    const interned = (count: number): Input[] => {
      const inputs = fresh(count);
      for (const input of inputs) {
        const builder = new StringTableBuilder();
        for (const text of input.strings) builder.intern(text);
        built.set(input, builder);
      }
      return inputs;
    };
    const lookups: Contender<Input> = {
      name: "get",
      all: (inputs) => inputs.reduce((sum, each) => sum + lookUp(each), 0),
    };
    const intern: Contender<Input> = {
      name: "intern",
      all: (inputs) => {
        let sum = 0;
        for (const input of inputs) {
          const builder = built.get(input)!;
          for (const id of input.ids) sum += builder.intern(input.strings[id]!);
        }
        return sum;
      },
    };
    return [
      row("Lookup by id, string used before", lookups, known, LOOKUP_BAR_NS),
      row("Lookup by id, first uses included", lookups, fresh),
      row("Number of a known string (hash of the text included)", intern, interned),
    ];
  },
};
