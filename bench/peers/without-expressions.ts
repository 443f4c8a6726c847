/**
 * Jinja2 templates in the notation of Handlebars, to compare how fast they compile: text, tags and their nesting stay,
 * every expression becomes the first name in it. What comes out is not rendered.
 */

const TAG = /\{\{-?([\s\S]*?)-?\}\}|\{%[-+]?([\s\S]*?)[-+]?%\}|\{#[\s\S]*?#\}/g;
/** Tags whose bodies have a block of their own. */
const BLOCKS: readonly string[] = ["macro", "call", "filter", "with", "block"];

/**
 * The template; what Handlebars would take for tags of its own is not looked for in the text, but for a brace beside a tag,
 * which gets a space between.
 */
export function withoutExpressions(source: string): string {
  const plain = source.replace(TAG, (_whole, output: string | undefined, tag: string | undefined) => {
    if (output !== undefined) return `{{${firstName(output)}}}`;
    return tag === undefined ? "" : block(tag.trim());
  });
  return plain.replace(/\{(?=\{\{)/g, "{ ").replace(/\}\}(?=\})/g, "}} ");
}

function block(tag: string): string {
  const word = /^\w+/.exec(tag)?.[0] ?? "";
  const rest = tag.slice(word.length);
  switch (word) {
    case "if":
      return `{{#if ${firstName(rest)}}}`;
    case "elif":
      return `{{else if ${firstName(rest)}}}`;
    case "else":
      return "{{else}}";
    case "endif":
      return "{{/if}}";
    case "for":
      return `{{#each ${firstName(rest.slice(rest.indexOf(" in ") + 4))}}}`;
    case "endfor":
      return "{{/each}}";
  }
  if (BLOCKS.includes(word)) return `{{#${word} ${firstName(rest)}}}`;
  if (word.startsWith("end") && BLOCKS.includes(word.slice(3))) return `{{/${word.slice(3)}}}`;
  // `set`, `import`, `include` and the like: one call.
  return `{{${word} ${firstName(rest)}}}`;
}

/** The first path such as `row.name` that is no word of the language and no part of a string. */
function firstName(expression: string): string {
  const plain = expression.replace(/"[^"]*"|'[^']*'/g, "");
  for (const [name] of plain.matchAll(/[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)) {
    if (!["not", "and", "or", "in", "is", "if", "else", "this", "recursive"].includes(name)) return name;
  }
  return "value";
}
