/**
 * What a template says by `fail` where it reads a secret: whatever it made of the secret, upper case or Base64, would be
 * told. Only a text that stands in the template as it is has nothing of a secret in it. Nothing else is decided here.
 */
import { DxgError } from "../../base/error.ts";
import { secretNames } from "../../format/secrets.ts";
import type { Bundle } from "../../runtime/bundle.ts";
import { REFUSAL_HINT } from "../../runtime/functions.ts";
import { toText } from "../../value/text.ts";
import { isString } from "../../value/value.ts";

/** Shown in place of a text. */
export const HIDDEN = "(hidden: it may hold a secret)";

/** Runs an expression of a bundle; a refusal of one that reads a secret tells nothing that was made of it. */
export function quietExpression<T>(bundle: Bundle, program: number, run: () => T): T {
  return quietly(bundle, (secret) => bundle.reads(program).some((name) => secret.has(name)), run);
}

/**
 * Runs the files of a bundle. A file may include others and pass values on, so that every refusal is quiet where any
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
    if (!(error instanceof DxgError) || error.hint !== REFUSAL_HINT || error.code !== "render/refused") throw error;
    const secret = secretNames(bundle.manifest.params, ({ default: given }) =>
      given?.kind === "expression" ? bundle.reads(given.program) : [],
    );
    if (secret.size === 0 || !readsSecret(secret) || isOfTemplate(bundle, error.detail)) throw error;
    const { code, span, related, notes, hint } = error;
    throw new DxgError(code, HIDDEN, { ...(span && { span }), related, notes, hint });
  }
}

/** Whether a text is one of the template's own, as it stands there. */
function isOfTemplate({ loaded: { set } }: Bundle, text: string): boolean {
  return set.constants.some((one) => isString(one) && toText(one) === text);
}
