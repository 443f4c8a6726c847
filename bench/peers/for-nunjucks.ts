/**
 * The built-in templates in what Nunjucks can parse, to compare how fast they compile: slices become indexes, a condition
 * behind `else` gets brackets, `+` beside a delimiter goes. All of it is as much for Nunjucks to compile as what was there,
 * or less. What comes out is not rendered.
 */

const TAG = /\{[{%][\s\S]*?[}%]\}/g;
const SLICE = /\[[^[\]"']*:[^[\]"']*\]/g;
const VALUE = /^(\{\{-?|\{%-? *set \w+ =)([\s\S]*?)(-?\}\}|-?%\})$/;
const ELSE = " else ";

export function forNunjucks(source: string): string {
  return source.replace(TAG, (tag) => {
    const indexed = tag
      .replace(/^\{%\+/, "{%")
      .replace(/\+%\}$/, "%}")
      .replace(SLICE, "[0]");
    return indexed.replace(VALUE, (_whole, open: string, value: string, close: string) => open + nested(value) + close);
  });
}

/** `a if b else c if d else e` as `a if b else (c if d else e)`. */
function nested(value: string): string {
  const parts = value.split(ELSE);
  const brackets = parts.length - 2;
  if (brackets < 1) return value;
  return `${parts.slice(0, -1).join(`${ELSE}(`)}${ELSE}${parts.at(-1)} ${")".repeat(brackets)} `;
}
