/** The filters that respell names, which are dxg's own. */
import { camelCase, constantCase, kebabCase, pascalCase, snakeCase } from "../../value/case.ts";
import { plural as pluralOf, singular as singularOf } from "../../value/inflect.ts";
import { slugify as slugOf } from "../../value/slug.ts";
import { toText } from "../../value/text.ts";
import { more } from "../more.ts";
import { asSafeAs, type Filter } from "./filter.ts";

const respelling =
  (respell: (text: string) => string): Filter =>
  (_context, value) =>
    asSafeAs(value, respell(toText(value)));

export const pascal: Filter = respelling(pascalCase);
export const camel: Filter = respelling(camelCase);
export const snake: Filter = respelling(snakeCase);
export const kebab: Filter = respelling(kebabCase);
export const constant: Filter = respelling(constantCase);
/** With arguments as python-slugify, whose code is loaded then. */
export const slugify: Filter = (context, value, args) => {
  if (args.length === 0) return asSafeAs(value, slugOf(toText(value)));
  return asSafeAs(value, more().slugifyWith(context, toText(value), args));
};
export const plural: Filter = respelling(pluralOf);
export const singular: Filter = respelling(singularOf);
