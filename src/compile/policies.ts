/**
 * Policies: what filters do where a template does not say, by Jinja2's names. They become arguments of the filter calls,
 * so that the renderer knows nothing of them.
 */
import { assert, DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { allParameters, filtersByName, POLICIES_KEYWORD } from "../format/builtins.ts";
import type { Arguments, Position } from "../lang/ast.ts";
import type { NewlineSequence } from "../lang/syntax-options.ts";
import { mappingPairs } from "../value/compare.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import { isInteger, isMapping, isString, Tuple, type Value } from "../value/value.ts";

/** Values of policies by their names in Jinja2, such as `truncate.leeway`. */
export type Policies = Readonly<Record<string, Value>>;

interface Policy {
  readonly name: string;
  readonly filter: string;
  /** The parameter that it fills. */
  readonly parameter: string;
  readonly expected: string;
  readonly fits: (value: Value) => boolean;
}

const isText = (value: Value): boolean => value === null || isString(value);

const POLICIES: readonly Policy[] = [
  {
    name: "truncate.leeway",
    filter: "truncate",
    parameter: "leeway",
    expected: "a whole number",
    fits: isInteger,
  },
  { name: "urlize.target", filter: "urlize", parameter: "target", expected: "text or none", fits: isText },
  { name: "urlize.rel", filter: "urlize", parameter: "default_rel", expected: "text or none", fits: isText },
  {
    name: "urlize.extra_schemes",
    filter: "urlize",
    parameter: "extra_schemes",
    expected: "a list of texts or none",
    fits: (value) => value === null || (Array.isArray(value) && value.every(isString)),
  },
];
/** Arguments of Python's `json.dumps` that `json.dumps_kwargs` may hold: parameters of `tojson` of the same names. */
const DUMPS = "json.dumps_kwargs";
const DUMPS_ARGUMENTS: readonly string[] = ["sort_keys", "indent", "ensure_ascii", "separators"];
/** Policies of Jinja2 that this engine has no use for: their default is what it does. */
const IDLE: readonly string[] = ["compiler.ascii_str", "json.dumps_function"];
/** Whether `trans` takes line breaks out of its messages where it does not say. */
const TRIMMED = "ext.i18n.trimmed";

/** A value for the parameter at a place. */
export interface FilterDefault {
  readonly place: number;
  readonly value: Value;
}

const NO_DEFAULTS: readonly FilterDefault[] = [];

/** What filters and messages of a set of programs do where a template does not say. */
export class FilterDefaults {
  readonly #arguments: Map<string, FilterDefault[]> = new Map();
  /** Whether messages of `trans` are trimmed where it does not say. */
  readonly trimsMessages: boolean = false;

  /** @throws {DxgError} compile/bad-option for a name or value that no policy has */
  static of(policies: Policies | undefined, newline: NewlineSequence | undefined): FilterDefaults {
    if (policies === undefined && newline === undefined) return JINJA_FILTER_DEFAULTS;
    return new FilterDefaults(policies ?? {}, newline);
  }

  private constructor(policies: Policies, newline: NewlineSequence | undefined) {
    for (const [name, value] of Object.entries(policies)) {
      if (name === DUMPS) this.#addDumps(value);
      else if (name === TRIMMED) this.trimsMessages = truth(value);
      else if (!IDLE.includes(name)) this.#addPolicy(name, value);
    }
    // As in Jinja2 wrapped lines end as those of the template do.
    if (newline !== undefined && newline !== "\n") this.#add("wordwrap", "wrapstring", newline);
  }

  /** What fills the parameters of a filter that a call leaves out, by their places. */
  of(filter: string): readonly FilterDefault[] {
    return this.#arguments.size === 0 ? NO_DEFAULTS : (this.#arguments.get(filter) ?? NO_DEFAULTS);
  }

  /** The arguments of `map` with what it needs for the filters that it finds by name. */
  passedTo(args: Arguments, at: Position): Arguments {
    if (this.#arguments.size === 0) return args;
    const all: Value[] = [];
    for (const [filter, defaults] of this.#arguments) {
      for (const { place, value } of defaults) all.push(new Tuple([filter, place, value]));
    }
    const value = { kind: "constant", at, value: new Tuple(all) } as const;
    return { ...args, keywords: [...args.keywords, { name: POLICIES_KEYWORD, value }] };
  }

  #addPolicy(name: string, value: Value): void {
    const policy = POLICIES.find((one) => one.name === name);
    if (policy === undefined) throw unknownPolicy(name);
    if (!policy.fits(value)) throw badPolicy(name, `it must be ${policy.expected}`);
    this.#add(policy.filter, policy.parameter, value);
  }

  #addDumps(value: Value): void {
    if (!isMapping(value)) throw badPolicy(DUMPS, "it must be a mapping such as {sort_keys: false}");
    for (const [key, one] of mappingPairs(value)) {
      if (typeof key !== "string" || !DUMPS_ARGUMENTS.includes(key)) {
        throw badPolicy(DUMPS, `it can hold ${DUMPS_ARGUMENTS.join(", ")}, not ${toText(key)}`);
      }
      this.#add("tojson", key, one);
    }
  }

  #add(filter: string, parameter: string, value: Value): void {
    const signature = filtersByName().get(filter);
    const place = signature === undefined ? -1 : allParameters(signature).indexOf(parameter);
    assert(place >= 0, `filter ${filter} has a parameter ${parameter}`);
    // A constant cannot be a list, which templates could change.
    const one = { place, value: Array.isArray(value) ? new Tuple(value) : value };
    const known = this.#arguments.get(filter);
    if (known === undefined) this.#arguments.set(filter, [one]);
    else known.push(one);
  }
}

const JINJA_FILTER_DEFAULTS: FilterDefaults = FilterDefaults.of({}, undefined);

function badPolicy(name: string, detail: string): DxgError {
  return new DxgError("compile/bad-option", `policy ${name}: ${detail}`);
}

function unknownPolicy(name: string): DxgError {
  const known = [...POLICIES.map((one) => one.name), DUMPS, TRIMMED];
  const close = suggest(name, known);
  const hint = close === undefined ? `The policies are: ${known.join(", ")}` : `Did you mean "${close}"?`;
  return new DxgError("compile/bad-option", `there is no policy "${name}"`, { hint });
}
