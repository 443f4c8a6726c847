/** Whether the output of a template is escaped for HTML, which its name may decide as with Jinja2's `select_autoescape`. */

/** Endings of names, without their first dot and in lower case. */
export interface AutoescapeByName {
  /** Default `html`, `htm`, `xml`. */
  readonly enabled?: readonly string[];
  readonly disabled?: readonly string[];
  /** What holds for a template without a name. Default true. */
  readonly withoutName?: boolean;
  /** What holds for every other name. Default false. */
  readonly otherwise?: boolean;
}

/** For all templates, by their names' endings, or as a function of the name. */
export type Autoescape = boolean | AutoescapeByName | ((name: string | undefined) => boolean);

const ENABLED: readonly string[] = ["html", "htm", "xml"];
/** Endings that only say that a file is a template: `page.html.j2` is HTML. */
const TEMPLATE_SUFFIX = /\.(?:j2|jinja|jinja2)$/;

/** @param name undefined for a template from a string without a name */
export function escapesByName(option: Autoescape, name: string | undefined): boolean {
  if (typeof option === "boolean") return option;
  if (typeof option === "function") return option(name?.startsWith("<") === true ? undefined : name);
  // Names such as `<stdin>` are only for errors.
  if (name === undefined || name.startsWith("<")) return option.withoutName ?? true;
  const lower = name.toLowerCase().replace(TEMPLATE_SUFFIX, "");
  const ends = (endings: readonly string[]): boolean =>
    endings.some((ending) => lower.endsWith(`.${ending.replace(/^\.+/, "").toLowerCase()}`));
  if (ends(option.enabled ?? ENABLED)) return true;
  if (ends(option.disabled ?? [])) return false;
  return option.otherwise ?? false;
}
