/** The tags: which ones exist, and what people write who come from other template languages. Tables only. */
import type { Extension } from "./syntax-options.ts";

/** The end tag of each tag that has a body. */
export const END_TAGS: Readonly<Record<string, string>> = {
  if: "endif",
  for: "endfor",
  set: "endset",
  with: "endwith",
  filter: "endfilter",
  autoescape: "endautoescape",
  macro: "endmacro",
  call: "endcall",
  block: "endblock",
  trans: "endtrans",
  raw: "endraw",
};

/** What a tag inside a body belongs to, for tags that cannot begin a statement. */
export const INNER_TAGS: Readonly<Record<string, string>> = {
  elif: "if",
  else: "if` or `for",
  endif: "if",
  endfor: "for",
  endset: "set",
  endwith: "with",
  endfilter: "filter",
  endautoescape: "autoescape",
  endmacro: "macro",
  endcall: "call",
  endblock: "block",
  pluralize: "trans",
  endtrans: "trans",
  endraw: "raw",
};

/** Tags of other languages, each with what to write in Jinja2. */
export const FOREIGN_TAGS: Readonly<Record<string, string>> = {
  elseif: "Write `{% elif … %}`.",
  elsif: "Write `{% elif … %}`.",
  fi: "Write `{% endif %}`.",
  foreach: "Write `{% for item in list %}`.",
  each: "Write `{% for item in list %}`.",
  asyncEach: "Write `{% for item in list %}`.",
  asyncAll: "Write `{% for item in list %}`.",
  endforeach: "Write `{% endfor %}`.",
  endeach: "Write `{% endfor %}`.",
  endall: "Write `{% endfor %}`.",
  while: "There is only `for`; loop over `range(…)` or a list.",
  unless: "Write `{% if not … %}`.",
  endunless: "Write `{% endif %}`.",
  ifequal: "Write `{% if a == b %}`.",
  switch: "Write `{% if … %}{% elif … %}{% else %}{% endif %}`.",
  case: "Write `{% if … %}{% elif … %}{% else %}{% endif %}`.",
  default: "Write `{% else %}`.",
  assign: "Write `{% set name = value %}`.",
  let: "Write `{% set name = value %}`.",
  var: "Write `{% set name = value %}`.",
  capture: "Write `{% set name %}…{% endset %}`.",
  comment: "Write `{# … #}`.",
  endcomment: "Write `{# … #}`.",
  verbatim: "Write `{% raw %}…{% endraw %}`.",
  endverbatim: "Write `{% endraw %}`.",
  partial: "Write `{% include name %}`.",
  render: "Write `{% include name %}`.",
  load: "Remove it: nothing has to be loaded.",
};

/** Every tag that may be meant by a mistyped one. */
export const KNOWN_TAGS: readonly string[] = [
  ...Object.keys(END_TAGS),
  ...Object.keys(INNER_TAGS),
  "include",
  "import",
  "from",
  "extends",
  "do",
  "print",
  "break",
  "continue",
  "debug",
  "now",
];

/** The tags that an extension of Jinja2 brings. */
export const EXTENSION_TAGS: { readonly [tag: string]: Extension | undefined } = {
  do: "do",
  break: "loopcontrols",
  continue: "loopcontrols",
  trans: "i18n",
  debug: "debug",
  now: "time",
};
