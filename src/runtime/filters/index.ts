/** The filters by their numbers in format/builtins.ts. The compiler binds arguments; nothing here does. */

import { setNamedReferences } from "../../value/entities.ts";
import { more } from "../more.ts";
import * as apply from "./apply.ts";
import * as cases from "./case.ts";
import type { Filter } from "./filter.ts";
import * as html from "./html.ts";
import * as json from "./json.ts";
import * as number from "./number.ts";
import * as print from "./print.ts";
import { quote } from "./quote.ts";
import * as sequence from "./sequence.ts";
import * as text from "./text.ts";

/** In the order of their numbers. */
const IMPLEMENTATIONS: readonly Filter[] = [
  number.abs,
  sequence.attr,
  sequence.batch,
  text.capitalize,
  text.center,
  sequence.length,
  html.otherwise,
  sequence.dictsort,
  html.escaped,
  number.filesizeformat,
  sequence.first,
  number.float,
  html.forceescape,
  sequence.groupby,
  text.indent,
  number.int,
  sequence.items,
  html.join,
  sequence.last,
  sequence.list,
  text.lower,
  apply.map,
  sequence.max,
  sequence.min,
  print.pprint,
  apply.reject,
  apply.rejectattr,
  text.replace,
  sequence.reverse,
  number.round,
  html.safe,
  apply.select,
  apply.selectattr,
  sequence.slice,
  sequence.sort,
  text.string,
  html.striptags,
  sequence.sum,
  text.title,
  json.tojson,
  text.trim,
  text.truncate,
  sequence.unique,
  text.upper,
  html.urlencode,
  text.wordcount,
  text.wordwrap,
  html.xmlattr,
  cases.pascal,
  cases.camel,
  cases.snake,
  cases.kebab,
  cases.constant,
  cases.slugify,
  cases.plural,
  cases.singular,
];

/** Stands among the others by its number, but the message of nearly every built-in template has it. */
const QUOTE = 74;

/** The filter with a number; undefined when there is none. The code of those that few templates use is loaded here. */
export function filterById(id: number): Filter | undefined {
  if (id === QUOTE) return quote;
  return id < IMPLEMENTATIONS.length ? IMPLEMENTATIONS[id] : more().MORE_FILTERS[id - IMPLEMENTATIONS.length];
}

// Methods of strings and `striptags` need these names; where they are read from, the layer of values cannot know.
setNamedReferences((name) => more().namedReference(name));
