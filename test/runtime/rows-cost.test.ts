/** What rows cost and leave behind where the machine has to take some of them: steps, reads, errors, texts. */
import { afterEach, describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { Context } from "../../src/runtime/context.ts";
import { Machine } from "../../src/runtime/machine.ts";
import { Output } from "../../src/runtime/output.ts";
import { planning } from "../../src/runtime/rows.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { ValueBuffer } from "../../src/runtime/value-buffer.ts";
import { Float } from "../../src/value/value.ts";
import { outcome } from "../harness/outcome.ts";

const { least } = planning;

afterEach(() => {
  planning.least = least;
});

describe("runRows()", () => {
  test.each([
    ["characters outside ASCII", "{{ r.x | upper }}", "é".repeat(100_000)],
    ["a list that is joined", "{{ r.x | join }}", ["a".repeat(200_000)]],
    ["characters that go", "{{ r.x | replace('a', '') | upper }}", "a".repeat(100_000)],
    ["white space that goes", "{{ r.x | trim | lower }}", " ".repeat(200_000)],
  ])(
    "takes no more steps for %s than the machine",
    (_, body, x) => {
      const passes = (count: number, least: number): boolean => {
        // A template of its own, since a loop that has a plan keeps it.
        const template = loadTemplate(compileTemplate(`{% for r in rows %}${body}{% endfor %}`));
        planning.least = least;
        try {
          template.renderBytes({ rows: Array.from({ length: count }, () => ({ x })) });
          return true;
        } catch {
          return false;
        }
      };
      for (const count of [120, 160, 200, 240, 400]) {
        const isPaid = passes(count, Number.POSITIVE_INFINITY);
        expect(passes(count, 0) || !isPaid).toBe(true);
      }
    },
    30_000,
  );

  /** What a template gives, with every loop planned and with none. */
  function bothWays(source: string, rows: readonly unknown[]): [unknown, unknown] {
    planning.least = Number.POSITIVE_INFINITY;
    const machine = outcome(source, {}, "strict", { rows });
    planning.least = 0;
    return [outcome(source, {}, "strict", { rows }), machine];
  }

  test.each([
    [
      "a later row",
      "{% for row in rows %}{{ row.x }}{% endfor %}",
      [
        { x: "a" },
        {},
        {
          get x() {
            throw new TypeError("host");
          },
        },
      ],
    ],
    [
      "a later field",
      "{% for row in rows %}{{ row.x }}{{ row.y }}{% endfor %}",
      [
        {
          get y() {
            throw new TypeError("host");
          },
        },
      ],
    ],
    [
      "a field that is not reached",
      "{% for row in rows %}{% if row.ok %}{{ row.x }}{% endif %}.{% endfor %}",
      [
        {
          ok: false,
          get x() {
            throw new TypeError("host");
          },
        },
      ],
    ],
    [
      "the first row",
      "{% for row in rows %}{{ row.x }}{% endfor %}",
      [
        {
          get x() {
            throw new DxgError("render/type", "no such text");
          },
        },
      ],
    ],
  ])("tells of an error of the host in %s what the machine tells", (_, source, rows) => {
    const [planned, machine] = bothWays(source, rows);
    expect(planned).toEqual(machine);
  });

  test("charges a row that the machine runs once", () => {
    planning.least = 0;
    const template = loadTemplate(compileTemplate("{% for row in rows %}{{ row.f }}{{ row.x | title }}{% endfor %}"));
    const x = "w ".repeat(20_000);
    const rows = Array.from({ length: 260 }, (_, index) => ({ f: index % 3 === 2 ? new Float(1.5) : "a", x }));
    expect(template.render({ rows }).length).toBe(174 + 86 * 3 + 260 * x.length);
  });

  const texts = { short: "a word", long: "many words ".repeat(500) };
  test.each([
    ["rows as they are", "{{ row.a }}{{ row.b }}", () => ({ a: texts.short, b: 1 })],
    ["long texts", "{{ row.a }}", () => ({ a: "x".repeat(100_000) })],
    [
      "rows that the machine runs",
      "{{ row.a }}{% if row.a %}{{ row.b }}{{ row.b }}{{ row.b }}{% endif %}",
      (index: number) => ({ a: index % 3 === 0 ? new Float(1.5) : "a", b: "b" }),
    ],
    [
      "rows that fail behind a filter",
      "{{ row.a | title }}{{ row.b | title }}",
      (index: number) => ({ a: texts.long, b: index % 3 === 0 ? new Float(1.5) : "b" }),
    ],
    [
      "rows that fail behind a mapped filter",
      "{{ row.a | upper }}{{ row.b | lower }}",
      (index: number) => ({ a: texts.long, b: index % 3 === 0 ? new Float(1.5) : "b" }),
    ],
  ] as const)("takes the steps of the machine for %s", (_, body, makeRow) => {
    const rows = Array.from({ length: 300 }, (_row, index) => makeRow(index));
    const stepsOf = (least: number): number => {
      planning.least = least;
      const { set } = loadTemplate(compileTemplate(`{% for row in rows %}${body}{% endfor %}`));
      const machine = new Machine(set, new Output());
      const before = machine.fuel;
      machine.include(0, new Context({ rows }));
      return before - machine.fuel;
    };
    const share = stepsOf(0) / stepsOf(Number.POSITIVE_INFINITY);
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(1.2);
  });

  test("reads no field more than a few times, whatever takes the machine", () => {
    planning.least = 0;
    let reads = 0;
    const rows = Array.from({ length: 600 }, (_, index) => ({
      get a(): unknown {
        reads += 1;
        return index % 3 === 0 ? new Float(1.5) : "a";
      },
    }));
    loadTemplate(compileTemplate("{% for row in rows %}{{ row.a }}{% endfor %}")).render({ rows });
    expect(reads / rows.length).toBeLessThan(4);
  });

  test("tells where the steps ended", () => {
    const rows = Array.from({ length: 60 }, () => ({ y: "a", x: "x".repeat(1_000_000) }));
    const [planned, machine] = bothWays("{% for row in rows %}{{ row.y }}{{ row.x | title }}{% endfor %}", rows);
    expect(machine).toMatchObject({ code: "render/limit" });
    expect(planned).toEqual(machine);
  });

  test("keeps no text of a render", () => {
    planning.least = 0;
    const big = "x".repeat(1000);
    const template = loadTemplate(
      compileTemplate("{% for r in rows %}{% if r.f %}{{ r.big }}{% endif %}{{ r.y }}{% endfor %}{{ a }}"),
    );
    template.render({
      rows: [
        { f: true, big, y: "y" },
        { f: false, big, y: new Float(1.5) },
      ],
      a: big,
    });
    const kept = (): readonly string[] => {
      const buffer = ValueBuffer.take();
      const pending = buffer.pending.filter((text) => text !== "");
      ValueBuffer.give(buffer);
      return pending;
    };
    expect(kept()).toEqual([]);
    const micro = loadTemplate(compileTemplate("{{ a }}{{ b }}"));
    micro.render({ a: big, b: "b" });
    micro.render({ a: big, b: "b" });
    micro.render({ a: big, b: new Float(2.5) });
    expect(kept()).toEqual([]);
  });
});
