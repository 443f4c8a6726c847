/** Reads TOML by a parser that refuses what TOML 1.0 refuses, keys that stand twice above all. */
import { parse } from "smol-toml";

/** The document, or undefined when it is none. */
export function parseToml(text: string): unknown {
  try {
    return parse(text.startsWith("\ufeff") ? text.slice(1) : text, { integersAsBigInt: true });
  } catch {
    return undefined;
  }
}
