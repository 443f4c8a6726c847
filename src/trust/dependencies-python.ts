/**
 * The packages that a pyproject.toml names: PEP 621 (project), PEP 735 (dependency groups), PEP 518 (build requirements),
 * and whatever is called dependencies in a tool's table, since there are more such tools than anybody can list. Names are
 * compared as PEP 503 has it.
 */
import { memberAt, members } from "./json-strict.ts";
import { ManifestShape } from "./manifest-shape.ts";
import { parseToml } from "./toml.ts";
import { valueText } from "./value-text.ts";

export function pythonDependencies(text: string): ReadonlySet<string> | undefined {
  const root = parseToml(text);
  if (root === undefined) return undefined;
  const found = new Set<string>();
  const shape = new ManifestShape();
  const list = (owner: unknown, ...path: readonly string[]): void => {
    for (const one of shape.list(owner, ...path)) {
      if (typeof one === "string") addRequirement(found, one);
      // Another group's requirements, which are read there.
      else if (typeof memberAt(one, "include-group") !== "string") shape.refuse();
    }
  };
  const lists = (...path: readonly string[]): void => {
    for (const [, value] of shape.table(root, ...path)) list(value);
  };
  list(root, "project", "dependencies");
  lists("project", "optional-dependencies");
  lists("dependency-groups");
  list(root, "build-system", "requires");
  for (const [tool, value] of shape.table(root, "tool")) addOfTool(found, value, ["tool", tool]);
  found.delete("python");
  return shape.isSound ? found : undefined;
}

/** Keys that hold dependencies in one tool or another, in small letters and with dashes. */
const HOLDERS = /(?:^|-)(?:dependencies|deps|requires?|requirements)$|^requires-(?:dist|extra|plugins)$/;
/** What the machine must have, by which nothing is installed. */
const NOT_HOLDERS: readonly string[] = ["system-requirements"];
/** The same where only the place tells. */
const HOLDING_PLACES: readonly string[] = [
  "tool.uv.sources",
  "tool.pdm.plugins",
  "tool.pdm.overrides",
  "tool.pdm.resolution.overrides",
];
/** Below these a table names files that have the dependencies. */
const FROM_FILES = "tool.setuptools.dynamic.";
/** Real tables lie less deep. */
const DEPTH_MAX = 20;

function addOfTool(found: Set<string>, value: unknown, path: readonly string[]): void {
  const place = path.join(".");
  const key = path.at(-1)!.toLowerCase().replaceAll("_", "-");
  if (HOLDING_PLACES.includes(place) || (HOLDERS.test(key) && !NOT_HOLDERS.includes(key))) {
    if (place.startsWith(FROM_FILES)) found.add(`${place}@${valueText(value) ?? "?"}`);
    else addHeld(found, value, place);
  } else if (path.length >= DEPTH_MAX) found.add(`${place}@?`);
  else for (const [name, inner] of parts(value)) addOfTool(found, inner, [...path, name]);
}

/** The members of a table, or those of the tables in a list. */
function parts(value: unknown): readonly (readonly [string, unknown])[] {
  return Array.isArray(value) ? value.flatMap(members) : members(value);
}

/** Tables of lists, by names of groups. */
const GROUPS: readonly string[] = [
  "tool.pdm.dev-dependencies",
  "tool.flit.metadata.requires-extra",
  "tool.uv.extra-build-dependencies",
];

/** Dependencies as tools write them: a list of requirements, a table by names, a table of such lists. */
function addHeld(found: Set<string>, value: unknown, place: string): void {
  if (typeof value === "boolean") return;
  if (typeof value === "string") addRequirement(found, value);
  else if (Array.isArray(value)) for (const one of value) addItem(found, one, place);
  else if (!isTable(value)) found.add(`${place}@?`);
  else {
    for (const [name, one] of members(value)) {
      if (!GROUPS.includes(place)) addNamed(found, name, one);
      // What stands here in a tool that nobody knows may be a group as well.
      if (Array.isArray(one)) for (const each of one) if (!isSource(each)) addItem(found, each, `${place}.${name}`);
    }
  }
}

function addItem(found: Set<string>, item: unknown, place: string): void {
  // uv's `requirement` and Hatch's `value` say more about one.
  const texts = [item, memberAt(item, "requirement"), memberAt(item, "value")];
  const text = texts.find((each) => typeof each === "string");
  if (typeof text === "string") addRequirement(found, text);
  else if (typeof memberAt(item, "include-group") !== "string") found.add(`${place}@?`);
}

/** One of several rows for the same package, as `addNamed` takes them. */
function isSource(item: unknown): boolean {
  return isTable(item) && memberAt(item, "requirement") === undefined && memberAt(item, "value") === undefined;
}

function isTable(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A name with versions and a marker: nothing else is sure to be no file, folder or address to pip. */
const REQUIREMENT =
  /^([A-Za-z0-9][\w.-]*)\s*(?:\[[\w\s,.-]*\]\s*)?(?:@\s*([^;]+)|\(?(?:(?:===?|[~!<>]=|[<>])\s*[\w.*+-]+(?:![\w.*+-]+)?\s*(?:,\s*)?)*\)?\s*)(?:;.*|#.*)?$/;
/** What pip takes for a file that is here. */
const ARCHIVE = /\.(?:whl|zip|tgz|tbz|txz|tlz|tar(?:\.\w+)?)$/i;

/** Requirements of PEP 508, one on each line: `name[extra] >= 1; marker`, `name @ https://…`. */
function addRequirement(found: Set<string>, lines: string): void {
  for (const line of lines.split(/[\r\n]+/)) {
    const text = line.trim().replace(/\s+/g, " ");
    if (text === "") continue;
    const [, name, source] = REQUIREMENT.exec(text) ?? [];
    if (name === undefined || ARCHIVE.test(name)) found.add(`${text}@?`);
    else found.add(source === undefined ? normal(name) : `${normal(name)}@${source.trim()}`);
  }
}

/** What a row may say that names no other place to get the package from. */
const SOURCELESS: ReadonlySet<string> = new Set(
  "version python platform markers marker extras optional allow-prereleases rev tag branch subdirectory editable build extra group package match-runtime".split(
    " ",
  ),
);

/** A version or range, in the notation of any of the tools. */
const RANGE = /^[\w\s.*+!<>=~^|,-]*$/;

/** A row of a table by names: a version, a table with its source, or several of these. */
function addNamed(found: Set<string>, name: string, value: unknown): void {
  for (const one of Array.isArray(value) ? value : [value]) {
    const range = typeof one === "string" ? one : memberAt(one, "version");
    const sources = members(one).flatMap(([key, place]) =>
      SOURCELESS.has(key) ? [] : [`${key}:${typeof place === "string" ? place : valueText(place)}`],
    );
    if (typeof range === "string" && (!RANGE.test(range) || ARCHIVE.test(range))) sources.unshift(range.trim());
    found.add(sources.length === 0 ? normal(name) : `${normal(name)}@${sources.join(",")}`);
  }
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
