/** Programs by the names that templates compute: what includes, imports and `extends` look for. Nothing is run here. */
import { DxgError } from "../base/error.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { hashOf } from "../value/compare.ts";
import { typeError } from "../value/errors.ts";
import { toText } from "../value/text.ts";
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

/** The index of the template of a name, if the file holds it. @throws {DxgError} render/type, render/undefined */
export function programNamed(set: LoadedSet, named: Value): number | undefined {
  if (!isString(named)) {
    refuseUndefined(named);
    // It is looked for among the templates that are loaded already.
    hashOf(named);
    throw typeError(`a template's name is a string, not ${typeName(named)}`);
  }
  return indexesByName(set).get(toText(named));
}

/** As `programNamed`, of one that has to be there. @throws {DxgError} render/include-not-found as well */
export function requireProgram(set: LoadedSet, name: Value): number {
  const index = programNamed(set, name);
  if (index === undefined) throw notFound([name], "Look for it among the template's files");
  return index;
}

const shown = (name: Value): string => (name instanceof Undefined ? undefinedMessage(name) : `"${toText(name)}"`);

/** The error of an include, import or `extends` of names none of which the file holds. */
export function notFound(names: readonly Value[], hint: string): DxgError {
  return new DxgError("render/include-not-found", names.map(shown).join(", "), { hint });
}
