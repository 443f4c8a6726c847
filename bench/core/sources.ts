/** Template sources that are new each time, of any size, in the common notation of benchmarks. Nothing is compiled here. */
import type { Random } from "./inputs.ts";

const ENCODER = new TextEncoder();

/** A piece of a module: text, slots, a loop and a condition, about 700 bytes. */
function piece(random: Random): string {
  const name = random.identifier(6, 14);
  return `/** ${random.sentence(40, 90)} */
export interface ${name} extends {{ base }} {
{% for row in rows %}  readonly {{ row.name }}: {{ row.type }}; // ${random.sentence(20, 40)} {{ row.note }}
{% endfor %}  // end
}

{% if exported %}export {% endif %}function ${random.identifier(8, 16)}(input: ${name}): {{ type }} {
  const ${random.identifier(4, 9)} = "{{ label }}: ${random.sentence(10, 40)}";
  return input satisfies {{ base }} ? ${random.identifier(4, 10)}({{ type }}, ${random.below(1000)}) : undefined;
}

`;
}

/** A module template of at least so many bytes of UTF-8. */
export function moduleSource(random: Random, bytes: number): string {
  const pieces: string[] = [];
  let size = 0;
  do {
    const one = piece(random);
    pieces.push(one);
    size += ENCODER.encode(one).length;
  } while (size < bytes);
  return pieces.join("");
}

/** Parameters of a module template. */
export const MODULE_DATA: { readonly [name: string]: unknown } = {
  base: "Base",
  exported: true,
  type: "string",
  label: "Größe",
  rows: [
    { name: "first", type: "number", note: "one" },
    { name: "second", type: "boolean", note: "zwei €" },
  ],
};
