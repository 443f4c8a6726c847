/** Macro render of what is put together: nested loops, macros and includes for each row, a layout with blocks. */
import { many, Random } from "../core/inputs.ts";
import { againstFastest, type Contender, interleave, summarize } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";
import { type Data, requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";
import { ourLoop, ourSet } from "../peers/ours.ts";
import { COMPILE_SETS, type Sources } from "../peers/sets.ts";

const BAR = 1;
const ROWS = 1000;
/** Groups of the row with nested loops, of ten rows each. */
const GROUPS = 100;
/** Items of the page with a layout. */
const ITEMS = 20;
/** More than any output takes. */
const OUTPUT_BYTES = 1 << 20;
const COMPARED = 5;

interface Composition {
  readonly title: string;
  readonly jinja: Sources;
  /** The templates as each peer's user writes them; those that speak Jinja2's language have ours. */
  readonly own: Readonly<Record<string, Sources>>;
  readonly make: () => Data;
  readonly batch: number;
  readonly notes?: readonly string[];
}

const random: Random = new Random(0x5eed04);

function makeRow(): Data {
  return {
    name: random.name(4, 16),
    type: random.name(3, 10),
    note: random.sentence(10, 50),
    optional: random.below(3) === 0,
  };
}

/** `for` over a list in templates whose tags hold JavaScript. */
function each(item: string, list: string, index = "i"): string {
  return `<% for (let ${index} = 0; ${index} < ${list}.length; ${index}++) { const ${item} = ${list}[${index}]; %>`;
}

function nestedIn(print: string, top: string): Sources {
  const main = `${each("group", `${top}groups`)}module <%${print} group.name %>
${each("row", "group.rows", "j")}  <%${print} row.name %>: <%${print} row.type %>;
<% } %>end
<% } %>`;
  return { main };
}

const NESTED: Composition = {
  title: "Nested loops, 100 groups of 10 rows",
  jinja: {
    main: `{% for group in groups %}module {{ group.name }}
{% for row in group.rows %}  {{ row.name }}: {{ row.type }};
{% endfor %}end
{% endfor %}`,
  },
  own: {
    doT: {
      main: `{{~it.groups:group}}module {{=group.name}}
{{~group.rows:row}}  {{=row.name}}: {{=row.type}};
{{~}}end
{{~}}`,
    },
    Eta: nestedIn("=", "it."),
    EJS: nestedIn("-", "it."),
    "art-template": nestedIn("-", ""),
    Handlebars: {
      main: `{{#each groups}}module {{name}}
{{#each rows}}  {{name}}: {{type}};
{{/each}}end
{{/each}}`,
    },
  },
  make: () => ({
    groups: many(GROUPS, () => ({ name: random.name(4, 16), rows: many(ROWS / GROUPS, makeRow) })),
  }),
  batch: 4,
};

function functionIn(print: string, top: string): Sources {
  const main = `<% const field = (name, type, optional) => { %><%${print} name %><% if (optional) { %>?<% } %>: <%${print} type %><% }; %>${each("row", `${top}rows`)}  <% field(row.name, row.type, row.optional); %>; // <%${print} row.note %>
<% } %>`;
  return { main };
}

const MACROS: Composition = {
  title: "A macro called for each of 1000 rows",
  jinja: {
    main: `{% macro field(name, type, optional) %}{{ name }}{% if optional %}?{% endif %}: {{ type }}{% endmacro %}{% for row in rows %}  {{ field(row.name, row.type, row.optional) }}; // {{ row.note }}
{% endfor %}`,
  },
  own: {
    doT: {
      main: `{{##def.field:row:{{=row.name}}{{?row.optional}}?{{?}}: {{=row.type}}#}}{{~it.rows:row}}  {{#def.field:row}}; // {{=row.note}}
{{~}}`,
    },
    Eta: functionIn("=", "it."),
    EJS: functionIn("-", "it."),
    Handlebars: {
      main: `{{#each rows}}  {{> field name=name type=type optional=optional}}; // {{note}}
{{/each}}`,
      field: "{{name}}{{#if optional}}?{{/if}}: {{type}}",
    },
  },
  make: () => ({ rows: many(ROWS, makeRow) }),
  batch: 4,
  notes: ["doT puts the definition into the loop when it compiles; Eta and EJS have functions of JavaScript"],
};

function partOf(print: string): string {
  return `  <%${print} it.row.name %><% if (it.row.optional) { %>?<% } %>: <%${print} it.row.type %>; // <%${print} it.row.note %>
`;
}

const INCLUDES: Composition = {
  title: "An include for each of 1000 rows",
  jinja: {
    main: `{% for row in rows %}{% include "part" %}{% endfor %}`,
    part: `  {{ row.name }}{% if row.optional %}?{% endif %}: {{ row.type }}; // {{ row.note }}
`,
  },
  own: {
    doT: {
      main: "{{~it.rows:row}}{{#def.part}}{{~}}",
      part: `  {{=row.name}}{{?row.optional}}?{{?}}: {{=row.type}}; // {{=row.note}}
`,
    },
    Eta: { main: `${each("row", "it.rows")}<%~ include("@part", { row }) %><% } %>`, part: partOf("=") },
    EJS: { main: `${each("row", "it.rows")}<%- include("part", { row }) %><% } %>`, part: partOf("-") },
    "art-template": {
      main: `${each("row", "rows")}<% include("./part", { row }) %><% } %>`,
      part: partOf("-").replaceAll("it.", ""),
    },
    Handlebars: {
      main: "{{#each rows}}{{> part}}{{/each}}",
      part: `  {{name}}{{#if optional}}?{{/if}}: {{type}}; // {{note}}
`,
    },
  },
  make: () => ({ rows: many(ROWS, makeRow) }),
  batch: 4,
  notes: ["doT puts the other template into the loop when it compiles"],
};

const INHERITANCE: Composition = {
  title: "A layout with 3 blocks, 2 of them replaced, 20 items",
  jinja: {
    main: `{% extends "layout" %}{% block title %}{{ title }}{% endblock %}{% block body %}{% for row in rows %}<li>{{ row.name }}: {{ row.note }}</li>
{% endfor %}{% endblock %}`,
    layout: `<html><head><title>{% block title %}Untitled{% endblock %}</title></head>
<body>{% block body %}{% endblock %}{% block foot %}<p>{{ author }}</p>{% endblock %}</body></html>
`,
  },
  own: {
    Eta: {
      main: `<% layout("@layout", { title: it.title, author: it.author }) %>${each("row", "it.rows")}<li><%= row.name %>: <%= row.note %></li>
<% } %>`,
      layout: `<html><head><title><%= it.title %></title></head>
<body><%~ it.body %><p><%= it.author %></p></body></html>
`,
    },
    "art-template": {
      main: `<% extend("./layout") %><% block("title", function () { %><%- title %><% }) %><% block("body", function () { %>${each("row", "rows")}<li><%- row.name %>: <%- row.note %></li>
<% } %><% }) %>`,
      layout: `<html><head><title><% block("title", function () { %>Untitled<% }) %></title></head>
<body><% block("body", function () { %><% }) %><% block("foot", function () { %><p><%- author %></p><% }) %></body></html>
`,
    },
    Handlebars: {
      main: `{{#> layout}}{{#*inline "title"}}{{title}}{{/inline}}{{#*inline "body"}}{{#each rows}}<li>{{name}}: {{note}}</li>
{{/each}}{{/inline}}{{/layout}}`,
      layout: `<html><head><title>{{#> title}}Untitled{{/title}}</title></head>
<body>{{#> body}}{{/body}}{{#> foot}}<p>{{author}}</p>{{/foot}}</body></html>
`,
    },
  },
  make: () => ({ title: random.name(6, 20), author: random.name(6, 20), rows: many(ITEMS, makeRow) }),
  batch: 200,
  notes: ["doT and EJS have no layouts; Eta's has a body and values"],
};

/** @throws {Error} when an engine gives other bytes */
function composed({ title, jinja, own, make, batch, notes = [] }: Composition): Row {
  const out = new Uint8Array(OUTPUT_BYTES);
  const encoder = new TextEncoder();
  const ours = ourSet(jinja);
  const inputs = many(COMPARED, make);
  const contenders: Contender<Data>[] = [{ name: "dxg", all: ourLoop(ours, out) }];
  for (const { name, isJinja, loop } of ENGINES) {
    const sources = isJinja === true ? jinja : own[name];
    if (sources === undefined) continue;
    const render = COMPILE_SETS[name]!(sources);
    for (const input of inputs) requireEqual(name, encoder.encode(render(input)), ours.renderBytes(input));
    contenders.push({ name, all: loop(render, out) });
  }
  const [samples, ...peers] = interleave(contenders, {
    make: (count) => many(count, make),
    batch,
    rounds: 31,
    // Each row meets code that was compiled for the one before it; it is compiled anew after some forty rounds.
    warmUp: 60,
  });
  return {
    title,
    unit: "ns",
    contenders: [samples!, ...peers].map(summarize),
    checks: [againstFastest(samples!, peers, BAR)],
    notes,
  };
}

export const family: Family = {
  name: "compose",
  title: "Macro render of nested and composed templates",
  contract: [
    "As for macro rendering; every engine uses what its documentation has for the purpose, and is left out where it has",
    "nothing. Outputs are equal.",
  ],
  run: () => [NESTED, MACROS, INCLUDES, INHERITANCE].map(composed),
};
