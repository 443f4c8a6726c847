/**
 * The tags: which ones exist, which ones Jinja2 has and this version has not, and what people write who come from other
 * template languages. Tables only.
 */

/** The end tag of each tag that has a body. */
export const END_TAGS: Readonly<Record<string, string>> = {
  if: "endif",
  for: "endfor",
  set: "endset",
  raw: "endraw",
};

/** What a tag inside a body belongs to, for tags that cannot begin a statement. */
export const INNER_TAGS: Readonly<Record<string, string>> = {
  elif: "if",
  else: "if` or `for",
  endif: "if",
  endfor: "for",
  endset: "set",
  endraw: "raw",
};

/** Tags of Jinja2 and its extensions that this version does not have, each with what to do instead. */
export const UNSUPPORTED_TAGS: Readonly<Record<string, string>> = {
  extends: "Put the shared parts into files of their own and `{% include %}` them.",
  block: "Put the shared parts into files of their own and `{% include %}` them.",
  macro: "Move the text into a file of its own and `{% include %}` it.",
  call: "Move the text into a file of its own and `{% include %}` it.",
  import: "Move the text into a file of its own and `{% include %}` it.",
  from: "Move the text into a file of its own and `{% include %}` it.",
  filter: "Write `{% set text | name %}…{% endset %}{{ text }}`.",
  with: "Write `{% set name = value %}`.",
  autoescape: "Filter single values with `|escape`.",
  do: "Write `{% set name = value %}`.",
  print: "Write `{{ value }}`.",
  trans: "Write the text itself; there are no translations.",
  pluralize: "Write the text itself; there are no translations.",
  debug: "Write `{{ name }}` for the values you look for.",
  break: "Choose the items in the head of the loop: `{% for item in list if test %}`.",
  continue: "Choose the items in the head of the loop: `{% for item in list if test %}`.",
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
  "if",
  "elif",
  "else",
  "endif",
  "for",
  "endfor",
  "set",
  "endset",
  "include",
  "raw",
  "endraw",
  ...Object.keys(UNSUPPORTED_TAGS),
];
