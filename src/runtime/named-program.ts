/** Programs by the names that templates compute: what includes, imports and `extends` look for. Nothing is run here. */
import { DxgError } from "../base/error.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { hashOf } from "../value/compare.ts";
import { iterate } from "../value/iterate.ts";
import { repr, toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import { typeName } from "../value/type-name.ts";
import { refuseUndefined, undefinedMessage } from "../value/undefined.ts";
import { isString, Undefined, type Value } from "../value/value.ts";

/** The indexes of templates by name, for each set that was asked for one. */
const indexes: WeakMap<LoadedSet, ReadonlyMap<string, number>> = new WeakMap();

function indexesByName(set: LoadedSet): ReadonlyMap<string, number> {
  const known = indexes.get(set);
  if (known !== undefined) return known;
  const byName = new Map<string, number>();
  set.programs.forEach(({ name: id, mode }, index) => {
    if (mode === "expression") return;
    const name = set.strings.get(id);
    if (!byName.has(name)) byName.set(name, index);
  });
  indexes.set(set, byName);
  return byName;
}

/** Names that renders worked out and that a set does not hold: whoever has the sources can make one that does. */
const absent: WeakMap<LoadedSet, Set<string>> = new WeakMap();
const ABSENT_MAX = 1000;

/** The names that renders of a set have asked for in vain so far. */
export function absentNames(set: LoadedSet): readonly string[] {
  return [...(absent.get(set) ?? [])];
}

function noteAbsent(set: LoadedSet, name: string): void {
  const names = absent.get(set) ?? new Set();
  if (names.size < ABSENT_MAX) absent.set(set, names.add(name));
}

/**
 * The index of the template of a name, if the file holds it; there is none whose name is no string.
 * @throws {DxgError} render/type for what could be no key, since Jinja2 looks among what it has loaded; render/undefined
 */
export function programNamed(set: LoadedSet, named: Value): number | undefined {
  if (isString(named)) {
    const name = toText(named);
    const index = indexesByName(set).get(name);
    if (index === undefined) noteAbsent(set, name);
    return index;
  }
  refuseUndefined(named);
  hashOf(named);
  return undefined;
}

/** As `programNamed`, of one that has to be there. @throws {DxgError} render/include-not-found as well */
export function requireProgram(set: LoadedSet, name: Value): number {
  const index = programNamed(set, name);
  if (index === undefined) throw notFound([name], "Look for it among the template's files");
  return index;
}

/** The names that an include tries: those of a list, or the one that is given; none of what is false. */
export function namesToTry(named: Value): readonly Value[] {
  refuseUndefined(named);
  if (isString(named)) return [named];
  return truth(named) ? iterate(named) : [];
}

function shown(name: Value): string {
  if (name instanceof Undefined) return undefinedMessage(name);
  return isString(name) ? `"${toText(name)}"` : repr(name);
}

/** The error of an include, import or `extends` of names none of which the file holds. */
export function notFound(names: readonly Value[], hint: string): DxgError {
  const detail = names.length === 0 ? "there is no name to look for" : names.map(shown).join(", ");
  const other = names.find((name) => !(isString(name) || name instanceof Undefined));
  const advice = other === undefined ? hint : `The name of a template is a string, not ${typeName(other)}`;
  return new DxgError("render/include-not-found", detail, { hint: advice });
}
