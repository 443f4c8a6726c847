/**
 * Tables and lists of a parsed manifest, as strictly as is safe: a tool may well install what stands where a table should
 * be (npm takes the entries of a list for packages), so anything of another type makes the manifest unreadable.
 */
import { memberAt, members } from "./json-strict.ts";

type Members = readonly (readonly [key: string, value: unknown])[];

/** Reads parts of one manifest, and remembers whether each had the type that it must have. */
export class ManifestShape {
  #sound = true;

  /** False once anything was neither absent nor of its type. */
  get isSound(): boolean {
    return this.#sound;
  }

  /** The members of a table by a path of keys, all of which must be tables; none where something is absent or null. */
  table(root: unknown, ...path: readonly string[]): Members {
    let found = root;
    for (const key of path) {
      if (!this.#isTable(found)) return [];
      found = memberAt(found, key);
    }
    return this.#isTable(found) ? members(found) : [];
  }

  /** A list below a table; none where something is absent or null. */
  list(root: unknown, ...path: readonly string[]): readonly unknown[] {
    const last = path.at(-1);
    const owner = last === undefined ? undefined : this.table(root, ...path.slice(0, -1));
    const found = owner === undefined ? root : owner.find(([key]) => key === last)?.[1];
    if (Array.isArray(found)) return found;
    if (found !== undefined && found !== null) this.refuse();
    return [];
  }

  /** Something else is not as it must be. */
  refuse(): void {
    this.#sound = false;
  }

  #isTable(value: unknown): boolean {
    if (value === undefined || value === null) return false;
    if (typeof value === "object" && !Array.isArray(value) && !(value instanceof Date)) return true;
    this.refuse();
    return false;
  }
}
