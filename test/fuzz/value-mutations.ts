/** Changes of decoded values, so that what checks a value's parts is reached behind what checks its bytes. */
import { Dict, float, isPlainObject, Tuple, type Value } from "../../src/value/value.ts";
import type { Random } from "./random.ts";

/** Values at which checks break. */
const OTHERS: readonly Value[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  63,
  64,
  1e9,
  2 ** 53,
  2n ** 70n,
  float(0.5),
  "",
  "a",
  "../../x",
  "/etc/passwd",
  "\u001b[2J",
  "\u202e",
  "__proto__",
  "*",
  "**",
  "sh -c x",
  "1.0.0",
  "x".repeat(5000),
  [],
  [[]],
  ["a"],
  new Dict(),
  Dict.of([["name", "x"]]),
  new Tuple([]),
];

/** The same value with one part of it, at any depth, replaced, removed, doubled or exchanged. */
export function mutateValue(value: Value, random: Random): Value {
  const parts = partsOf(value);
  if (parts === undefined || parts.length === 0 || random.below(12) === 0) return random.pick(OTHERS);
  const index = random.below(parts.length);
  const [key, part] = parts[index]!;
  const deeper = partsOf(part) !== undefined && random.below(5) !== 0;
  if (deeper) parts[index] = [key, mutateValue(part, random)];
  else changePart(parts, index, random);
  return joined(value, parts);
}

type Part = readonly [key: Value, value: Value];

function changePart(parts: Part[], index: number, random: Random): void {
  const [key, part] = parts[index]!;
  switch (random.below(7)) {
    case 0:
      parts.splice(index, 1);
      break;
    case 1:
      parts.push([typeof key === "string" ? `${key}_` : key, part]);
      break;
    case 2:
      parts[index] = [random.pick(OTHERS), part];
      break;
    case 3:
      parts[index] = [key, random.pick(parts)[1]];
      break;
    case 4:
      parts[index] = [key, typeof part === "number" ? part + random.pick([-1, 1, 2, 1000]) : [part]];
      break;
    case 5:
      parts[index] = [key, typeof part === "string" ? part.slice(random.below(part.length)) : Dict.of([["a", part]])];
      break;
    default:
      parts[index] = [key, random.pick(OTHERS)];
  }
}

function partsOf(value: Value): Part[] | undefined {
  if (value instanceof Dict) return [...value.entries.values()].map(([key, item]) => [key, item]);
  if (value instanceof Tuple) return value.items.map((item, index) => [index, item]);
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  return isPlainObject(value) ? Object.entries(value) : undefined;
}

function joined(value: Value, parts: readonly Part[]): Value {
  if (Array.isArray(value)) return parts.map(([, item]) => item);
  if (value instanceof Tuple) return new Tuple(parts.map(([, item]) => item));
  return Dict.of(parts.filter(([key]) => !partsOf(key)));
}
