/**
 * What an error of a render says where the template reads a secret: whatever was made of the secret, upper case or Base64,
 * would be told by an error that quotes a value, and by `fail`. Only what says nothing of a value is left as it is; of all
 * else the kind of the error and its place in the template remain. Nothing else is decided here.
 */
import { DxgError } from "../../base/error.ts";
import { secretNames } from "../../format/secrets.ts";
import type { Bundle } from "../../runtime/bundle.ts";
import { REFUSAL_HINT } from "../../runtime/functions.ts";
import { toText } from "../../value/text.ts";
import { isString, Tuple, type Value } from "../../value/value.ts";
import { isPlain } from "./plain-words.ts";

/** Shown in place of a text. */
export const HIDDEN = "(hidden: it may hold a secret)";

const HIDDEN_HINT = "The template reads a secret, so that no values are told: look at the place in the template";
/** A value in a hint, such as the key of a dict that was meant. */
const QUOTED = /'([^']*)'|"([^"]*)"/g;

/** Runs an expression of a bundle; an error of one that reads a secret tells nothing that was made of it. */
export function quietExpression<T>(bundle: Bundle, program: number, run: () => T): T {
  return quietly(bundle, (secret) => bundle.reads(program).some((name) => secret.has(name)), run);
}

/**
 * Runs the files of a bundle. A file may include others and pass values on, so that every error is quiet where any
 * program of the bundle but the expressions of parameters reads a secret.
 */
export function quietFiles<T>(bundle: Bundle, run: () => T): T {
  const ofParameters = (): ReadonlySet<number> =>
    new Set(
      bundle.manifest.params.flatMap(({ default: given }) => (given?.kind === "expression" ? [given.program] : [])),
    );
  const readsSecret = (secret: ReadonlySet<string>): boolean => {
    const own = ofParameters();
    const { programs } = bundle.loaded.set;
    return programs.some((_, index) => !own.has(index) && bundle.reads(index).some((name) => secret.has(name)));
  };
  return quietly(bundle, readsSecret, run);
}

function quietly<T>(bundle: Bundle, readsSecret: (secret: ReadonlySet<string>) => boolean, run: () => T): T {
  try {
    return run();
  } catch (error) {
    // Paths read no secrets.
    if (!(error instanceof DxgError) || error.code.startsWith("path/")) throw error;
    const secret = secretNames(bundle.manifest.params, ({ default: given }) =>
      given?.kind === "expression" ? bundle.reads(given.program) : [],
    );
    throw secret.size === 0 || !readsSecret(secret) ? error : quiet(error, textsOf(bundle));
  }
}

function quiet(error: DxgError, texts: ReadonlySet<string>): DxgError {
  const { code, detail, span, related, notes, hint, cause } = error;
  const isRefusal = code === "render/refused" && hint === REFUSAL_HINT;
  const isOfTemplate = (text: string): boolean => texts.has(text);
  if (isOfTemplate(detail) || (!isRefusal && isPlain(error, isOfTemplate))) {
    const quotes = [...(hint ?? "").matchAll(QUOTED)].map(([, single, double]) => single ?? double ?? "");
    if (quotes.every((text) => text === "" || isOfTemplate(text))) return error;
    return new DxgError(code, detail, { ...(span && { span }), related, notes, cause });
  }
  return new DxgError(code, HIDDEN, {
    ...(span && { span }),
    related,
    notes,
    hint: isRefusal ? REFUSAL_HINT : HIDDEN_HINT,
  });
}

/** The names and constant texts of a template, as they stand there. */
function textsOf({ loaded: { set } }: Bundle): ReadonlySet<string> {
  return new Set([...set.strings.all(), ...set.constants.flatMap(textsIn)]);
}

/** The texts of a constant, also of a list of names such as a macro's parameters. */
function textsIn(constant: Value): readonly string[] {
  if (isString(constant)) return [toText(constant)];
  if (constant instanceof Tuple) return constant.items.flatMap(textsIn);
  return Array.isArray(constant) ? (constant as readonly Value[]).flatMap(textsIn) : [];
}
