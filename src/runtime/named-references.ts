/** The names of HTML's character references; the only place that knows the package `entities`. Loaded by more.ts. */
import { decodeHTMLStrict } from "entities/decode";

/** What a name that needs its semicolon stands for; undefined when it is none. */
export function namedReference(name: string): string | undefined {
  const reference = `&${name};`;
  const text = decodeHTMLStrict(reference);
  return text === reference ? undefined : text;
}
