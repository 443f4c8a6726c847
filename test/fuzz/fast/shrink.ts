/** Makes a case smaller as long as the two ways still differ: without files, parameters, answers and pieces of texts. */
import { compare, compiled } from "./compare.ts";
import type { FastCase, GeneratedFile } from "./templates.ts";

/** Attempts that one case may take. */
const ATTEMPTS_MAX = 1500;

export async function shrink(from: FastCase): Promise<FastCase> {
  let best = from;
  let attempts = 0;
  const differs = async (one: FastCase): Promise<boolean> => {
    attempts += 1;
    const ready = attempts > ATTEMPTS_MAX ? undefined : compiled(one);
    return ready !== undefined && (await compare(one, ready)).difference !== undefined;
  };
  for (let before: FastCase | undefined; before !== best; ) {
    before = best;
    for (const next of smaller) {
      for (let index = 0; ; index += 1) {
        const one = next(best, index);
        if (one === undefined) break;
        if (await differs(one)) {
          best = one;
          index -= 1;
        }
      }
    }
  }
  return best;
}

type Smaller = (one: FastCase, index: number) => FastCase | undefined;

function withoutAt<T>(items: readonly T[], index: number): readonly T[] | undefined {
  return index < items.length ? items.filter((_, at) => at !== index) : undefined;
}

function withoutKey<T>(from: Readonly<Record<string, T>>, index: number): Readonly<Record<string, T>> | undefined {
  const entries = withoutAt(Object.entries(from), index);
  return entries === undefined ? undefined : Object.fromEntries(entries);
}

/** All texts of a case, and the case with one of them replaced. */
function textsOf(one: FastCase): readonly (readonly [text: string, replaced: (text: string) => FastCase])[] {
  const file = (index: number, change: Partial<GeneratedFile>): FastCase => ({
    ...one,
    files: one.files.map((old, at) => (at === index ? { ...old, ...change } : old)),
  });
  const { message, params } = one.manifest as { message?: string; params: Record<string, Record<string, unknown>> };
  const parameter = (name: string, change: Record<string, unknown>): FastCase => ({
    ...one,
    manifest: { ...one.manifest, params: { ...params, [name]: { ...params[name], ...change } } },
  });
  return [
    ...one.files.map(({ text }, index) => [text ?? "", (next: string) => file(index, { text: next })] as const),
    ...one.files.map(({ path }, index) => [path, (next: string) => file(index, { path: next })] as const),
    ...Object.entries(one.partials).map(
      ([name, text]) => [text, (next: string) => ({ ...one, partials: { ...one.partials, [name]: next } })] as const,
    ),
    [message ?? "", (next: string) => ({ ...one, manifest: { ...one.manifest, message: next } })] as const,
    ...Object.entries(params).map(
      ([name, { default: given }]) =>
        [typeof given === "string" ? given : "", (next: string) => parameter(name, { default: next })] as const,
    ),
    [one.answers.name ?? "", (next: string) => ({ ...one, answers: { ...one.answers, name: next } })] as const,
  ];
}

/** Without the piece of that number: all pieces of half of each text, then of a quarter, down to single characters. */
function withoutPiece(one: FastCase, index: number): FastCase | undefined {
  let left = index;
  for (const [text, replaced] of textsOf(one)) {
    for (let size = text.length; size >= 1; size = Math.floor(size / 2)) {
      const count = Math.ceil(text.length / size);
      if (left < count) return replaced(text.slice(0, left * size) + text.slice((left + 1) * size));
      left -= count;
    }
  }
  return undefined;
}

const smaller: readonly Smaller[] = [
  (one, index) => {
    const files = withoutAt(one.files, index);
    return files === undefined ? undefined : { ...one, files };
  },
  (one, index) => {
    const partials = withoutKey(one.partials, index);
    return partials === undefined ? undefined : { ...one, partials };
  },
  (one, index) => {
    const flags = withoutAt(one.answers.flags, index);
    return flags === undefined ? undefined : { ...one, answers: { ...one.answers, flags } };
  },
  (one, index) => {
    const params = withoutKey(one.manifest["params"] as Record<string, object>, index);
    return params === undefined ? undefined : { ...one, manifest: { ...one.manifest, params } };
  },
  (one, index) => {
    const keys = ["message", "capabilities", "settings", "conflicts"].filter((key) => key in one.manifest);
    const key = keys[index];
    if (key === undefined) return undefined;
    return { ...one, manifest: Object.fromEntries(Object.entries(one.manifest).filter(([name]) => name !== key)) };
  },
  (one, index) => {
    const params = one.manifest["params"] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    const all = Object.entries(params).flatMap(([name, keys]) => Object.keys(keys).map((key) => [name, key] as const));
    const [name, key] = all[index] ?? [];
    if (name === undefined) return undefined;
    const keys = Object.fromEntries(Object.entries(params[name] ?? {}).filter(([one]) => one !== key));
    return { ...one, manifest: { ...one.manifest, params: { ...params, [name]: keys } } };
  },
  withoutPiece,
];
